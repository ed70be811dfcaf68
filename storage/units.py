"""Units of work: how one is run on a connection, and the line in which they wait for a writer."""

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection
from sqlmodel import Session

from storage.store import T, Unit
from storage.wakeup import topics_of


class UnitMisuse(RuntimeError):
    """A unit did what only the store may do."""


class UnitSession(Session):
    """A session that can't end the transaction it works in: that is for the store, once the unit has returned."""

    def commit(self) -> NoReturn:
        raise UnitMisuse("a unit does not commit; the store does when the unit returns")

    def rollback(self) -> NoReturn:
        raise UnitMisuse("a unit does not roll back; raise, or wrap the risky part in session.begin_nested()")


def open_session(connection: Connection) -> UnitSession:
    """A session for one unit, or for several that follow each other in one transaction."""
    return UnitSession(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False, autobegin=True)


def run_unit(session: UnitSession, unit: Unit[T]) -> tuple[T, set[str]]:
    """Run a unit in the transaction or savepoint that is open on the session's connection: its result, whom to wake.

    Whatever the unit raises comes out; then the session is good for nothing more. Ending the transaction is left to
    the caller.
    """
    result = unit(session)
    session.flush()
    if not session.is_active:
        raise UnitMisuse("a statement of this unit failed and the unit went on; use session.begin_nested()")
    return result, topics_of(session)


@dataclass(frozen=True, slots=True)
class Job:
    """A unit that waits for its turn, and who waits for it."""

    unit: Unit[Any]
    future: "Future[Any]"

    def begin(self) -> bool:
        """False when nobody wants the result any more."""
        return self.future.set_running_or_notify_cancel()


class Line:
    """Where units wait: urgent ones first, else in the order in which they came."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._urgent: deque[Job] = deque()
        self._others: deque[Job] = deque()
        self._is_closed = False

    def put(self, unit: Unit[T], *, is_urgent: bool) -> "Future[T]":
        """Stand in line. Raises UnitMisuse when the store is closed."""
        future: Future[T] = Future()
        with self._changed:
            if self._is_closed:
                raise UnitMisuse("the store is closed")
            (self._urgent if is_urgent else self._others).append(Job(unit, future))
            self._changed.notify()
        return future

    def wait(self) -> bool:
        """Until somebody stands in line; False when the line is closed and empty."""
        with self._changed:
            while not self._urgent and not self._others:
                if self._is_closed:
                    return False
                self._changed.wait()
            return True

    def take(self) -> Job | None:
        """The next whose result is still wanted, or None if nobody waits."""
        while True:
            with self._changed:
                line = self._urgent or self._others
                if not line:
                    return None
                job = line.popleft()
            if job.begin():
                return job

    def close(self) -> None:
        """Take nobody new; those who wait are still served."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
