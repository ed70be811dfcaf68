"""A member sorts what belongs together: the same, part of it, something else; withdrawn or kept; which was approved."""

from datetime import date, datetime

from handlers.approvals import confirm_approval
from handlers.around import first_message
from handlers.desk import Desk, row_id
from handlers.errors import ChangedSince, UnknownRecord
from handlers.linking import AMENDED, MOVED, WITHDRAWN, decide, find_record, move_date
from handlers.proposing import load_proposal, redraw, show_in_place
from handlers.recording import change, record_change, record_label
from handlers.replies import Reply
from handlers.rules.conversation import OPEN_CHANGES, join_titles
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.audits import find_creation, list_act
from storage.records import list_records_of
from storage.tables import ChangeRequest, Delivery, Interaction, Message, RecordMessage
from storage.threads import list_evidence, list_links_of, list_tasks_for


def on_same(desk: Desk, value: str) -> list[Reply]:
    """The change request of this message is the same as another, or part of it: the other's number stays."""
    row, message = _get_link(desk, value)
    survivor = _get_change(desk, row)
    mine = [
        record
        for record in list_records_of(desk.session, row_id(message.id))
        if isinstance(record, ChangeRequest) and record.status in OPEN_CHANGES
    ]
    if row.state != "asked" or not mine or survivor.id == mine[0].id:
        return [show_in_place(desk, load_proposal(desk, message))]
    _merge(desk, mine[0], survivor, row)
    for record in list_records_of(desk.session, row_id(message.id)):
        if isinstance(record, Interaction) and record.state == "proposed":
            change(desk, record, "confirmed", by=desk.speaker, state="confirmed")
    first = first_message(desk, survivor)
    shown = show_in_place(desk, load_proposal(desk, message))
    return [shown, *redraw(desk, [first] if first is not None else [])]


def on_different(desk: Desk, value: str) -> list[Reply]:
    """It is none of what was asked about."""
    row, message = _get_link(desk, value)
    for other in list_links_of(desk.session, row_id(message.id)):
        if other.state == "asked" and other.kind == row.kind:
            decide(desk, other, "dismissed", by=desk.speaker)
    return [show_in_place(desk, load_proposal(desk, message))]


def on_split(desk: Desk, value: str) -> list[Reply]:
    """What had joined a change request is one of its own; the other is as it was before."""
    row, message = _get_link(desk, value)
    belonged_to = _get_change(desk, row)
    replies: list[Reply] = []
    if row.kind == "addition" and decide(desk, row, "dismissed", by=desk.speaker):
        _take_out(desk, row, belonged_to)
        reading = Reading.model_validate(message.reading)
        title = row.words or one_line(message.text, 60)
        record_change(desk, message, reading, title=title, by=desk.speaker)
        replies = redraw(desk, [message])
    first = first_message(desk, belonged_to)
    return [show_in_place(desk, load_proposal(desk, first or message)), *replies]


def on_withdraw(desk: Desk, value: str) -> list[Reply]:
    """The client takes it back, and we agree."""
    row, message = _get_link(desk, value)
    withdrawn = _get_change(desk, row)
    if row.state == "asked" and withdrawn.status in OPEN_CHANGES:
        change(desk, withdrawn, WITHDRAWN, by=desk.speaker, status="withdrawn")
        decide(desk, row, "confirmed", by=desk.speaker)
        return [_show_record(desk, withdrawn, message), *_answer_others(desk, row, message)]
    return [_show_record(desk, withdrawn, message)]


def on_keep(desk: Desk, value: str) -> list[Reply]:
    """It stays, whatever the client's words sounded like."""
    row, message = _get_link(desk, value)
    if row.state == "asked":
        decide(desk, row, "dismissed", by=desk.speaker)
    return [_show_record(desk, _get_change(desk, row), message)]


def on_approves(desk: Desk, value: str) -> list[Reply]:
    """This delivery is the one that the client approved."""
    row, message = _get_link(desk, value)
    delivery = find_record(desk, row)
    if not isinstance(delivery, Delivery):
        raise UnknownRecord(record=value)
    touched = confirm_approval(desk, delivery, message) if row.state == "asked" else []
    return [show_in_place(desk, load_proposal(desk, message)), *redraw(desk, touched)]


def _merge(desk: Desk, merged: ChangeRequest, survivor: ChangeRequest, row: RecordMessage) -> None:
    """One change request instead of two; the evidence of both, under the older number."""
    by = desk.speaker
    change(desk, merged, "merged", by=by, status="merged", merged_into_id=row_id(survivor.id), deleted_at=desk.now)
    change(desk, row, "confirmed", by=by, state="confirmed", words=merged.title)
    for one in list_evidence(desk.session, [("change_request", row_id(merged.id))]):
        change(desk, one.link, "merged", by=by, record_id=row_id(survivor.id))
    for task in list_tasks_for(desk.session, row_id(merged.id)):
        change(desk, task, "merged", by=by, change_id=row_id(survivor.id))
    if row.kind == "part" and survivor.status == "proposed":
        change(desk, survivor, AMENDED, by=by, title=join_titles(survivor.title, merged.title))
    if survivor.due_on is None and merged.due_on is not None:
        move_date(desk, survivor, merged.due_on, merged.due_at, by=by)


def _take_out(desk: Desk, row: RecordMessage, belonged_to: ChangeRequest) -> None:
    """Give title and date back what they were before this message joined, where nobody has changed them since."""
    line = find_creation(desk.session, "record_message", row_id(row.id))
    if line is None:
        return
    for done in list_act(desk.session, desk.agency_id, line.act):
        if (done.record_kind, done.record_id) != ("change_request", belonged_to.id) or not done.before:
            continue
        if done.action == AMENDED and belonged_to.title == (done.after or {}).get("title"):
            change(desk, belonged_to, AMENDED, by=desk.speaker, title=done.before["title"])
        elif done.action == MOVED and (belonged_to.due_on, belonged_to.due_at) == (row.due_on, row.due_at):
            day, instant = done.before.get("due_on"), done.before.get("due_at")
            due_on = date.fromisoformat(day) if day else None
            due_at = datetime.fromisoformat(instant) if instant else None
            move_date(desk, belonged_to, due_on, due_at, by=desk.speaker)


def _answer_others(desk: Desk, row: RecordMessage, message: Message) -> list[Reply]:
    """The same words took one thing back: they are no longer asked about the others."""
    touched = []
    for other in list_links_of(desk.session, row_id(message.id)):
        if other.kind == "withdrawal" and other.state == "asked" and other.id != row.id:
            decide(desk, other, "dismissed", by=desk.speaker)
            first = first_message(desk, _get_change(desk, other))
            if first is not None:
                touched.append(first)
    return redraw(desk, touched)


def _show_record(desk: Desk, record: ChangeRequest, message: Message) -> Reply:
    return show_in_place(desk, load_proposal(desk, first_message(desk, record) or message))


def _get_link(desk: Desk, value: str) -> tuple[RecordMessage, Message]:
    """What "link:42" means, with the message that it is about. Raises UnknownRecord."""
    kind, _, number = value.partition(":")
    row = desk.session.get(RecordMessage, int(number)) if kind == "link" and number.isdigit() else None
    message = desk.session.get(Message, row.message_id) if row is not None else None
    if row is None or message is None or row.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    if row.deleted_at is not None:
        raise ChangedSince(record=message.text[:40])
    return row, message


def _get_change(desk: Desk, row: RecordMessage) -> ChangeRequest:
    record = find_record(desk, row)
    if not isinstance(record, ChangeRequest):
        raise UnknownRecord(record="CR-?")
    if record.deleted_at is not None and record.merged_into_id is None:
        raise ChangedSince(record=record_label(record))
    return record
