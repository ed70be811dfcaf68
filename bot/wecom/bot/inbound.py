"""What the AI bot is told, as arrivals. Pure: the JSON of a push or of a callback in, an arrival out.

Both ways carry the same JSON, and a message has the same key by either. The bot hears what is written to it one-to-one,
and in groups what mentions it, with the words that such a message quotes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.wecom.bot.handles import Handle
from bot.wecom.choices import SUBMIT, read_chosen
from bot.wecom.inbound import member_id
from bot.wecom.refusals import Malformed
from handlers.arrivals import AnyArrival, Attachment, CardRef, Message, PersonNews, Place, Press

Json = dict[str, Any]

GROUP = "bot:"  # before a group's chat id: so that no group is taken for a member
_FOREIGN = ":"  # between the corp id and the userid of somebody of another company
_MENTION = re.compile(r"(?<!\S)@\S+")
_LATEST_S = 10**11  # beyond it a time counts milliseconds


@dataclass(frozen=True)
class BotOrigin:
    """What all arrivals of one bot have in common."""

    workspace: str  # the corp id; where none is known, the bot's id
    corp_id: str | None = None


def read_bot_push(body: Json, origin: BotOrigin, *, handle: Handle) -> AnyArrival | None:
    """The arrival that a push tells of, or None if it tells of nothing that concerns us. Raises Malformed."""
    if _text(body, "msgtype") == "event":
        return _read_event(body, origin, handle)
    return _read_message(body, origin, handle)


def chat_of(channel: str) -> str:
    """WeCom's own id of a chat: a group's chatid, a member's userid."""
    return channel.removeprefix(GROUP)


def is_group(channel: str) -> bool:
    """Whether a channel is a group that the bot is in."""
    return channel.startswith(GROUP)


def is_foreign(user: str) -> bool:
    """Whether a person is of another company."""
    return _FOREIGN in user


# Messages


def _read_message(body: Json, origin: BotOrigin, handle: Handle) -> Message | None:
    kind = _text(body, "msgtype")
    if kind == "stream":  # asks how an answer goes on that we never began
        return None
    place = _place(body, origin)
    words, attachments = _read_content(body, kind)
    return Message(
        key=_key(body),
        place=place,
        user=_user(body, origin),
        at=_sent_at(body, handle),
        message_id=_text(body, "msgid"),
        text=words if place.is_direct else without_mention(words),
        is_to_bot=True,
        quote=_read_quote(body),
        reply_handle=handle.write() or None,
        attachments=attachments,
    )


def _read_content(body: Json, kind: str) -> tuple[str, tuple[Attachment, ...]]:
    """The words of a message and what came with them; a kind that WeCom adds later is kept with what it has."""
    part = _object(body, kind)
    match kind:
        case "mixed":
            return _read_mixed(part)
        case "voice":
            return _words(part), (Attachment(kind="voice"),)
        case "image" | "video" | "file":
            name = str(part.get("filename") or part.get("name") or "")
            return "", (Attachment.model_validate({"kind": kind, "name": name, "url": str(part.get("url") or "")}),)
        case _:
            return _words(part), ()


def _read_mixed(part: Json) -> tuple[str, tuple[Attachment, ...]]:
    words, pictures = [], []
    for item in _items(part):
        if item.get("msgtype") == "text":
            words.append(_words(_object(item, "text")))
        elif item.get("msgtype") == "image":
            pictures.append(Attachment(kind="image", url=str(_object(item, "image").get("url") or "")))
    return "\n".join(line for line in words if line.strip()), tuple(pictures)


def _read_quote(body: Json) -> str:
    """The words that a message quotes. What has none is named as WeCom itself names it in a chat."""
    quote = _object(body, "quote")
    kind = quote.get("msgtype")
    match kind:
        case "text" | "voice":
            return _words(_object(quote, str(kind)))
        case "mixed":
            words, pictures = _read_mixed(_object(quote, "mixed"))
            return "\n".join([part for part in (words, *("[图片]" for _ in pictures)) if part])
        case "image" | "file" | "video":
            return {"image": "[图片]", "file": "[文件]", "video": "[视频]"}[str(kind)]
        case _:
            return ""


def without_mention(text: str) -> str:
    """A group's message without the bot's own name: the one that it begins with, or the only one that it has.

    WeCom leaves the name in the words and doesn't say which it is.
    """
    mentions = list(_MENTION.finditer(text))
    if not mentions:
        return text.strip()
    first = mentions[0]
    if text[: first.start()].strip() and len(mentions) > 1:
        return text.strip()
    before, behind = text[: first.start()].rstrip(), text[first.end() :].lstrip()
    return " ".join(part for part in (before, behind) if part).strip()


# Events


def _read_event(body: Json, origin: BotOrigin, handle: Handle) -> AnyArrival | None:
    event = _object(body, "event")
    read = _EVENTS.get(str(event.get("eventtype") or ""))
    return read(body, event, origin, handle) if read else None


def _read_enter(body: Json, event: Json, origin: BotOrigin, handle: Handle) -> PersonNews:
    return PersonNews(
        key=_key(body),
        place=_place(body, origin),
        user=_user(body, origin),
        at=_sent_at(body, handle),
        news="followed",
    )


def _read_press(body: Json, event: Json, origin: BotOrigin, handle: Handle) -> Press:
    pressed = _object(event, "template_card_event") or event
    action, _, value = _text(pressed, "event_key").partition("|")
    choices = _read_choices(pressed)
    if action == SUBMIT:
        action, value, choices = read_chosen(choices)
    task_id = str(pressed.get("task_id") or "")
    known = Handle(at=handle.at, connection=handle.connection, req_id=handle.req_id, url=handle.url, task_id=task_id)
    return Press(
        key=_key(body),
        place=_place(body, origin),
        user=_user(body, origin),
        at=_sent_at(body, handle),
        action=action,
        value=value,
        card=CardRef(response_code=known.write() or None, task_id=task_id or None),
        choices=choices,
    )


def _read_choices(pressed: Json) -> dict[str, tuple[str, ...]]:
    """What stood chosen on the card: question → option ids."""
    chosen: dict[str, tuple[str, ...]] = {}
    for item in _listed(pressed.get("selected_items"), "selected_item"):
        if isinstance(item, dict):
            options = _listed(item.get("option_ids"), "option_id")
            chosen[str(item.get("question_key") or "")] = tuple(str(option) for option in options)
    return chosen


_EVENTS: dict[str, Callable[[Json, Json, BotOrigin, Handle], AnyArrival]] = {
    "enter_chat": _read_enter,
    "template_card_event": _read_press,
}


# Parts


def _key(body: Json) -> str:
    return f"wecom:bot:{_text(body, 'aibotid')}:msg:{_text(body, 'msgid')}"


def _place(body: Json, origin: BotOrigin) -> Place:
    if body.get("chattype") == "group":
        channel = GROUP + _text(body, "chatid")
        return Place(platform="wecom", workspace=origin.workspace, channel=channel, via="bot")
    user = _user(body, origin)
    return Place(platform="wecom", workspace=origin.workspace, channel=user, via="bot", is_direct=True)


def _user(body: Json, origin: BotOrigin) -> str:
    """Who did it. Only people of another company come with their company's id."""
    person = _object(body, "from")
    user, corp_id = member_id(_text(person, "userid")), person.get("corpid")
    if corp_id and origin.corp_id and corp_id != origin.corp_id:
        return f"{corp_id}{_FOREIGN}{user}"
    return user


def _sent_at(body: Json, handle: Handle) -> datetime:
    """When it was said; callbacks don't tell, and come at once."""
    told = body.get("create_time")
    if not isinstance(told, int) or not 0 < told < _LATEST_S * 100:
        return handle.at
    return datetime.fromtimestamp(told / 1000 if told > _LATEST_S else told, UTC)


def _words(part: Json) -> str:
    words = part.get("content")
    return words if isinstance(words, str) else ""


def _object(holder: Json, name: str) -> Json:
    part = holder.get(name)
    return part if isinstance(part, dict) else {}


def _items(part: Json) -> list[Json]:
    return [item for item in _listed(part.get("msg_item"), "") if isinstance(item, dict)]


def _listed(value: object, inner: str) -> list[Any]:
    """A list that may stand inside an object, or be a single value."""
    if isinstance(value, dict):
        value = value.get(inner)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(holder: Json, name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{name} is missing or no text")
    return value
