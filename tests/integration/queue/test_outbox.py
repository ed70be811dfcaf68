from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import outbox, rates
from storage.leases import LostLease
from storage.outbox import Outgoing, Parcel
from storage.queue_tables import OUTBOX
from storage.rates import Pace, Pacing, Rule
from storage.store import Store

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PACING = Pacing({"slack": Pace(lane=Rule(1.1), workspace=Rule(0.5, burst=3))})


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def put(store: Store, *keys: str, lane: str = "slack:T1:C1", **more: Any) -> None:
    outgoing = [
        Outgoing(key=key, lane=lane, workspace="slack:T1", payload={"n": key}, name="receipt", trace_id="t", **more)
        for key in keys
    ]
    store.write(lambda session: outbox.put_all(session, outgoing, now=NOW))


def claim(store: Store, *, now: datetime = NOW, limit: int = 10, lease_s: float = 30) -> list[Parcel]:
    return store.write(
        lambda session: outbox.claim(session, owner="me", limit=limit, now=now, pacing=PACING, lease_s=lease_s)
    )


def send(store: Store, parcel: Parcel) -> bool:
    return store.write(lambda session: outbox.mark_sent(session, parcel, receipt={"message_id": parcel.key}, now=NOW))


def state_of(store: Store, key: str) -> str:
    state: str = store.read(
        lambda session: session.execute(select(OUTBOX.c.state).where(OUTBOX.c.key == key)).scalar_one()
    )
    return state


def test_the_same_reply_is_stored_once(store: Store) -> None:
    put(store, "a", "b")
    put(store, "a", "c")

    assert [state_of(store, key) for key in "abc"] == ["ready"] * 3


def test_where_only_the_latest_counts_what_waits_is_dropped_for_it(store: Store) -> None:
    put(store, "a", lane="home:1", is_latest_only=True, is_paced=False)
    sending = claim(store)
    put(store, "b", "c", lane="home:2", is_latest_only=True)
    put(store, "d", lane="home:1", is_latest_only=True)
    put(store, "e", lane="home:1", is_latest_only=True)
    put(store, "e", lane="home:1", is_latest_only=True)

    assert [parcel.key for parcel in sending] == ["a"]
    assert [state_of(store, key) for key in "abcde"] == ["running", "ready", "ready", "dropped", "ready"]


def test_a_channel_is_sent_to_in_order_and_at_its_pace(store: Store) -> None:
    put(store, "a", "b")
    first = claim(store)
    send(store, first[0])

    assert [parcel.key for parcel in first] == ["a"]
    assert claim(store, now=after(1.0)) == []
    assert [parcel.key for parcel in claim(store, now=after(1.1))] == ["b"]


def test_a_workspace_takes_a_burst_and_then_its_own_pace(store: Store) -> None:
    for n in range(5):
        put(store, f"{n}", lane=f"slack:T1:C{n}")

    assert [parcel.key for parcel in claim(store)] == ["0", "1", "2"]
    assert claim(store, now=after(0.4)) == []
    assert [parcel.key for parcel in claim(store, now=after(0.5))] == ["3"]


def test_an_answer_that_a_person_waits_for_is_not_held_back_by_pace(store: Store) -> None:
    put(store, *(f"post {n}" for n in range(3)))
    claim(store)
    for n in range(3):
        put(store, f"modal {n}", lane=f"slack:T1:C1:modal:U{n}", is_paced=False)

    assert [parcel.key for parcel in claim(store)] == ["modal 0", "modal 1", "modal 2"]


def test_a_lane_stopped_by_the_platform_waits_as_long_as_it_asked(store: Store) -> None:
    put(store, "a")
    store.write(lambda session: rates.stop_lane(session, "slack:T1:C1", until=after(30)))
    store.write(lambda session: rates.stop_lane(session, "slack:T1:C1", until=after(10)))

    assert claim(store, now=after(29)) == []
    assert len(claim(store, now=after(30))) == 1


def test_a_stopped_workspace_takes_nothing_at_all_and_others_go_on(store: Store) -> None:
    put(store, "a", is_paced=False)
    outgoing = Outgoing(key="b", lane="wecom:W:u", workspace="wecom:W", payload={}, name="x", trace_id="t")
    store.write(lambda session: outbox.put_all(session, [outgoing], now=NOW))
    store.write(lambda session: rates.stop_workspace(session, "slack:T1", until=after(300)))

    assert [parcel.key for parcel in claim(store)] == ["b"]
    assert [parcel.key for parcel in claim(store, now=after(300))] == ["a"]


def test_a_send_whose_sender_died_becomes_unsure_and_holds_its_lane(store: Store) -> None:
    put(store, "a", "b")
    claim(store, lease_s=-1)
    store.write(lambda session: outbox.recover(session, now=NOW, look_at=after(15)))

    def look(now: datetime) -> list[Parcel]:
        return store.write(
            lambda session: outbox.claim_unsure(session, limit=5, now=now, again_at=now + timedelta(seconds=30))
        )

    assert state_of(store, "a") == "unsure"
    assert claim(store, now=after(20)) == []
    assert look(after(14)) == []
    assert [parcel.is_unsure for parcel in look(after(15))] == [True]
    assert look(after(16)) == []  # somebody is looking already


def test_an_unsure_send_is_settled_once(store: Store) -> None:
    put(store, "a")
    claim(store, lease_s=-1)
    store.write(lambda session: outbox.recover(session, now=NOW, look_at=NOW))
    parcel = store.write(lambda session: outbox.claim_unsure(session, limit=5, now=NOW, again_at=NOW))[0]

    def again() -> None:
        store.write(lambda session: outbox.retry(session, parcel, run_at=NOW, reason="r", error_code="E", was="unsure"))

    again()
    with pytest.raises(LostLease):
        again()
    assert claim(store, now=after(2))[0].attempts == 2


def test_a_receipt_that_comes_late_settles_an_unsure_send(store: Store) -> None:
    put(store, "a")
    parcel = claim(store, lease_s=-1)[0]
    store.write(lambda session: outbox.recover(session, now=NOW, look_at=after(15)))

    assert send(store, parcel)
    assert state_of(store, "a") == "sent"
    assert store.read(lambda session: outbox.find_receipt(session, "a")) == {"message_id": "a"}


def test_what_is_too_late_is_dropped_and_named(store: Store) -> None:
    put(store, "old", expires_at=NOW)
    put(store, "fresh", expires_at=after(1))

    assert store.write(lambda session: outbox.drop_stale(session, now=NOW)) == [("old", "receipt", "t")]
    assert [parcel.key for parcel in claim(store)] == ["fresh"]


def test_idle_waits_for_pace_but_not_for_a_stop_or_a_retry(store: Store) -> None:
    def is_idle() -> bool:
        return store.read(lambda session: outbox.is_idle(session, now=NOW, soon=after(30)))

    put(store, "a", "b")
    first = claim(store)[0]
    send(store, first)
    assert not is_idle()  # "b" waits for its pace only

    store.write(lambda session: rates.stop_workspace(session, "slack:T1", until=after(300)))
    assert is_idle()


@pytest.mark.parametrize(("burst", "gap_s"), [(1, 1.1), (5, 2.4), (30, 0.1)])
def test_no_window_of_time_holds_more_than_the_burst_and_its_share(burst: int, gap_s: float) -> None:
    rule = Rule(gap_s, burst)
    sent: list[datetime] = []
    next_at: datetime | None = None
    for tenth in range(2000):
        now = after(tenth / 10)
        while next_at is None or next_at <= now:
            sent.append(now)
            next_at = rule.next_at(next_at, now)

    window = timedelta(seconds=60)
    busiest = max(sum(start <= one < start + window for one in sent) for start in sent)
    assert busiest <= burst + 60 / gap_s


def test_wecom_never_gets_more_than_thirty_a_minute_for_one_member() -> None:
    rule = rates.PACING.of("wecom:W1").lane

    assert rule.burst + 60 / rule.gap_s <= 30


def test_what_only_another_process_can_send_is_left_to_it(store: Store) -> None:
    put(store, "a")
    put(store, "b", lane="slack:T1:C2")
    without = {"slack:T1"}

    left = store.write(lambda session: outbox.claim(session, owner="me", limit=9, now=NOW, without=without))

    assert left == []
    assert store.read(lambda session: outbox.is_idle(session, now=NOW, soon=after(30), without=without))
    assert not store.read(lambda session: outbox.is_idle(session, now=NOW, soon=after(30)))
    assert len(claim(store)) == 2
