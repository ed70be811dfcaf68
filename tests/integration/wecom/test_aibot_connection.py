"""The bot's long connection, over WebSockets on loopback: who connects, when again, and that nothing is lost."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aibot_bench import CORP, QUICK, Chair, Inbox, keeping, until

from bot.fakes.wecom import FakeAiBot
from bot.seats import DatabaseSeat
from handlers.arrivals import AnyArrival, Message, PersonNews
from storage.holds import find_holder, find_standing
from storage.store import Store

NOBODY_COMES_BACK_S = 0.4  # several times what a retry takes here


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def texts(inbox: Inbox) -> list[str]:
    return [arrival.text for arrival in inbox.arrivals if isinstance(arrival, Message)]


async def test_what_people_say_is_stored_in_order(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox):
        for number in range(20):
            await asyncio.to_thread(aibot.says, "LiLei", f"number {number}")
        await until(lambda: len(inbox.arrivals) == 20)

    assert texts(inbox) == [f"number {number}" for number in range(20)]
    assert {arrival.place.workspace for arrival in inbox.arrivals} == {CORP}


async def test_it_connects_again_after_the_connection_broke(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox) as keeper:
        await until(lambda: keeper.line)
        first = keeper.line
        await asyncio.to_thread(aibot.drop)
        await until(lambda: keeper.line is not None and keeper.line is not first)
        await asyncio.to_thread(aibot.says, "LiLei", "again")
        await until(lambda: texts(inbox) == ["again"])


async def test_it_pings_and_stays(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox) as keeper:
        await until(lambda: aibot.pings > 5)

        assert keeper.state == "connected"
        assert len(aibot.subscriptions) == 1


async def test_two_pings_without_an_answer_end_the_connection(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox) as keeper:
        await until(lambda: keeper.line)
        aibot.is_deaf = True
        await until(lambda: len(aibot.subscriptions) > 1)
        aibot.is_deaf = False
        await until(lambda: keeper.line)


async def test_a_server_that_is_away_is_tried_again_and_again(aibot: FakeAiBot, inbox: Inbox):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"ws://127.0.0.1:{taken.getsockname()[1]}"
    chair = Chair()
    async with keeping(aibot, inbox, seat=chair, url=nobody) as keeper:
        await until(lambda: chair.states.count("connecting") > 2)

        assert keeper.line is None


async def test_a_refused_subscription_is_noted_and_not_tried_again_for_long(aibot: FakeAiBot, inbox: Inbox):
    chair = Chair()
    async with keeping(aibot, inbox, seat=chair, secret="wrong-secret-0001") as keeper:
        await until(lambda: keeper.state == "refused")
        await asyncio.sleep(NOBODY_COMES_BACK_S)

    assert len(aibot.subscriptions) == 1
    assert "refused 853000: invalid bot_id or secret" in chair.states
    assert not any("wrong-secret" in state for state in chair.states)


async def test_a_refusal_is_tried_again_after_its_long_wait(aibot: FakeAiBot, inbox: Inbox):
    aibot.refuses_with = 45009
    async with keeping(aibot, inbox, rhythm=replace(QUICK, refused_s=0.05)) as keeper:
        await until(lambda: len(aibot.subscriptions) > 1)
        aibot.refuses_with = 0
        await until(lambda: keeper.line)


async def test_who_is_thrown_out_by_another_program_stands_by(aibot: FakeAiBot, inbox: Inbox):
    chair = Chair()
    async with keeping(aibot, inbox, seat=chair) as ours:
        await until(lambda: ours.line)
        async with keeping(aibot, Inbox()) as theirs:  # another installation, with a seat of its own
            await until(lambda: ours.state == "displaced")
            await asyncio.sleep(NOBODY_COMES_BACK_S)

            assert theirs.state == "connected"
            assert len(aibot.subscriptions) == 2
            assert any(state.startswith("displaced") for state in chair.states)


async def test_who_stood_by_tries_once_more_after_its_long_wait(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox, rhythm=replace(QUICK, displaced_s=0.1)) as ours:
        await until(lambda: ours.line)
        async with keeping(aibot, Inbox()) as theirs:
            await until(lambda: theirs.line)
        await until(lambda: ours.line)


async def test_of_two_processes_one_connects_and_the_other_takes_over(aibot: FakeAiBot, inbox: Inbox, store: Store):
    def seat() -> DatabaseSeat:
        return DatabaseSeat(store, "wecom-bot:1", now=lambda: datetime.now(UTC))

    other_inbox, patient = Inbox(), replace(QUICK, lease_s=10.0)
    async with keeping(aibot, other_inbox, seat=seat(), rhythm=patient) as second:
        await until(lambda: second.line)
        async with keeping(aibot, inbox, seat=seat(), rhythm=patient) as first:
            await asyncio.sleep(NOBODY_COMES_BACK_S)
            assert (first.state, len(aibot.subscriptions)) == ("waiting", 1)
            second_seat = second._seat
            second._seat = _Lost()  # the process is alive, but has lost its seat
            await until(lambda: second.line is None)
            await asyncio.to_thread(second_seat.leave)
            await until(lambda: first.line)
            await asyncio.to_thread(aibot.says, "LiLei", "to the one that is there")
            await until(lambda: inbox.arrivals)

            standing = store.read(lambda session: find_standing(session, "wecom-bot:1"))
            holder = store.read(lambda session: find_holder(session, "wecom-bot:1", now=datetime.now(UTC)))
            assert standing is not None
            assert (standing.state, standing.owner) == ("connected", holder)
    assert other_inbox.arrivals == []
    assert store.read(lambda session: find_holder(session, "wecom-bot:1", now=datetime.now(UTC))) is None


class _Lost(Chair):
    def take(self, lease_s: float) -> bool:
        return False


async def test_the_seat_of_a_process_that_died_runs_out(aibot: FakeAiBot, inbox: Inbox, store: Store):
    dead = DatabaseSeat(store, "wecom-bot:1", now=lambda: datetime.now(UTC))
    assert await asyncio.to_thread(dead.take, 0.5)

    heir = DatabaseSeat(store, "wecom-bot:1", now=lambda: datetime.now(UTC))
    async with keeping(aibot, inbox, seat=heir) as keeper:
        assert not await asyncio.to_thread(heir.take, 0.5)
        await until(lambda: keeper.line)


async def test_what_cant_be_stored_now_is_stored_later_and_in_order(aibot: FakeAiBot, inbox: Inbox):
    inbox.failures = 1
    async with keeping(aibot, inbox):
        await asyncio.to_thread(aibot.says, "LiLei", "first")
        await asyncio.to_thread(aibot.says, "LiLei", "second")
        await until(lambda: len(inbox.arrivals) == 2)

    assert texts(inbox) == ["first", "second"]


async def test_what_came_in_is_stored_before_the_end(aibot: FakeAiBot, inbox: Inbox):
    async with keeping(aibot, inbox) as keeper:
        await until(lambda: keeper.line)
        inbox.failures = 0
        await asyncio.to_thread(aibot.says, "LiLei", "last words")
        await until(lambda: inbox.arrivals or not keeper._pushed.empty())

    assert texts(inbox) == ["last words"]


async def test_somebody_who_comes_in_is_greeted_though_the_store_is_down(aibot: FakeAiBot, inbox: Inbox):
    inbox.failures = 10**6

    def hello(arrival: AnyArrival) -> str | None:
        return "你好" if isinstance(arrival, PersonNews) else None

    async with keeping(aibot, inbox, answer=hello):
        await asyncio.to_thread(aibot.push, aibot.event("LiLei", "enter_chat"))
        await until(aibot.heard)

    assert [(said.cmd, said.text) for said in aibot.heard("LiLei")] == [("aibot_respond_welcome_msg", "你好")]


async def test_a_picture_is_answered_at_once_one_to_one_and_never_in_a_group(aibot: FakeAiBot, inbox: Inbox):
    picture = {"msgtype": "image", "image": {"url": "https://cos.example/1"}}
    async with keeping(aibot, inbox, answer=lambda _: "请用文字说一下"):
        await asyncio.to_thread(aibot.push, aibot.message("LiLei", "", chat="wr1", **picture))
        await asyncio.to_thread(aibot.push, aibot.message("LiLei", "", **picture))
        await until(aibot.heard)
        await until(lambda: len(inbox.arrivals) == 2)

    assert [(said.chat, said.text) for said in aibot.heard()] == [("lilei", "请用文字说一下")]


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "text"},
        {"msgtype": "event", "event": {"eventtype": "feedback_event", "feedback_event": {"id": "1", "type": 2}}},
        {"msgtype": "event", "event": {"eventtype": "something_new"}},
        {"msgtype": "event"},
        {"msgtype": "stream", "stream": {"id": "1"}, "msgid": "1", "aibotid": "1", "from": {"userid": "x"}},
    ],
)
async def test_what_means_nothing_to_us_does_no_harm(aibot: FakeAiBot, inbox: Inbox, body: dict[str, object]):
    async with keeping(aibot, inbox):
        await asyncio.to_thread(aibot.push, {"from": {"userid": "x"}, **body})
        await asyncio.to_thread(aibot.says, "LiLei", "and on it goes")
        await until(lambda: texts(inbox) == ["and on it goes"])
