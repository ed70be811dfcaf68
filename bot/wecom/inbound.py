"""WeCom's callbacks as arrivals. Pure: the decrypted XML's fields in, an arrival out.

What a member does one-to-one with the self-built app comes through here, and that customer service has something to
fetch (`kf_inbound` reads what that is). The AI bot's messages have a reader of their own.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.wecom.choices import SUBMIT, read_chosen
from bot.wecom.envelope import Fields, find_xml_field, xml_field
from bot.wecom.refusals import Malformed, WrongReceiver
from handlers.arrivals import AnyArrival, Attachment, CardRef, Command, KfNews, Message, PersonNews, Place, Press

_PersonNewsKind = Literal["changed", "followed", "left"]

_CONTACT_CHANGES: dict[str, _PersonNewsKind] = {"update_user": "changed", "delete_user": "left"}


@dataclass(frozen=True)
class Origin:
    """What all arrivals of one app have in common."""

    corp_id: str
    agent_id: int

    def key(self, what: str) -> str:
        return f"wecom:{self.corp_id}:{self.agent_id}:{what}"

    def place(self, user: str) -> Place:
        return Place(platform="wecom", workspace=self.corp_id, channel=user, is_direct=True)


def read_callback(fields: Fields, origin: Origin) -> AnyArrival | None:
    """The arrival that a callback tells of, or None if it tells of nothing that concerns us.

    Raises WrongReceiver, and Malformed for fields that are missing or of the wrong kind.
    """
    if xml_field(fields, "ToUserName") != origin.corp_id:
        raise WrongReceiver("ToUserName is another company")
    if xml_field(fields, "MsgType").lower() == "event":
        return _read_event(fields, origin)
    return _read_message(fields, origin)


# Messages


def _read_message(fields: Fields, origin: Origin) -> Message:
    user = member_id(xml_field(fields, "FromUserName"))
    message_id = xml_field(fields, "MsgId")
    text, attachment = _read_content(fields)
    return Message(
        key=origin.key(message_id),
        place=origin.place(user),
        user=user,
        at=_created_at(fields),
        message_id=message_id,
        text=text,
        is_to_bot=True,
        attachments=(attachment,) if attachment else (),
    )


def _read_content(fields: Fields) -> tuple[str, Attachment | None]:
    read = _CONTENT.get(xml_field(fields, "MsgType").lower())
    if xml_field(fields, "MsgType").lower() in _FORWARDED:
        return f"[聊天记录] {find_xml_field(fields, 'Title')}".strip(), None
    if read is None:
        # A kind that WeCom adds later is kept with the words it has, rather than lost.
        return find_xml_field(fields, "Content") or find_xml_field(fields, "Title"), None
    return read(fields)


def _read_text(fields: Fields) -> tuple[str, None]:
    return find_xml_field(fields, "Content"), None


def _read_image(fields: Fields) -> tuple[str, Attachment]:
    picture = Attachment(kind="image", url=find_xml_field(fields, "PicUrl"), media_id=find_xml_field(fields, "MediaId"))
    return "", picture


def _read_voice(fields: Fields) -> tuple[str, Attachment]:
    suffix = find_xml_field(fields, "Format").lower()
    return "", Attachment(
        kind="voice", name=f"voice.{suffix}" if suffix else "", media_id=find_xml_field(fields, "MediaId")
    )


def _read_video(fields: Fields) -> tuple[str, Attachment]:
    return "", Attachment(kind="video", media_id=find_xml_field(fields, "MediaId"))


def _read_file(fields: Fields) -> tuple[str, Attachment]:
    name = find_xml_field(fields, "FileName") or find_xml_field(fields, "Title")
    return name, Attachment(kind="file", name=name, media_id=find_xml_field(fields, "MediaId"))


def _read_location(fields: Fields) -> tuple[str, Attachment]:
    label = find_xml_field(fields, "Label")
    latitude, longitude = find_xml_field(fields, "Location_X"), find_xml_field(fields, "Location_Y")
    url = f"geo:{latitude},{longitude}" if latitude and longitude else ""  # RFC 5870
    return label, Attachment(kind="location", name=label, url=url)


def _read_link(fields: Fields) -> tuple[str, Attachment]:
    title, url = find_xml_field(fields, "Title"), find_xml_field(fields, "Url")
    text = "\n".join(part for part in (title, url) if part)
    return text, Attachment(kind="link", name=title, url=url)


# Chat records that were forwarded as a whole. WeCom documents no such kind for an app: by whatever name they come, only
# that they came is known.
_FORWARDED = ("chatrecord", "merged_msg", "forward")

_CONTENT: dict[str, Callable[[Fields], tuple[str, Attachment | None]]] = {
    "text": _read_text,
    "image": _read_image,
    "voice": _read_voice,
    "video": _read_video,
    "shortvideo": _read_video,
    "file": _read_file,
    "location": _read_location,
    "link": _read_link,
}


# Events


def _read_event(fields: Fields, origin: Origin) -> AnyArrival | None:
    event = xml_field(fields, "Event").lower()
    read = _EVENTS.get(event)
    return read(fields, origin) if read else None


def _read_follow(fields: Fields, origin: Origin) -> PersonNews:
    user = member_id(xml_field(fields, "FromUserName"))
    return _person_news(fields, origin, user, "followed")


def _read_leave(fields: Fields, origin: Origin) -> PersonNews:
    user = member_id(xml_field(fields, "FromUserName"))
    return _person_news(fields, origin, user, "left")


def _read_contact_change(fields: Fields, origin: Origin) -> PersonNews | None:
    """A member's entry in the address book changed. FromUserName is "sys" here; UserID says who."""
    news = _CONTACT_CHANGES.get(find_xml_field(fields, "ChangeType").lower())
    if news is None:
        return None
    return _person_news(fields, origin, member_id(xml_field(fields, "UserID")), news)


def _person_news(fields: Fields, origin: Origin, user: str, news: _PersonNewsKind) -> PersonNews:
    key = _event_key(fields, origin)
    return PersonNews(key=key, place=origin.place(user), user=user, at=_created_at(fields), news=news)


def _read_kf_news(fields: Fields, origin: Origin) -> KfNews:
    """Customer service has something new; the event itself carries no words."""
    account, token = xml_field(fields, "OpenKfId"), find_xml_field(fields, "Token")
    digest = hashlib.sha256(f"{account}\x00{token}\x00{xml_field(fields, 'CreateTime')}".encode()).hexdigest()[:40]
    return KfNews(
        key=f"wecom:kf:event:{origin.corp_id}:{digest}",
        place=Place(platform="wecom", workspace=origin.corp_id, channel=f"kf:{account}", via="kf"),
        user="",
        at=_created_at(fields),
        account=account,
        token=token,
    )


def _read_click(fields: Fields, origin: Origin) -> Command:
    """An entry of the app's menu; its key is the command it stands for."""
    user = member_id(xml_field(fields, "FromUserName"))
    return Command(
        key=_event_key(fields, origin),
        place=origin.place(user),
        user=user,
        at=_created_at(fields),
        text=xml_field(fields, "EventKey"),
    )


def _read_press(fields: Fields, origin: Origin) -> Press:
    user = member_id(xml_field(fields, "FromUserName"))
    action, _, value = xml_field(fields, "EventKey").partition("|")
    selected = _read_selected(fields)
    choices: dict[str, tuple[str, ...]] = {}
    if action == SUBMIT:
        action, value, choices = read_chosen(selected)
    card = CardRef(
        response_code=find_xml_field(fields, "ResponseCode") or None, task_id=find_xml_field(fields, "TaskId") or None
    )
    return Press(
        key=_event_key(fields, origin),
        place=origin.place(user),
        user=user,
        at=_created_at(fields),
        action=action,
        value=value,
        card=card,
        choices=choices,
    )


def _read_selected(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Question key → ids of what stands chosen: SelectedItems/SelectedItem/{QuestionKey, OptionIds/OptionId}."""
    selected = {}
    for item in _list_of(_part(fields, "SelectedItems").get("SelectedItem")):
        if isinstance(item, dict):
            ids = _list_of(_part(item, "OptionIds").get("OptionId"))
            selected[find_xml_field(item, "QuestionKey")] = tuple(one for one in ids if isinstance(one, str))
    return selected


def _part(fields: Fields, name: str) -> Fields:
    part = fields.get(name)
    return part if isinstance(part, dict) else {}


def _list_of(value: object) -> list[object]:
    """XML doesn't tell one from a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


_EVENTS: dict[str, Callable[[Fields, Origin], AnyArrival | None]] = {
    "subscribe": _read_follow,
    "unsubscribe": _read_leave,
    "change_contact": _read_contact_change,
    "kf_msg_or_event": _read_kf_news,
    "click": _read_click,
    "template_card_event": _read_press,
    "template_card_menu_event": _read_press,
}

# CreateTime counts whole seconds, so it takes all of these to tell two events apart.
_EVENT_ID_FIELDS = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "ChangeType", "UserID")


def _event_key(fields: Fields, origin: Origin) -> str:
    parts = [find_xml_field(fields, name) for name in _EVENT_ID_FIELDS]
    parts += [part for key, ids in sorted(_read_selected(fields).items()) for part in (key, *ids)]
    # Hashed: an EventKey may have 1,024 bytes, and any separator may stand in one.
    digest = hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:40]
    return origin.key(f"event:{digest}")


def member_id(userid: str) -> str:
    """A userid in the one spelling that we keep: WeCom's are case-insensitive."""
    return userid.strip().lower()


def _created_at(fields: Fields) -> datetime:
    seconds = xml_field(fields, "CreateTime")
    # Eleven digits reach the year 5138; more could overflow what a datetime holds.
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 11):
        raise Malformed("CreateTime is no number")
    return datetime.fromtimestamp(int(seconds), UTC)
