import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import wait
from contextlib import closing, suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from storage import inbox
from storage.engine import open_store
from storage.queue_tables import INBOX
from storage.store import Store
from storage.tables import Shared
from storage.units import UnitMisuse
from storage.urls import BadDatabaseUrl, DatabaseUnreachable, read_url

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def put(session: Session, key: str, lane: str = "slack:T1:C1") -> int | None:
    return inbox.put(session, key=key, lane=lane, kind="message", payload={"text": "周五前"}, trace_id="t", now=NOW)


def count(store: Store) -> int:
    return store.read(lambda session: session.execute(select(func.count()).select_from(INBOX)).scalar_one())


def test_what_a_unit_wrote_can_be_read_once_its_future_is_done(store: Store) -> None:
    store.write(lambda session: put(session, "a"))

    assert count(store) == 1


def test_a_failing_unit_leaves_nothing_and_harms_none_of_those_committed_with_it(store: Store) -> None:
    gate = threading.Event()

    def fail_late(session: Session) -> None:
        put(session, "bad")
        raise ValueError("no")

    # While the first unit holds the writer, the others gather into one group.
    futures = [store.submit(lambda session: gate.wait(5) and put(session, "first"))]
    futures += [store.submit(fail_late if n % 3 == 0 else lambda s, n=n: put(s, f"good {n}")) for n in range(30)]
    gate.set()
    wait(futures)

    failed = [future for future in futures if future.exception() is not None]
    assert len(failed) == 10
    assert {type(future.exception()) for future in failed} == {ValueError}
    assert count(store) == 21


def test_urgent_units_go_before_those_that_came_earlier(sqlite_store: Store) -> None:
    gate = threading.Event()
    served: list[str] = []
    blocker = sqlite_store.submit(lambda session: gate.wait(5))
    slow = sqlite_store.submit(lambda session: served.append("work"))
    fast = sqlite_store.submit(lambda session: served.append("acknowledgement"), is_urgent=True)
    gate.set()
    wait([blocker, slow, fast])

    assert served == ["acknowledgement", "work"]


@pytest.mark.parametrize("way", ["commit", "rollback"])
def test_a_unit_cannot_end_the_transaction_it_works_in(store: Store, way: str) -> None:
    def unit(session: Session) -> None:
        put(session, "a")
        getattr(session, way)()

    with pytest.raises(UnitMisuse):
        store.write(unit)

    assert count(store) == 0


def test_a_savepoint_inside_a_unit_may_fail_alone(store: Store) -> None:
    def unit(session: Session) -> None:
        put(session, "a")
        with suppress(ZeroDivisionError), session.begin_nested():
            put(session, "b")
            raise ZeroDivisionError
        put(session, "c")

    store.write(unit)

    assert count(store) == 2


def test_a_unit_that_goes_on_after_a_failed_statement_is_rolled_back(store: Store) -> None:
    def unit(session: Session) -> None:
        put(session, "a")
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(INBOX.insert().values(id=1, key=None))
        session.execute(text("INSERT INTO inbox (nonsense) VALUES (1)"))

    with pytest.raises(DBAPIError):
        store.write(unit)
    store.write(lambda session: put(session, "b"))

    assert count(store) == 1


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        store.read(lambda session: put(session, "a"))


def test_a_unit_that_waits_for_another_unit_is_told_so_instead_of_waiting_for_ever(store: Store) -> None:
    with pytest.raises(UnitMisuse):
        store.write(lambda session: store.write(lambda inner: put(inner, "a")))


def test_closing_finishes_what_was_submitted_and_takes_nothing_more(database_url: str) -> None:
    store = open_store(database_url)
    futures = [store.submit(lambda session, n=n: put(session, str(n))) for n in range(50)]
    store.close()

    assert all(future.result() for future in futures)
    with pytest.raises(UnitMisuse):
        store.submit(lambda session: None)


def test_a_listener_is_rung_when_another_process_writes(database_url: str) -> None:
    ours, theirs = open_store(database_url), open_store(database_url)
    rung = threading.Event()
    ours.on_wake(lambda topic: rung.set())
    try:
        for n in range(20):  # the watch needs a moment to begin
            theirs.write(lambda session, n=n: put(session, str(n)))
            if rung.wait(0.25):
                break
        assert rung.is_set()
    finally:
        ours.close()
        theirs.close()


def test_two_sqlite_processes_wait_for_each_other_instead_of_failing(sqlite_url: str) -> None:
    ours, theirs = open_store(sqlite_url), open_store(sqlite_url)

    def read_then_write(session: Session, key: str) -> None:
        session.execute(select(func.count()).select_from(INBOX)).scalar_one()
        put(session, key)

    futures = [
        store.submit(lambda session, key=f"{n} {side}": read_then_write(session, key))
        for n in range(40)
        for side, store in enumerate((ours, theirs))
    ]
    wait(futures)

    assert [future.exception() for future in futures if future.exception()] == []
    assert count(ours) == 80
    ours.close()
    theirs.close()


def test_units_fail_while_another_process_holds_sqlite_and_work_again_afterwards(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite_store.BUSY_S", 0.05)
    store = open_store(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            store.write(lambda session: put(session, "a"))
        other.execute("ROLLBACK")

    assert store.write(lambda session: put(session, "b")) is not None
    assert count(store) == 1
    store.close()


def test_a_listener_that_fails_harms_no_unit(store: Store) -> None:
    def fail(topic: str) -> None:
        raise ValueError(topic)

    store.on_wake(fail)

    assert store.write(lambda session: put(session, "a")) is not None
    assert store.write(lambda session: put(session, "b")) is not None


def test_sqlite_is_durable_strict_and_keeps_chinese_as_written(sqlite_store: Store) -> None:
    def look(session: Session) -> tuple[object, ...]:
        put(session, "a")
        asked = ("journal_mode", "synchronous", "foreign_keys")
        pragmas = [session.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked]
        return (*pragmas, session.execute(text("SELECT payload FROM inbox")).scalar_one())

    assert sqlite_store.write(look) == ("wal", 2, 1, '{"text":"周五前"}')


@pytest.mark.parametrize("url", ["postgres://u:secret@db.example/x", "postgresql://u:secret@db.example/x"])
def test_both_spellings_of_a_postgresql_url_use_psycopg(url: str) -> None:
    assert read_url(url).drivername == "postgresql+psycopg"
    assert "secret" not in str(read_url(url))


@pytest.mark.parametrize("url", ["mysql://u:secret@host/x", "nonsense secret", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_names_no_usable_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as refusal:
        open_store(url)

    assert "secret" not in str(refusal.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnreachable) as refusal:
        open_store("postgresql://liaison:secret@127.0.0.1:1/records")

    assert "'records' at 127.0.0.1:1" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_folder_that_does_not_exist_is_named() -> None:
    with pytest.raises(DatabaseUnreachable, match="there is no folder /nowhere"):
        open_store("sqlite:////nowhere/liaison.db")


def test_a_unit_whose_flush_fails_harms_none_of_those_that_share_its_session(store: Store) -> None:
    begun = threading.Event()

    def hold(session: Session) -> None:
        begun.wait(10)

    def keep(name: str) -> Callable[[Session], None]:
        def unit(session: Session) -> None:
            session.add(Shared(name=name, value="kept"))

        return unit

    def collide(name: str) -> Callable[[Session], None]:
        def unit(session: Session) -> None:
            session.execute(insert(Shared).values(name=name, value="first"))
            session.add(Shared(name=name, value="second"))
            session.flush()

        return unit

    first = store.submit(hold)
    waiting = [store.submit((collide if n % 3 == 0 else keep)(f"name {n}")) for n in range(30)]
    begun.set()
    first.result(10)
    failed = [n for n, future in enumerate(waiting) if future.exception(10) is not None]

    assert failed == list(range(0, 30, 3))
    kept = store.read(lambda session: set(session.scalars(select(Shared.name)).all()))
    assert kept == {f"name {n}" for n in range(30) if n % 3}
