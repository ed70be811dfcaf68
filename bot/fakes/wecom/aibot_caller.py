"""WeCom calling an AI bot's callback URL: JSON, encrypted for no receiver, and the answers opened again."""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.fakes.wecom.aibot import FakeAiBot
from bot.fakes.wecom.aibot_state import BotSaid
from bot.fakes.wecom.crypto import CallbackCrypto, Unreadable
from bot.fakes.wire import Answer, Wire

Json = dict[str, Any]


@dataclass(frozen=True)
class BotCall:
    """One request, what was answered, and what stands in that answer."""

    body: Json
    answer: Answer
    reply: Json | None  # None: nothing was said

    @property
    def status(self) -> int:
        return self.answer.status


class AiBotCaller:
    """Members of the fake, over the callback."""

    def __init__(self, url: str, bot: FakeAiBot, *, timeout_s: float = 10.0) -> None:
        self._bot = bot
        self._crypto = CallbackCrypto(bot.token, bot.aes_key, "")
        self._wire = Wire(url, timeout_s=timeout_s)

    def verify_url(self, challenge: str = "1616140317555161061") -> Answer:
        """What WeCom asks when the callback URL is saved."""
        encrypted = self._crypto.encrypt(challenge.encode())
        return self._wire.send("GET", None, {}, urlencode({**self._signed(encrypted), "echostr": encrypted}))

    def says(self, user: str, text: str, *, chat: str | None = None, quote: str | None = None) -> BotCall:
        """A member writes to the bot."""
        return self.call(self._bot.message(user, text, chat=chat, quote=quote))

    def click(self, card: BotSaid, key: str, user: str) -> BotCall:
        """A member presses a button. Raises LookupError if the card doesn't offer it."""
        return self.call(self._bot.press(card, key, user))

    def call(self, body: Json) -> BotCall:
        """Anything, with a response_url, and without the time, which callbacks don't tell."""
        told = {name: value for name, value in self._bot.give_url(body).items() if name != "create_time"}
        return self.send(told)

    def again(self, call: BotCall) -> BotCall:
        """The same message once more, as WeCom does when no answer came in time."""
        return self.send(call.body)

    def send(
        self, body: Json, *, raw: bytes | None = None, timestamp: str | None = None, signature: str | None = None
    ) -> BotCall:
        """As it is; `raw`, `timestamp` and `signature` differ from the right ones only to see them refused."""
        encrypted = self._crypto.encrypt(json.dumps(body, ensure_ascii=False).encode())
        query = self._signed(encrypted, timestamp=timestamp)
        if signature is not None:
            query["msg_signature"] = signature
        sent = raw if raw is not None else json.dumps({"encrypt": encrypted}).encode()
        answer = self._wire.send("POST", sent, {"Content-Type": "application/json"}, urlencode(query))
        return BotCall(body, answer, self._open(answer, query["nonce"]))

    def _signed(self, encrypted: str, *, timestamp: str | None = None) -> dict[str, str]:
        at, nonce = timestamp or str(int(time.time())), str(secrets.randbelow(10**10))
        return {"msg_signature": self._crypto.sign(at, nonce, encrypted), "timestamp": at, "nonce": nonce}

    def _open(self, answer: Answer, nonce: str) -> Json | None:
        """The answer in clear. Raises Unreadable when it is not signed or encrypted as it must be."""
        outer = answer.json
        if answer.status != 200 or outer is None:
            return None
        signed = self._crypto.sign(str(outer["timestamp"]), outer["nonce"], outer["encrypt"])
        if signed != outer["msgsignature"] or outer["nonce"] != nonce or not isinstance(outer["timestamp"], int):
            raise Unreadable("the reply's signature is wrong")
        reply: Json = json.loads(self._crypto.decrypt(outer["encrypt"]))
        return reply
