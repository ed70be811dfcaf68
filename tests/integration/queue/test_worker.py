import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.worker import CannotServe, Prepared, RetryLater, Worker
from handlers.replies import Address, Reply
from prompts.cards import Card
from storage import inbox
from storage.inbox import Item
from storage.presence import Presence, open_presence
from storage.queue_tables import INBOX, OUTBOX
from storage.store import Store


def now() -> datetime:
    return datetime.now(UTC)


async def until(is_true: Callable[[], bool], *, timeout_s: float = 10) -> None:
    for _ in range(int(timeout_s / 0.01)):
        if is_true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it took too long")


def receipt(item: Item) -> Reply:
    to = Address(platform="slack", workspace="T1", where="channel", channel=item.lane)
    return Reply(to=to, card=Card(name="receipt", title=item.key), key="receipt")


class Clerk:
    """Serves everything by noting its key, except what `trouble` objects to."""

    def __init__(self, trouble: Callable[[Item], None] | None = None) -> None:
        self.trouble = trouble
        self.prepared: list[str] = []
        self.served: list[str] = []
        self.kept: list[Any] = []

    def prepare(self, payload: dict[str, Any], item: Item) -> Prepared | None:
        self.prepared.append(item.key)
        return Prepared({"read": payload["text"]}, is_costly=True) if payload.get("is_costly") else None

    def is_quick(self, payload: dict[str, Any]) -> bool:
        return False

    def apply(
        self, session: Session, payload: dict[str, Any], prepared: dict[str, Any] | None, item: Item
    ) -> Sequence[Reply]:
        inbox.put(session, key=f"effect of {item.key}", lane="effects", kind="effect", payload={}, trace_id="t",
                  now=now(), run_at=datetime(2100, 1, 1, tzinfo=UTC))  # fmt: skip
        if self.trouble is not None:
            self.trouble(item)
        self.served.append(item.key)
        self.kept.append(prepared)
        return [receipt(item)]


class Counts:
    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def event_done(self, kind: str, outcome: str, seconds: float) -> None:
        self.events.append((kind, outcome))

    def sent(self, platform: str, outcome: str, seconds: float) -> None:
        raise AssertionError("nothing is sent here")


@pytest.fixture
async def presence(store: Store) -> AsyncIterator[Presence]:
    opened = open_presence(store)
    yield opened
    opened.close()


def put(store: Store, key: str, lane: str = "C1", **payload: Any) -> None:
    store.write(
        lambda session: inbox.put(
            session, key=key, lane=lane, kind="message", payload={"text": key} | payload, trace_id="t", now=now()
        )
    )


def rows(store: Store) -> dict[str, Any]:
    events = store.read(lambda session: session.execute(select(INBOX).where(INBOX.c.kind == "message")).all())
    return {row.key: row for row in events}


def sent_keys(store: Store) -> list[str]:
    return store.read(lambda session: list(session.execute(select(OUTBOX.c.key).order_by(OUTBOX.c.id)).scalars()))


async def test_everything_is_served_once_and_each_lane_in_order(store: Store, presence: Presence) -> None:
    for n in range(120):
        put(store, f"{n}", lane=f"C{n % 7}")
    clerk, counts = Clerk(), Counts()
    worker = Worker(store, clerk, presence=presence, clock=now, observe=counts)

    await worker.drain()
    worker.close()

    assert Counter(clerk.served) == Counter(str(n) for n in range(120))
    for lane in range(7):
        assert [key for key in clerk.served if int(key) % 7 == lane] == [str(n) for n in range(lane, 120, 7)]
    assert Counter(sent_keys(store)) == Counter(f"{n}/receipt" for n in range(120))
    assert Counter(counts.events) == {("message", "done"): 120}


async def test_what_comes_while_it_runs_is_served_at_once(store: Store, presence: Presence) -> None:
    clerk = Clerk()
    worker = Worker(store, clerk, presence=presence, clock=now, poll_s=5)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.3)
    put_at = time.monotonic()
    await asyncio.to_thread(put, store, "a")
    await until(lambda: bool(clerk.served))
    waited_s = time.monotonic() - put_at
    worker.stop()
    await running
    worker.close()

    assert waited_s < 2  # the poll alone would take five


async def test_a_failure_leaves_no_trace_but_its_cause_and_is_tried_again(store: Store, presence: Presence) -> None:
    failures = iter([True, False])

    def trouble(item: Item) -> None:
        if next(failures):
            raise KeyError("colour")

    put(store, "a")
    clerk = Clerk(trouble)
    worker = Worker(store, clerk, presence=presence, clock=now, random=Random(1))
    await worker.drain()

    row = rows(store)["a"]
    assert (row.state, row.attempts, row.last_error) == ("ready", 1, "KeyError: 'colour'")
    assert row.error_code.startswith("E-")
    assert sent_keys(store) == []
    assert store.read(lambda session: session.execute(select(INBOX).where(INBOX.c.kind == "effect")).all()) == []

    while rows(store)["a"].state != "done":
        await asyncio.sleep(0.1)
        await worker.drain()
    worker.close()
    assert rows(store)["a"].attempts == 2


async def test_what_fails_too_often_is_buried_with_its_cause_and_its_lane_goes_on(
    store: Store, presence: Presence
) -> None:
    def trouble(item: Item) -> None:
        if item.key == "bad":
            raise RetryLater("not yet", 0)

    put(store, "bad")
    put(store, "good")
    worker = Worker(store, Clerk(trouble), presence=presence, clock=now, max_attempts=3)
    await worker.drain()
    worker.close()

    bad, good = rows(store)["bad"], rows(store)["good"]
    assert (bad.state, bad.attempts, bad.last_error) == ("dead", 3, "RetryLater: not yet")
    assert good.state == "done"


async def test_what_can_never_be_served_is_buried_at_once(store: Store, presence: Presence) -> None:
    def trouble(item: Item) -> None:
        raise CannotServe("unreadable")

    put(store, "bad")
    worker = Worker(store, Clerk(trouble), presence=presence, clock=now)
    await worker.drain()
    worker.close()

    assert (rows(store)["bad"].state, rows(store)["bad"].attempts) == ("dead", 1)


async def test_a_costly_reading_is_not_paid_for_twice(store: Store, presence: Presence) -> None:
    attempts = iter([1, 2])

    def trouble(item: Item) -> None:
        if next(attempts) == 1:
            raise RetryLater("busy", 0)

    put(store, "a", is_costly=True)
    clerk = Clerk(trouble)
    worker = Worker(store, clerk, presence=presence, clock=now)
    await worker.drain()
    worker.close()

    assert clerk.prepared == ["a"]
    assert clerk.kept == [{"read": "a"}]


async def test_stopping_finishes_what_is_quick_and_gives_back_what_is_slow(store: Store, presence: Presence) -> None:
    gate = threading.Event()

    class Slow(Clerk):
        def prepare(self, payload: dict[str, Any], item: Item) -> Prepared | None:
            gate.wait(10 if item.key == "slow" else 0.1)
            return None

    put(store, "slow", "C1")
    put(store, "quick", "C2")
    worker = Worker(store, Slow(), presence=presence, clock=now, grace_s=0.5)
    running = asyncio.create_task(worker.run())
    await until(lambda: all(row.state != "ready" for row in rows(store).values()))
    worker.stop()
    put(store, "too late", "C3")
    await running
    gate.set()
    worker.close()

    found = rows(store)
    assert {key: row.state for key, row in found.items()} == {"slow": "ready", "quick": "done", "too late": "ready"}
    assert found["slow"].attempts == 0


async def test_two_workers_share_the_work_and_serve_nothing_twice(store: Store, presence: Presence) -> None:
    for n in range(200):
        put(store, f"{n}", lane=f"C{n % 25}")
    first, second = Clerk(), Clerk()
    other = open_presence(store)
    workers = [
        Worker(store, clerk, presence=one, clock=now, concurrency=4)
        for clerk, one in ((first, presence), (second, other))
    ]
    await asyncio.gather(*(worker.drain() for worker in workers))
    for worker in workers:
        worker.close()
    other.close()

    assert Counter(first.served + second.served) == Counter(str(n) for n in range(200))
    assert {row.attempts for row in rows(store).values()} == {1}


async def test_the_work_of_a_dead_peer_is_taken_over_at_once_on_postgresql(postgres_url: str) -> None:
    from storage.engine import open_store

    store = open_store(postgres_url)
    put(store, "a")
    peer, mine = open_presence(store), open_presence(store)
    store.write(lambda session: inbox.claim(session, owner=peer.owner, limit=1, now=now()))
    clerk = Clerk()
    worker = Worker(store, clerk, presence=mine, clock=now, poll_s=0.05)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.5)
    assert clerk.served == []  # the peer lives: its lease counts

    peer.close()
    await until(lambda: bool(clerk.served), timeout_s=5)  # a lease alone would take thirty seconds
    worker.stop()
    await running
    worker.close()
    mine.close()
    store.close()

    assert clerk.served == ["a"]
