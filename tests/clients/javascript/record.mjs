// A record of calls: one line per call, and what was not as expected.

import { isDeepStrictEqual } from "node:util";

export class Record {
  constructor(exchanges) {
    this.exchanges = exchanges;
    this.calls = 0;
    this.failures = [];
    this.begun = performance.now();
  }

  // Awaits a call, compares its status and members of what was read, and returns what was read.
  async call(title, request, http, members = {}) {
    const before = this.exchanges.length;
    let read;
    try {
      read = await request;
    } catch (error) {
      this.#line(title, before, `refused: ${said(error)}`);
      this.#fail(title, `it was refused: ${said(error)}`);
      throw error;
    }
    const shown = Object.entries(members).map(([name, due]) => {
      const got = read?.[name];
      this.equal(`${title}: ${name}`, got, due);
      return `${name}=${JSON.stringify(got)}`;
    });
    if (Array.isArray(read?.value)) {
      shown.push(`${read.value.length} items`);
    }
    this.#line(title, before, shown.join(", ") || typeof read);
    this.equal(`${title}: HTTP status`, this.exchanges.at(-1)?.status, http);
    return read;
  }

  // Awaits a call that is to be refused, and compares the refusal.
  async refused(title, request, http, code) {
    const before = this.exchanges.length;
    try {
      await request;
    } catch (error) {
      this.#line(title, before, said(error));
      this.equal(`${title}: HTTP status`, error.statusCode, http);
      this.equal(`${title}: code`, error.code, code);
      return error;
    }
    this.#line(title, before, "not refused");
    this.#fail(title, "it was not refused");
    return undefined;
  }

  // Notes a failure where two values differ.
  equal(what, got, due) {
    if (!isDeepStrictEqual(got, due)) {
      this.#fail(what, `it is ${JSON.stringify(got)}, ${JSON.stringify(due)} was expected`);
    }
  }

  // Prints the summary and returns the exit code. There are at least so many calls.
  summary(least) {
    if (this.calls < least) {
      this.#fail("the script", `it made ${this.calls} calls, at least ${least} were expected`);
    }
    for (const failure of this.failures) {
      console.log(`FAILED ${failure}`);
    }
    const seconds = ((performance.now() - this.begun) / 1000).toFixed(1);
    const counts = [`${this.calls} calls`, `${this.exchanges.length} exchanges`, `${this.failures.length} failures`];
    console.log(`${counts.join(", ")}, ${seconds} s`);
    return this.failures.length === 0 ? 0 : 1;
  }

  #line(title, before, read) {
    this.calls += 1;
    const made = this.exchanges.slice(before);
    const { method, path, status } = made.at(-1) ?? { method: "-", path: "-", status: 0 };
    const again = made.length > 1 ? ` (${made.length} exchanges)` : "";
    const number = String(this.calls).padStart(3);
    console.log(`${number} ${status} ${method.padEnd(6)} ${decodeURIComponent(path)}${again}\n        ${title}: ${read}`);
  }

  #fail(what, why) {
    this.failures.push(`${what}: ${why}`);
    console.log(`        FAILED ${what}: ${why}`);
  }
}

function said(error) {
  return `${error.statusCode ?? ""} ${error.code ?? ""}: ${error.message}`;
}

// Reads again until a condition holds: some changes happen in the background.
export async function until(read, condition) {
  const end = performance.now() + 10_000;
  for (;;) {
    const value = await read();
    if (condition(value) || performance.now() > end) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
