"""Customer service (微信客服): items of kf/sync_msg as arrivals. Pure.

What clients write from ordinary WeChat is said in a chat that outsiders read: theirs, with one account of ours.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.wecom.inbound import member_id
from handlers.arrivals import AnyArrival, Attachment, Deletion, Message, Place

Item = Mapping[str, Any]
_CLIENT, _EVENT, _SERVICER = 3, 4, 5  # origin


class Translated(NamedTuple):
    """An item as an arrival, or (None) why it is none."""

    arrival: AnyArrival | None
    remark: str = ""


def kf_channel(account: str, customer: str) -> str:
    """The chat between one account of ours and one client."""
    return f"kf:{account}:{customer}"


def split_channel(channel: str) -> tuple[str, str] | None:
    """Account and client of such a chat."""
    kind, _, rest = channel.partition(":")
    account, _, customer = rest.partition(":")
    return (account, customer) if kind == "kf" and account and customer else None


def read_item(item: Item, *, corp_id: str, account: str) -> Translated:
    """What one item tells."""
    msgid, at = _text(item, "msgid"), _instant(item.get("send_time"))
    if not msgid or at is None:
        return Translated(None, "item without msgid or send_time")
    if item.get("origin") == _EVENT or item.get("msgtype") == "event":
        return _read_event(item, msgid, at, corp_id, account)
    customer = _text(item, "external_userid")
    if item.get("origin") not in (_CLIENT, _SERVICER) or not customer:
        return Translated(None, f"origin {item.get('origin')}")
    is_client = item["origin"] == _CLIENT
    user = customer if is_client else member_id(_text(item, "servicer_userid"))
    if not user:
        return Translated(None, "servicer without userid")
    said = _read_content(item)
    message = Message(
        key=f"wecom:kf:msg:{msgid}",
        place=_place(corp_id, _text(item, "open_kfid") or account, customer),
        user=user,
        at=at,
        message_id=msgid,
        text=said.text,
        quote=said.quote,
        attachments=said.attachments,
    )
    return Translated(message)


def _place(corp_id: str, account: str, customer: str) -> Place:
    return Place(platform="wecom", workspace=corp_id, channel=kf_channel(account, customer), via="kf")


def _read_event(item: Item, msgid: str, at: datetime, corp_id: str, account: str) -> Translated:
    event = item.get("event")
    if not isinstance(event, Mapping):
        return Translated(None, "event without content")
    kind, customer = _text(event, "event_type"), _text(event, "external_userid")
    recalled = _text(event, "recall_msgid")
    if kind in ("user_recall_msg", "servicer_recall_msg") and recalled and customer:
        place = _place(corp_id, _text(event, "open_kfid") or account, customer)
        author = customer if kind == "user_recall_msg" else member_id(_text(event, "servicer_userid"))
        return Translated(
            Deletion(
                key=f"wecom:kf:msg:{msgid}",
                place=place,
                user="",
                at=at,
                message_id=recalled,
                said_at=at,
                author=author,
            )
        )
    detail = f" {event.get('fail_type')}" if kind == "msg_send_fail" else ""
    return Translated(None, f"event {kind}{detail}")


class _Said(NamedTuple):
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    quote: str = ""


def _read_content(item: Item) -> _Said:
    kind = _text(item, "msgtype")
    content = item.get(kind)
    read = _CONTENT.get(kind)
    if read is None or not isinstance(content, Mapping):
        return _Said(text=f"[{kind or '?'}]")  # a kind that WeCom adds later is kept by its name
    return read(content)


def _read_text(content: Item) -> _Said:
    return _Said(text=_text(content, "content"))


def _media(kind: str) -> Callable[[Item], _Said]:
    def read(content: Item) -> _Said:
        name = _text(content, "filename") or _text(content, "name")
        attachment = Attachment.model_validate({"kind": kind, "name": name, "media_id": _text(content, "media_id")})
        return _Said(text=name, attachments=(attachment,))

    return read


def _read_location(content: Item) -> _Said:
    label = " ".join(part for part in (_text(content, "name"), _text(content, "address")) if part)
    latitude, longitude = content.get("latitude"), content.get("longitude")
    url = f"geo:{latitude},{longitude}" if latitude is not None and longitude is not None else ""  # RFC 5870
    return _Said(text=label, attachments=(Attachment(kind="location", name=label, url=url),))


def _read_link(content: Item) -> _Said:
    title, url = _text(content, "title"), _text(content, "url")
    return _Said(
        text="\n".join(part for part in (title, url) if part),
        attachments=(Attachment(kind="link", name=title, url=url),),
    )


def _read_mini_program(content: Item) -> _Said:
    title = _text(content, "title")
    return _Said(text=title, attachments=(Attachment(kind="link", name=title),))


def _read_merged(content: Item) -> _Said:
    """A forwarded chat record: what others said is quoted, for it isn't what the client asks for here."""
    listed = content.get("item") or content.get("items") or content.get("list")
    lines = [_read_forwarded(one) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    title = _text(content, "title") or "聊天记录"
    return _Said(text=f"[聊天记录] {title}", quote="\n".join(line for line in lines if line))


def _read_forwarded(one: Item) -> str:
    content = one.get("msg_content", one.get("content"))
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            content = {"content": content}
    if isinstance(content, Mapping) and isinstance(content.get("text"), Mapping):
        content = content["text"]
    words = _text(content, "content") if isinstance(content, Mapping) else ""
    name, said = _text(one, "sender_name"), words or f"[{_text(one, 'msgtype') or '?'}]"
    return f"{name}：{said}" if name else said


_CONTENT: dict[str, Callable[[Item], _Said]] = {
    "text": _read_text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "file": _media("file"),
    "location": _read_location,
    "link": _read_link,
    "miniprogram": _read_mini_program,
    "merged_msg": _read_merged,
}


def _text(fields: Item, name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)
