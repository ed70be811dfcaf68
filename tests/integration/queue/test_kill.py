import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import inbox
from storage.engine import open_store
from storage.queue_tables import INBOX, OUTBOX
from storage.store import Store

EVENTS = 150
LANES = 10
KILLS = 4
PROGRAM = Path(__file__).with_name("queue_process.py")
ROOT = Path(__file__).parents[3]


def start(url: str, sent: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(PROGRAM), url, str(sent)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})


def count(store: Store, kind: str, state: str) -> int:
    query = select(func.count()).select_from(INBOX).where(INBOX.c.kind == kind, INBOX.c.state == state)
    return store.read(lambda session: session.execute(query).scalar_one())


def count_sent(store: Store) -> int:
    query = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == "sent")
    return store.read(lambda session: session.execute(query).scalar_one())


def wait_until(is_true: object, timeout_s: float = 60) -> None:
    until = time.monotonic() + timeout_s
    while not is_true():  # type: ignore[operator]
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "sent"
    path.touch()
    return path


def test_killed_again_and_again_it_loses_nothing_doubles_nothing_and_keeps_the_order(
    database_url: str, sent: Path
) -> None:
    store = open_store(database_url)
    for n in range(EVENTS):
        key, lane = f"ev{n}", f"C{n % LANES}"
        store.write(
            lambda session, key=key, lane=lane: inbox.put(
                session, key=key, lane=lane, kind="message", payload={}, trace_id="t", now=datetime.now(UTC)
            )
        )
    for kill in range(1, KILLS + 1):
        process = start(database_url, sent)
        wait_until(lambda kill=kill: len(sent.read_text().splitlines()) >= kill * EVENTS // (KILLS + 2))
        process.kill()
        process.wait()
    process = start(database_url, sent)
    wait_until(lambda: count_sent(store) == EVENTS)
    process.kill()
    process.wait()

    keys = sent.read_text().splitlines()
    assert count(store, "message", "done") == EVENTS
    assert count(store, "effect", "ready") == EVENTS
    assert Counter(keys) == Counter(f"ev{n}/receipt" for n in range(EVENTS))
    for lane in range(LANES):
        assert [key for key in keys if int(key[2:].partition("/")[0]) % LANES == lane] == [
            f"ev{n}/receipt" for n in range(lane, EVENTS, LANES)
        ]
    store.close()


def test_a_living_peer_takes_over_from_a_killed_one_on_postgresql(postgres_url: str, sent: Path) -> None:
    store = open_store(postgres_url)
    doomed, heir = start(postgres_url, sent), start(postgres_url, sent)
    for n in range(EVENTS):
        store.write(
            lambda session, n=n: inbox.put(
                session, key=f"ev{n}", lane=f"C{n}", kind="message", payload={}, trace_id="t", now=datetime.now(UTC)
            )
        )
        if n == EVENTS // 2:
            wait_until(lambda: count_sent(store) > 0)
            doomed.kill()
            doomed.wait()
    wait_until(lambda: count_sent(store) == EVENTS, timeout_s=20)  # a lease alone would take thirty seconds
    heir.kill()
    heir.wait()

    assert Counter(sent.read_text().splitlines()) == Counter(f"ev{n}/receipt" for n in range(EVENTS))
    assert count(store, "effect", "ready") == EVENTS
    store.close()
