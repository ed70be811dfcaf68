"""The callback URL behind a real server, as a fake WeCom calls it."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.fakes.wecom.fake import FakeWeCom
from bot.fakes.wecom.sender import WeComSender
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import Callback
from handlers.arrivals import AnyArrival, Message, PersonNews, Press


class Inbox:
    """What was put, once per key."""

    def __init__(self) -> None:
        self.rows: dict[str, AnyArrival] = {}

    async def put(self, arrival: AnyArrival) -> bool:
        is_new = arrival.key not in self.rows
        self.rows.setdefault(arrival.key, arrival)
        return is_new

    @property
    def texts(self) -> list[str]:
        return [arrival.text for arrival in self.rows.values() if isinstance(arrival, Message)]


def instant_answer(arrival: AnyArrival) -> str | None:
    return "欢迎！发“帮助”看我能做什么。]]>" if isinstance(arrival, PersonNews) else None


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom() as fake:
        yield fake


@pytest.fixture
def sender(wecom: FakeWeCom, inbox: Inbox) -> Iterator[WeComSender]:
    """WeCom, calling the door on a port of its own."""
    crypto = CallbackCrypto(token=wecom.token, aes_key=wecom.aes_key, receiver=wecom.corp_id)
    callback = Callback(
        crypto,
        agent_id=wecom.agent_id,
        put=inbox.put,
        now=lambda: datetime.now(UTC),
        instant_answer=instant_answer,
    )
    app = Starlette(routes=callback.routes())
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        yield WeComSender(f"http://127.0.0.1:{listening.getsockname()[1]}/wecom/callback", wecom)
        server.should_exit = True
        thread.join(10)


def test_the_url_is_verified(sender: WeComSender):
    verified = sender.verify_url("1616140317555161061")

    assert (verified.status, verified.answer.body) == (200, b"1616140317555161061")


def test_what_a_member_writes_is_stored_once(sender: WeComSender, inbox: Inbox):
    first = sender.text("LiLei", "客户说 logo 要再大一点 <b>&amp; ]]>")

    answers = [first, sender.again(first), sender.replay(first)]

    assert [(answer.status, answer.answer.body) for answer in answers] == [(200, b"")] * 3
    assert inbox.texts == ["客户说 logo 要再大一点 <b>&amp; ]]>"]


def test_everything_that_a_member_can_send_is_stored(sender: WeComSender, inbox: Inbox):
    sender.image("LiLei")
    sender.voice("LiLei")
    sender.video("LiLei")
    sender.file("LiLei", "Brief.pdf")
    sender.location("LiLei", "人民广场")
    sender.link("LiLei", "新包装", "https://c.example/1")

    kinds = [arrival.attachments[0].kind for arrival in inbox.rows.values() if isinstance(arrival, Message)]
    assert kinds == ["image", "voice", "video", "file", "location", "link"]


def test_a_new_member_is_welcomed_at_once(sender: WeComSender):
    welcomed = sender.event("LiLei", "subscribe")

    assert welcomed.reply is not None
    assert welcomed.reply["Content"] == "欢迎！发“帮助”看我能做什么。]]>"


def test_a_press_is_stored(sender: WeComSender, inbox: Inbox):
    sender.event("LiLei", "template_card_event", key="confirm|message:42", TaskId="t", ResponseCode="rc")

    (press,) = inbox.rows.values()
    assert isinstance(press, Press)
    assert (press.action, press.value, press.card.response_code) == ("confirm", "message:42", "rc")


LAUGHS = b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><ToUserName>&b;</ToUserName></xml>'


@pytest.mark.parametrize(
    ("difference", "status"),
    [
        ({"signature": "0" * 40}, 401),
        ({"signature": ""}, 401),
        ({"token": "another"}, 401),
        ({"timestamp": "1"}, 401),
        ({"timestamp": str(int(time.time()) - 600)}, 401),
        ({"timestamp": "soon"}, 401),
        ({"corp_id": "ww-other"}, 401),
        ({"padding": b"\x00"}, 400),
        ({"message": LAUGHS}, 400),
        ({"message": b"\xff\xfe"}, 400),
        ({"message": b"<xml>"}, 400),
        ({"body": LAUGHS}, 400),
        ({"body": b"garbage"}, 400),
        ({"body": b""}, 400),
        ({"body": b"x" * 2 * 1024 * 1024}, 413),
    ],
    ids=[
        "signature",
        "no signature",
        "token",
        "very old",
        "ten minutes old",
        "no time",
        "another company",
        "padding",
        "entities inside",
        "no UTF-8",
        "no XML inside",
        "entities outside",
        "no XML",
        "nothing",
        "2 MiB",
    ],
)
def test_what_is_not_right_is_refused_and_not_stored(
    sender: WeComSender, inbox: Inbox, difference: dict[str, object], status: int
):
    assert sender.but(**difference).text("LiLei", "hi").status == status
    assert not inbox.rows
