"""Writing records: every row that is made or changed leaves its line in the audit trail."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from handlers.assigning import find_assignee
from handlers.counting import find_round
from handlers.desk import Desk, row_id
from handlers.errors import WrongState
from handlers.projecting import find_project
from handlers.rules.lifecycle import CHANGE_STEPS, next_state
from handlers.rules.work import is_promise
from prompts.reading.schema import Reading
from prompts.reading.schema import Signal as Found
from storage.agencies import next_number
from storage.audits import add_line
from storage.channels import claim, list_unclaimed
from storage.tables import (
    Agency,
    Audit,
    ChangeRequest,
    Channel,
    Client,
    Confirmation,
    Contact,
    Contract,
    Delivery,
    Interaction,
    Member,
    Message,
    Paste,
    Project,
    RecordMessage,
    Signal,
    SupplementaryOrder,
    Task,
)

BOT = "liaison"  # who wrote what was read out of free talk
ADOPTED = "adopted"  # a channel's earlier messages went to the client that it was tied to


def record_label(row: SQLModel) -> str:
    """A record as people call it: CR-12, T-7, a client's name."""
    if isinstance(row, ChangeRequest):
        return f"CR-{row.number}"
    if isinstance(row, Task):
        return f"T-{row.number}"
    if isinstance(row, SupplementaryOrder):
        return f"SO-{row.number}"
    if isinstance(row, Interaction):
        return row.summary[:80]
    if isinstance(row, Paste):
        return str(row.taken)
    if isinstance(row, Signal | RecordMessage):
        return row.kind
    if isinstance(row, Delivery | Contract):
        return row.title[:80]
    if isinstance(row, Confirmation):
        return row.text.partition("\n")[0][:80]
    if isinstance(row, Agency):
        return row.name or "agency"
    if isinstance(row, Client | Member | Channel | Contact | Project):
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


def hold(desk: Desk, row: SQLModel) -> None:
    """Read a row again and let nobody else change it meanwhile: what is to happen once is decided after this."""
    desk.session.flush()
    desk.session.refresh(row, with_for_update=True)


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
    add_line(
        desk.session,
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


def adopt(desk: Desk, channel: Channel, client_id: int) -> None:
    """Give a client what was heard in its channel before; one line of the audit trail for all of it."""
    heard = list_unclaimed(desk.session, row_id(channel.id))
    if heard:
        claim(desk.session, heard, client_id=client_id)
        note(desk, channel, ADOPTED, by=desk.speaker, before=None, after={"client_id": client_id, "message_ids": heard})


def release(desk: Desk, line: Audit) -> None:
    """Take an adoption back: what was heard belongs to no client again."""
    claim(desk.session, (line.after or {}).get("message_ids", []), client_id=None)


def storable(value: object) -> object:
    """A field's value as the audit trail keeps it (JSON)."""
    if isinstance(value, Decimal):
        return str(value)
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


def record_change(
    desk: Desk,
    message: Message,
    reading: Reading,
    *,
    title: str,
    by: Member | None,
    refers_to: ChangeRequest | None = None,
    approver_id: int | None = None,
) -> ChangeRequest:
    """CR-n: submitted at once when a member said so, else proposed. `refers_to`: whose work it takes back.

    `approver_id`: who is to approve it; None: any manager.
    """
    row = ChangeRequest(
        agency_id=desk.agency_id,
        number=next_number(desk.session, desk.agency_id, "change"),
        client_id=message.client_id,
        project_id=find_project(desk, message),
        message_id=message.id,
        title=title,
        status="submitted" if by else "proposed",
        requested_by=message.said_by,
        refers_to_id=refers_to.id if refers_to else None,
        approver_id=approver_id,
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    for name, value in work_fields(desk, row, reading).items():
        setattr(row, name, value)
    if by is not None:
        row.submitted_by_id = by.id
        counted = find_round(desk, row, is_final=True)
        row.round, row.rounds_included = (counted.number, counted.included) if counted else (None, None)
    create(desk, row, by=by)
    return row


def record_task(
    desk: Desk,
    message: Message,
    reading: Reading,
    *,
    title: str,
    by: Member | None,
    done_for: ChangeRequest | None = None,
    is_promised: bool = False,
) -> Task:
    """T-n: to do at once when a member said so, else proposed. `done_for`: the change request that it serves.

    `is_promised`: a member says that we promised it; else the words tell.
    """
    row = Task(
        agency_id=desk.agency_id,
        number=next_number(desk.session, desk.agency_id, "task"),
        client_id=message.client_id,
        project_id=find_project(desk, message),
        message_id=message.id,
        title=title,
        status="todo" if by else "proposed",
        is_promise=is_promised
        or is_promise(
            # What a member orders from the bot, or tells it one-to-one, was not said to the client.
            is_ours=desk.member is not None and by is None and not desk.here.is_direct and not _asks_client(reading),
            audience=desk.here.audience,
            assignees=reading.assignees,
            speaker=message.said_by,
        ),
        change_id=done_for.id if done_for else None,
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    for name, value in work_fields(desk, row, reading).items():
        setattr(row, name, value)
    if by is not None and not reading.assignees:  # "/crm task …" with nobody named is a note to oneself
        row.assignee_id, row.assignee = by.id, by.name
    create(desk, row, by=by)
    return row


def _asks_client(reading: Reading) -> bool:
    """Whether one of ours asks the client for something: "please send the final files" is no promise of ours."""
    return reading.interaction_kind == "question" and not reading.assignees


def work_fields(desk: Desk, record: ChangeRequest | Task, reading: Reading) -> dict[str, object]:
    """What a reading says about when, how urgent and who. Of a task, the first who is a member is the assignee."""
    fields: dict[str, object] = {
        "due_on": reading.due.on if reading.due else None,
        "due_at": reading.due.at if reading.due else None,
        "priority": reading.priority or "normal",
        "assignee": ", ".join(reading.assignees) or None,
    }
    if isinstance(record, Task):
        found = (find_assignee(desk, said) for said in reading.assignees)
        fields["assignee_id"] = next((person for person in found if person is not None), None)
    return fields


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
    """Mark as done. Returns whether it wasn't yet. Raises WrongState for what was refused or taken back."""
    hold(desk, record)
    if isinstance(record, Task):
        if record.status == "done":
            return False
        return change(desk, record, "done", by=desk.speaker, status="done", done_at=desk.now)
    if record.status == "done":
        return False
    if next_state(CHANGE_STEPS, "done", record.status) is None:
        raise WrongState(record=record_label(record), status=record.status, act="done")
    return change(desk, record, "done", by=desk.speaker, status="done")
