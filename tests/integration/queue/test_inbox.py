import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from storage import inbox
from storage.depths import measure
from storage.inbox import Item
from storage.leases import LostLease
from storage.presence import open_presence
from storage.queue_tables import INBOX
from storage.store import Store

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=60)


def put(store: Store, key: str, lane: str = "slack:T1:C1", *, run_at: datetime | None = None) -> int | None:
    return store.write(
        lambda session: inbox.put(
            session, key=key, lane=lane, kind="message", payload={"text": key}, trace_id=f"trace {key}",
            now=NOW, run_at=run_at,
        )
    )  # fmt: skip


def claim(store: Store, *, owner: str = "me", limit: int = 10, now: datetime = NOW, lease_s: float = 30) -> list[Item]:
    return store.write(lambda session: inbox.claim(session, owner=owner, limit=limit, now=now, lease_s=lease_s))


def states(store: Store) -> dict[str, str]:
    rows = store.read(lambda session: session.execute(select(INBOX.c.key, INBOX.c.state)).all())
    return {row.key: row.state for row in rows}


def test_the_same_event_is_stored_once(store: Store) -> None:
    assert put(store, "slack:Ev1") is not None
    assert put(store, "slack:Ev1") is None


def test_a_lane_gives_one_event_at_a_time_and_in_order(store: Store) -> None:
    for key in ("a", "b", "c"):
        put(store, key)

    served = []
    while items := claim(store):
        assert len(items) == 1
        assert claim(store, owner="somebody else") == []
        store.write(lambda session, item=items[0]: inbox.finish(session, item, now=NOW))
        served.append(items[0].key)

    assert served == ["a", "b", "c"]


def test_lanes_go_side_by_side_up_to_the_limit_oldest_first(store: Store) -> None:
    for n in range(6):
        put(store, f"event {n}", f"lane {n}", run_at=NOW - timedelta(seconds=n))

    assert [item.key for item in claim(store, limit=4)] == ["event 5", "event 4", "event 3", "event 2"]


def test_a_head_that_waits_for_its_time_holds_its_lane(store: Store) -> None:
    put(store, "a", run_at=LATER)
    put(store, "b")

    assert claim(store) == []
    assert [item.key for item in claim(store, now=LATER)] == ["a"]


def test_what_follows_in_the_lane_is_taken_together_with_finishing(store: Store) -> None:
    put(store, "a")
    put(store, "b")
    put(store, "other lane", "slack:T1:C2")
    first = claim(store, limit=1)[0]

    def finish(session: Session) -> Item | None:
        inbox.finish(session, first, now=NOW)
        return inbox.claim_next(session, first, now=NOW)

    following = store.write(finish)

    assert following is not None
    assert (following.key, following.attempts) == ("b", 1)
    assert states(store) == {"a": "done", "b": "running", "other lane": "ready"}


def test_racing_claimers_never_take_the_same_event(store: Store) -> None:
    for n in range(60):
        put(store, f"event {n}", f"lane {n % 20}")
    taken: list[str] = []

    def work(owner: str) -> None:
        while items := claim(store, owner=owner, limit=3):
            taken.extend(item.key for item in items)
            for item in items:
                store.write(lambda session, item=item: inbox.finish(session, item, now=NOW))

    racers = [threading.Thread(target=work, args=(f"racer {n}",)) for n in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    while claim(store):  # a racer may have left while another held the last lanes
        pass

    assert len(taken) == len(set(taken))
    assert "ready" not in states(store).values()


def test_finishing_what_somebody_took_over_rolls_everything_back(store: Store) -> None:
    put(store, "a")
    mine = claim(store, owner="slow", lease_s=-1)[0]
    store.write(lambda session: inbox.recover(session, now=NOW))
    claim(store, owner="peer")

    def work(session: Session) -> None:
        inbox.put(session, key="side effect", lane="x", kind="x", payload={}, trace_id="t", now=NOW)
        inbox.finish(session, mine, now=NOW)

    with pytest.raises(LostLease):
        store.write(work)

    assert states(store) == {"a": "running"}


def test_taking_the_same_event_again_after_a_lost_lease_fences_the_earlier_attempt_of_the_same_owner(
    store: Store,
) -> None:
    put(store, "a")
    first = claim(store, lease_s=-1)[0]
    store.write(lambda session: inbox.recover(session, now=NOW))
    second = claim(store)[0]

    with pytest.raises(LostLease):
        store.write(lambda session: inbox.finish(session, first, now=NOW))
    store.write(lambda session: inbox.finish(session, second, now=NOW))


def test_a_heartbeat_keeps_a_lease_alive_and_only_for_what_is_in_hand(store: Store) -> None:
    put(store, "held", "lane 1")
    put(store, "lost sight of", "lane 2")
    held = claim(store, limit=1, lease_s=-1)
    claim(store, limit=1, lease_s=-1)

    store.write(lambda session: inbox.heartbeat(session, owner="me", numbers=[held[0].id], now=NOW))
    store.write(lambda session: inbox.recover(session, now=NOW))

    assert states(store) == {"held": "running", "lost sight of": "ready"}


def test_an_event_that_kills_its_workers_is_buried_at_last(store: Store) -> None:
    put(store, "poison")
    for _ in range(inbox.MAX_ATTEMPTS):
        assert len(claim(store, lease_s=-1)) == 1
        store.write(lambda session: inbox.recover(session, now=NOW))

    assert claim(store) == []
    assert states(store) == {"poison": "dead"}


def test_replay_puts_dead_events_back_with_a_clean_slate(store: Store) -> None:
    put(store, "a", "lane 1")
    put(store, "b", "lane 2")
    for item in claim(store):
        store.write(lambda session, item=item: inbox.bury(session, item, reason="no", error_code="E-1", now=NOW))

    first = store.read(lambda session: session.execute(select(INBOX.c.id).where(INBOX.c.key == "a")).scalar_one())
    assert store.write(lambda session: inbox.replay(session, now=NOW, number=first)) == 1
    assert store.write(lambda session: inbox.replay(session, now=NOW)) == 1
    assert [(item.key, item.attempts) for item in claim(store)] == [("a", 1), ("b", 1)]


def test_giving_back_does_not_count_as_an_attempt(store: Store) -> None:
    put(store, "a")
    items = claim(store)

    store.write(lambda session: inbox.release(session, items))

    assert claim(store)[0].attempts == 1


def test_a_costly_reading_is_kept_for_the_next_attempt(store: Store) -> None:
    put(store, "a")
    item = claim(store)[0]
    store.write(lambda session: inbox.keep_prepared(session, item, {"kinds": ["任务"]}))
    store.write(lambda session: inbox.retry_later(session, item, run_at=NOW, reason="x", error_code="E-1"))

    assert claim(store)[0].prepared == {"kinds": ["任务"]}


def test_depth_counts_what_is_unfinished_or_failed(store: Store) -> None:
    put(store, "a", "lane 1")
    put(store, "b", "lane 2")
    claim(store, limit=1)

    assert [(depth.queue, depth.state, depth.count, depth.oldest_at) for depth in store.read(measure)] == [
        ("inbox", "ready", 1, NOW),
        ("inbox", "running", 1, NOW),
    ]


def test_idle_means_nothing_running_and_no_head_due(store: Store) -> None:
    def is_idle() -> bool:
        return store.read(lambda session: inbox.is_idle(session, now=NOW))

    put(store, "later", run_at=LATER)
    put(store, "behind it")
    assert is_idle()
    assert store.read(lambda session: inbox.next_run_at(session, now=NOW)) == LATER

    put(store, "now", "lane 2")
    assert not is_idle()
    claim(store)
    assert not is_idle()


def test_only_who_is_alone_on_a_sqlite_file_takes_back_what_was_running(sqlite_store: Store) -> None:
    calls: list[str] = []
    first, second = open_presence(sqlite_store), open_presence(sqlite_store)
    first.begin(lambda: calls.append("first"))
    second.begin(lambda: calls.append("second"))
    first.close()
    second.close()
    third = open_presence(sqlite_store)
    third.begin(lambda: calls.append("third"))
    third.close()

    assert calls == ["first", "third"]
