"""What only one process at a time may have, on both databases."""

from datetime import UTC, datetime, timedelta

from storage.holds import Standing, find_holder, find_standing, leave_hold, note_standing, take_hold
from storage.store import Store


def now() -> datetime:
    return datetime.now(UTC)


def take(store: Store, owner: str, *, lease_s: float = 60) -> bool:
    return store.write(lambda session: take_hold(session, "line", owner, now=now(), lease_s=lease_s))


def leave(store: Store, owner: str) -> bool:
    return store.write(lambda session: leave_hold(session, "line", owner))


def holder(store: Store) -> str | None:
    return store.read(lambda session: find_holder(session, "line", now=now()))


def test_the_first_has_it_and_may_renew_it(store: Store) -> None:
    assert [take(store, "a"), take(store, "b"), take(store, "a")] == [True, False, True]
    assert holder(store) == "a"


def test_what_was_left_is_free(store: Store) -> None:
    take(store, "a")

    assert [leave(store, "b"), leave(store, "a"), take(store, "b")] == [False, True, True]


def test_what_ran_out_is_free(store: Store) -> None:
    take(store, "a", lease_s=-1)

    assert holder(store) is None
    assert take(store, "b")
    assert not take(store, "a")


def test_how_things_stand_is_told_by_who_has_it(store: Store) -> None:
    assert store.read(lambda session: find_standing(session, "line")) is None
    said = Standing(owner="a", state="connected", since=(now() - timedelta(hours=1)).isoformat())

    for state in ("connecting", "connected"):
        standing = Standing(owner="a", state=state, since=said.since)
        store.write(lambda session, standing=standing: note_standing(session, "line", standing))

    assert store.read(lambda session: find_standing(session, "line")) == said
