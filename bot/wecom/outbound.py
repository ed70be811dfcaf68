"""What goes out to WeCom: message/send to one member, update_template_card for a card that was pressed."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.doors import ChannelStopped, DoorError, Gone, OurBug, Receipt, TryLater, Unsure, WorkspaceStopped
from bot.wecom.client import Refused, WeComClient
from bot.wecom.inbound import member_id
from bot.wecom.kf_outbound import send_to_client
from bot.wecom.template_cards import TooMuch, draw, draw_form, draw_form_link, is_web, updated_card
from handlers.replies import Address
from prompts.cards import Card, Said

Json = dict[str, Any]
Link = Callable[[str, Address], str]

# WeCom doesn't deliver again what it was sent within this time, word for word. Four hours is the most it offers.
DUPLICATE_CHECK_S = 4 * 3600
# Sending again counts as harmless only well within that time: clocks differ, and sending takes a while.
SAFE_TO_REPEAT = timedelta(seconds=DUPLICATE_CHECK_S) - timedelta(minutes=15)

# What an errcode means: https://developer.work.weixin.qq.com/document/path/90313
_BUSY = {-1: 5.0, 6000: 5.0, 45009: 60.0, 45033: 60.0}
_STOPPED = {
    40001,  # secret refused
    40013,  # corp id
    40014,  # token, and a new one too
    40056,  # agent id
    40091,  # secret
    42001,  # token
    48002,  # no permission for this call
    48006,  # the call is closed to this app
    50003,  # the app is switched off
    60020,  # our IP is not in 企业可信IP; the message says which IP it saw
    301002,  # the token is not of this agent
}
_UNREACHABLE = {40003, 40031, 46004, 60102, 60103, 60111, 81013, 82001}


class WeComDoor:
    """The way out to one company's members, through its self-built app. Fulfils bot.doors.Door."""

    platform = "wecom"

    def __init__(
        self, client: WeComClient, *, agent_id: int, now: Callable[[], datetime], link: Link | None = None
    ) -> None:
        """`link` gives the address of the web page of a form; without it, forms are said in words."""
        self._client = client
        self._agent_id = agent_id
        self._now = now
        self._link = link

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        """Say it to one member. Raises DoorError.

        Every message is drawn the same for the same `key`, so that WeCom itself drops a second one.
        """
        return await asyncio.to_thread(self._send, to, said, key, replaces)

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        """None while sending again is harmless, since WeCom drops what it already delivered; Unsure after that.

        An update uses its response_code up: a second one would be refused, and nobody can ask about the first.
        """
        if to.via == "kf":
            return None  # WeCom takes each msgid once
        if to.where == "update":
            raise Unsure("WeCom doesn't tell whether a card was updated")
        if self._now() - since > SAFE_TO_REPEAT:
            raise Unsure("WeCom doesn't tell what was sent, and no longer drops a second message")
        return None

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def _send(self, to: Address, said: Said, key: str, replaces: Receipt | None) -> Receipt:
        if to.via == "kf":
            return send_to_client(self._client, to, said.card, key=key)
        user = self._recipient(to)
        if to.where == "update" and said.card is not None:
            code = to.response_code or (replaces.response_code if replaces else None)
            return self._update(user, said.card, key, code)
        if said.card is not None and replaces is not None and replaces.response_code:
            return self._replace(user, said.card, key, replaces.response_code)
        return self._say(user, self._drawn(said, key, to))

    def _replace(self, user: str, card: Card, key: str, response_code: str) -> Receipt:
        """Put a card in the place of an earlier one that nobody pressed; anew where its code was used up before.

        One that is decided is then said in a line: the buttons that stand above it answer whoever presses them.
        """
        try:
            return self._update(user, card, key, response_code)
        except Gone:
            if not (card.buttons or card.selects):
                card = Card(name=card.name, title=card.title, footer=card.footer)
            return self._say(user, self._drawn_card(card, key))

    def _recipient(self, to: Address) -> str:
        if to.workspace != self._client.corp_id:
            raise OurBug("the address is of another company")
        user = member_id(to.channel or to.user) if to.where == "channel" else member_id(to.user or to.channel)
        # "|" separates recipients and "@all" is everybody: neither is a person.
        if not user or "|" in user or user == "@all":
            raise OurBug("the address names no single member")
        return user

    def _drawn(self, said: Said, key: str, to: Address) -> list[Json]:
        if said.form is not None:
            url = self._link(key, to) if self._link is not None else ""
            if is_web(url):
                return [draw_form_link(said.form, key=key, url=url)]
            return [draw_form(said.form, key=key)]
        if said.card is None:
            raise OurBug("there is nothing to say")
        return self._drawn_card(said.card, key)

    def _drawn_card(self, card: Card, key: str) -> list[Json]:
        try:
            return draw(card, key=key)
        except TooMuch as too_much:
            raise OurBug(str(too_much)) from None

    def _say(self, user: str, messages: list[Json]) -> Receipt:
        answer: Json = {}
        for message in messages:
            answer = self._deliver(user, message)
        return Receipt(
            channel=user,
            message_id=_text(answer, "msgid"),
            response_code=_text(answer, "response_code"),
            task_id=messages[-1].get("template_card", {}).get("task_id"),
        )

    def _deliver(self, user: str, message: Json) -> Json:
        checked = message | {"enable_duplicate_check": 1, "duplicate_check_interval": DUPLICATE_CHECK_S}
        try:
            answer: Json = self._client.message.send(self._agent_id, user, msg=checked)
        except Refused as refused:
            if _is_there_already(refused):
                return {}
            raise _send_failure(refused) from None
        _check_delivered(answer, user)
        return answer

    def _update(self, user: str, card: Card, key: str, response_code: str | None) -> Receipt:
        if not response_code:
            raise Gone("this card can't be updated: there is no response_code for it")
        try:
            drawn = updated_card(card, key=key)
        except TooMuch as too_much:
            raise OurBug(str(too_much)) from None
        update = {
            "userids": [user],
            "agentid": self._agent_id,
            "response_code": response_code,
            "template_card": drawn,
        }
        try:
            answer: Json = self._client.post("message/update_template_card", data=update)
        except Refused as refused:
            raise _update_failure(refused) from None
        _check_delivered(answer, user)
        return Receipt(channel=user, response_code=_text(answer, "response_code"), task_id=drawn["task_id"])


def _send_failure(refused: Refused) -> DoorError:
    """What an errcode of message/send means for delivery. The reason keeps WeCom's words, which name a refused IP."""
    code, reason = refused.errcode, str(refused)
    if code in _BUSY:
        return TryLater(reason, after_s=_BUSY[code])
    if code in _STOPPED:
        return WorkspaceStopped(reason)
    if code in _UNREACHABLE:
        return ChannelStopped(reason)
    return OurBug(reason)


def _update_failure(refused: Refused) -> DoorError:
    """The same for update_template_card.

    A response_code that was used or is older than 72 h can't be told from other faults by its errcode, which WeCom
    doesn't document: what is nobody else's fault is Gone, and the fallback says the card anew.
    """
    failure = _send_failure(refused)
    return Gone(str(refused)) if isinstance(failure, OurBug) else failure


def _is_there_already(refused: Refused) -> bool:
    """Whether WeCom refuses a card because it has it: a task_id is made of our key, so nobody else can have used it.

    That is what a second try sees whose first one was delivered without our hearing of it.
    """
    return bool(re.search(r"task_?id.*(repeat|exist|duplicat|used)", refused.reason, re.IGNORECASE))


def _check_delivered(answer: Json, user: str) -> None:
    """Partial success has errcode 0. Raises ChannelStopped if our one member was left out."""
    for name in ("invaliduser", "unlicenseduser"):
        left_out = answer.get(name) or []
        if isinstance(left_out, str):
            left_out = left_out.split("|")
        if user in (member_id(str(one)) for one in left_out):
            raise ChannelStopped(f"{name}: the member can't be reached through this app")


def _text(answer: Json, name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) and value else None
