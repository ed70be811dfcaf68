"""How a process shows its peers that it lives, so that a dead one's work is taken over at once.

PostgreSQL: a session holds an advisory lock, which the server lets go of the moment the process is gone.
SQLite: a lock on a file beside the database. Whoever gets it for itself alone knows that everything that is marked as
running was left by the dead; while several share it, leases decide.
"""

import fcntl
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
import structlog
from sqlalchemy import URL

from storage.leases import LOCK_SPACE, lock_number
from storage.postgres_store import make_postgres_engine
from storage.store import Store

log = structlog.get_logger()


class Presence(Protocol):
    """This process, as its peers see it."""

    owner: str  # whose the rows are that we claim

    def begin(self, take_back: Callable[[], None]) -> None:
        """Call `take_back` if nobody else works on this database, and let nobody begin until it has returned."""

    def keep(self) -> None:
        """Make sure that our peers still see us; called with every heartbeat. Raises SQLAlchemyError."""

    def close(self) -> None:
        """We work no more."""


def name_owner() -> str:
    """A name that no other process ever has."""
    return f"{os.uname().nodename}-{os.getpid()}-{secrets.token_hex(4)}"


def open_presence(store: Store, owner: str | None = None) -> Presence:
    """Be present on a store's database. Blocking."""
    name = owner or name_owner()
    if store.dialect == "sqlite":
        return FilePresence(Path(f"{store.url.database}.lock"), name)
    return LockPresence(store.url, name)


class FilePresence:
    """A shared lock on a file, or for a moment an exclusive one."""

    def __init__(self, path: Path, owner: str) -> None:
        self.owner = owner
        self._file = path.open("w")
        self._beginning = threading.Lock()  # the worker and delivery share one presence, and begin side by side

    def begin(self, take_back: Callable[[], None]) -> None:
        with self._beginning:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                log.info("sqlite_shared", owner=self.owner)
            else:
                take_back()
            # A peer that asks at this moment may get the lock before us: it has nothing of ours to take back yet.
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def keep(self) -> None:
        """Nothing to do: the lock lives as long as the file is open."""

    def close(self) -> None:
        self._file.close()


class LockPresence:
    """An advisory lock, held by a connection of its own."""

    def __init__(self, url: URL, owner: str) -> None:
        self.owner = owner
        self._engine = make_postgres_engine(url, slots=1)
        self._keeping = threading.Lock()  # the worker and delivery share one presence
        self._connection = self._lock()

    def begin(self, take_back: Callable[[], None]) -> None:
        """Nobody is ever known to be alone here; the locks tell who is dead."""

    def keep(self) -> None:
        with self._keeping:
            try:
                self._connection.execute("SELECT 1")
            except psycopg.Error as error:
                # Peers may have taken our rows meanwhile; fencing keeps both sides right.
                log.warning("presence_lost", owner=self.owner, cause=type(error).__name__)
                self._connection.close()
                self._connection = self._lock()

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _lock(self) -> "psycopg.Connection[tuple[object, ...]]":
        pooled = self._engine.raw_connection()
        driver = pooled.driver_connection
        assert isinstance(driver, psycopg.Connection)
        pooled.detach()
        driver.autocommit = True
        driver.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_SPACE, lock_number(self.owner)))
        return driver
