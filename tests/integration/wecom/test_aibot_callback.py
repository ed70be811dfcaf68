"""The AI bot's callback URL behind a real server, as a fake WeCom calls it."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from aibot_bench import CORP, Inbox
from starlette.applications import Starlette

from bot.fakes.wecom import AiBotCaller, FakeAiBot
from bot.wecom.bot.callback import BotCallback
from bot.wecom.bot.handles import read_handle
from bot.wecom.bot.inbound import BotOrigin
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import MAX_BODY_BYTES
from handlers.arrivals import AnyArrival, Message, PersonNews, Press


def answer(arrival: AnyArrival) -> str | None:
    if isinstance(arrival, PersonNews):
        return "你好"
    return "请用*文字*说*一下" if isinstance(arrival, Message) and arrival.attachments else None


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def caller(aibot: FakeAiBot, inbox: Inbox) -> Iterator[AiBotCaller]:
    """WeCom, calling the bot's door on a port of its own."""
    callback = BotCallback(
        CallbackCrypto(token=aibot.token, aes_key=aibot.aes_key, receiver=""),
        origin=BotOrigin(CORP, CORP),
        response_urls=f"{aibot.origin}/",
        put=inbox.put,
        answer=answer,
        now=lambda: datetime.now(UTC),
    )
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=callback.routes()), log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        yield AiBotCaller(f"http://127.0.0.1:{listening.getsockname()[1]}/wecom/bot", aibot)
        server.should_exit = True
        thread.join(10)


def test_the_url_is_proved_to_be_ours(caller: AiBotCaller):
    checked = caller.verify_url("4242")

    assert (checked.status, checked.body) == (200, b"4242")


def test_a_message_is_stored_with_what_it_quotes_and_how_it_is_answered(caller: AiBotCaller, inbox: Inbox):
    called = caller.says("LiLei", "记为变更 ACME", chat="wr1", quote="logo 再大一点")

    (said,) = inbox.arrivals
    assert isinstance(said, Message)
    assert (said.text, said.quote, said.place.channel) == ("记为变更 ACME", "logo 再大一点", "bot:wr1")
    handle = read_handle(said.reply_handle)
    assert handle is not None
    assert handle.url == called.body["response_url"]
    assert (called.status, called.answer.body) == (200, b"")


def test_the_same_message_has_the_same_key_by_either_way(caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox):
    called = caller.says("LiLei", "hello")
    caller.again(called)

    key = f"wecom:bot:{aibot.bot_id}:msg:{called.body['msgid']}"
    assert [arrival.key for arrival in inbox.arrivals] == [key, key]


def test_an_address_that_is_not_wecoms_is_never_answered_to(caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox):
    caller.send(aibot.message("LiLei", "hello") | {"response_url": "https://evil.example/x"})

    (said,) = inbox.arrivals
    assert isinstance(said, Message)
    assert said.reply_handle is None


def test_somebody_who_comes_in_is_greeted_in_the_answer(caller: AiBotCaller, aibot: FakeAiBot):
    called = caller.call(aibot.event("LiLei", "enter_chat"))

    assert called.reply == {"msgtype": "text", "text": {"content": "你好"}}


def test_a_picture_is_answered_by_a_stream_that_is_whole(caller: AiBotCaller, aibot: FakeAiBot):
    called = caller.call(aibot.message("LiLei", "", msgtype="image", image={"url": "u"}))

    assert called.reply is not None
    assert called.reply["stream"]["finish"] is True
    assert called.reply["stream"]["content"] == "请用\\*文字\\*说\\*一下"


def test_a_press_is_stored_with_its_address(caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox):
    pressed = {"card_type": "button_interaction", "event_key": "confirm|message:1", "task_id": "t1"}
    caller.call(aibot.event("LiLei", "template_card_event", template_card_event=pressed))

    (press,) = inbox.arrivals
    assert isinstance(press, Press)
    handle = read_handle(press.card.response_code)
    assert handle is not None
    assert handle.url
    assert (press.action, press.value) == ("confirm", "message:1")


def test_what_cant_be_stored_is_not_acknowledged(caller: AiBotCaller, inbox: Inbox):
    inbox.failures = 1

    called = caller.says("LiLei", "hello")
    again = caller.again(called)

    assert (called.status, again.status) == (500, 200)
    assert len(inbox.arrivals) == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"signature": "0" * 40}, 401),
        ({"signature": ""}, 401),
        ({"timestamp": "1795000000"}, 401),
        ({"timestamp": "soon"}, 401),
        ({"raw": b""}, 400),
        ({"raw": b"[]"}, 400),
        ({"raw": b'{"encrypt": 1}'}, 400),
        ({"raw": b"<xml/>"}, 400),
        ({"raw": b'{"encrypt": "AAAA"}'}, 401),
        ({"raw": b"[" * 100_000}, 400),
        ({"raw": b"x" * (MAX_BODY_BYTES + 1)}, 413),
    ],
)
def test_what_is_not_wecoms_is_turned_away(
    caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox, how: dict[str, object], status: int
):
    called = caller.send(aibot.message("LiLei", "hello"), **how)  # type: ignore[arg-type]

    assert called.status == status
    assert inbox.arrivals == []


def test_what_is_meant_for_an_app_is_not_the_bots(caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox):
    caller._crypto._receive_id = "ww01"

    assert caller.send(aibot.message("LiLei", "hello")).status == 401


@pytest.mark.parametrize("body", [{}, {"msgtype": "text"}, {"msgtype": "event", "event": {"eventtype": "enter_chat"}}])
def test_what_lacks_a_part_is_malformed(caller: AiBotCaller, inbox: Inbox, body: dict[str, object]):
    assert caller.send(body).status == 400
    assert inbox.arrivals == []


def test_what_means_nothing_to_us_is_acknowledged(caller: AiBotCaller, aibot: FakeAiBot, inbox: Inbox):
    assert caller.call(aibot.event("LiLei", "feedback_event", id="1")).status == 200
    assert caller.send({"msgtype": "stream", "stream": {"id": "1"}}).status == 200
    assert inbox.arrivals == []
