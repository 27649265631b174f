"""A record of calls: one line per call, and what was not as expected."""

import asyncio
import sys
import time
import traceback
from urllib.parse import unquote

from kiota_abstractions.api_error import APIError


class Unexpected(Exception):
    """What a call gave is not what the script needs to go on."""


class Record:
    """The calls of a script."""

    def __init__(self, exchanges, output=sys.stdout):
        """
        :param exchanges: Where a connection puts each exchange: method, path and status.
        """
        self.calls = 0
        self.failures = []
        self._exchanges = exchanges
        self._output = output
        self._begun = time.monotonic()

    async def call(self, title, request, http=200, items=None, **members):
        """Awaits a call, compares it and returns what was read.

        :param title: What the call is for, in words.
        :param request: What the SDK gave for it, to be awaited.
        :param http: The HTTP status that is due.
        :param items: How many items a page has.
        :param members: Attributes of what was read, and the values that are due.
        """
        before = len(self._exchanges)
        try:
            read = await request
        except APIError as error:
            self._line(title, before, f"refused: {said(error)}")
            self._fail(title, f"it was refused: {said(error)}")
            raise Unexpected(title) from error
        except Exception as error:
            self._line(title, before, f"failed: {error!r}")
            self._fail(title, f"the client failed: {error!r}")
            raise Unexpected(title) from error
        shown = []
        if items is not None:
            got = len(read.value or [])
            shown.append(f"{got} items")
            self.equal(f"{title}: items", got, items)
        for name, due in members.items():
            got = plain(getattr(read, name, None))
            shown.append(f"{name}={got!r}")
            self.equal(f"{title}: {name}", got, plain(due))
        self._line(title, before, ", ".join(shown) or type(read).__name__)
        self.equal(f"{title}: HTTP status", self._status(before), http)
        return read

    async def refused(self, title, request, http, code=None, mentions=None):
        """Awaits a call that is to be refused, and compares the refusal.

        :param code: `error.code`.
        :param mentions: What `error.message` has in it.
        """
        before = len(self._exchanges)
        try:
            await request
        except APIError as error:
            self._line(title, before, said(error))
            self.equal(f"{title}: HTTP status", error.response_status_code, http)
            body = getattr(error, "error", None)
            if code is not None:
                self.equal(f"{title}: code", getattr(body, "code", None), code)
            if mentions is not None:
                self.holds(f"{title}: the message names {mentions}", mentions in (getattr(body, "message", None) or ""))
            return error
        self._line(title, before, "not refused")
        self._fail(title, "it was not refused")
        return None

    def equal(self, what, got, due):
        """Notes a failure where two values differ."""
        if got != due:
            self._fail(what, f"it is {got!r}, {due!r} was expected")

    def holds(self, what, condition):
        """Notes a failure where a condition does not hold."""
        if not condition:
            self._fail(what, "it does not hold")

    async def area(self, name, steps):
        """Runs the calls of an area. Where they cannot go on, the next area does."""
        print(f"== {name}", file=self._output)
        try:
            await steps
        except Unexpected:
            print(f"   {name} ends here: its next calls need what was not read", file=self._output)
        except Exception as error:
            traceback.print_exc(file=self._output)
            self._fail(name, f"the script failed: {error!r}")

    def summary(self, least):
        """Prints the summary and returns the exit code.

        :param least: How many calls there are at least.
        """
        seconds = time.monotonic() - self._begun
        if self.calls < least:
            self._fail("the script", f"it made {self.calls} calls, at least {least} were expected")
        for failure in self.failures:
            print(f"FAILED {failure}", file=self._output)
        print(
            f"{self.calls} calls, {len(self._exchanges)} exchanges, {len(self.failures)} failures, {seconds:.1f} s",
            file=self._output,
        )
        return 1 if self.failures else 0

    def _status(self, before):
        made = self._exchanges[before:]
        return made[-1][2] if made else None

    def _line(self, title, before, read):
        self.calls += 1
        made = self._exchanges[before:] or [("-", "-", 0)]
        method, path, status = made[-1]
        again = f" ({len(made)} exchanges)" if len(made) > 1 else ""
        path = unquote(path).replace("\n", " ")
        print(f"{self.calls:3} {status} {method:6} {path}{again}", file=self._output)
        print(f"        {title}: {read}", file=self._output, flush=True)

    def _fail(self, what, why):
        self.failures.append(f"{what}: {why}")
        print(f"        FAILED {what}: {why}", file=self._output, flush=True)


def plain(value):
    """A value without the SDK's enumerations, to be compared and shown."""
    return getattr(value, "value", value)


def said(error):
    """What an error of the service says."""
    body = getattr(error, "error", None)
    if body is None:
        return f"{error.response_status_code}: {error}"
    return f"{error.response_status_code} {body.code}: {body.message}"


async def until(read, condition, seconds=10):
    """Reads again until a condition holds, and returns what was read last: some changes happen in the background."""
    end = time.monotonic() + seconds
    while True:
        value = await read()
        if condition(value) or time.monotonic() > end:
            return value
        await asyncio.sleep(0.05)
