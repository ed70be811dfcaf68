"""The database as a queue of units of work: the contract that storage/engine.py fulfils.

A unit of work is a synchronous function of a Session. It runs in one transaction: all of it or nothing.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from sqlalchemy import URL
from sqlmodel import Session

T = TypeVar("T")
Unit = Callable[[Session], T]


class Store(Protocol):
    """One database, SQLite or PostgreSQL; safe to use from any thread."""

    dialect: str  # "sqlite" or "postgresql"
    url: URL  # prints without its password

    def submit(self, unit: Unit[T], *, is_urgent: bool = False) -> "Future[T]":
        """Run a unit that writes; its future is done once it is committed. Urgent units (acknowledgements) go first."""

    def write(self, unit: Unit[T], *, is_urgent: bool = False) -> T:
        """submit, and wait. Not on the event loop's thread: there, `await asyncio.wrap_future(store.submit(unit))`."""

    def read(self, query: Unit[T]) -> T:
        """Run a query that writes nothing, beside the writers, in the calling thread."""

    def on_wake(self, ring: Callable[[str], None]) -> Callable[[], None]:
        """Call `ring` with a topic ("inbox", "outbox", or "any") when there may be work; returns what ends that.

        It is called on any thread, after the commit; also for what other processes write. It may come too often.
        """

    def close(self) -> None:
        """Finish what was submitted, then let go of all connections."""
