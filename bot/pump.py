"""What the worker and delivery have in common: claim, work side by side, keep the leases, recover, stop in peace."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from storage.leases import HEARTBEAT_S, LEASE_S
from storage.presence import Presence
from storage.store import Store, Unit
from storage.wakeup import ANY

log = structlog.get_logger()

POLL_S = 0.5  # the net under the wake-ups; also how soon a dead peer is noticed
GRACE_S = 20.0
TROUBLE_S = 1.0  # between two tries when the database is in trouble

T = TypeVar("T")


class Claimed(Protocol):
    """A row in hand."""

    @property
    def id(self) -> int: ...


C = TypeVar("C", bound=Claimed)
Clock = Callable[[], datetime]


class Pump(ABC, Generic[C]):
    """Takes rows from a queue and works on them, until stopped or until nothing is due."""

    topic: str

    def __init__(
        self,
        store: Store,
        presence: Presence,
        *,
        clock: Clock,
        concurrency: int,
        low_mark: int,
        lease_s: float = LEASE_S,
        heartbeat_s: float = HEARTBEAT_S,
        poll_s: float = POLL_S,
        grace_s: float = GRACE_S,
    ) -> None:
        """`clock` must run: what waits for a time is compared with it.

        With more than `low_mark` rows in hand none is claimed, so that a claim is worth its transaction.
        """
        self._store = store
        self._presence = presence
        self._clock = clock
        self._concurrency = concurrency
        self._low_mark = low_mark
        self._lease_s = lease_s
        self._heartbeat_s = heartbeat_s
        self._poll_s = poll_s
        self._grace_s = grace_s
        self._in_hand: dict[int, C] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._is_stopping = False

    async def run(self) -> None:
        """Work until stop() is called; what is in hand is then finished within the grace, or given back."""
        await self._pump(is_draining=False)

    async def drain(self) -> None:
        """Work until nothing is due; what waits for a later time doesn't count."""
        await self._pump(is_draining=True)

    def stop(self) -> None:
        """Claim no more. Call it on the event loop's thread."""
        self._is_stopping = True
        self._wake.set()

    # What a queue has to know, each in a unit or a query of its own.

    @abstractmethod
    def _claim(self, session: Session, limit: int, now: datetime) -> list[C]: ...

    @abstractmethod
    async def _work(self, claimed: C) -> None: ...

    @abstractmethod
    def _release(self, session: Session, left: Sequence[C], now: datetime) -> None: ...

    @abstractmethod
    def _beat(self, session: Session, numbers: Sequence[int], now: datetime) -> None: ...

    @abstractmethod
    def _recover(self, session: Session, now: datetime, *, everyone: bool) -> int: ...

    @abstractmethod
    def _is_idle(self, session: Session, now: datetime) -> bool: ...

    @abstractmethod
    def _next_at(self, session: Session, now: datetime) -> datetime | None: ...

    def _tidy(self, session: Session, now: datetime) -> None:
        """Clear away what is of no use any more; asked with every heartbeat."""

    # The machine.

    async def _pump(self, *, is_draining: bool) -> None:
        forget = self._store.on_wake(self._make_ring())
        keeping: asyncio.Task[None] | None = None
        try:
            await asyncio.to_thread(self._presence.begin, self._take_back)
            keeping = asyncio.create_task(self._keep())
            while not self._is_stopping:
                self._wake.clear()
                if await self._claim_more():
                    continue
                if is_draining and not self._tasks and await self._read(self._is_idle):
                    return
                await self._sleep()
        finally:
            await self._wind_up(self._grace_s if self._is_stopping else 0)
            if keeping is not None:
                keeping.cancel()
                with suppress(asyncio.CancelledError):
                    await keeping
            forget()

    def _make_ring(self) -> Callable[[str], None]:
        loop = asyncio.get_running_loop()

        def ring(topic: str) -> None:
            if topic in (self.topic, ANY):
                with suppress(RuntimeError):  # the loop was closed between the commit and now
                    loop.call_soon_threadsafe(self._wake.set)

        return ring

    def _take_back(self) -> None:
        """We are alone on this database: whatever is running was left by the dead."""
        now = self._clock()
        taken = self._store.write(lambda session: self._recover(session, now, everyone=True))
        if taken:
            log.info("taken_back", queue=self.topic, rows=taken)

    async def _claim_more(self) -> bool:
        """Take rows and set to work on them; False if there was no hand free, or no row."""
        if len(self._tasks) > self._low_mark:
            return False
        limit = self._concurrency - len(self._tasks)
        try:
            claimed = await self._write(lambda session, now: self._claim(session, limit, now))
        except SQLAlchemyError as error:
            log.error("claim_failed", queue=self.topic, cause=type(error).__name__)
            await asyncio.sleep(TROUBLE_S)
            return False
        for one in claimed:
            self._in_hand[one.id] = one
            task = asyncio.create_task(self._work_safely(one))
            self._tasks.add(task)
            task.add_done_callback(self._on_end)
        return bool(claimed)

    def _on_end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) <= self._low_mark:
            self._wake.set()

    async def _work_safely(self, claimed: C) -> None:
        try:
            await self._work(claimed)
        except Exception as error:
            # The row stays running until its lease is over, and is then recovered like a dead process's.
            log.exception("work_lost", queue=self.topic, row=claimed.id, cause=type(error).__name__)
        self._in_hand.pop(claimed.id, None)

    async def _sleep(self) -> None:
        """Until somebody rings, the next row is due, or the poll."""
        rest_s = self._poll_s
        if not self._tasks:
            now = self._clock()
            next_at = await self._read(self._next_at)
            if next_at is not None:
                rest_s = min(rest_s, max((next_at - now).total_seconds(), 0.001))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), rest_s)

    async def _keep(self) -> None:
        """Renew our leases, show that we live, and take over from those who don't."""
        beat_at = time.monotonic() + self._heartbeat_s
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                if time.monotonic() >= beat_at:
                    beat_at = time.monotonic() + self._heartbeat_s
                    await asyncio.to_thread(self._presence.keep)
                    await self._renew()
                    await self._write(self._tidy)
                taken = await self._write(lambda session, now: self._recover(session, now, everyone=False))
                if taken:
                    log.warning("taken_over", queue=self.topic, rows=taken)
            except SQLAlchemyError as error:
                log.error("keeping_failed", queue=self.topic, cause=type(error).__name__)

    async def _renew(self) -> None:
        numbers = list(self._in_hand)
        if numbers:
            await self._write(lambda session, now: self._beat(session, numbers, now))

    async def _wind_up(self, grace_s: float) -> None:
        """Let the work in hand end within the grace; give the rest back."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_s)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = list(self._in_hand.values())
        self._in_hand.clear()
        if left:
            log.info("given_back", queue=self.topic, rows=len(left))
            await self._write(lambda session, now: self._release(session, left, now))

    async def _write(self, unit: Callable[[Session, datetime], T]) -> T:
        now = self._clock()
        return await asyncio.wrap_future(self._store.submit(lambda session: unit(session, now)))

    async def _submit(self, unit: Unit[T]) -> T:
        return await asyncio.wrap_future(self._store.submit(unit))

    async def _read(self, query: Callable[[Session, datetime], T]) -> T:
        now = self._clock()
        return await asyncio.to_thread(self._store.read, lambda session: query(session, now))
