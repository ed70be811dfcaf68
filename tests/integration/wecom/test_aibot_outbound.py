"""What the bot says, over WebSockets and HTTP on loopback, to a fake of WeCom's side."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aibot_bench import CORP, Inbox, Watch, keeping, until

from bot.doors import DoorError, Gone, OurBug, Receipt, TryLater, Unsure
from bot.fakes.wecom import BotSaid, FakeAiBot
from bot.wecom.bot.handles import Handle
from bot.wecom.bot.keeper import Keeper
from bot.wecom.bot.outbound import BotDoor
from handlers.arrivals import Message, Press
from handlers.replies import Address
from prompts.cards import Button, Card, Fact, Field, Form, Link, Said

ANSWER = Card(title="没有待办", body="歇一会儿")
PROPOSAL = Card(
    title="待确认：变更单",
    body="logo 再大一点",
    buttons=(
        Button(label="确认", action="confirm", value="message:42", style="primary"),
        Button(label="忽略", action="dismiss", value="message:42"),
    ),
)
DECIDED = Card(title="已确认：变更单", footer="李雷 今天 10:00")


@dataclass
class Bench:
    """A door, the connection that it uses, and the time."""

    aibot: FakeAiBot
    keeper: Keeper
    inbox: Inbox
    door: BotDoor
    watch: Watch

    async def hears(self, user: str, text: str, **more: Any) -> Message:
        """Somebody writes: as it arrived."""
        before = len(self.inbox.arrivals)
        await asyncio.to_thread(self.aibot.says, user, text, **more)
        await until(lambda: len(self.inbox.arrivals) > before)
        heard = self.inbox.arrivals[-1]
        assert isinstance(heard, Message)
        return heard

    async def presses(self, card: BotSaid, key: str, user: str) -> Press:
        """Somebody presses: as it arrived."""
        before = len(self.inbox.arrivals)
        await asyncio.to_thread(self.aibot.click, card, key, user)
        await until(lambda: len(self.inbox.arrivals) > before)
        press = self.inbox.arrivals[-1]
        assert isinstance(press, Press)
        return press

    async def reconnect(self) -> None:
        """The connection breaks, and is there again."""
        broken = self.keeper.line
        await asyncio.to_thread(self.aibot.drop)
        await until(lambda: self.keeper.line is not None and self.keeper.line is not broken)


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


@pytest.fixture
async def bench(aibot: FakeAiBot) -> AsyncIterator[Bench]:
    inbox, watch = Inbox(), Watch()
    async with keeping(aibot, inbox, now=watch) as keeper:
        await until(lambda: keeper.line)
        door = BotDoor(workspace=CORP, line=lambda: keeper.line, now=watch)
        yield Bench(aibot, keeper, inbox, door, watch)
        await door.close()


def answer_to(heard: Message) -> Address:
    where = "direct" if heard.place.is_direct else "channel"
    return Address(
        platform="wecom", workspace=CORP, where=where, channel=heard.place.channel, user=heard.user, via="bot",
        reply_handle=heard.reply_handle,
    )  # fmt: skip


def to_chat(channel: str) -> Address:
    return Address(platform="wecom", workspace=CORP, where="channel", channel=channel, via="bot")


def update_of(press: Press) -> Address:
    return Address(
        platform="wecom", workspace=CORP, where="update", channel=press.place.channel, via="bot",
        response_code=press.card.response_code,
    )  # fmt: skip


@pytest.mark.parametrize("chat", [None, "wr1"])
async def test_words_answer_the_message_that_caused_them(bench: Bench, chat: str | None):
    heard = await bench.hears("LiLei", "我的任务", chat=chat)

    await bench.door.send(answer_to(heard), Said(card=ANSWER), key="in:1/answer")

    (said,) = bench.aibot.heard(chat or "LiLei")
    assert (said.cmd, said.text) == ("aibot_respond_msg", "**没有待办**\n歇一会儿")
    assert said.body["stream"]["finish"] is True


async def test_a_card_answers_it_too_and_is_changed_where_it_was_pressed(bench: Bench):
    heard = await bench.hears("LiLei", "logo 再大一点", chat="wr1")
    await bench.door.send(answer_to(heard), Said(card=PROPOSAL), key="in:1/proposal")
    (card,) = bench.aibot.heard("wr1")
    assert card.card["card_type"] == "button_interaction"

    press = await bench.presses(card, "confirm|message:42", "HanMei")
    await bench.door.send(update_of(press), Said(card=DECIDED), key="in:2/edited")

    assert (press.action, press.value, press.user) == ("confirm", "message:42", "hanmei")
    assert card.text == "已确认：变更单"
    assert len(bench.aibot.heard()) == 1


async def test_after_the_connection_broke_the_answer_is_sent_to_the_chat(bench: Bench):
    heard = await bench.hears("LiLei", "我的任务", chat="wr1")
    await bench.reconnect()

    await bench.door.send(answer_to(heard), Said(card=ANSWER), key="in:1/answer")

    (said,) = bench.aibot.heard("wr1")
    assert said.cmd == "aibot_send_msg"
    assert (said.body["chat_type"], said.body["msgtype"]) == (2, "markdown")


async def test_a_message_of_yesterday_is_answered_in_its_chat(bench: Bench):
    heard = await bench.hears("LiLei", "我的任务")
    bench.watch.ahead = timedelta(hours=25)

    await bench.door.send(answer_to(heard), Said(card=ANSWER), key="in:1/answer")

    assert [(said.cmd, said.body["chat_type"]) for said in bench.aibot.heard("LiLei")] == [("aibot_send_msg", 1)]


async def test_an_answer_that_wecom_refuses_is_sent_to_the_chat(bench: Bench):
    heard = await bench.hears("LiLei", "我的任务", chat="wr1")
    bench.aibot.refuse_frames("aibot_respond_msg", 846605)

    await bench.door.send(answer_to(heard), Said(card=ANSWER), key="in:1/answer")

    assert [said.cmd for said in bench.aibot.heard("wr1")] == ["aibot_send_msg"]


async def test_the_same_card_sent_again_is_there_once(bench: Bench):
    await bench.hears("LiLei", "hello", chat="wr1")

    first = await bench.door.send(to_chat("bot:wr1"), Said(card=PROPOSAL), key="in:1/proposal")
    again = await bench.door.send(to_chat("bot:wr1"), Said(card=PROPOSAL), key="in:1/proposal")

    assert len(bench.aibot.heard("wr1")) == 1
    assert first == again


async def test_the_same_answer_said_again_is_there_once(bench: Bench):
    heard = await bench.hears("LiLei", "我的任务", chat="wr1")

    for _ in range(2):
        await bench.door.send(answer_to(heard), Said(card=ANSWER), key="in:1/answer")

    assert len(bench.aibot.heard("wr1")) == 1


async def test_a_card_that_holds_too_few_words_comes_after_a_text_with_all_of_them(bench: Bench):
    heard = await bench.hears("LiLei", "hello", chat="wr1")
    long = PROPOSAL.model_copy(update={"body": "客户的原话" * 300})

    await bench.door.send(answer_to(heard), Said(card=long), key="in:1/proposal")

    words, card = bench.aibot.heard("wr1")
    assert "客户的原话" * 300 in words.text
    assert card.card["button_list"]


async def test_a_form_is_said_in_words(bench: Bench):
    heard = await bench.hears("LiLei", "修改")
    form = Form(name="edit", title="修改", submit="保存", cancel="取消", fields=(Field(name="title", label="标题"),))

    await bench.door.send(answer_to(heard), Said(form=form), key="in:1/form")

    assert "标题" in bench.aibot.heard()[0].text


@pytest.mark.parametrize("chat", [None, "wr1"])
async def test_a_forms_web_page_is_for_one_person_and_never_shown_in_a_group(bench: Bench, chat: str | None):
    heard = await bench.hears("LiLei", "修改", chat=chat)
    form = Form(name="edit", title="修改", submit="保存", cancel="取消", fields=(Field(name="title", label="标题"),))
    page = "https://liaison.example.com/forms/abc"
    door = BotDoor(workspace=CORP, line=lambda: bench.keeper.line, now=bench.watch, link=lambda key, to: page)

    await door.send(answer_to(heard), Said(form=form), key="in:1/form")

    assert (page in bench.aibot.heard()[0].text) is (chat is None)


@pytest.mark.parametrize("seconds", [6, 3600])
async def test_a_card_can_not_be_changed_long_after_its_press(bench: Bench, seconds: int):
    heard = await bench.hears("LiLei", "hello", chat="wr1")
    await bench.door.send(answer_to(heard), Said(card=PROPOSAL), key="in:1/proposal")
    press = await bench.presses(bench.aibot.heard("wr1")[0], "confirm|message:42", "LiLei")
    bench.watch.ahead = timedelta(seconds=seconds)

    with pytest.raises(Gone):
        await bench.door.send(update_of(press), Said(card=DECIDED), key="in:2/edited")


async def test_a_card_can_not_be_changed_over_another_connection(bench: Bench):
    heard = await bench.hears("LiLei", "hello", chat="wr1")
    await bench.door.send(answer_to(heard), Said(card=PROPOSAL), key="in:1/proposal")
    press = await bench.presses(bench.aibot.heard("wr1")[0], "confirm|message:42", "LiLei")
    await bench.reconnect()

    with pytest.raises(Gone):
        await bench.door.send(update_of(press), Said(card=DECIDED), key="in:2/edited")


async def test_what_was_said_earlier_is_not_said_twice(bench: Bench):
    await bench.hears("LiLei", "hello", chat="wr1")
    earlier = Receipt(channel="bot:wr1", task_id="t1")

    receipt = await bench.door.send(to_chat("bot:wr1"), Said(card=DECIDED), key="in:2/redrawn", replaces=earlier)

    assert receipt == earlier
    assert bench.aibot.heard() == []


@pytest.mark.parametrize(("errcode", "failure"), [(45009, TryLater), (-1, TryLater), (40008, Gone), (846600, Gone)])
async def test_what_wecom_refuses_is_told_by_its_errcode(bench: Bench, errcode: int, failure: type[DoorError]):
    await bench.hears("LiLei", "hello", chat="wr1")
    bench.aibot.refuse_frames("aibot_send_msg", errcode)

    with pytest.raises(failure, match=str(errcode)):
        await bench.door.send(to_chat("bot:wr1"), Said(card=ANSWER), key="in:1/answer")


async def test_a_chat_in_which_nobody_wrote_to_the_bot_cant_be_reached(bench: Bench):
    with pytest.raises(Gone, match="846606"):
        await bench.door.send(to_chat("stranger"), Said(card=ANSWER), key="in:1/answer")


async def test_without_a_connection_nothing_is_sent_and_nothing_is_lost():
    door = BotDoor(workspace=CORP, line=lambda: None, now=Watch())

    with pytest.raises(TryLater) as raised:
        await door.send(to_chat("lilei"), Said(card=ANSWER), key="in:1/answer")
    assert raised.value.after_s is not None


@pytest.mark.parametrize("mode", ["timeout_after", "disconnect"])
async def test_nobody_knows_what_became_of_a_frame_without_an_acknowledgement(bench: Bench, mode: Any):
    await bench.hears("LiLei", "hello", chat="wr1")
    bench.aibot.fail("aibot_send_msg", mode)

    with pytest.raises(Unsure):
        await bench.door.send(to_chat("bot:wr1"), Said(card=ANSWER), key="in:1/answer")
    with pytest.raises(Unsure):
        await bench.door.find_sent(to_chat("bot:wr1"), key="in:1/answer", since=bench.watch())


@pytest.mark.parametrize(
    ("address", "failure"),
    [
        (Address(platform="wecom", workspace="other", where="channel", channel="bot:wr1", via="bot"), OurBug),
        (Address(platform="wecom", workspace=CORP, where="private", channel="bot:wr1", user="a", via="bot"), Gone),
        (Address(platform="wecom", workspace=CORP, where="update", channel="bot:wr1", via="bot"), Gone),
        (Address(platform="wecom", workspace=CORP, where="direct", via="bot"), OurBug),
    ],
)
async def test_an_address_that_leads_nowhere_is_refused(bench: Bench, address: Address, failure: type[DoorError]):
    with pytest.raises(failure):
        await bench.door.send(address, Said(card=ANSWER), key="in:1/answer")


async def test_a_client_can_not_forge_links_mentions_or_tags(bench: Bench):
    heard = await bench.hears("LiLei", "hello", chat="wr1")
    hostile = "[点这里](https://evil.example) <@all> <script> **加粗** # 标题"
    card = Card(
        title="客户说", quote=hostile, facts=(Fact(label="客户", value=hostile),),
        links=(Link(label="原[文]", url="https://ok.example/1"), Link(label="x", url="javascript:alert(1)")),
    )  # fmt: skip

    await bench.door.send(answer_to(heard), Said(card=card), key="in:1/answer")

    text = bench.aibot.heard("wr1")[0].text
    assert "](https://evil" not in text
    assert "<@all>" not in text
    assert "[原［文］](https://ok.example/1)" in text
    assert "](javascript:" not in text


async def test_words_that_are_too_long_are_cut_where_it_shows(bench: Bench):
    heard = await bench.hears("LiLei", "hello", chat="wr1")

    await bench.door.send(answer_to(heard), Said(card=Card(title="长", body="很长" * 9000)), key="in:1/answer")

    assert bench.aibot.heard("wr1")[0].text.endswith("…")


# To a response_url


async def to_url(bench: Bench, *, chat: str | None = "wr1") -> Address:
    url = bench.aibot.give_url(bench.aibot.message("LiLei", "hello", chat=chat))["response_url"]
    handle = Handle(at=bench.watch(), url=url).write()
    return to_chat("bot:wr1").model_copy(update={"reply_handle": handle})


async def test_over_the_callback_the_answer_goes_to_the_response_url_once(bench: Bench):
    to = await to_url(bench)

    await bench.door.send(to, Said(card=PROPOSAL), key="in:1/answer")
    with pytest.raises(Gone):
        await bench.door.send(to, Said(card=ANSWER), key="in:1/more")

    (said,) = bench.aibot.heard("wr1")
    assert (said.cmd, said.card["card_type"]) == ("response_url", "button_interaction")


async def test_a_response_url_of_more_than_an_hour_ago_is_not_even_tried(bench: Bench):
    to = await to_url(bench)
    bench.watch.ahead = timedelta(minutes=61)

    with pytest.raises(Gone):
        await bench.door.send(to, Said(card=ANSWER), key="in:1/answer")
    assert bench.aibot.calls_of("aibot/response") == []


async def test_over_the_callback_a_press_is_answered_by_a_new_message(bench: Bench):
    to = await to_url(bench)
    update = to.model_copy(update={"where": "update", "reply_handle": None, "response_code": to.reply_handle})

    await bench.door.send(update, Said(card=DECIDED), key="in:1/edited")

    assert [said.text for said in bench.aibot.heard("wr1")] == ["**已确认：变更单**\n李雷 今天 10:00"]


@pytest.mark.parametrize("mode", ["500", "html", "disconnect", "disconnect_after"])
async def test_a_response_url_without_an_answer_is_unsure(bench: Bench, mode: Any):
    to = await to_url(bench)
    bench.aibot.fail("aibot/response", mode)

    with pytest.raises(Unsure) as raised:
        await bench.door.send(to, Said(card=ANSWER), key="in:1/answer")
    assert "response_code" not in str(raised.value)
