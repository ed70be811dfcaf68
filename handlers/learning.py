"""What people decide about readings is kept, as labelled examples: confirm, edit, dismiss, an order; and taken back.

An example is worked out anew from its records and their history, so that it always says what holds now.
"""

from handlers.arrivals import Command, Deletion, Edit
from handlers.desk import Desk, row_id
from handlers.preparing import CONTEXT, words_to_read
from handlers.recording import record_label
from handlers.rules.verdicts import Act, History, Verdict, conclude
from prompts.reading.schema import Reading
from storage.audits import list_act, list_history
from storage.channels import find_message
from storage.examples import drop_example, find_example, list_earlier_ids
from storage.people import list_members
from storage.records import RECORD_TABLES, list_records_of
from storage.tables import Account, Audit, Channel, KeptExample, Member, Message

_TABLES = {str(table.__tablename__): table for table in RECORD_TABLES}


def keep_examples(desk: Desk, reading: Reading) -> None:
    """Keep what this arrival decided; drop what it took back, edited or deleted. `reading`: of the arrival's words."""
    for message in _list_judged(desk):
        verdict = _find_verdict(desk, message)
        if verdict is None:
            drop_example(desk.session, row_id(message.id))
        else:
            _keep(desk, message, reading, verdict)


def _list_judged(desk: Desk) -> list[Message]:
    """The messages of which something was decided, or whose words have changed."""
    arrival = desk.arrival
    if isinstance(arrival, Edit | Deletion):
        found = find_message(desk.session, row_id(desk.here.id), arrival.message_id)
        is_kept = found is not None and find_example(desk.session, row_id(found.id)) is not None
        return [found] if found is not None and is_kept else []
    messages: dict[int, Message] = {}
    for line in list_act(desk.session, desk.agency_id, arrival.key):
        table = _TABLES.get(line.record_kind)
        record = desk.session.get(table, line.record_id) if table is not None else None
        message_id = getattr(record, "message_id", None)
        message = desk.session.get(Message, message_id) if message_id else None
        if message is not None:
            messages[row_id(message.id)] = message
    return list(messages.values())


def _find_verdict(desk: Desk, message: Message) -> Verdict | None:
    """What is known of a message in its words of now."""
    if message.deleted_at is not None:
        return None
    records = list_records_of(desk.session, row_id(message.id), with_deleted=True)
    lines = list_history(desk.session, [(str(record.__tablename__), row_id(record.id)) for record in records])
    if message.edited_at is not None:  # what was decided before was about other words
        lines = [line for line in lines if line.at >= message.edited_at]
    histories = [
        History(
            kind=str(record.__tablename__),
            detail=record_label(record) if str(record.__tablename__) == "signal" else "",
            acts=[_act(line) for line in lines if (line.record_kind, line.record_id) == _name(record)],
        )
        for record in records
    ]
    return conclude(Reading.model_validate(message.reading), histories, tz=_find_zone(desk, message))


def _name(record: object) -> tuple[str, int]:
    return str(record.__tablename__), row_id(record.id)  # type: ignore[attr-defined]


def _act(line: Audit) -> Act:
    return Act(action=line.action, by_id=line.member_id, at=line.at, after=line.after or {})


def _keep(desk: Desk, message: Message, reading: Reading, verdict: Verdict) -> None:
    row = find_example(desk.session, row_id(message.id))
    if row is None:
        row = _make(desk, message, reading, verdict)
    row.label, row.how = verdict.label, verdict.how
    row.decided_by_id, row.decided_at = verdict.by_id, verdict.at
    desk.session.add(row)
    desk.session.flush()


def _make(desk: Desk, message: Message, reading: Reading, verdict: Verdict) -> KeptExample:
    """With what the reader was given and what it said; of an order, what it said of the order's words."""
    is_order = message.reader == "said"
    words = words_to_read(desk.arrival) if is_order else None
    channel = desk.session.get(Channel, message.channel_id)
    role = _find_role(desk, message)
    is_direct = channel is not None and channel.is_direct
    members = list_members(desk.session, desk.agency_id)
    return KeptExample(
        agency_id=desk.agency_id,
        message_id=row_id(message.id),
        role=role,
        tz=_find_zone(desk, message),
        is_relayed=role != "client" and (is_direct or (is_order and isinstance(desk.arrival, Command))),
        begins_at=len(message.text) - len(words) if words and message.text.endswith(words) else 0,
        earlier_ids=list_earlier_ids(desk.session, message, limit=CONTEXT),
        names=[member.name for member in members],
        reading=reading.model_dump(mode="json", exclude_defaults=True) if is_order else dict(message.reading),
        how=verdict.how,
        decided_at=verdict.at,
        created_at=desk.now,
    )


def _find_speaker(desk: Desk, message: Message) -> tuple[Account | None, Member | None]:
    account = desk.session.get(Account, message.account_id) if message.account_id else None
    member = desk.session.get(Member, account.member_id) if account is not None and account.member_id else None
    return account, member


def _find_role(desk: Desk, message: Message) -> str:
    account, member = _find_speaker(desk, message)
    if account is None or account.is_outsider:
        return "client"
    return member.role if member is not None else "ae"


def _find_zone(desk: Desk, message: Message) -> str:
    _, member = _find_speaker(desk, message)
    return (member.tz if member is not None else None) or desk.agency.tz
