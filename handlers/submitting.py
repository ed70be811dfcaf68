"""Submitting a change request: whoever may approve it is asked, one-to-one, on each of their platforms."""

from handlers.counting import find_round
from handlers.desk import Desk
from handlers.drawing import (
    Decidable,
    drawing_of,
    named_approver,
    redraw_asked,
    redraw_record,
    submitter_of,
    verdict_on,
)
from handlers.drawing import list_colleagues as colleagues_of
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.approving import list_asked
from handlers.rules.lifecycle import LIVE
from handlers.shown import Purpose, show_to
from storage.audits import list_left, list_submitted
from storage.tables import ChangeRequest, Member, SupplementaryOrder

DECIDED = ("approved", "rejected")


def submit(desk: Desk, record: ChangeRequest, action: str, **fields: object) -> bool:
    """The member who speaks stands behind it. Keeps which round it is. Returns whether anything changed."""
    counted = find_round(desk, record, is_final=True)
    wanted: dict[str, object] = {
        "status": "submitted",
        "submitted_by_id": desk.speaker.id,
        "round": counted.number if counted else None,
        "rounds_included": counted.included if counted else None,
        "rejected_by_id": None,
        "rejected_at": None,
        "rejected_because": None,
        **fields,
    }
    changed = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    return change(desk, record, action, by=desk.speaker, **changed)


def ask_approval(desk: Desk, record: Decidable) -> list[Reply]:
    """The approval card for everybody who is to decide; nobody, while there is nobody else who may."""
    desk.session.flush()
    if verdict_on(record) != "open":
        return []
    asked = list_asked(colleagues_of(desk), submitter=submitter_of(record), named=named_approver(desk, record))
    purpose: Purpose = "approval" if isinstance(record, ChangeRequest) else "order_approval"
    members = [member for number in asked if (member := desk.session.get(Member, number)) is not None]
    return [reply for member in members for reply in show_to(desk, record, member, purpose, drawing_of(desk, record))]


def follow_up(desk: Desk) -> list[Reply]:
    """What follows of the change requests and orders that this act has touched, by whatever way it did.

    What was submitted is to be approved; what needs no approval any more is no longer pressable, nor confirmable.
    """
    replies: list[Reply] = []
    for kind, number in list_submitted(desk.session, desk.agency_id, desk.arrival.key):
        record = _get(desk, kind, number)
        replies += ask_approval(desk, record) if record is not None else []
    for kind, number, was in list_left(desk.session, desk.agency_id, desk.arrival.key):
        record = _get(desk, kind, number)
        if record is None:
            continue
        if was == "submitted" and record.status not in DECIDED:  # whoever decided has told the others
            replies += redraw_record(desk, record)
        if isinstance(record, ChangeRequest) and record.status not in (*LIVE, "done"):
            replies += redraw_asked(desk, record)
    return replies


def _get(desk: Desk, kind: str, number: int) -> Decidable | None:
    if kind == "change_request":
        return desk.session.get(ChangeRequest, number)
    return desk.session.get(SupplementaryOrder, number)


def tell_submitter(desk: Desk, record: Decidable) -> list[Reply]:
    """The outcome for who submitted it, once, unless they decided it themselves."""
    number = submitter_of(record)
    member = desk.session.get(Member, number) if number is not None else None
    if member is None or member.left_on is not None or (desk.member is not None and member.id == desk.member.id):
        return []
    return show_to(desk, record, member, "outcome", drawing_of(desk, record))


def refresh(desk: Desk, record: Decidable) -> list[Reply]:
    """What approvers see of a change request whose words or date were put right while it waits."""
    return redraw_record(desk, record) if verdict_on(record) == "open" else []
