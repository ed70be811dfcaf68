"""The imitated AI bot speaks the protocol as an independent client of it expects: wecom-aibot-sdk, over WebSockets."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from wecom_aibot_sdk import WSClient

from bot.fakes.wecom import FakeAiBot

CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "待确认"},
    "button_list": [{"text": "确认", "style": 1, "key": "confirm|message:1"}],
    "task_id": "task-1",
}


class Silent:
    """The SDK's log, which would print."""

    def debug(self, message: str, *args: Any) -> None: ...
    def info(self, message: str, *args: Any) -> None: ...
    def warn(self, message: str, *args: Any) -> None: ...
    def error(self, message: str, *args: Any) -> None: ...


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


class Listener:
    """The SDK's client, and what it was told."""

    def __init__(self, aibot: FakeAiBot, secret: str, **more: Any) -> None:
        self.client = WSClient(aibot.bot_id, secret, ws_url=aibot.ws_url, logger=Silent(), **more)
        self.frames: asyncio.Queue[Any] = asyncio.Queue()
        self.said: asyncio.Queue[str] = asyncio.Queue()
        for kind in ("message", "event"):
            self.client.on(kind, self.frames.put_nowait)
        self.client.on("authenticated", lambda: self.said.put_nowait("authenticated"))
        self.client.on("disconnected", lambda _: self.said.put_nowait("disconnected"))
        self.client.on("error", lambda error: self.said.put_nowait(str(error)))

    async def next_frame(self) -> Any:
        return await asyncio.wait_for(self.frames.get(), 5)

    async def next_said(self) -> str:
        return await asyncio.wait_for(self.said.get(), 5)


@pytest.fixture
async def listener(aibot: FakeAiBot) -> AsyncIterator[Listener]:
    listener = Listener(aibot, aibot.secret, heartbeat_interval=50)
    await listener.client.connect()
    assert await listener.next_said() == "authenticated"
    yield listener
    await listener.client.disconnect()


async def test_it_is_told_what_people_say_and_quote(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.says, "lilei", "记为变更 ACME", chat="wr1", quote="logo 再大一点")

    frame = await listener.next_frame()

    assert frame["body"]["text"]["content"] == f"@{aibot.name} 记为变更 ACME"
    assert frame["body"]["quote"]["text"]["content"] == "logo 再大一点"
    assert (frame["body"]["chatid"], frame["body"]["from"]["userid"]) == ("wr1", "lilei")


async def test_its_stream_its_card_and_its_push_are_taken(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.says, "lilei", "hello")
    frame = await listener.next_frame()

    await listener.client.reply_stream(frame, "s1", "…", finish=False)
    await listener.client.reply_stream(frame, "s1", "done", finish=True)
    await listener.client.reply_template_card(frame, CARD)
    await listener.client.send_message("lilei", {"msgtype": "markdown", "markdown": {"content": "pushed"}})

    assert [said.text for said in aibot.heard("lilei")] == ["done", "待确认", "pushed"]


async def test_its_update_after_a_press_changes_the_card(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.says, "lilei", "hello")
    await listener.client.reply_template_card(await listener.next_frame(), CARD)
    await asyncio.to_thread(aibot.click, aibot.heard("lilei")[0], "confirm|message:1", "lilei")
    press = await listener.next_frame()

    await listener.client.update_template_card(press, CARD | {"main_title": {"title": "已确认"}})

    assert press["body"]["event"]["eventtype"] == "template_card_event"
    assert aibot.heard("lilei")[0].text == "已确认"


async def test_its_hello_is_taken_when_somebody_comes_in(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.push, aibot.event("lilei", "enter_chat"))

    await listener.client.reply_welcome(await listener.next_frame(), {"msgtype": "text", "text": {"content": "hi"}})

    assert [said.text for said in aibot.heard("lilei")] == ["hi"]


async def test_its_heartbeat_is_answered(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.wait_for, lambda: aibot.pings > 3)

    assert listener.client._ws_manager.is_connected


async def test_a_text_is_no_message_of_the_bots(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.says, "lilei", "hello")
    await listener.next_frame()

    with pytest.raises(Exception, match="40008"):
        await listener.client.send_message("lilei", {"msgtype": "text", "text": {"content": "x"}})


async def test_nobody_is_pushed_to_who_never_wrote(aibot: FakeAiBot, listener: Listener):
    with pytest.raises(Exception, match="846606"):
        await listener.client.send_message("stranger", {"msgtype": "markdown", "markdown": {"content": "x"}})


async def test_a_newer_connection_takes_over_and_the_older_is_told(aibot: FakeAiBot, listener: Listener):
    newer = Listener(aibot, aibot.secret)
    await newer.client.connect()
    assert await newer.next_said() == "authenticated"

    told = await listener.next_frame()

    assert told["body"]["event"]["eventtype"] == "disconnected_event"
    assert await listener.next_said() == "disconnected"
    await asyncio.to_thread(aibot.says, "lilei", "hello")
    assert (await newer.next_frame())["body"]["text"]["content"] == "hello"
    await newer.client.disconnect()


async def test_what_was_said_over_an_older_connection_cant_be_answered(aibot: FakeAiBot, listener: Listener):
    await asyncio.to_thread(aibot.says, "lilei", "hello")
    frame = await listener.next_frame()
    newer = Listener(aibot, aibot.secret)
    await newer.client.connect()
    assert await newer.next_said() == "authenticated"

    with pytest.raises(Exception, match="846605"):
        await newer.client.reply_stream(frame, "s1", "too late", finish=True)
    await newer.client.disconnect()


async def test_a_wrong_secret_is_refused(aibot: FakeAiBot):
    listener = Listener(aibot, "wrong", max_auth_failure_attempts=1)

    await listener.client.connect()

    assert "invalid bot_id or secret" in await listener.next_said()
    await listener.client.disconnect()
