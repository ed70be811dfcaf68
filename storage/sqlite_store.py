"""SQLite as a store: one writer thread, which commits everything that waits together; readers beside it.

Group commit makes one fsync serve many units: it doubles what a fast disk takes, and helps a slow one much more.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from sqlite3 import Connection as DriverConnection
from typing import Any

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from storage.jsons import dump_json
from storage.store import T, Unit
from storage.units import Job, Line, UnitMisuse, UnitSession, open_session, run_unit
from storage.urls import DatabaseUnreachable, name_database
from storage.wakeup import Bell, FileWatch, Ring

BUSY_S = 10.0  # how long another process may hold the write lock
BUSY_TRIES = 3
READERS_CACHE_KB = 256  # of each connection that reads; the system caches the file anyway, once for all of them
GROUP_S = 0.02  # an acknowledgement waits no longer than this for the group before it

log = structlog.get_logger()


def make_sqlite_engine(url: URL, *, begin: str, is_read_only: bool = False, has_foreign_keys: bool = True) -> Engine:
    """An engine whose transactions are ours to begin: the driver's own guesses are switched off."""
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_S},
        json_serializer=dump_json,
        pool_size=8,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DriverConnection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose acknowledged events on power loss
        connection.execute(f"PRAGMA foreign_keys={'ON' if has_foreign_keys else 'OFF'}")
        if is_read_only:
            connection.execute(f"PRAGMA cache_size=-{READERS_CACHE_KB}")
        connection.execute(f"PRAGMA query_only={'ON' if is_read_only else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin_ourselves(connection: Connection) -> None:
        # A deferred BEGIN that reads and then writes fails at once when another process wrote in between.
        connection.exec_driver_sql(begin)

    return engine


class SqliteStore:
    """A SQLite file as a queue of units of work (storage/store.py)."""

    dialect = "sqlite"

    def __init__(self, url: URL) -> None:
        """Raises DatabaseUnreachable."""
        self.url = url
        self._check_folder()
        self._writing = make_sqlite_engine(url, begin="BEGIN IMMEDIATE")
        self._reading = make_sqlite_engine(url, begin="BEGIN", is_read_only=True)
        self._bell = Bell()
        self._watch: FileWatch | None = None
        self._line = Line()
        try:
            connection = self._writing.connect()
        except SQLAlchemyError as error:
            raise DatabaseUnreachable(f"{name_database(url)} can't be opened: {_say(error)}") from error
        self._writer = threading.Thread(target=self._serve, args=(connection,), name="store-writer", daemon=True)
        self._writer.start()

    def submit(self, unit: Unit[T], *, is_urgent: bool = False) -> "Future[T]":
        return self._line.put(unit, is_urgent=is_urgent)

    def write(self, unit: Unit[T], *, is_urgent: bool = False) -> T:
        if threading.current_thread() is self._writer:
            raise UnitMisuse("a unit can't wait for another unit: it would wait for itself")
        return self.submit(unit, is_urgent=is_urgent).result()

    def read(self, query: Unit[T]) -> T:
        with self._reading.connect() as connection, connection.begin(), UnitSession(bind=connection) as session:
            return query(session)

    def on_wake(self, ring: Ring) -> Callable[[], None]:
        if self._watch is None:
            self._watch = FileWatch(self._reading, self._bell)
            self._watch.start()
        return self._bell.add(ring)

    def close(self) -> None:
        self._line.close()
        self._writer.join()
        if self._watch is not None:
            self._watch.stop()
        self._reading.dispose()
        self._writing.dispose()

    def _check_folder(self) -> None:
        folder = Path(str(self.url.database)).absolute().parent
        if not folder.is_dir():
            raise DatabaseUnreachable(f"{name_database(self.url)} can't be opened: there is no folder {folder}")

    def _serve(self, connection: Connection) -> None:
        """The writer thread: group after group, until the store is closed and nobody waits."""
        try:
            with connection:
                self._serve_groups(connection)
        finally:
            # Also if this thread breaks: nobody must wait for a writer that is no more.
            self._line.close()
            self._fail_all(UnitMisuse("the store is closed"))

    def _serve_groups(self, connection: Connection) -> None:
        tries = 0
        while self._line.wait():
            try:
                self._commit_group(connection)
                tries = 0
            except SQLAlchemyError as error:
                tries += 1
                log.warning("store_busy", cause=_say(error), tries=tries)
                if tries >= BUSY_TRIES:
                    self._fail_all(error)
                    tries = 0

    def _commit_group(self, connection: Connection) -> None:
        """Run all that wait in one transaction, and tell them when it is on disk.

        Raises SQLAlchemyError if it can't begin.
        """
        done: list[tuple[Job, Any]] = []
        topics: set[str] = set()
        transaction = connection.begin()
        until = time.monotonic() + GROUP_S
        # One session for all: what one unit has read, the next need not ask again. Nobody else writes meanwhile.
        session = open_session(connection)
        try:
            while (job := self._line.take()) is not None:
                if not self._run(connection, session, job, done, topics):
                    session.close()
                    session = open_session(connection)
                if time.monotonic() >= until:
                    break
            transaction.commit()
        except BaseException as error:
            transaction.rollback()
            log.error("store_commit_failed", cause=type(error).__name__, units=len(done))
            for job, _result in done:
                job.future.set_exception(error)
            if not isinstance(error, SQLAlchemyError):
                raise
            return
        finally:
            session.close()
        for job, result in done:
            job.future.set_result(result)
        self._bell.ring(topics)

    @staticmethod
    def _run(
        connection: Connection, session: UnitSession, job: Job, done: list[tuple[Job, Any]], topics: set[str]
    ) -> bool:
        """A unit in its savepoint; whether it did well. If not, it alone is rolled back, and its future says why."""
        savepoint = connection.begin_nested()
        try:
            result, rung = run_unit(session, job.unit)
            savepoint.commit()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the unit answers it
            job.future.set_exception(error)
            if savepoint.is_active:  # a failed flush has ended it already
                # Raises if SQLite has rolled back everything by itself (disk full): then the group fails.
                savepoint.rollback()
            return False
        done.append((job, result))
        topics |= rung
        return True

    def _fail_all(self, error: Exception) -> None:
        while (job := self._line.take()) is not None:
            job.future.set_exception(error)


def _say(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)
