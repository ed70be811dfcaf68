"""A message that meant something for another record is edited or deleted: what follows for that record."""

from handlers.approvals import may_approve, may_deliver
from handlers.around import Placed, first_message
from handlers.desk import Desk, row_id
from handlers.linking import AMENDED, decide, due_of, find_record, move_date
from handlers.recording import change
from handlers.threads import place
from prompts.reading.schema import Reading
from prompts.reading.turns import is_only_a_date, takes_back
from prompts.render import one_line
from storage.records import list_records_of
from storage.tables import ChangeRequest, Delivery, Message, RecordMessage, Task
from storage.threads import list_links_of

OPEN = ("counted", "proposed", "asked")


def amend(desk: Desk, message: Message, reading: Reading) -> Placed:
    """Bring the links of an edited message in line with its new words; what a member decided stays."""
    placed = Placed()
    still_means = False
    for row in list_links_of(desk.session, row_id(message.id)):
        record = find_record(desk, row)
        if record is None or row.state not in OPEN:
            still_means = still_means or row.state == "confirmed"
            continue
        still_means = _amend_one(desk, message, reading, row, record, placed) or still_means
        placed.touch(_message_of(desk, record))
    if still_means:
        return placed
    written = [str(record.__tablename__) for record in list_records_of(desk.session, row_id(message.id))]
    fresh = place(desk, message, reading, written=written)
    for other in placed.touched:
        fresh.touch(other)
    return fresh


def list_touched(desk: Desk, message: Message) -> list[Message]:
    """The messages on whose cards this one is shown."""
    placed = Placed()
    for row in list_links_of(desk.session, row_id(message.id)):
        record = find_record(desk, row)
        if record is not None and row.kind not in ("part", "same"):
            placed.touch(_message_of(desk, record))
    return [other for other in placed.touched if other.id != message.id]


def _message_of(desk: Desk, record: ChangeRequest | Task | Delivery) -> Message | None:
    return None if isinstance(record, Delivery) else first_message(desk, record)


def _amend_one(
    desk: Desk,
    message: Message,
    reading: Reading,
    row: RecordMessage,
    record: ChangeRequest | Task | Delivery,
    placed: Placed,
) -> bool:
    """Returns whether the link still holds."""
    due = due_of(reading)
    match row.kind:
        case "addition" | "order" | "promise":
            placed.covered |= {"change_request"} if row.kind != "promise" else {"task"}
            _reword(desk, row, record, reading.title or one_line(message.text, 60))
            holds = True
        case "date":
            holds = is_only_a_date(message.text, reading.due_words)
            placed.covered |= {"change_request", "task"} if holds else set()
        case "approval":
            holds = may_approve(message, reading)
        case "withdrawal":
            holds = takes_back(message.text, reading) is not None
            placed.covered |= {"change_request"} if holds else set()
            if not holds and isinstance(record, ChangeRequest) and record.status == "withdrawn":
                change(desk, record, "reopened", by=None, status="proposed")
        case "delivery":
            holds = may_deliver(desk, message, reading)
        case _:
            return True  # a question that waits for a member goes on waiting
    if not holds:
        decide(desk, row, "dismissed", by=None)
    elif isinstance(record, ChangeRequest | Task) and due[0] is not None:
        _follow_date(desk, row, record, *due)
    return holds


def _reword(desk: Desk, row: RecordMessage, record: ChangeRequest | Task | Delivery, words: str) -> None:
    """The addition in its new words, also where the title has it."""
    before = row.words
    if not change(desk, row, "changed", by=None, words=words):
        return
    if isinstance(record, ChangeRequest) and record.status == "proposed" and before and before in record.title:
        change(desk, record, AMENDED, by=None, title=record.title.replace(before, words))


def _follow_date(desk: Desk, row: RecordMessage, record: ChangeRequest | Task, due_on: object, due_at: object) -> None:
    """The record follows the date of an edited message as long as it is due when that message said."""
    follows = (record.due_on, record.due_at) == (row.due_on, row.due_at) and row.due_on is not None
    change(desk, row, "changed", by=None, due_on=due_on, due_at=due_at)
    if follows:
        move_date(desk, record, row.due_on, row.due_at, by=None)
