"""Rows that are prepared along with the one before them: in one go, each keeping its own, and nothing held up."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot.bursts import Settling
from bot.worker import Prepared, RetryLater, Worker
from handlers.replies import Reply
from storage import inbox
from storage.ahead import keep_ahead, list_waiting
from storage.inbox import Item
from storage.presence import Presence, open_presence
from storage.queue_tables import INBOX
from storage.store import Store


def now() -> datetime:
    return datetime.now(UTC)


class Burst(NamedTuple):
    places: Sequence[int]
    may_grow: bool


class Clerk:
    """Reads what begins with "say" together; notes in which order it served, and what it prepared together."""

    def __init__(self, *, trouble: str = "") -> None:
        self.calls: list[list[str]] = []
        self.served: list[tuple[str, Any]] = []
        self.trouble = trouble

    def is_quick(self, payload: dict[str, Any]) -> bool:
        return False

    def gather(self, payload: dict[str, Any], behind: Sequence[dict[str, Any]]) -> Burst | None:
        if not payload["text"].startswith("say"):
            return None
        places = [place for place, each in enumerate(behind) if each["text"].startswith("say")]
        return Burst(places, may_grow=len(places) == len(behind))

    def prepare(self, payload: dict[str, Any], item: Item) -> Prepared:
        return self.prepare_many([payload], item)[0]

    def prepare_many(self, payloads: Sequence[dict[str, Any]], item: Item) -> list[Prepared]:
        self.calls.append([payload["text"] for payload in payloads])
        return [Prepared({"read": payload["text"]}, is_costly=True) for payload in payloads]

    def apply(
        self, session: Session, payload: dict[str, Any], prepared: dict[str, Any] | None, item: Item
    ) -> Sequence[Reply]:
        if payload["text"] == self.trouble and item.attempts == 1:
            raise RetryLater("busy", 0)
        self.served.append((payload["text"], prepared and prepared["read"]))
        return []


async def until_served(clerk: Clerk, count: int) -> None:
    for _ in range(500):
        if len(clerk.served) >= count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"served only {clerk.served}")


@pytest.fixture
async def presence(store: Store) -> AsyncIterator[Presence]:
    opened = open_presence(store)
    yield opened
    opened.close()


def put(store: Store, text: str, *, lane: str = "C1", ago_s: float = 60) -> None:
    at = now() - timedelta(seconds=ago_s)
    store.write(
        lambda session: inbox.put(
            session, key=f"{lane} {text}", lane=lane, kind="message", payload={"text": text}, trace_id="t", now=at
        )
    )


def make_worker(store: Store, clerk: Clerk, presence: Presence, *, quiet_s: float = 0, **more: Any) -> Worker:
    return Worker(store, clerk, presence=presence, clock=now, settling=Settling(clerk, quiet_s, now), **more)


async def test_what_waits_together_is_prepared_in_one_go_and_served_in_order(store: Store, presence: Presence) -> None:
    texts = ["say 1", "say 2", "press", "say 3", "command", "say 4", "say 5"]
    for text in texts:
        put(store, text)
    clerk = Clerk()
    worker = make_worker(store, clerk, presence)
    await worker.drain()
    worker.close()

    assert clerk.calls == [["say 1", "say 2", "say 3", "say 4", "say 5"], ["press"], ["command"]]
    assert clerk.served == [(text, text) for text in texts]


async def test_a_burst_that_is_tried_again_is_not_paid_for_again(store: Store, presence: Presence) -> None:
    for text in ("say 1", "say 2", "say 3"):
        put(store, text)
    clerk = Clerk(trouble="say 2")
    worker = make_worker(store, clerk, presence)
    await worker.drain()
    worker.close()

    assert clerk.calls == [["say 1", "say 2", "say 3"]]
    assert [text for text, _ in clerk.served] == ["say 1", "say 2", "say 3"]


async def test_what_comes_while_a_conversation_settles_belongs_to_the_burst(store: Store, presence: Presence) -> None:
    clerk = Clerk()
    worker = make_worker(store, clerk, presence, quiet_s=0.8)
    working = asyncio.create_task(worker.run())
    for number in range(5):
        await asyncio.to_thread(put, store, f"say {number}", ago_s=0)
        await asyncio.sleep(0.3)
    await until_served(clerk, 5)
    worker.stop()
    await working
    worker.close()

    assert clerk.calls == [[f"say {number}" for number in range(5)]]


async def test_a_conversation_that_never_falls_quiet_is_read_after_four_quiet_times(
    store: Store, presence: Presence
) -> None:
    clerk = Clerk()
    worker = make_worker(store, clerk, presence, quiet_s=0.4)
    working = asyncio.create_task(worker.run())
    began = time.monotonic()
    number = 0
    while not clerk.served and time.monotonic() - began < 10:
        await asyncio.to_thread(put, store, f"say {number}", ago_s=0)
        number += 1
        await asyncio.sleep(0.15)
    worker.stop()
    await working
    worker.close()

    assert len(clerk.calls[0]) > 3
    assert time.monotonic() - began < 4


async def test_a_command_in_the_conversation_ends_the_waiting_and_other_lanes_do_not_wait(
    store: Store, presence: Presence
) -> None:
    clerk = Clerk()
    worker = make_worker(store, clerk, presence, quiet_s=30, poll_s=0.1)
    working = asyncio.create_task(worker.run())
    await asyncio.to_thread(put, store, "say 1", ago_s=0)
    await asyncio.sleep(0.3)
    began = time.monotonic()
    await asyncio.to_thread(put, store, "command elsewhere", lane="C2", ago_s=0)
    await until_served(clerk, 1)
    assert clerk.served == [("command elsewhere", "command elsewhere")]
    await asyncio.to_thread(put, store, "command here", ago_s=0)
    await until_served(clerk, 3)
    waited_s = time.monotonic() - began
    worker.stop()
    await working
    worker.close()

    assert [text for text, _ in clerk.served[1:]] == ["say 1", "command here"]
    assert waited_s < 5


async def test_stopping_does_not_wait_for_quiet(store: Store, presence: Presence) -> None:
    clerk = Clerk()
    worker = make_worker(store, clerk, presence, quiet_s=30)
    working = asyncio.create_task(worker.run())
    await asyncio.to_thread(put, store, "say 1", ago_s=0)
    await asyncio.sleep(0.5)
    began = time.monotonic()
    worker.stop()
    await working
    worker.close()

    assert time.monotonic() - began < 5
    assert clerk.served == [("say 1", "say 1")]


async def test_what_is_old_is_not_waited_for(store: Store, presence: Presence) -> None:
    put(store, "say 1", ago_s=3600)
    clerk = Clerk()
    worker = make_worker(store, clerk, presence, quiet_s=30)
    began = time.monotonic()
    await worker.drain()
    worker.close()

    assert time.monotonic() - began < 5
    assert clerk.served == [("say 1", "say 1")]


def claim(store: Store) -> Item:
    (item,) = store.write(lambda session: inbox.claim(session, owner="me", limit=1, now=now()))
    return item


def test_only_what_waits_behind_in_the_same_lane_is_seen(store: Store) -> None:
    for text, lane in (("say 1", "C1"), ("say 2", "C1"), ("say 3", "C2"), ("say 4", "C1")):
        put(store, text, lane=lane)
    item = claim(store)

    found = store.read(lambda session: list_waiting(session, item, limit=10))

    assert [row.payload["text"] for row in found] == ["say 2", "say 4"]
    assert not any(row.is_prepared for row in found)
    assert len(store.read(lambda session: list_waiting(session, item, limit=1))) == 1


def test_nothing_is_kept_for_rows_whose_head_is_no_longer_ours(store: Store) -> None:
    for text in ("say 1", "say 2"):
        put(store, text)
    item = claim(store)
    (behind,) = store.read(lambda session: list_waiting(session, item, limit=10))
    store.write(lambda session: session.execute(update(INBOX).where(INBOX.c.id == item.id).values(owner="peer")))

    kept = store.write(lambda session: keep_ahead(session, item, {behind.id: {"read": "late"}}))

    assert kept == 0
    rows = store.read(lambda session: session.execute(select(INBOX.c.prepared).order_by(INBOX.c.id)).scalars().all())
    assert rows == [None, None]


def test_what_was_kept_is_seen_as_prepared_and_comes_with_the_claim(store: Store) -> None:
    for text in ("say 1", "say 2"):
        put(store, text)
    item = claim(store)
    (behind,) = store.read(lambda session: list_waiting(session, item, limit=10))

    assert store.write(lambda session: keep_ahead(session, item, {behind.id: {"read": "说"}})) == 1

    assert store.read(lambda session: list_waiting(session, item, limit=10))[0].is_prepared
    store.write(lambda session: inbox.finish(session, item, now=now()))
    assert claim(store).prepared == {"read": "说"}
