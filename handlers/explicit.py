"""What a member says explicitly is recorded at once: log, change, task; and corrected or finished by number."""

import re

from handlers.arrivals import Command
from handlers.arrivals import Message as Said
from handlers.assigning import list_possible
from handlers.desk import Desk
from handlers.errors import BadCommand, UnknownRecord
from handlers.evidence import find_contact_who_speaks, hear, hear_order, permalink
from handlers.proposing import state_of
from handlers.recording import change, finish, record_change, record_interaction, record_label, record_task
from handlers.replies import Reply
from handlers.rules.hours import end_of_work
from prompts.reading.dates.finding import find_due
from prompts.reading.dates.zones import country_of
from prompts.reading.schema import Kind, Reading
from prompts.render import one_line
from storage.people import list_members
from storage.records import find_change, find_task
from storage.tables import ChangeRequest, Client, Interaction, Message, Task

_NUMBER = re.compile(
    r"(?<![a-z0-9])(?P<kind>cr|t)?\s*[-\u2010-\u2015\uff0d]?\s*(?P<number>\d{1,9})(?![\d.])", re.IGNORECASE
)


def on_log(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Write down an interaction: /crm log Call with Carol …"""
    message = _hear_said(desk, "log", words, reading, "interaction")
    contact_id = find_contact_who_speaks(desk, message)
    summary = one_line(words, 120)
    record = record_interaction(desk, message, reading, summary=summary, contact_id=contact_id, by=desk.speaker)
    return [_receipt(desk, message, record)]


def on_change(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """File a change request: /crm change make the logo larger by Friday."""
    message = _hear_said(desk, "change", words, reading, "change_request")
    record = record_change(desk, message, reading, title=_title(words, reading), by=desk.speaker)
    return [_receipt(desk, message, record)]


def on_task(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Make a task: /crm task first drafts @Tom by Thursday."""
    message = _hear_said(desk, "task", words, reading, "task")
    title = _title(words, reading)
    named = _list_mentioned(desk, words)
    if named:  # whoever is mentioned in an order is to do it, however its words read
        reading = reading.model_copy(update={"assignees": tuple(named)})
        for name in sorted(named, key=len, reverse=True):
            title = title.replace(f"@{name}", " ")
    record = record_task(desk, message, reading, title=one_line(title) or words, by=desk.speaker)
    return [_receipt(desk, message, record)]


def on_done(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Finish tasks and change requests by number: /crm done T-7 CR-3."""
    numbers = list(_NUMBER.finditer(words))
    labelled = [match for match in numbers if match["kind"]]  # in "T-7 at 5", 5 is no task
    found = [_find_record(desk, match) for match in labelled or numbers]
    if not found:
        raise BadCommand(verb="done")
    for record in found:
        finish(desk, record)
    labelled_records = [(record_label(record), record) for record in found]
    return [desk.answer(desk.record_card("done", records=labelled_records, act=desk.arrival.key), is_record=True)]


def on_edit(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Correct a title, a date, or both: /crm edit CR-12 by Thursday."""
    match = _NUMBER.match(words.strip())
    rest = words.strip()[match.end() :].strip(" ,\uff0c:\uff1a") if match else ""
    if match is None or not rest:
        raise BadCommand(verb="edit")
    record = _find_record(desk, match)
    ends = end_of_work(desk.speaker, desk.agency)
    tz = desk.readership(desk.speaker).tz
    due = find_due(rest, sent_at=desk.arrival.at, tz=tz, country=country_of(tz), end_of_day=ends)
    title = rest.replace(due[0], " ").strip(" ,\uff0c.\u3002") if due else rest
    fields: dict[str, object] = {"due_on": due[1].on, "due_at": due[1].at} if due else {}
    if title:
        fields["title"] = one_line(title, 120)
    if state_of(record) == "proposed":  # whoever corrects it by order has decided that it is one
        fields["status"] = "submitted" if isinstance(record, ChangeRequest) else "todo"
    change(desk, record, "confirmed" if "status" in fields else "changed", by=desk.speaker, **fields)
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    return [_receipt(desk, message, record)]


def _find_record(desk: Desk, match: re.Match[str]) -> ChangeRequest | Task:
    """CR-3, T-7; a bare number means a task."""
    number = int(match["number"])
    is_change = (match["kind"] or "").lower() == "cr"
    record: ChangeRequest | Task | None = (
        find_change(desk.session, desk.agency_id, number)
        if is_change
        else find_task(desk.session, desk.agency_id, number)
    )
    if record is None:
        raise UnknownRecord(record=match[0].strip())
    return record


def _list_mentioned(desk: Desk, words: str) -> list[str]:
    """The members whom an order mentions, in its order; "@Tommy" is no mention of Tom."""
    names = sorted((member.name for member in list_members(desk.session, desk.agency_id)), key=len, reverse=True)
    if not names:
        return []
    found = re.findall("@(" + "|".join(map(re.escape, names)) + ")(?![A-Za-z0-9])", words)
    return list(dict.fromkeys(found))


def _title(words: str, reading: Reading) -> str:
    return one_line(reading.title or words, 120)


def _hear_said(desk: Desk, verb: str, words: str, reading: Reading, kind: Kind) -> Message:
    """Keep the command's own words as evidence: said explicitly, so nothing about its kind was guessed."""
    if not words:
        raise BadCommand(verb=verb)
    arrival = desk.arrival
    assert isinstance(arrival, Said | Command)
    said = reading.model_copy(update={"kinds": (kind,), "reader": "said"})
    if isinstance(arrival, Command):
        return hear(desk, arrival.key, words, said, said_at=arrival.at)
    return hear_order(desk, arrival.message_id, arrival.text, said, said_at=arrival.at)


def _receipt(desk: Desk, message: Message | None, record: Interaction | ChangeRequest | Task) -> Reply:
    client = desk.session.get(Client, record.client_id) if record.client_id else None
    card = desk.record_card(
        "recorded",
        record=record,
        kind=str(record.__tablename__),
        label=record_label(record),
        client=client.name if client else None,
        who=desk.speaker.name,
        link_url=permalink(desk, message) if message else None,
        act=desk.arrival.key,
        could_be=list_possible(desk, record) if isinstance(record, Task) else [],
    )
    return desk.answer(card, key="receipt", is_record=True)
