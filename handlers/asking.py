"""Plain words to the bot: answered or done at once where it is clear what is meant, else asked about first."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.arrivals import Press
from handlers.assigning import find_assignee
from handlers.desk import Desk
from handlers.errors import BadCommand, UnknownMember, UnknownRecord
from handlers.opening import draw_open, draw_team
from handlers.recording import record_label
from handlers.replies import Reply
from handlers.resolving import list_meant_records
from handlers.rules.hours import end_of_work
from prompts.asking.intent import Intent, unpack
from prompts.asking.reading import read_plain
from prompts.reading.dates.finding import resolve_due
from prompts.reading.dates.zones import country_of
from prompts.render import one_line, say_due
from storage.tables import Client, Member

Obey = Callable[[str, str], list[Reply]]  # a command's verb and the words behind it; who may not is refused
_ANSWERS = ("answer", "receipt", "shown")
_ASKED_ABOUT = ("assign", "edit")  # orders that may name a record by its words
_ALONE = ("help", "undo")  # commands behind which nothing stands


def on_plain(desk: Desk, intent: Intent, obey: Obey) -> list[Reply]:
    """Serve an order or a question in plain words. Raises as the command does that it stands for."""
    if intent.verb == "list":
        return [desk.answer(draw_open(desk, intent, 0))]
    if intent.verb == "team":
        return [desk.answer(draw_team(desk, intent.about))]
    if intent.verb in _ALONE:
        return obey(intent.verb, "")
    if intent.target:
        return [_ask_back(desk, _resolved(desk, intent))]
    return _obey_all(_named(desk, _resolved(desk, intent)), obey)


def on_ask(desk: Desk, words: str, obey: Obey) -> list[Reply]:
    """A question behind the command: /crm ask what's overdue for ACME?"""
    intent = read_plain(words)
    if intent is None:
        raise BadCommand(verb="ask")
    return on_plain(desk, intent, obey)


def on_do(desk: Desk, value: str, obey: Obey) -> list[Reply]:
    """What was asked about was confirmed, or another record chosen: it is done; the question becomes the receipt."""
    press = desk.arrival
    assert isinstance(press, Press)
    intent = unpack(value)
    if intent is None or not intent.numbers or intent.verb not in _ASKED_ABOUT:
        raise UnknownRecord(record=one_line(value, 40))
    replies = _obey_all(_named(desk, intent), obey)
    shown = next((reply for reply in replies if reply.key in _ANSWERS and reply.card is not None), None)
    if shown is None or shown.card is None:
        return replies
    others = [reply for reply in replies if reply is not shown]
    return [desk.edit_in_place(shown.card, press.card), *others]


def on_leave_it(desk: Desk, value: str) -> list[Reply]:
    """It was not meant so: nothing is done, and the question says so."""
    press = desk.arrival
    assert isinstance(press, Press)
    return [desk.edit_in_place(desk.card("understood", **_NOTHING, is_left=True), press.card)]


def on_more(desk: Desk, value: str) -> list[Reply]:
    """The next page of a list: where it begins, and what was asked."""
    press = desk.arrival
    assert isinstance(press, Press)
    first, _, asked = value.partition(":")
    intent = unpack(asked)
    if intent is None or not first.isdigit():
        raise UnknownRecord(record=one_line(value, 40))
    return [desk.edit_in_place(draw_open(desk, intent, int(first)), press.card)]


_NOTHING: dict[str, object] = {
    "verb": "",
    "record": None,
    "client": None,
    "who": "",
    "due": "",
    "value": "",
    "others": (),
}


def _resolved(desk: Desk, intent: Intent) -> Intent:
    """Who by their number and when by its date: pressed tomorrow, it means the same. Raises UnknownMember."""
    who = intent.who
    if who:
        found = desk.speaker.id if who == "me" else find_assignee(desk, who)
        if found is None:
            raise UnknownMember(name=one_line(who, 40))
        who = str(found)
    return replace(intent, who=who, due=_dated(desk, intent.due))


def _named(desk: Desk, intent: Intent) -> Intent:
    """Who by their name again, as commands take it. Raises UnknownMember."""
    if not intent.who:
        return intent
    member = desk.session.get(Member, int(intent.who)) if intent.who.isdecimal() else None
    if member is None or member.agency_id != desk.agency_id or member.left_on is not None:
        raise UnknownMember(name=one_line(intent.who, 40))
    return replace(intent, who=member.name)


def _dated(desk: Desk, words: str) -> str:
    """A phrase as a date that is one on any day: 2026-11-26, 2026-11-26 15:00. Raises BadCommand."""
    if not words:
        return ""
    tz = desk.readership(desk.speaker).tz
    ends = end_of_work(desk.speaker, desk.agency)
    due = resolve_due(words, sent_at=desk.arrival.at, tz=tz, country=country_of(tz), end_of_day=ends)
    if due is None:
        raise BadCommand(verb="edit")
    return f"{due.at.astimezone(ZoneInfo(tz)):%Y-%m-%d %H:%M}" if due.at is not None else f"{due.on}"


def _obey_all(intent: Intent, obey: Obey) -> list[Reply]:
    """The command, or the two of an order that hands a record on and dates it: then the latter's receipt is enough."""
    numbers = " ".join(intent.numbers)
    if intent.verb == "assign":
        dated = [reply for number in intent.numbers if intent.due for reply in obey("edit", f"{number} {intent.due}")]
        behind = [reply for reply in dated if reply.key not in _ANSWERS]
        return [*behind, *obey("assign", f"{numbers} @{intent.who}")]
    words = " ".join(part for part in (numbers, intent.due, intent.rest) if part)
    return obey(intent.verb, words)


def _ask_back(desk: Desk, intent: Intent) -> Reply:
    """The question whether it was meant so, with the records that could be meant instead. Raises UnknownRecord."""
    found = list_meant_records(desk, intent.target)
    if not found:
        raise UnknownRecord(record=f"“{one_line(intent.target, 60)}”")
    first, *others = found
    client = desk.session.get(Client, first.client_id) if first.client_id else None
    tz = desk.readership(desk.speaker)
    due = resolve_due(intent.due, sent_at=desk.arrival.at, tz=tz.tz) if intent.due else None
    card = desk.card(
        "understood",
        verb=intent.verb,
        record=f"{record_label(first)} {first.title}",
        client=client.name if client else None,
        who=_named(desk, intent).who,
        due=say_due(due.on, due.at, tz) if due else "",
        value=intent.of(record_label(first)).packed(),
        others=[
            (intent.of(record_label(record)).packed(), f"{record_label(record)} {record.title}") for record in others
        ],
        is_left=False,
    )
    return desk.answer(card)
