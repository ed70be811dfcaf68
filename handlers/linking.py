"""Writing down what a message means for a record that is there already, with a line in the audit trail."""

from datetime import date, datetime

from handlers.desk import Desk, row_id
from handlers.recording import change, create
from prompts.reading.schema import Reading
from storage.tables import ChangeRequest, Delivery, Member, Message, RecordMessage, Task

# What the bot may do to records by itself, and any member may take back by the button on the card.
MOVED, AMENDED, WITHDRAWN = "moved", "amended", "withdrawn"
DELIVERED, FINISHED = "delivered", "finished"  # what the conversation shows: handed over, and approved by the client
STARTED = "started"
KEPT = "kept"  # a promise of which the conversation shows that what it promised was handed over
CLIENT_CONFIRMED = "client_confirmed"
Linkable = ChangeRequest | Task | Delivery


def due_of(reading: Reading) -> tuple[date | None, datetime | None]:
    """The due day and instant that a message names."""
    return (reading.due.on, reading.due.at) if reading.due else (None, None)


def link(
    desk: Desk,
    record: Linkable,
    message: Message,
    kind: str,
    *,
    state: str = "counted",
    words: str = "",
    due: tuple[date | None, datetime | None] = (None, None),
    by: Member | None = None,
) -> RecordMessage:
    """Note a further message about a record (kinds and states: storage/tables.py)."""
    row = RecordMessage(
        agency_id=desk.agency_id,
        record_kind=str(record.__tablename__),
        record_id=row_id(record.id),
        message_id=row_id(message.id),
        kind=kind,
        state=state,
        words=words,
        due_on=due[0],
        due_at=due[1],
        created_at=desk.now,
        created_by_id=by.id if by else None,
    )
    create(desk, row, by=by)
    return row


def decide(desk: Desk, row: RecordMessage, state: str, *, by: Member | None) -> bool:
    """Settle a link: confirmed or dismissed. Returns whether it was not settled so before."""
    return change(desk, row, state, by=by, state=state)


def move_date(
    desk: Desk, record: ChangeRequest | Task, due_on: date | None, due_at: datetime | None, *, by: Member | None
) -> bool:
    """Another due date. Returns whether it is another: the same instant may be written in another zone."""
    if (record.due_on, record.due_at) == (due_on, due_at):
        return False
    return change(desk, record, MOVED, by=by, due_on=due_on, due_at=due_at)


def find_record(desk: Desk, row: RecordMessage) -> Linkable | None:
    """The record that a link speaks of."""
    match row.record_kind:
        case "change_request":
            return desk.session.get(ChangeRequest, row.record_id)
        case "task":
            return desk.session.get(Task, row.record_id)
        case _:
            return desk.session.get(Delivery, row.record_id)
