"""Members at their keyboards: encrypted callbacks, as WeCom sends them, and the answers opened again."""

import copy
import secrets
import time
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from bot.fakes.wecom.crypto import CallbackCrypto, Unreadable
from bot.fakes.wecom.fake import FakeWeCom
from bot.fakes.wecom.state import Delivery
from bot.fakes.wecom.xml import read_xml, write_xml
from bot.fakes.wire import Answer, Wire

Fields = dict[str, Any]


@dataclass(frozen=True)
class How:
    """How a request differs from a good one; as it is, it differs in nothing."""

    token: str | None = None  # signed with another token
    signature: str | None = None
    timestamp: str | None = None  # unix seconds, or anything else
    corp_id: str | None = None  # encrypted for another corporation
    padding: bytes | None = None  # filled up with this
    message: bytes | None = None  # encrypted instead of the XML
    body: bytes | None = None  # sent instead of the outer XML


@dataclass(frozen=True)
class Callback:
    """One request, what the bot answered, and what stands in that answer."""

    fields: Fields
    query: str
    body: bytes | None
    answer: Answer
    reply: Fields | None  # the passive reply, decrypted; None when the bot said nothing

    @property
    def status(self) -> int:
        return self.answer.status


class WeComSender:
    """WeCom, calling one callback URL of the bot."""

    def __init__(
        self,
        url: str,
        wecom: FakeWeCom,
        *,
        token: str | None = None,
        aes_key: str | None = None,
        receive_id: str | None = None,
        timeout_s: float = 10.0,
        is_kept_alive: bool = False,
    ) -> None:
        """Token and key are the fake's own unless others are given. Kept alive, it must be closed."""
        self._wecom = wecom
        self._token, self._aes_key = token or wecom.token, aes_key or wecom.aes_key
        self._receive_id = wecom.corp_id if receive_id is None else receive_id
        self._crypto = CallbackCrypto(self._token, self._aes_key, self._receive_id)
        self._wire = Wire(url, timeout_s=timeout_s, is_kept_alive=is_kept_alive)
        self._how = How()

    def but(self, **difference: Any) -> "WeComSender":
        """The same sender with requests that differ, as in How: `sender.but(timestamp="1").text(…)`."""
        other = copy.copy(self)
        other._how = replace(self._how, **difference)
        return other

    def verify_url(self, challenge: str = "1616140317555161061") -> Callback:
        """What WeCom asks when the callback URL is saved; the bot answers with the challenge in the clear."""
        encrypted = self._encrypt(challenge.encode())
        query = urlencode({**self._signed(encrypted), "echostr": encrypted})
        return Callback({}, query, None, self._wire.send("GET", None, {}, query), None)

    # -- talking

    def text(self, user: str, content: str, *, msg_id: int | None = None, at: float | None = None) -> Callback:
        """A member writes to the app. `at` is unix seconds (now, when left out)."""
        return self._say(user, "text", {"Content": content}, msg_id, at)

    def image(
        self, user: str, media_id: str = "media", pic_url: str = "http://p.example/1.jpg", **more: Any
    ) -> Callback:
        return self._say(user, "image", {"PicUrl": pic_url, "MediaId": media_id}, **more)

    def voice(self, user: str, media_id: str = "media", **more: Any) -> Callback:
        return self._say(user, "voice", {"MediaId": media_id, "Format": "amr"}, **more)

    def video(self, user: str, media_id: str = "media", **more: Any) -> Callback:
        return self._say(user, "video", {"MediaId": media_id, "ThumbMediaId": f"{media_id}-thumb"}, **more)

    def location(
        self, user: str, label: str, latitude: float = 31.2304, longitude: float = 121.4737, **more: Any
    ) -> Callback:
        where = {"Location_X": latitude, "Location_Y": longitude, "Scale": 15, "Label": label, "AppType": "wxwork"}
        return self._say(user, "location", where, **more)

    def link(self, user: str, title: str, url: str, description: str = "", **more: Any) -> Callback:
        fields = {"Title": title, "Description": description, "Url": url, "PicUrl": ""}
        return self._say(user, "link", fields, **more)

    def file(self, user: str, name: str, media_id: str = "media", **more: Any) -> Callback:
        fields = {"MediaId": media_id, "FileName": name, "FileSize": 1024}
        return self._say(user, "file", fields, **more)

    # -- events

    def event(self, user: str, event: str, *, key: str = "", at: float | None = None, **more: Any) -> Callback:
        """subscribe, unsubscribe, enter_agent, click, view, LOCATION …; `more` are further fields."""
        fields = self._about(user, "event", at) | {"Event": event, "EventKey": key, **more}
        return self.send(fields | {"AgentID": self._wecom.agent_id})

    def click(
        self,
        card: Delivery,
        key: str,
        *,
        selected: dict[str, list[str]] | None = None,
        is_late: bool = False,
        at: float | None = None,
    ) -> Callback:
        """The one who got a card presses a button of it, with what they chose by question key.

        `is_late`: their screen still shows the card as it was sent. Raises LookupError if the card doesn't offer it.
        """
        if key not in keys_of(card.body["template_card"] if is_late else card.card):
            raise LookupError(f"no {key!r} on this card")
        with self._wecom.lock:
            code = self._wecom.state.issue_code(card.msgid)
        items = [
            {"QuestionKey": question, "OptionIds": {"OptionId": options}}
            for question, options in (selected or {}).items()
        ]
        return self.event(
            card.userid,
            "template_card_event",
            key=key,
            at=at,
            TaskId=card.task_id,
            CardType=card.card["card_type"],
            ResponseCode=code,
            SelectedItems={"SelectedItem": items},
        )

    def kf_news(self, account: str, *, at: float | None = None, token: str | None = None) -> Callback:
        """Customer service has something to fetch: an event without words, and without an app of its own."""
        with self._wecom.lock:
            issued = self._wecom.kf_state.issue_token() if token is None else token
        created = int(self._wecom.clock() if at is None else at)
        fields = {"ToUserName": self._wecom.corp_id, "CreateTime": created, "MsgType": "event"}
        return self.send(fields | {"Event": "kf_msg_or_event", "Token": issued, "OpenKfId": account})

    # -- as it is

    def send(self, fields: Fields) -> Callback:
        """Any callback message."""
        message = self._how.message if self._how.message is not None else write_xml(fields).encode()
        encrypted = self._encrypt(message)
        outer = {"ToUserName": self._wecom.corp_id, "Encrypt": encrypted, "AgentID": str(self._wecom.agent_id)}
        body = self._how.body if self._how.body is not None else write_xml(outer).encode()
        return self._post(fields, urlencode(self._signed(encrypted)), body)

    def raw(self, message: bytes) -> Callback:
        """Any bytes, properly encrypted and signed."""
        return self.but(message=message).send({})

    def again(self, callback: Callback) -> Callback:
        """The same message, encrypted anew, as WeCom does when no answer came in time."""
        return self.send(callback.fields)

    def replay(self, callback: Callback) -> Callback:
        """The very same request once more, as an eavesdropper could send it."""
        return self._post(callback.fields, callback.query, callback.body)

    def close(self) -> None:
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside

    def _say(
        self, user: str, kind: str, content: Fields, msg_id: int | None = None, at: float | None = None
    ) -> Callback:
        fields = self._about(user, kind, at) | content
        fields["MsgId"] = msg_id or 7_000_000_000_000_000_000 + secrets.randbits(60)
        return self.send(fields | {"AgentID": self._wecom.agent_id})

    def _about(self, user: str, kind: str, at: float | None) -> Fields:
        created = int(self._wecom.clock() if at is None else at)
        return {"ToUserName": self._wecom.corp_id, "FromUserName": user, "CreateTime": created, "MsgType": kind}

    def _encrypt(self, message: bytes) -> str:
        return self._crypto.encrypt(message, receive_id=self._how.corp_id, padding=self._how.padding)

    def _signed(self, encrypted: str) -> dict[str, str]:
        # Signed by this machine's clock, whatever time it is in the corporation: the bot looks at its own.
        timestamp = str(int(time.time())) if self._how.timestamp is None else self._how.timestamp
        nonce = str(secrets.randbelow(10**10))
        signer = CallbackCrypto(self._how.token or self._token, self._aes_key, self._receive_id)
        signature = self._how.signature
        if signature is None:
            signature = signer.sign(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _post(self, fields: Fields, query: str, body: bytes | None) -> Callback:
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        answer = self._wire.send("POST", body, headers, query)
        return Callback(fields, query, body, answer, self._open(answer))

    def _open(self, answer: Answer) -> Fields | None:
        """The passive reply in an answer. Raises Unreadable when it is not signed or encrypted as it must be."""
        if answer.status != 200 or not answer.body.strip() or answer.body == b"success":
            return None
        outer = read_xml(answer.body)
        signed = self._crypto.sign(str(outer["TimeStamp"]), str(outer["Nonce"]), outer["Encrypt"])
        if signed != outer["MsgSignature"]:
            raise Unreadable("the reply's signature is wrong")
        return read_xml(self._crypto.decrypt(outer["Encrypt"]))


def keys_of(card: dict[str, Any]) -> list[str]:
    """What can be pressed on a card."""
    buttons = [*card.get("button_list", []), *card.get("action_menu", {}).get("action_list", [])]
    if card.get("submit_button"):
        buttons.append(card["submit_button"])
    return [button["key"] for button in buttons if button.get("key")]
