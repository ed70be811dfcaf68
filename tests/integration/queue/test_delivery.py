import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.delivery import Delivery, Patience
from bot.doors import ChannelStopped, Gone, OurBug, Receipt, TryLater, Unsure, WorkspaceStopped
from bot.posting import to_outgoing
from handlers.replies import Address, Reply
from prompts.cards import Card, Said
from storage import outbox, rates
from storage.presence import open_presence
from storage.queue_tables import OUTBOX
from storage.rates import PACING, Pacing
from storage.store import Store

QUICK = Patience(send_s=0.3, look_s=0.1, workspace_s=60, drain_s=1.0)
CHANNEL = Address(platform="slack", workspace="T1", where="channel", channel="C1")
DIRECT = Address(platform="slack", workspace="T1", where="direct", user="U1")


def now() -> datetime:
    return datetime.now(UTC)


async def until(is_true: Callable[[], bool], *, timeout_s: float = 10) -> None:
    for _ in range(int(timeout_s / 0.01)):
        if is_true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it took too long")


class FakeDoor:
    """Remembers what was said; what `troubles` holds for a title is raised instead, one a send."""

    platform = "slack"

    def __init__(self, **troubles: list[Exception | str]) -> None:
        self.troubles = troubles
        self.said: list[tuple[Address, str, Receipt | None]] = []
        self.looked: list[str] = []
        self.on_look: Callable[[str], Receipt | None] = lambda key: None

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        title = said.card.title if said.card else ""
        waiting = self.troubles.get(title)
        trouble = waiting.pop(0) if waiting else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble == "hang":
            await asyncio.sleep(30)
        self.said.append((to, title, replaces))
        return Receipt(channel=to.channel, message_id=f"ts {title}")

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        self.looked.append(key)
        return self.on_look(key)

    @property
    def titles(self) -> list[str]:
        return [title for _, title, _ in self.said]


def reply(title: str, to: Address = CHANNEL, **more: Any) -> Reply:
    return Reply(to=to, card=Card(name="receipt", title=title), key=title, **more)


def put(store: Store, *replies: Reply) -> None:
    outgoing = to_outgoing(replies, cause="ev", trace_id="t")
    store.write(lambda session: outbox.put_all(session, outgoing, now=now()))


def row(store: Store, title: str) -> Any:
    return store.read(lambda session: session.execute(select(OUTBOX).where(OUTBOX.c.key == f"ev/{title}")).one())


@pytest.fixture
def make_delivery(store: Store) -> Iterator[Callable[..., Delivery]]:
    presence = open_presence(store)

    def make(door: FakeDoor, **options: Any) -> Delivery:
        defaults = {"pacing": Pacing({}), "patience": QUICK, "poll_s": 0.05, "random": Random(1)}
        return Delivery(store, {"slack": door}, presence=presence, clock=now, **(defaults | options))

    yield make
    presence.close()


Make = Callable[..., Delivery]


async def test_a_channel_hears_everything_once_and_in_order(store: Store, make_delivery: Make) -> None:
    put(store, *(reply(f"{n}") for n in range(20)))
    door = FakeDoor()

    await make_delivery(door).drain()

    assert door.titles == [f"{n}" for n in range(20)]
    assert row(store, "7").receipt["message_id"] == "ts 7"


async def test_posts_keep_the_pace_of_their_channel_while_modals_do_not_wait(store: Store, make_delivery: Make) -> None:
    modal = Address(platform="slack", workspace="T1", where="modal", channel="C1", user="U1", trigger_id="x")
    put(store, reply("a"), reply("b"), reply("c"), reply("form", modal))
    door = FakeDoor()
    began = now()

    await make_delivery(door, pacing=PACING.scaled(0.2)).drain()

    assert sorted(door.titles[:2]) == ["a", "form"]
    assert door.titles[2:] == ["b", "c"]
    assert now() - began >= timedelta(seconds=0.44)


async def test_a_later_card_is_told_the_receipt_of_the_one_it_replaces(store: Store, make_delivery: Make) -> None:
    update = CHANNEL.model_copy(update={"where": "update"})
    put(store, reply("first"), reply("second", update, replaces="ev/first"))
    door = FakeDoor()

    await make_delivery(door).drain()

    assert door.said[1][2] == Receipt(channel="C1", message_id="ts first")


async def test_a_card_that_had_to_be_said_anew_is_found_where_it_stands_now(store: Store, make_delivery: Make) -> None:
    again = reply("again", replaces="ev/first")  # the door couldn't edit the first, and posts it anew
    put(store, reply("first"), again, reply("third", replaces="ev/first"))
    door = FakeDoor()

    await make_delivery(door).drain()

    assert door.said[2][2] == Receipt(channel="C1", message_id="ts again")


async def test_a_platform_that_asks_to_wait_is_obeyed_and_that_is_no_failure(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"), reply("b"))
    door = FakeDoor(a=[TryLater("429", after_s=0.4)])
    delivery = make_delivery(door)
    await delivery.drain()

    assert door.titles == []
    assert (row(store, "a").state, row(store, "a").attempts) == ("ready", 0)
    await asyncio.sleep(0.4)
    await delivery.drain()
    assert door.titles == ["a", "b"]
    assert row(store, "a").attempts == 1


async def test_a_platform_that_is_down_is_tried_again_with_a_growing_rest(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"))
    door = FakeDoor(a=[TryLater("503")])
    await make_delivery(door).drain()

    waits_s = (row(store, "a").run_at - now()).total_seconds()
    assert (row(store, "a").state, row(store, "a").attempts) == ("ready", 1)
    assert 0 < waits_s <= 1.5


@pytest.mark.parametrize("trouble", ["hang", Unsure("reset"), RuntimeError("a bug in the door")])
async def test_an_unsure_send_that_arrived_is_not_sent_again(
    store: Store, make_delivery: Make, trouble: Exception | str
) -> None:
    put(store, reply("a"), reply("b"))
    door = FakeDoor(a=[trouble])
    door.on_look = lambda key: Receipt(channel="C1", message_id="found")

    await make_delivery(door).drain()

    assert door.looked == ["ev/a"]
    assert door.titles == ["b"]
    assert (row(store, "a").state, row(store, "a").receipt["message_id"]) == ("sent", "found")


async def test_an_unsure_send_that_surely_did_not_arrive_is_sent_again(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"), reply("b"))
    door = FakeDoor(a=[Unsure("timeout")])

    await make_delivery(door).drain()

    assert door.titles == ["a", "b"]


@pytest.mark.parametrize(("may_repeat", "state", "titles"), [(True, "sent", ["a"]), (False, "dead", [])])
async def test_where_nobody_can_tell_the_kind_of_message_decides(
    store: Store, make_delivery: Make, may_repeat: bool, state: str, titles: list[str]
) -> None:
    def cannot_tell(key: str) -> Receipt | None:
        raise Unsure("this platform can't be searched")

    put(store, reply("a", may_repeat=may_repeat))
    door = FakeDoor(a=[Unsure("timeout")])
    door.on_look = cannot_tell

    await make_delivery(door).drain()

    assert (row(store, "a").state, door.titles) == (state, titles)


async def test_sends_that_nobody_ever_confirms_come_to_an_end(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"))
    door = FakeDoor(a=[Unsure("timeout") for _ in range(20)])

    await make_delivery(door).drain()

    assert (row(store, "a").state, row(store, "a").attempts) == ("dead", QUICK.unsure_attempts)


async def test_what_a_dead_sender_had_on_its_way_is_looked_for(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"), reply("b"))
    store.write(lambda session: outbox.claim(session, owner="the dead", limit=1, now=now(), lease_s=-1))
    door = FakeDoor()
    door.on_look = lambda key: Receipt(channel="C1", message_id="found")

    await make_delivery(door).drain()

    assert door.looked == ["ev/a"]
    assert door.titles == ["b"]


async def test_an_address_that_is_gone_gives_way_to_its_fallback(store: Store, make_delivery: Make) -> None:
    put(store, reply("a", fallback=DIRECT), reply("b"))
    door = FakeDoor(a=[Gone("expired_url")], b=[Gone("expired_url")])

    await make_delivery(door).drain()

    assert [(to.where, title) for to, title, _ in door.said] == [("direct", "a")]
    assert (row(store, "b").state, row(store, "b").last_error) == ("dead", "Gone: expired_url")


@pytest.mark.parametrize("error", [ChannelStopped("is_archived"), OurBug("invalid_blocks")])
async def test_what_cannot_be_said_is_buried_and_the_rest_goes_on(
    store: Store, make_delivery: Make, error: Exception
) -> None:
    put(store, reply("a"), reply("b"))
    door = FakeDoor(a=[error])

    await make_delivery(door).drain()

    assert (row(store, "a").state, row(store, "a").last_error) == ("dead", f"{type(error).__name__}: {error}")
    assert door.titles == ["b"]


async def test_a_stopped_workspace_is_left_alone_for_a_while_and_loses_nothing(
    store: Store, make_delivery: Make
) -> None:
    elsewhere = CHANNEL.model_copy(update={"workspace": "T2"})
    put(store, reply("a"), reply("b"), reply("elsewhere", elsewhere))
    door = FakeDoor(a=[WorkspaceStopped("token_revoked")])

    await make_delivery(door).drain()

    assert door.titles == ["elsewhere"]
    assert [(row(store, key).state, row(store, key).attempts) for key in "ab"] == [("ready", 0), ("ready", 0)]


async def test_what_may_no_longer_be_said_there_goes_to_its_fallback_or_nowhere(
    store: Store, make_delivery: Make
) -> None:
    def may_send(session: Session, asked: Reply) -> str | None:
        return "the channel has become shared" if asked.must_be_internal and asked.to.where == "channel" else None

    put(store, reply("a", must_be_internal=True), reply("b", must_be_internal=True, fallback=DIRECT), reply("c"))
    door = FakeDoor()

    await make_delivery(door, may_send=may_send).drain()

    assert [(to.where, title) for to, title, _ in door.said if title != "c"] == [("direct", "b")]
    assert (row(store, "a").state, row(store, "a").last_error) == ("dropped", "the channel has become shared")
    assert row(store, "c").state == "sent"


async def test_what_is_too_late_is_not_sent(store: Store, make_delivery: Make) -> None:
    put(store, reply("late", expires_at=now() - timedelta(seconds=1)), reply("fresh"))
    door = FakeDoor()

    await make_delivery(door).drain()

    assert door.titles == ["fresh"]
    assert row(store, "late").state == "dropped"


async def test_a_platform_that_is_not_set_up_is_named(store: Store, make_delivery: Make) -> None:
    put(store, reply("a", Address(platform="wecom", workspace="W1", where="direct", user="zhang")))

    await make_delivery(FakeDoor()).drain()

    assert row(store, "a").last_error == "OurBug: wecom is not set up"


async def test_stopping_in_the_middle_of_a_send_leaves_it_unsure(store: Store, make_delivery: Make) -> None:
    put(store, reply("a"), reply("b"))
    delivery = make_delivery(FakeDoor(a=["hang"]), patience=Patience(send_s=20), grace_s=0.1)
    running = asyncio.create_task(delivery.run())
    await until(lambda: row(store, "a").state == "running")
    await asyncio.sleep(0.1)
    delivery.stop()
    await running

    assert (row(store, "a").state, row(store, "b").state) == ("unsure", "ready")


async def test_rates_that_hold_nobody_back_are_cleared_away(store: Store, make_delivery: Make) -> None:
    held = {"old": now() - timedelta(hours=1), "standing": now() + timedelta(hours=1)}
    store.write(lambda session: rates.hold(session, held))
    delivery = make_delivery(FakeDoor(), heartbeat_s=0.01)
    running = asyncio.create_task(delivery.run())
    await until(lambda: set(store.read(lambda session: rates.read_rates(session, set(held)))) == {"standing"})
    delivery.stop()
    await running
