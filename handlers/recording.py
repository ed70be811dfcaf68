"""Writing records: every row that is made or changed leaves its line in the audit trail."""

from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from handlers.desk import Desk, row_id
from handlers.rules.names import find_person
from handlers.rules.work import is_promise
from prompts.reading.schema import Reading
from prompts.reading.schema import Signal as Found
from storage.agencies import next_number
from storage.people import list_members
from storage.tables import Audit, ChangeRequest, Channel, Client, Contact, Interaction, Member, Message, Signal, Task

BOT = "liaison"  # who wrote what was read out of free talk


def record_label(row: SQLModel) -> str:
    """A record as people call it: CR-12, T-7, a client's name."""
    if isinstance(row, ChangeRequest):
        return f"CR-{row.number}"
    if isinstance(row, Task):
        return f"T-{row.number}"
    if isinstance(row, Interaction):
        return row.summary[:80]
    if isinstance(row, Signal):
        return row.kind
    if isinstance(row, Client | Member | Channel | Contact):
        return row.name
    return str(row.__tablename__)


def create(desk: Desk, row: SQLModel, *, by: Member | None) -> None:
    """Write a new record; `by` is the member who said so, None for what was read out of free talk."""
    desk.session.add(row)
    desk.session.flush()
    note(desk, row, "created", by=by, before=None, after=None)


def change(desk: Desk, row: SQLModel, action: str, *, by: Member | None, **fields: object) -> bool:
    """Set fields of a record. Returns whether anything changed; what stays the same leaves no trace."""
    before = {name: storable(getattr(row, name)) for name in fields}
    after = {name: storable(value) for name, value in fields.items()}
    if before == after:
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    desk.session.add(row)
    desk.session.flush()
    note(desk, row, action, by=by, before=before, after=after)
    return True


def note(
    desk: Desk,
    row: SQLModel,
    action: str,
    *,
    by: Member | None,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """One line of the audit trail."""
    desk.session.add(
        Audit(
            agency_id=desk.agency_id,
            at=desk.now,
            act=desk.arrival.key,
            member_id=by.id if by else None,
            who=by.name if by else BOT,
            action=action,
            record_kind=str(row.__tablename__),
            record_id=row_id(row.id),  # type: ignore[attr-defined]
            record=record_label(row),
            before=before,
            after=after,
            origin=f"{desk.place.platform}:{desk.place.channel}",
        )
    )


def storable(value: object) -> object:
    """A field's value as the audit trail keeps it (JSON)."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def record_interaction(
    desk: Desk, message: Message, reading: Reading, *, summary: str, contact_id: int | None, by: Member | None
) -> Interaction:
    """What was said between client and agency. Confirmed at once when a member said so, else proposed."""
    row = Interaction(
        agency_id=desk.agency_id,
        client_id=message.client_id,
        message_id=message.id,
        state="confirmed" if by else "proposed",
        kind=reading.interaction_kind or "info",
        sentiment=reading.sentiment,
        summary=summary,
        contact_id=contact_id,
        happened_at=message.said_at,
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    create(desk, row, by=by)
    return row


def record_change(desk: Desk, message: Message, reading: Reading, *, title: str, by: Member | None) -> ChangeRequest:
    """CR-n: submitted at once when a member said so, else proposed."""
    row = ChangeRequest(
        agency_id=desk.agency_id,
        number=next_number(desk.session, desk.agency_id, "change"),
        client_id=message.client_id,
        message_id=message.id,
        title=title,
        status="submitted" if by else "proposed",
        requested_by=message.said_by,
        due_on=reading.due.on if reading.due else None,
        due_at=reading.due.at if reading.due else None,
        priority=reading.priority or "normal",
        assignee=", ".join(reading.assignees) or None,
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    create(desk, row, by=by)
    return row


def record_task(desk: Desk, message: Message, reading: Reading, *, title: str, by: Member | None) -> Task:
    """T-n: to do at once when a member said so, else proposed. Names that are members become assignees."""
    members = {row_id(member.id): member.name for member in list_members(desk.session, desk.agency_id)}
    assignee_id = next((found for said in reading.assignees if (found := find_person(said, members)) is not None), None)
    if assignee_id is None and by is not None and not reading.assignees:
        assignee_id = by.id  # "/crm task …" with nobody named is a note to oneself
    row = Task(
        agency_id=desk.agency_id,
        number=next_number(desk.session, desk.agency_id, "task"),
        client_id=message.client_id,
        message_id=message.id,
        title=title,
        status="todo" if by else "proposed",
        assignee_id=assignee_id,
        assignee=", ".join(reading.assignees) or (members[assignee_id] if assignee_id else None),
        due_on=reading.due.on if reading.due else None,
        due_at=reading.due.at if reading.due else None,
        priority=reading.priority or "normal",
        is_promise=is_promise(
            # One-to-one with the bot, a member tells what the client said: that is no promise of ours.
            is_ours=desk.member is not None and not desk.here.is_direct,
            audience=desk.here.audience,
            assignees=reading.assignees,
            speaker=message.said_by,
        ),
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    create(desk, row, by=by)
    return row


def record_signals(desk: Desk, message: Message, signals: tuple[Found, ...]) -> list[Signal]:
    """Evidence of churn, each with the words that show it. Signals count unconfirmed."""
    rows = []
    for found in signals:
        row = Signal(
            agency_id=desk.agency_id,
            client_id=message.client_id,
            message_id=message.id,
            kind=found.kind,
            words=found.words,
            said_at=message.said_at,
            created_at=desk.now,
        )
        create(desk, row, by=None)
        rows.append(row)
    return rows


def finish(desk: Desk, record: ChangeRequest | Task) -> bool:
    """Mark as done. Returns whether it wasn't yet."""
    if isinstance(record, Task):
        if record.status == "done":
            return False
        return change(desk, record, "done", by=desk.speaker, status="done", done_at=desk.now)
    return change(desk, record, "done", by=desk.speaker, status="done")
