"""Runs the areas of a version against the local Graph whose URL is the program's argument."""

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from local_graph.connection import Connection
from local_graph.models import Models
from local_graph.queries import query
from local_graph.record import Record

ADMINISTRATOR = "ada@larkfield.example"
MANAGER = "bruno@larkfield.example"
EMPLOYEE = "chiara@larkfield.example"
COLLEAGUE = "deniz@larkfield.example"


@dataclass
class Graph:
    """What the calls of an area need."""

    version: str
    connection: Connection
    record: Record
    models: Models
    # Clients and keys of people of the demo organisation, by user principal name.
    clients: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    # How far the local Graph's clock is ahead of the machine's.
    ahead: timedelta = timedelta()

    @property
    def now(self):
        """The local Graph's time."""
        return datetime.now(timezone.utc) + self.ahead

    @property
    def today(self):
        """The local Graph's day."""
        return self.now.date()

    async def advance(self, duration):
        """Moves the local Graph's clock: `PT3H`."""
        self.is_at(await self.connection.local("POST", "/clock", {"advance": duration}))

    def is_at(self, clock):
        """Takes over what `/local/clock` says."""
        self.ahead = timedelta(seconds=clock["aheadSeconds"])

    @property
    def client(self):
        """The administrator's client."""
        return self.clients[ADMINISTRATOR]

    @property
    def governance(self):
        """The domain's root, for the administrator."""
        return self.client.identity_governance

    async def look_around(self):
        """Reads the directory: the scripts know people and groups by their names alone. And the clock."""
        self.is_at(await self.connection.local("GET", "/clock"))
        for name in (ADMINISTRATOR, MANAGER, EMPLOYEE, COLLEAGUE):
            self.clients[name] = self.connection.client(name)
            users = self.client.users
            found = await users.get(query(users, filter=f"userPrincipalName eq '{name}'"))
            self.people[name] = found.value[0].id
        groups = self.client.groups
        for group in (await groups.get(query(groups, select=["id", "displayName"]))).value:
            self.groups[group.display_name] = group.id


async def run(connection, models, areas, least):
    """Runs areas, each a name and a function, and returns the exit code."""
    record = Record(connection.exchanges)
    graph = Graph(connection.version, connection, record, models)
    try:
        await graph.look_around()
        connection.exchanges.clear()
        for name, steps in areas:
            await record.area(name, steps(graph))
    finally:
        await connection.close()
    return record.summary(least)


def main(version, package, client_type, adapter_type, options, areas, least):
    """The program: `python v1_0.py URL`."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {sys.argv[0]} URL\n\nURL is a local Graph's, without a version: http://127.0.0.1:8790")
    connection = Connection(sys.argv[1].rstrip("/"), version, client_type, adapter_type, options)
    models = Models(f"{package}.generated.models")
    sys.exit(asyncio.run(run(connection, models, areas, least)))
