"""PostgreSQL as a store: a few threads, each with a connection; a transaction per unit."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.jsons import dump_json
from storage.store import T, Unit
from storage.units import Job, Line, UnitMisuse, UnitSession, open_session, run_unit
from storage.urls import DatabaseUnreachable, name_database
from storage.wakeup import CHANNEL, Bell, NotifyWatch, Ring

SLOTS = 4
TRIES = 5
CONNECT_S = 10
MAY_RETRY = ("40001", "40P01")  # serialization failure, deadlock: the transaction was rolled back, and may run again
RING = text("SELECT pg_notify(:channel, :topic)")

log = structlog.get_logger()


def make_postgres_engine(url: URL, *, slots: int = SLOTS) -> Engine:
    """An engine with a connection for each writer and as many again for readers."""
    return create_engine(
        url,
        json_serializer=dump_json,
        hide_parameters=True,  # errors are logged; what clients say is not
        pool_size=slots,
        max_overflow=slots + 2,
        pool_pre_ping=True,  # a restarted server costs nobody a unit
        connect_args={"connect_timeout": CONNECT_S, "application_name": "liaison"},
    )


class PostgresStore:
    """A PostgreSQL database as a queue of units of work (storage/store.py)."""

    dialect = "postgresql"

    def __init__(self, url: URL, *, slots: int = SLOTS) -> None:
        """Raises DatabaseUnreachable."""
        self.url = url
        self._engine = make_postgres_engine(url, slots=slots)
        self._reading = self._engine.execution_options(postgresql_readonly=True)
        self._bell = Bell()
        self._watch: NotifyWatch | None = None
        self._line = Line()
        self._check_reachable()
        self._writers = [
            threading.Thread(target=self._serve, name=f"store-writer-{slot}", daemon=True) for slot in range(slots)
        ]
        for writer in self._writers:
            writer.start()

    def submit(self, unit: Unit[T], *, is_urgent: bool = False) -> "Future[T]":
        return self._line.put(unit, is_urgent=is_urgent)

    def write(self, unit: Unit[T], *, is_urgent: bool = False) -> T:
        if threading.current_thread() in self._writers:
            raise UnitMisuse("a unit can't wait for another unit: all writers may wait for each other")
        return self.submit(unit, is_urgent=is_urgent).result()

    def read(self, query: Unit[T]) -> T:
        with self._reading.connect() as connection, connection.begin(), UnitSession(bind=connection) as session:
            return query(session)

    def on_wake(self, ring: Ring) -> Callable[[], None]:
        if self._watch is None:
            self._watch = NotifyWatch(self._engine, self._bell)
            self._watch.start()
        return self._bell.add(ring)

    def close(self) -> None:
        self._line.close()
        for writer in self._writers:
            writer.join()
        if self._watch is not None:
            self._watch.stop()
        self._engine.dispose()

    def _check_reachable(self) -> None:
        try:
            with self._engine.connect():
                return
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise DatabaseUnreachable(f"{name_database(self.url)} can't be reached: {_say(error)}") from error

    def _serve(self) -> None:
        """A writer thread: unit after unit, until the store is closed and nobody waits."""
        while self._line.wait():
            job = self._line.take()
            if job is not None:
                self._run(job)

    def _run(self, job: Job) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                result, topics = self._run_once(job)
            except BaseException as error:  # noqa: BLE001 - whoever waits for the unit answers it
                if attempt < TRIES and _may_retry(error):
                    # Two that met each other should not meet again.
                    time.sleep(random.uniform(0.002, 0.02) * attempt)  # noqa: S311
                    continue
                job.future.set_exception(error)
                return
            job.future.set_result(result)
            self._bell.ring(topics)
            return

    def _run_once(self, job: Job) -> tuple[object, set[str]]:
        with self._engine.connect() as connection, connection.begin():
            with open_session(connection) as session:
                result, topics = run_unit(session, job.unit)
            _notify(connection, topics)
            return result, topics


def _notify(connection: Connection, topics: set[str]) -> None:
    for topic in sorted(topics):
        connection.execute(RING, {"channel": CHANNEL, "topic": topic})


def _may_retry(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in MAY_RETRY


def _say(error: SQLAlchemyError) -> str:
    """The driver's first line. libpq names host, port and user in it, never the password."""
    words = str(getattr(error, "orig", None) or error).strip()
    return words.splitlines()[0] if words else type(error).__name__
