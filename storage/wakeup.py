"""Telling those who wait that there is something to do: in this process, and in others on the same database."""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

CHANNEL = "liaison"  # of NOTIFY
ANY = "any"  # the topic when another process wrote, and nobody can tell what
WATCH_S = 0.05
RECONNECT_S = 1.0

log = structlog.get_logger()

Ring = Callable[[str], None]


def ring_after_commit(session: Session, topic: str) -> None:
    """Wake those who wait for this topic ("inbox", "outbox") once the unit is committed."""
    session.info.setdefault("topics", set()).add(topic)


def topics_of(session: Session) -> set[str]:
    """What the unit of this session asked to be rung."""
    topics: set[str] = session.info.get("topics", set())
    return topics


class Bell:
    """Those of this process who want to be woken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Ring] = []

    def add(self, ring: Ring) -> Callable[[], None]:
        """Call `ring` with each topic from now on; returns what ends that. It is called on any thread."""
        with self._lock:
            self._listeners.append(ring)

        def remove() -> None:
            with self._lock:
                self._listeners.remove(ring)

        return remove

    def ring(self, topics: set[str]) -> None:
        """Wake all who listen."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            for topic in topics:
                try:
                    listener(topic)
                except Exception:
                    # On a writer's thread, which must go on for all others; the listener still polls.
                    log.exception("ring_failed", topic=topic)


class Watch(threading.Thread, ABC):
    """A thread that rings the bell when another process has written."""

    def __init__(self, engine: Engine, bell: Bell) -> None:
        super().__init__(name="store-watch", daemon=True)
        self._engine = engine
        self._bell = bell
        self._is_over = threading.Event()

    def run(self) -> None:
        while not self._is_over.is_set():
            try:
                self._watch()
            except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
                # Whoever waits also looks twice a second by itself, so a deaf moment loses nothing.
                log.warning("store_watch_lost", cause=type(error).__name__)
                self._is_over.wait(RECONNECT_S)

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    @abstractmethod
    def _watch(self) -> None:
        """Look once, or wait for a sign."""


class FileWatch(Watch):
    """Other SQLite processes: PRAGMA data_version changes with every commit of somebody else."""

    def _watch(self) -> None:
        pooled = self._engine.raw_connection()
        driver = pooled.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        try:
            seen = None
            while not self._is_over.wait(WATCH_S):
                # Outside a transaction: inside one, the file seems to stand still.
                version = driver.execute("PRAGMA data_version").fetchone()
                if seen is not None and version != seen:
                    self._bell.ring({ANY})
                seen = version
        finally:
            pooled.close()


class NotifyWatch(Watch):
    """Other PostgreSQL clients: LISTEN."""

    def _watch(self) -> None:
        pooled = self._engine.raw_connection()
        driver = pooled.driver_connection
        assert isinstance(driver, psycopg.Connection)
        pooled.detach()  # it listens as long as it lives, so it never goes back to the pool
        with driver:
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
            while not self._is_over.is_set():
                for notice in driver.notifies(timeout=0.2, stop_after=1):
                    self._bell.ring({notice.payload})
