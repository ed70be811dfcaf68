"""What the fake WeCom sends: callbacks that wechatpy can read, and bad ones that it should not."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from wechatpy.enterprise import parse_message
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException

from bot.fakes.server import Fake
from bot.fakes.wecom import FakeWeCom, WeComSender
from bot.fakes.wecom.crypto import CallbackCrypto, Unreadable
from bot.fakes.wecom.xml import read_xml

REPLY = "<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>"


class Receiver(Fake):
    """An app's callback URL, as wechatpy's documentation makes one."""

    def __init__(self, wecom: FakeWeCom) -> None:
        super().__init__()
        self._crypto = WeChatCrypto(wecom.token, wecom.aes_key, wecom.corp_id)
        self.reply: str | None = None
        self.heard: list[Any] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        try:
            if request.method == "GET":
                return web.Response(text=self._crypto.check_signature(*signed, query["echostr"]))
            self.heard.append(parse_message(self._crypto.decrypt_message(await request.read(), *signed)))
        except InvalidSignatureException:
            return web.Response(status=401)
        except Exception as error:  # noqa: BLE001 - wechatpy raises whatever comes up; all of it is a bad request
            return web.Response(status=400, text=type(error).__name__)
        if self.reply is None:
            return web.Response()
        return web.Response(text=self._crypto.encrypt_message(self.reply, "n", query["timestamp"]))


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom() as fake:
        fake.add_member("LinYue", "林悦")
        yield fake


@pytest.fixture
def app(wecom: FakeWeCom) -> Iterator[Receiver]:
    with Receiver(wecom) as receiver:
        yield receiver


@pytest.fixture
def sender(wecom: FakeWeCom, app: Receiver) -> WeComSender:
    return WeComSender(f"{app.origin}/wecom/callback", wecom)


def test_the_url_check_is_answered_with_the_challenge(sender: WeComSender) -> None:
    assert sender.verify_url("161614").answer.text == "161614"
    assert sender.but(signature="0" * 40).verify_url().status == 401


def test_every_kind_of_message_is_read_by_wechatpy(app: Receiver, sender: WeComSender) -> None:
    sender.text("LinYue", "记录 logo]]>再大 & <b>", msg_id=42, at=1_764_000_000)
    sender.image("LinYue", "m1")
    sender.voice("LinYue", "m2")
    sender.video("LinYue", "m3")
    sender.location("LinYue", "静安寺")
    sender.link("LinYue", "方案", "https://x.example")
    sender.file("LinYue", "报价.pdf", "m4")

    kinds = [message._data["MsgType"] for message in app.heard]
    assert kinds == ["text", "image", "voice", "video", "location", "link", "file"]
    text = app.heard[0]
    assert (text.content, text.id, text.source, text.target) == (
        "记录 logo]]>再大 & <b>",
        42,
        "LinYue",
        "ww0fakecorp000001",
    )
    assert text._data["CreateTime"] == "1764000000"
    assert len({message._data["MsgId"] for message in app.heard}) == 7


def test_events_and_card_clicks_are_told(wecom: FakeWeCom, app: Receiver, sender: WeComSender) -> None:
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "CR-12"},
        "button_list": [{"text": "确认", "key": "confirm"}],
        "task_id": "cr-12",
    }
    body = {"touser": "LinYue", "msgtype": "template_card", "agentid": wecom.agent_id, "template_card": card}
    token, _ = wecom.state.token_for(wecom.state.agents[wecom.agent_id])
    assert wecom._answer("message/send", token, body)["errcode"] == 0
    (delivery,) = wecom.delivered("LinYue")

    sender.event("LinYue", "subscribe")
    sender.event("LinYue", "click", key="today")
    sender.click(delivery, "confirm", selected={"due": ["fri"]})

    subscribed, clicked, pressed = (message._data for message in app.heard)
    assert subscribed["Event"] == "subscribe"
    assert "MsgId" not in subscribed
    assert clicked["EventKey"] == "today"
    assert (pressed["Event"], pressed["EventKey"], pressed["TaskId"]) == ("template_card_event", "confirm", "cr-12")
    assert pressed["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == "fri"
    assert wecom.state.use_code(pressed["ResponseCode"]) == delivery.msgid
    with pytest.raises(LookupError, match="reject"):
        sender.click(delivery, "reject")


def test_a_passive_reply_is_opened(app: Receiver, sender: WeComSender) -> None:
    app.reply = REPLY

    assert sender.text("LinYue", "你好").reply == {"MsgType": "text", "Content": "收到"}
    app.reply = None
    assert sender.text("LinYue", "你好").reply is None


def test_a_reply_signed_with_another_token_is_noticed(wecom: FakeWeCom, app: Receiver, sender: WeComSender) -> None:
    app.reply = REPLY
    app._crypto.token = "another"
    careless = sender.but(token="another")

    with pytest.raises(Unreadable, match="signature"):
        careless.text("LinYue", "你好")


@pytest.mark.parametrize(
    ("difference", "status"),
    [
        ({}, 200),
        ({"token": "another"}, 401),
        ({"signature": "0" * 40}, 401),
        ({"corp_id": "ww0other"}, 400),
        ({"message": b"not xml"}, 400),
        ({"message": b'<!DOCTYPE x [<!ENTITY e "boom">]><xml><MsgType>&e;</MsgType></xml>'}, 400),
        ({"body": b"not xml"}, 400),
    ],
)
def test_bad_callbacks_can_be_made(sender: WeComSender, difference: dict[str, Any], status: int) -> None:
    assert sender.but(**difference).text("LinYue", "你好").status == status


def test_an_old_timestamp_and_bad_padding_are_sent_as_ordered(wecom: FakeWeCom, sender: WeComSender) -> None:
    old = sender.but(timestamp="1").text("LinYue", "你好")
    assert parse_qs(old.query)["timestamp"] == ["1"]
    assert old.status == 200  # wechatpy itself does not look at the time
    padded = sender.but(padding=b"\x00").text("LinYue", "你好")
    assert padded.body is not None
    with pytest.raises(Unreadable, match="padding"):
        CallbackCrypto(wecom.token, wecom.aes_key, wecom.corp_id).decrypt(read_xml(padded.body)["Encrypt"])


def test_the_same_message_is_encrypted_anew_and_a_replay_is_not(app: Receiver, sender: WeComSender) -> None:
    first = sender.text("LinYue", "你好")
    second, third = sender.again(first), sender.replay(first)

    assert second.body != first.body
    assert (third.body, third.query) == (first.body, first.query)
    assert len({message.id for message in app.heard}) == 1
