"""What a member says explicitly is recorded at once: log, change, task; and corrected or finished by number."""

import re

from handlers.arrivals import Command
from handlers.arrivals import Message as Said
from handlers.assigning import find_assignee
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, UnknownMember, UnknownRecord
from handlers.evidence import find_contact_who_speaks, hear, hear_order
from handlers.numbers import NUMBER, get_numbered, list_numbers
from handlers.proposing import state_of
from handlers.receiving import draw_receipt
from handlers.recording import change, finish, hold, record_change, record_interaction, record_label, record_task
from handlers.replies import Reply
from handlers.rules.hours import end_of_work
from handlers.submitting import ask_approval, refresh, submit
from prompts.reading.dates.finding import find_due
from prompts.reading.dates.zones import country_of
from prompts.reading.schema import Kind, Reading
from prompts.render import one_line
from storage.audits import find_decision
from storage.people import list_members, list_names_of_members
from storage.tables import Audit, ChangeRequest, Interaction, Member, Message, SupplementaryOrder, Task

_APPROVER = re.compile(r"[,，;；]?\s*(?:审批人|批准人|\bapprover\b)\s*[:：]?\s*@?", re.IGNORECASE)


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
    title, named = _title(words, reading), _find_approver(desk, words)
    if named is not None:
        phrase, approver = named
        title = one_line(title.replace(phrase, " "), 120) or one_line(words.replace(phrase, " "), 120)
        assignees = tuple(name for name in reading.assignees if name != approver.name)
        reading = reading.model_copy(update={"assignees": assignees})
    approver_id = named[1].id if named is not None else None
    record = record_change(desk, message, reading, title=title, by=desk.speaker, approver_id=approver_id)
    return [_receipt(desk, message, record)]


def on_task(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Make a task: /crm task first drafts @Tom by Thursday."""
    return [_receipt(desk, *_make_task(desk, "task", words, reading))]


def on_promise(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Keep what we told the client we would do: /crm promise the final files by Friday."""
    message, record = _make_task(desk, "promise", words, reading, is_promise=True)
    return [_receipt(desk, message, record)]


def _make_task(
    desk: Desk, verb: str, words: str, reading: Reading, *, is_promise: bool = False
) -> tuple[Message, Task]:
    message = _hear_said(desk, verb, words, reading, "task")
    title = _title(words, reading)
    named = _list_mentioned(desk, words)
    if named:  # whoever is mentioned in an order is to do it, however its words read
        reading = reading.model_copy(update={"assignees": tuple(named)})
        for name in sorted(named, key=len, reverse=True):
            title = title.replace(f"@{name}", " ")
    title = one_line(title) or words
    return message, record_task(desk, message, reading, title=title, by=desk.speaker, is_promised=is_promise)


def on_done(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Finish tasks and change requests by number: /crm done T-7 CR-3."""
    found = [_get_work(desk, match) for match in list_numbers(words)]
    if not found:
        raise BadCommand(verb="done")
    lines, is_new = [], False
    for record in found:
        is_first = finish(desk, record)
        is_new = is_new or is_first
        lines.append((record_label(record), record, None if is_first else _who_finished(desk, record)))
    act = desk.arrival.key if is_new else None
    return [desk.answer(desk.record_card("done", records=lines, act=act), is_record=True)]


def on_edit(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Correct a title, a date, or both: /crm edit CR-12 by Thursday."""
    match = NUMBER.match(words.strip())
    rest = words.strip()[match.end() :].strip(" ,\uff0c:\uff1a") if match else ""
    if match is None or not rest:
        raise BadCommand(verb="edit")
    record = _get_work(desk, match)
    approver = _find_approver(desk, rest) if isinstance(record, ChangeRequest) else None
    rest = rest.replace(approver[0], " ").strip() if approver is not None else rest
    ends = end_of_work(desk.speaker, desk.agency)
    tz = desk.readership(desk.speaker).tz
    due = find_due(rest, sent_at=desk.arrival.at, tz=tz, country=country_of(tz), end_of_day=ends)
    title = rest.replace(due[0], " ").strip(" ,\uff0c.\u3002") if due else rest
    fields: dict[str, object] = {"due_on": due[1].on, "due_at": due[1].at} if due else {}
    if title:
        fields["title"] = one_line(title, 120)
    hold(desk, record)
    if approver is not None:
        fields["approver_id"] = approver[1].id
    copies: list[Reply] = []
    is_proposed = state_of(record) == "proposed"  # whoever corrects it by order has decided that it is one
    if is_proposed and isinstance(record, ChangeRequest):
        submit(desk, record, "confirmed", **fields)
    elif is_proposed:
        change(desk, record, "confirmed", by=desk.speaker, status="todo", **fields)
    elif change(desk, record, "changed", by=desk.speaker, **fields) and isinstance(record, ChangeRequest):
        copies = ask_approval(desk, record) if "approver_id" in fields else refresh(desk, record)
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    return [_receipt(desk, message, record), *copies]


def _get_work(desk: Desk, match: re.Match[str]) -> ChangeRequest | Task:
    """CR-3, T-7; a bare number means a task. Raises UnknownRecord."""
    record = get_numbered(desk, match)
    if isinstance(record, SupplementaryOrder):
        raise UnknownRecord(record=match[0].strip())
    return record


def _find_approver(desk: Desk, words: str) -> tuple[str, Member] | None:
    """The colleague whom an order names to approve it, with the words that say so. Raises UnknownMember."""
    match = _APPROVER.search(words)
    if match is None:
        return None
    behind = words[match.end() :]
    names = list_names_of_members(desk.session, desk.agency_id)
    for name, member_id in sorted(
        ((name, number) for number, known in names.items() for name in known), key=lambda pair: -len(pair[0])
    ):
        goes_on = behind[len(name) : len(name) + 1]
        if behind.casefold().startswith(name.casefold()) and not (goes_on.isascii() and goes_on.isalnum()):
            member = desk.session.get(Member, member_id)
            assert member is not None
            return match[0] + behind[: len(name)], member
    said = re.match(r"[^\s,，。;；]*", behind)
    named = said[0] if said is not None else ""
    found = find_assignee(desk, named) if named else None
    member = desk.session.get(Member, found) if found is not None else None
    if member is None:
        raise UnknownMember(name=one_line(named or behind, 40))
    return match[0] + named, member


def _who_finished(desk: Desk, record: ChangeRequest | Task) -> Audit | None:
    """Who was first."""
    return find_decision(desk.session, str(record.__tablename__), row_id(record.id))


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
    return desk.answer(draw_receipt(desk, message, record), key="receipt", is_record=True)
