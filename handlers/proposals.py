"""Deciding about proposals: confirm, edit, dismiss. Whoever comes second is told who decided, and when."""

from datetime import date

from handlers.arrivals import Press, Submission
from handlers.assigning import find_assignee
from handlers.desk import Desk
from handlers.errors import UnknownRecord
from handlers.linking import decide, find_record, move_date
from handlers.pastes import draw_paste, get_paste, list_proposals
from handlers.proposing import Proposal, load_proposal, show_in_place, state_of
from handlers.recording import change, hold, record_label
from handlers.replies import Reply
from handlers.submitting import submit
from prompts.forms import edit_form
from prompts.render import one_line
from storage.records import AnyRecord
from storage.tables import ChangeRequest, Interaction, Message, RecordMessage, Task

UNDECIDED = ("proposed", "counted")


def on_confirm(desk: Desk, value: str) -> list[Reply]:
    """Everything proposed from this message is right."""
    proposal = _get_proposal(desk, value)
    _confirm_all(desk, proposal)
    return [show_in_place(desk, proposal)]


def on_paste_confirmed(desk: Desk, value: str) -> list[Reply]:
    """Everything proposed from a pasted chat record is right ("paste:7")."""
    press = desk.arrival
    assert isinstance(press, Press)
    paste = get_paste(desk, value)
    for proposal in list_proposals(desk, paste):
        _confirm_all(desk, proposal)
    return [desk.edit_in_place(draw_paste(desk, paste), press.card)]


def on_dismiss(desk: Desk, value: str) -> list[Reply]:
    """Nothing proposed from this message is worth a record: to the recycle bin with it."""
    proposal = _get_proposal(desk, value)
    for record in _undecided(proposal):
        hold(desk, record)
        if state_of(record) not in UNDECIDED:
            continue
        field = "status" if isinstance(record, ChangeRequest | Task) else "state"
        change(desk, record, "dismissed", by=desk.speaker, **{field: "dismissed"}, deleted_at=desk.now)
    for link in (*_list_added(proposal), *(link for link in proposal.means if link.state == "asked")):
        decide(desk, link, "dismissed", by=desk.speaker)
    return [show_in_place(desk, proposal)]


def on_edit_pressed(desk: Desk, value: str) -> list[Reply]:
    """Show the form in which the proposal can be put right."""
    press = desk.arrival
    assert isinstance(press, Press)
    proposal = _get_proposal(desk, value)
    if proposal.state != "proposed":
        return [show_in_place(desk, proposal)]
    work: list[ChangeRequest | Task] = [*proposal.changes, *proposal.tasks]
    first = work[0] if work else None
    form = edit_form(
        desk.readership(desk.speaker).lang,
        about=value,
        title=first.title if first else "".join(interaction.summary for interaction in proposal.interactions),
        due_on=first.due_on if first else None,
        assignee=(proposal.tasks[0].assignee or "") if proposal.tasks else None,
        number=record_label(first) if first else "",
    )
    return [desk.open_form(form, trigger_id=press.trigger_id, ref=press.card)]


def on_edited(desk: Desk, submission: Submission) -> list[Reply]:
    """The form was sent: what it says is right, so it is confirmed with it."""
    proposal = _get_proposal(desk, submission.about)
    undecided = _undecided(proposal)
    added = _list_added(proposal)
    for record in undecided:
        _correct(desk, record, submission.values)
        confirm_record(desk, record)
    if added:  # what was added to a decided record is put right on that record
        for change_request in proposal.changes:
            if change_request not in undecided:
                _correct(desk, change_request, submission.values)
    for link in added:
        decide(desk, link, "confirmed", by=desk.speaker)
    return [show_in_place(desk, proposal, submission.card)]


def _confirm_all(desk: Desk, proposal: Proposal) -> None:
    for record in _undecided(proposal):
        confirm_record(desk, record)
    _confirm_additions(desk, proposal)


def confirm_record(desk: Desk, record: AnyRecord) -> None:
    """One proposed record is right; of two who say so at the same moment, the first."""
    hold(desk, record)
    if state_of(record) not in UNDECIDED:
        return
    if isinstance(record, ChangeRequest):
        submit(desk, record, "confirmed")
    elif isinstance(record, Task):
        change(desk, record, "confirmed", by=desk.speaker, status="todo")
    else:
        change(desk, record, "confirmed", by=desk.speaker, state="confirmed")


def _correct(desk: Desk, record: AnyRecord, values: dict[str, str]) -> None:
    title = one_line(values.get("title", ""), 120)
    if isinstance(record, Interaction):
        change(desk, record, "changed", by=desk.speaker, summary=title or record.summary)
    elif isinstance(record, ChangeRequest | Task):
        due_on = date.fromisoformat(values["due"]) if values.get("due") else None
        due_at = record.due_at if due_on == record.due_on else None
        change(desk, record, "changed", by=desk.speaker, title=title or record.title, due_on=due_on, due_at=due_at)
    if isinstance(record, Task) and "assignee" in values:
        said = values["assignee"].strip()
        change(desk, record, "changed", by=desk.speaker, assignee=said or None, assignee_id=find_assignee(desk, said))


def _list_added(proposal: Proposal) -> list[RecordMessage]:
    """What has joined the proposal's records and waits for a decision."""
    return [one.link for one in proposal.evidence if one.link.state == "proposed"]


def _confirm_additions(desk: Desk, proposal: Proposal) -> None:
    """What has joined a record since belongs to it; its date is the record's from now on."""
    for link in _list_added(proposal):
        decide(desk, link, "confirmed", by=desk.speaker)
        record = find_record(desk, link)
        if link.due_on is not None and isinstance(record, ChangeRequest | Task):
            move_date(desk, record, link.due_on, link.due_at, by=desk.speaker)


def _undecided(proposal: Proposal) -> list[AnyRecord]:
    return [record for record in proposal.records if state_of(record) in UNDECIDED]


def _get_proposal(desk: Desk, value: str) -> Proposal:
    """What "message:42" means. Raises UnknownRecord."""
    kind, _, number = value.partition(":")
    message = desk.session.get(Message, int(number)) if kind == "message" and number.isdigit() else None
    if message is None or message.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return load_proposal(desk, message)
