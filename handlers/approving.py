"""Approving and rejecting change requests and supplementary orders: once, by who may, and everybody is told."""

from handlers.arrivals import CardRef, Command, Press, Submission
from handlers.desk import Desk
from handlers.drawing import (
    Decidable,
    decision_about,
    draw_in_view,
    is_approver,
    list_names_who_may,
    redraw_record,
    submitter_of,
    verdict_on,
)
from handlers.errors import AlreadyDecided, BadCommand, MayNotApprove, UnknownRecord, WrongState
from handlers.numbers import get_numbered, list_numbers, split_number
from handlers.recording import change, hold, record_label
from handlers.replies import Reply
from handlers.rules.lifecycle import CHANGE_STEPS, ORDER_STEPS, next_state
from handlers.shown import Purpose
from handlers.submitting import tell_submitter
from prompts.decision_forms import LONGEST_REASON, reject_form
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.tables import ChangeRequest, Client, Member, SupplementaryOrder, Task


def on_approve(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Approve by number: /crm approve CR-3 SO-1."""
    records = [_decidable(get_numbered(desk, match, bare="cr")) for match in list_numbers(words)]
    if not records:
        raise BadCommand(verb="approve")
    told = []
    for record in records:
        _decide(desk, record, "approve")
        told += [*redraw_record(desk, record), *tell_submitter(desk, record)]
    return [_receipt(desk, records), *told]


def on_reject(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Reject by number, with a reason: /crm reject CR-3 the budget is spent. Without one, a form asks for it."""
    found = split_number(words)
    if found is None:
        raise BadCommand(verb="reject")
    record, because = _decidable(get_numbered(desk, found[0], bare="cr")), found[1]
    if not because:
        _check_may_decide(desk, record, "reject")
        arrival = desk.arrival
        if not isinstance(arrival, Command) or arrival.trigger_id is None:
            raise BadCommand(verb="reject")
        return [_ask_reason(desk, record, "", arrival.trigger_id, CardRef())]
    _decide(desk, record, "reject", because=because)
    return [_receipt(desk, [record], because), *redraw_record(desk, record), *tell_submitter(desk, record)]


def on_approve_pressed(desk: Desk, value: str) -> list[Reply]:
    """The button on an approval card, or on the record's; pressed second, it tells who decided."""
    press = desk.arrival
    assert isinstance(press, Press)
    record, view = _get_pressed(desk, value)
    return _answer_press(desk, record, view, press.card, is_new=_was_first(desk, record, "approve"))


def on_reject_pressed(desk: Desk, value: str) -> list[Reply]:
    """Ask for the reason; where it is decided already, tell who did."""
    press = desk.arrival
    assert isinstance(press, Press)
    record, view = _get_pressed(desk, value)
    try:
        _check_may_decide(desk, record, "reject")
    except AlreadyDecided:
        return _answer_press(desk, record, view, press.card, is_new=False)
    return [_ask_reason(desk, record, view, press.trigger_id, press.card)]


def on_rejected(desk: Desk, submission: Submission) -> list[Reply]:
    """The form with the reason was sent."""
    record, view = _get_pressed(desk, submission.about)
    because = submission.values.get("reason", "").strip()
    if not because:
        raise BadCommand(verb="reject")
    is_new = _was_first(desk, record, "reject", because=because)
    return _answer_press(desk, record, view, submission.card, is_new=is_new)


def _was_first(desk: Desk, record: Decidable, act: str, *, because: str | None = None) -> bool:
    """Decide it; False where somebody else has decided before."""
    try:
        _decide(desk, record, act, because=because)
    except AlreadyDecided:
        return False
    return True


def _decide(desk: Desk, record: Decidable, act: str, *, because: str | None = None) -> None:
    """Approve or reject. Raises AlreadyDecided, MayNotApprove, WrongState."""
    leads_to = _check_may_decide(desk, record, act)
    because = one_line(because, LONGEST_REASON) if because else None
    me = desk.speaker.id
    fields: dict[str, object]
    if isinstance(record, SupplementaryOrder):
        fields = {"decided_by_id": me, "decided_at": desk.now, "decided_because": because}
    elif act == "approve":
        fields = {"approved_by_id": me, "approved_at": desk.now}
    else:
        fields = {"rejected_by_id": me, "rejected_at": desk.now, "rejected_because": because}
    change(desk, record, leads_to, by=desk.speaker, status=leads_to, **fields)


def _check_may_decide(desk: Desk, record: Decidable, act: str) -> str:
    """Where the decision leads; nobody else decides meanwhile. Raises AlreadyDecided, MayNotApprove, WrongState."""
    hold(desk, record)
    label = record_label(record)
    decided = decision_about(desk, record)
    if decided is not None:
        raise AlreadyDecided(record=label, verdict=verdict_on(record), **decided._asdict())
    steps = CHANGE_STEPS if isinstance(record, ChangeRequest) else ORDER_STEPS
    leads_to = next_state(steps, act, record.status)
    if leads_to is None or record.deleted_at is not None:
        raise WrongState(record=label, status=record.status, act=act)
    if not is_approver(desk, record, desk.speaker):
        is_own = submitter_of(record) == desk.speaker.id
        raise MayNotApprove(record=label, who=list_names_who_may(desk, record), is_own=is_own)
    return leads_to


def _ask_reason(desk: Desk, record: Decidable, view: str, trigger_id: str | None, ref: CardRef) -> Reply:
    about = f"{'change' if isinstance(record, ChangeRequest) else 'order'}:{record.id}" + (f":{view}" if view else "")
    form = reject_form(desk.readership(desk.speaker).lang, about=about, number=record_label(record))
    return desk.open_form(form, trigger_id=trigger_id, ref=ref)


def _answer_press(desk: Desk, record: Decidable, view: str, ref: CardRef, *, is_new: bool) -> list[Reply]:
    """The pressed card as it is now, and every other copy."""
    has_card = any((ref.message_id, ref.response_url, ref.response_code))
    pressed: Purpose | None = None
    if view and has_card:
        pressed = "approval" if isinstance(record, ChangeRequest) else "order_approval"
    reader: Member | None = None if desk.is_among_colleagues else desk.speaker
    shown = desk.edit_in_place(draw_in_view(desk, record, view, reader), ref)
    if not is_new:
        return [shown]
    return [shown, *redraw_record(desk, record, pressed=pressed), *tell_submitter(desk, record)]


def _receipt(desk: Desk, records: list[Decidable], because: str | None = None) -> Reply:
    lines = []
    for record in records:
        client = desk.session.get(Client, record.client_id) if record.client_id else None
        lines.append((record_label(record), record.title, client.name if client else None, record.status))
    card = desk.record_card("steps", lines=lines, because=because, act=desk.arrival.key, who=desk.speaker.name)
    return desk.answer(card, key="receipt", is_record=True)


def _get_pressed(desk: Desk, value: str) -> tuple[Decidable, str]:
    """What "change:3:approval" or "order:1" means: the record, and on which card it was pressed."""
    kind, _, rest = value.partition(":")
    number, _, view = rest.partition(":")
    record: Decidable | None = None
    if number.isdigit() and kind == "change":
        record = desk.session.get(ChangeRequest, int(number))
    elif number.isdigit() and kind == "order":
        record = desk.session.get(SupplementaryOrder, int(number))
    if record is None or record.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return record, view


def _decidable(record: Decidable | Task) -> Decidable:
    if isinstance(record, Task):
        raise UnknownRecord(record=f"CR-{record.number}")
    return record
