"""Members: their language, their hours, the list of commands, the first hello."""

from handlers.desk import Desk
from handlers.errors import BadCommand, NotAllowed
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.hours import end_of_work, hours_of, may_set_for_all
from prompts.commands import COMMANDS
from prompts.reading.hours import read_hours_order
from prompts.reading.schema import Reading
from storage.tables import Agency, Member

_LANGUAGES = {
    "zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "简体中文": "zh", "zh-cn": "zh",
    "en": "en", "英文": "en", "english": "en", "英语": "en",
}  # fmt: skip


def on_lang(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The language in which a member is spoken to: /crm lang en."""
    lang = _LANGUAGES.get(words.strip().casefold())
    if lang is None:
        raise BadCommand(verb="lang")
    change(desk, desk.speaker, "changed", by=desk.speaker, lang=lang)
    return [desk.answer(desk.card("lang"))]


def on_hours(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """When a member works, or (managers) the agency: /crm hours 9:30-18:30, hours agency 10-19; without words it tells.

    Raises BadCommand, NotAllowed.
    """
    order = read_hours_order(words)
    if order is None:
        raise BadCommand(verb="hours")
    if order.wish == "tell":
        return [_tell_hours(desk, done="told", act=None)]
    if order.is_for_all and not may_set_for_all(desk.speaker):
        raise NotAllowed()
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
        is_manager=may_set_for_all(desk.speaker),
        act=act,
    )
    return desk.answer(card)


def _say_hours(row: Member | Agency) -> str | None:
    hours = hours_of(row)
    return "–".join(hours) if hours else None


def on_help(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """All commands, with an example each."""
    return [desk.answer(desk.card("help", commands=COMMANDS, tied=desk.here.client_id is not None))]
