"""A member's own settings, and the agency's: language, zone, hours."""

import re
from zoneinfo import ZoneInfo

from handlers.allowing import check_access
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.access import judge
from handlers.rules.hours import end_of_work, hours_of
from prompts.places import read_zone
from prompts.reading.hours import read_hours_order
from prompts.reading.schema import Reading
from storage.people import list_accounts_of
from storage.tables import Agency, Member

_LANGUAGES = {
    "zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "简体中文": "zh", "zh-cn": "zh",
    "en": "en", "英文": "en", "english": "en", "英语": "en",
}  # fmt: skip


_FOR_ALL = re.compile(r"^(?:agency|company|everyone|everybody|全?公司|所有人|全员)(?:的)?[\s:：,，]*", re.IGNORECASE)
_BY_DEFAULT = ("default", "agency's", "默认", "跟公司", "跟随公司", "清除")


def on_lang(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The language that a member reads: /crm lang en; an admin sets that of messages to many: /crm lang agency en.

    Raises BadCommand, NotAllowed.
    """
    is_for_all, rest = _split_for_all(words)
    lang = _LANGUAGES.get(rest.casefold())
    if lang is None:
        raise BadCommand(verb="lang")
    if is_for_all:
        check_access(desk, "act", "agency_lang")
        is_new = change(desk, desk.agency, "changed", by=desk.speaker, lang=lang)
        return [desk.answer(desk.card("agency_set", what="lang", value=lang, act=desk.arrival.key if is_new else None))]
    change(desk, desk.speaker, "changed", by=desk.speaker, lang=lang)
    return [desk.answer(desk.card("lang"))]


def on_timezone(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The zone in which a member reads times: /crm timezone London; an admin sets the agency's; without words it tells.

    Raises BadCommand, NotAllowed.
    """
    is_for_all, rest = _split_for_all(words)
    if not rest:
        return [_tell_zone(desk, act=None)]
    zone = read_zone(rest, at=desk.now, home=desk.agency.tz)
    is_default = not is_for_all and rest.casefold() in _BY_DEFAULT
    if zone is None and not is_default:
        raise BadCommand(verb="timezone")
    if is_for_all:
        check_access(desk, "act", "agency_timezone")
        is_new = change(desk, desk.agency, "changed", by=desk.speaker, tz=zone)
        return [desk.answer(desk.card("agency_set", what="tz", value=zone, act=desk.arrival.key if is_new else None))]
    is_new = change(desk, desk.speaker, "changed", by=desk.speaker, tz=zone)
    return [_tell_zone(desk, act=desk.arrival.key if is_new else None)]


def on_me(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """A member's settings and accounts: /crm me."""
    me = desk.speaker
    reader = desk.readership(me)
    platforms = sorted({account.platform for account in list_accounts_of(desk.session, row_id(me.id))})
    card = desk.card(
        "me",
        member=me,
        lang=reader.lang,
        has_own_lang=me.lang is not None,
        tz=reader.tz,
        has_own_tz=me.tz is not None,
        hours=_say_hours(me) or _say_hours(desk.agency),
        platforms=platforms,
        alone="" if len(platforms) > 1 else ("wecom" if platforms == ["slack"] else "slack"),
    )
    return [desk.answer(card)]


def _split_for_all(words: str) -> tuple[bool, str]:
    """Whether an order is about the whole agency, and the rest of it."""
    rest = _FOR_ALL.sub("", words.strip())
    return rest != words.strip(), rest.strip()


def _tell_zone(desk: Desk, *, act: str | None) -> Reply:
    """The zone that holds now, with the time in it, by which one sees whether it is right."""
    reader = desk.readership(desk.speaker)
    clock = f"{desk.now.astimezone(ZoneInfo(reader.tz)):%H:%M}"
    return desk.answer(desk.card("timezone", tz=reader.tz, clock=clock, is_own=desk.speaker.tz is not None, act=act))


def on_hours(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """When a member works, or (managers) the agency: /crm hours 9:30-18:30, hours agency 10-19; without words it tells.

    Raises BadCommand, NotAllowed.
    """
    order = read_hours_order(words)
    if order is None:
        raise BadCommand(verb="hours")
    if order.wish == "tell":
        return [_tell_hours(desk, done="told", act=None)]
    if order.is_for_all:
        check_access(desk, "act", "agency_hours")
    is_changed = change(
        desk,
        desk.agency if order.is_for_all else desk.speaker,
        "changed",
        by=desk.speaker,
        works_from=f"{order.hours.starts:%H:%M}" if order.hours else None,
        works_until=f"{order.hours.ends:%H:%M}" if order.hours else None,
    )
    return [
        _tell_hours(desk, done="agency" if order.is_for_all else "own", act=desk.arrival.key if is_changed else None)
    ]


def _tell_hours(desk: Desk, *, done: str, act: str | None) -> Reply:
    """What holds now. `act`: what can be taken back."""
    card = desk.card(
        "hours",
        done=done,
        own=_say_hours(desk.speaker),
        agencys=_say_hours(desk.agency),
        own_end=f"{end_of_work(desk.speaker, desk.agency):%H:%M}",
        agencys_end=f"{end_of_work(None, desk.agency):%H:%M}",
        is_manager=judge("act", "agency_hours", desk.speaker.role, "direct") != "forbidden",
        act=act,
    )
    return desk.answer(card)


def _say_hours(row: Member | Agency) -> str | None:
    hours = hours_of(row)
    return "–".join(hours) if hours else None
