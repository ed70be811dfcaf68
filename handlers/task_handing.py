"""Handing work to somebody: who has it now is told, and who had it before, each once, one-to-one."""

from handlers.assigning import find_assignee
from handlers.desk import Desk, row_id
from handlers.errors import WrongState
from handlers.evidence import permalink
from handlers.recording import change, hold, record_label
from handlers.replies import Reply
from handlers.rules.lifecycle import LIVE
from handlers.rules.task_states import may_be_handed_on
from storage.tables import ChangeRequest, Client, Member, Message, Task

Work = ChangeRequest | Task


def hand_to(desk: Desk, record: Work, member: Member) -> int | None:
    """Give it to a member. Returns who had it before, None if nobody. Raises WrongState for what is closed.

    Whoever hands on what was only proposed has decided that it is to be done.
    """
    hold(desk, record)
    may = may_be_handed_on(record.status) if isinstance(record, Task) else record.status in LIVE
    if not may or record.deleted_at is not None:
        raise WrongState(record=record_label(record), status=record.status, act="assign")
    before = _who_has(desk, record)
    fields: dict[str, object] = {"assignee": member.name}
    if isinstance(record, Task):
        fields |= {"assignee_id": member.id, "status": "todo" if record.status == "proposed" else record.status}
    if before != member.id or record.status == "proposed":
        change(desk, record, "assigned", by=desk.speaker, **fields)
    return before


def tell_handed(desk: Desk, record: Work, before: int | None) -> list[Reply]:
    """One card for whoever has it now, one for whoever had it; none for who did it, none where nothing changed."""
    now = _who_has(desk, record)
    if now == before:
        return []
    replies = []
    for number, role in ((now, "new"), (before, "old")):
        member = desk.session.get(Member, number) if number is not None else None
        if member is None or member.id == desk.speaker.id or member.left_on is not None:
            continue
        to = desk.to_member(member)
        if to is None:
            continue
        card = desk.card_for(member, "handed", platform=to.platform, **_facts(desk, record, role))
        replies.append(Reply(to=to, card=card, key=f"handed-{record_label(record)}-{member.id}"))
    return replies


def say_handed(desk: Desk, records: list[Work]) -> Reply:
    """The receipt."""
    lines = [(record_label(record), record.title, _client_name(desk, record)) for record in records]
    facts = _facts(desk, records[0], "receipt") | {"lines": lines}
    return desk.answer(desk.record_card("handed", **facts), key="receipt", is_record=True)


def _facts(desk: Desk, record: Work, role: str) -> dict[str, object]:
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    return {
        "role": role,
        "record": record,
        "label": record_label(record),
        "lines": [],
        "client": _client_name(desk, record),
        "message": message,
        "link_url": permalink(desk, message) if message else None,
        "who": desk.speaker.name,
        "value": f"{'task' if isinstance(record, Task) else 'change'}:{row_id(record.id)}",
        "is_task": isinstance(record, Task),
        "act": desk.arrival.key,
    }


def _who_has(desk: Desk, record: Work) -> int | None:
    if isinstance(record, Task):
        return record.assignee_id
    return find_assignee(desk, record.assignee) if record.assignee else None


def _client_name(desk: Desk, record: Work) -> str | None:
    client = desk.session.get(Client, record.client_id) if record.client_id else None
    return client.name if client else None
