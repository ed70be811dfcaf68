"""Customer service (微信客服): what a member has us say to a client. WeCom takes each msgid once."""

import hashlib
from typing import Any

from bot.doors import ChannelStopped, DoorError, Gone, OurBug, Receipt, TryLater, WorkspaceStopped
from bot.wecom.client import Refused, WeComClient
from bot.wecom.kf_inbound import split_channel
from bot.wecom.limits import TEXT_BYTES, clean
from handlers.replies import Address
from prompts.cards import Card

Json = dict[str, Any]

# https://developer.work.weixin.qq.com/document/path/90313
_BUSY = {-1: 5.0, 6000: 5.0, 45009: 60.0, 45033: 60.0}
_CLOSED = {
    95001,  # five messages since the client's last one
    95002,  # more than 48 hours since then
    95013,  # the conversation is over
    95016,  # the conversation's state forbids it
    95018,  # a servicer has taken it over
}
_UNREACHABLE = {40003, 40096, 60111}  # no such client
_STOPPED = {40001, 40014, 42001, 48002, 60011, 60020, 95000, 95004, 95012, 95017}


def send_to_client(client: WeComClient, to: Address, card: Card | None, *, key: str) -> Receipt:
    """Say the card's words, and nothing else of it, to the client. Raises DoorError.

    Gone when WeCom's window is closed: the fallback tells the member who ordered it.
    """
    chat = split_channel(to.channel)
    if to.workspace != client.corp_id or chat is None:
        raise OurBug("the address is no customer service chat of this company")
    words = clean(card.body if card is not None else "").strip()
    if not words or len(words.encode()) > TEXT_BYTES:
        raise OurBug("no words for the client, or too many")
    account, customer = chat
    msgid = make_msgid(key)
    body = {"touser": customer, "open_kfid": account, "msgid": msgid, "msgtype": "text", "text": {"content": words}}
    try:
        answer: Json = client.post("kf/send_msg", data=body)
    except Refused as refused:
        if _is_there_already(refused):
            return Receipt(channel=to.channel, message_id=msgid)
        raise _failure(refused) from None
    sent = answer.get("msgid")
    return Receipt(channel=to.channel, message_id=sent if isinstance(sent, str) and sent else msgid)


def make_msgid(key: str) -> str:
    """Our own id of a message, always the same for the same outbox key: [0-9a-zA-Z_-], at most 32."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _is_there_already(refused: Refused) -> bool:
    """Whether WeCom refuses a second message of this id: it is made of our key, so the first one was ours."""
    reason = refused.reason.casefold()
    return "msgid" in reason and any(word in reason for word in ("repeat", "exist", "duplicat", "used"))


def _failure(refused: Refused) -> DoorError:
    code, reason = refused.errcode, f"kf/send_msg {refused}"
    if code in _BUSY:
        return TryLater(reason, after_s=_BUSY[code])
    if code in _CLOSED:
        return Gone(reason)
    if code in _UNREACHABLE:
        return ChannelStopped(reason)
    if code in _STOPPED:
        return WorkspaceStopped(reason)
    return OurBug(reason)
