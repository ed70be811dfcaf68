"""Works off the inbox: reads what came in with no transaction open, then records, answers and notes it done in one."""

import asyncio
import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

import structlog
from sqlmodel import Session

from bot.backoff import backoff_s
from bot.bursts import LOOK_AHEAD, Settling
from bot.causes import make_error_code, name_cause
from bot.observe import Observe, Unobserved
from bot.posting import to_outgoing
from bot.pump import Clock, Pump
from handlers.replies import Reply
from storage import inbox, outbox
from storage.ahead import Waiting, keep_ahead, list_waiting
from storage.inbox import Item
from storage.leases import LostLease, find_dead_owners
from storage.presence import Presence
from storage.queue_tables import INBOX
from storage.store import Store

log = structlog.get_logger()

CHAIN = 50  # rows served in one lane before other lanes get a turn

T = TypeVar("T")


class RetryLater(Exception):
    """This can't be served now, but may be later. `after_s` is when, if that is known."""

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class MustPrepare(Exception):
    """This can't be served without `prepare`."""


class CannotServe(Exception):
    """This can never be served: it is kept with its cause, and not tried again."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found out before the transaction, as JSON."""

    values: dict[str, Any]
    is_costly: bool = False  # a model was paid: kept on the row, so that a retry doesn't pay again


class Serve(Protocol):
    """What the assistant does with an arrival (handlers/dispatch.py)."""

    def is_quick(self, payload: dict[str, Any]) -> bool:
        """Whether `apply` may be tried without `prepare`: what it needs takes no time to find out."""

    def prepare(self, payload: dict[str, Any], item: Item) -> Prepared | None:
        """Find out what takes time, with no transaction open. Blocking. Raises RetryLater, CannotServe."""

    def prepare_many(self, payloads: Sequence[dict[str, Any]], item: Item) -> list[Prepared]:
        """The same for a burst that begins with `item`: as many of it as could be found out about. Raises as prepare.

        Only asked of a worker that settles bursts.
        """

    def apply(
        self, session: Session, payload: dict[str, Any], prepared: dict[str, Any] | None, item: Item
    ) -> Sequence[Reply]:
        """Record it, in the unit that also stores the replies and notes it done; may run again. Raises as prepare."""


class Worker(Pump[Item]):
    """Serves what the inbox holds: in order within a lane, side by side across lanes."""

    topic = inbox.TOPIC

    def __init__(
        self,
        store: Store,
        serve: Serve,
        *,
        presence: Presence,
        clock: Clock,
        concurrency: int = 16,
        random: Random | None = None,
        observe: Observe | None = None,
        max_attempts: int = inbox.MAX_ATTEMPTS,
        readers: int = 16,
        settling: Settling | None = None,
        **timing: float,
    ) -> None:
        """`readers`: threads that prepare; many where they wait for a model, few where they compute.
        `settling`: how bursts are gathered; None where nothing is gained by it.

        `timing`: lease_s, heartbeat_s, poll_s and grace_s of Pump.
        """
        super().__init__(store, presence, clock=clock, concurrency=concurrency, low_mark=concurrency // 2, **timing)
        self._serve = serve
        self._random = random or Random()  # noqa: S311 - spreads retries, guards nothing
        self._observe = observe or Unobserved()
        self._max_attempts = max_attempts
        self._settling = settling
        self._readers = ThreadPoolExecutor(max_workers=min(concurrency, readers), thread_name_prefix="prepare")

    def close(self) -> None:
        """Let go of the threads that prepare; one that is still at it is not waited for."""
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def _work(self, claimed: Item) -> None:
        """Serve a row, and what follows it in its lane."""
        item: Item | None = claimed
        for turn in range(CHAIN):
            if item is None:
                return
            with structlog.contextvars.bound_contextvars(trace_id=item.trace_id, event_key=item.key):
                following = await self._serve_one(item, may_chain=turn < CHAIN - 1)
            self._in_hand.pop(item.id, None)
            if following is not None:
                self._in_hand[following.id] = following
            item = following

    async def _serve_one(self, item: Item, *, may_chain: bool) -> Item | None:
        """Serve one row: done, put back, or buried. Returns the claimed row that follows, if any."""
        try:
            following = await self._prepare_and_apply(item, may_chain=may_chain)
        except LostLease:
            log.warning("lease_lost", key=item.key)
        except RetryLater as error:
            await self._put_back(item, error, after_s=error.after_s)
        except CannotServe as error:
            await self._bury(item, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the row keeps the cause and is tried again
            await self._put_back(item, error)
        else:
            self._tell(item, "done")
            return following
        return None

    async def _prepare_and_apply(self, item: Item, *, may_chain: bool) -> Item | None:
        """In one go if the database knows what there is to find out; else that comes first, outside of the unit."""
        if item.prepared is None and self._serve.is_quick(item.payload):
            with suppress(MustPrepare):
                return await self._apply(item, None, may_chain=may_chain)
        return await self._apply(item, await self._prepare(item), may_chain=may_chain)

    async def _prepare(self, item: Item) -> dict[str, Any] | None:
        if item.prepared is not None:
            return item.prepared
        behind = await self._gather(item)
        if behind:
            return await self._prepare_burst(item, behind)
        prepared = await self._in_thread(lambda: self._serve.prepare(item.payload, item))
        if prepared is None:
            return None
        if prepared.is_costly:
            await self._submit(lambda session: inbox.keep_prepared(session, item, prepared.values))
        return prepared.values

    async def _gather(self, item: Item) -> list[Waiting]:
        """The rows behind it that are prepared along with it."""
        if self._settling is None:
            return []

        async def look() -> list[Waiting]:
            return await self._read(lambda session, now: list_waiting(session, item, limit=LOOK_AHEAD))

        return await self._settling.settle(item, look=look, is_stopping=lambda: self._is_stopping)

    async def _prepare_burst(self, item: Item, behind: Sequence[Waiting]) -> dict[str, Any]:
        """Prepare it and those behind it in one go. Each row keeps its own: theirs comes up when it is their turn."""
        payloads = [item.payload, *(row.payload for row in behind)]
        mine, *others = await self._in_thread(lambda: self._serve.prepare_many(payloads, item))

        def keep(session: Session) -> None:
            inbox.keep_prepared(session, item, mine.values)
            keep_ahead(session, item, {row.id: one.values for row, one in zip(behind, others, strict=False)})

        await self._submit(keep)
        return mine.values

    async def _in_thread(self, call: Callable[[], T]) -> T:
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._readers, context.run, call)

    async def _apply(self, item: Item, prepared: dict[str, Any] | None, *, may_chain: bool) -> Item | None:
        context = contextvars.copy_context()

        def unit(session: Session) -> Item | None:
            now = self._clock()
            # First, so that it is fenced before anything is recorded; everything is rolled back together anyway.
            inbox.finish(session, item, now=now)
            replies = context.run(self._serve.apply, session, item.payload, prepared, item)
            outgoing = to_outgoing(replies, cause=item.key, trace_id=item.trace_id, inbox_id=item.id)
            outbox.put_all(session, outgoing, now=now)
            if not may_chain or self._is_stopping:
                return None
            return inbox.claim_next(session, item, now=now, lease_s=self._lease_s)

        return await self._submit(unit)

    async def _put_back(self, item: Item, error: Exception, *, after_s: float | None = None) -> None:
        """Try it again later, unless it has been tried often enough."""
        if item.attempts >= self._max_attempts:
            await self._bury(item, error)
            return
        code = make_error_code(item.key, item.attempts)
        wait_s = backoff_s(item.attempts, chance=self._random.random()) if after_s is None else after_s
        run_at = self._clock() + timedelta(seconds=wait_s)
        is_expected = isinstance(error, RetryLater)
        log.warning(
            "event_retried", key=item.key, attempts=item.attempts, error_code=code, wait_s=round(wait_s, 1),
            cause=name_cause(error) if is_expected else type(error).__name__, exc_info=None if is_expected else error,
        )  # fmt: skip
        await self._settle(
            lambda session: inbox.retry_later(session, item, run_at=run_at, reason=name_cause(error), error_code=code)
        )
        self._tell(item, "retried")

    async def _bury(self, item: Item, error: Exception) -> None:
        code = make_error_code(item.key, item.attempts)
        log.error("event_dead", key=item.key, attempts=item.attempts, error_code=code, exc_info=error)
        now = self._clock()
        await self._settle(
            lambda session: inbox.bury(session, item, reason=name_cause(error), error_code=code, now=now)
        )
        self._tell(item, "dead")

    async def _settle(self, unit: Callable[[Session], None]) -> None:
        try:
            await self._submit(unit)
        except LostLease as lost:
            log.warning("lease_lost", cause=str(lost))

    def _tell(self, item: Item, outcome: str) -> None:
        self._observe.event_done(item.kind, outcome, (self._clock() - item.created_at).total_seconds())

    def _claim(self, session: Session, limit: int, now: datetime) -> list[Item]:
        return inbox.claim(session, owner=self._presence.owner, limit=limit, now=now, lease_s=self._lease_s)

    def _release(self, session: Session, left: Sequence[Item], now: datetime) -> None:
        inbox.release(session, left)

    def _beat(self, session: Session, numbers: Sequence[int], now: datetime) -> None:
        inbox.heartbeat(session, owner=self._presence.owner, numbers=numbers, now=now, lease_s=self._lease_s)

    def _recover(self, session: Session, now: datetime, *, everyone: bool) -> int:
        dead = find_dead_owners(session, INBOX)
        return inbox.recover(session, now=now, dead_owners=dead, everyone=everyone, max_attempts=self._max_attempts)

    def _is_idle(self, session: Session, now: datetime) -> bool:
        return inbox.is_idle(session, now=now)

    def _next_at(self, session: Session, now: datetime) -> datetime | None:
        return inbox.next_run_at(session, now=now)
