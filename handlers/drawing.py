"""The cards that show a change request or a supplementary order: the whole of it, what waits for approval, the outcome.

Each is drawn from what holds now, so that drawing it again makes every copy tell the same.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from handlers.counting import round_of
from handlers.desk import Desk, row_id
from handlers.evidence import permalink
from handlers.recording import BOT, record_label
from handlers.replies import Reply
from handlers.rules.approving import Colleague, list_asked, list_who_may, may_approve
from handlers.rules.lifecycle import LIVE, list_next
from handlers.shown import Draw, Purpose, redraw_copies
from prompts.cards import Card
from prompts.render import Readership, render_card
from prompts.words import WORDS
from storage.audits import list_history
from storage.confirmations import list_confirmations_of
from storage.orders import list_orders_of
from storage.people import list_members
from storage.tables import (
    Audit,
    ChangeRequest,
    Client,
    Confirmation,
    Member,
    Message,
    Project,
    SupplementaryOrder,
)
from storage.threads import MOST_EVIDENCE, list_evidence, list_tasks_for

Decidable = ChangeRequest | SupplementaryOrder
Verdict = Literal["open", "approved", "rejected", "gone"]
MOST_BUTTONS = 6  # WeCom draws no more
MOST_LINKS = 3
_NOT_SHOWN = ("part", "same")


class Decision(NamedTuple):
    """Who decided about it, when, and why."""

    who: str
    at: datetime | None
    because: str | None


class Told(NamedTuple):
    """A further message about the record."""

    kind: str
    words: str
    said_by: str
    said_at: datetime
    url: str | None


class Last(NamedTuple):
    """Who did what last."""

    who: str
    act: str  # a word of prompts/words.py
    at: datetime


def draw_change(desk: Desk, change: ChangeRequest, reader: Member | None, *, platform: str | None = None) -> Card:
    """Everything about a change request, with buttons for what may be done next. reader None: many."""
    message = desk.session.get(Message, change.message_id) if change.message_id else None
    counted = round_of(desk, change)
    orders = list_orders_of(desk.session, row_id(change.id))
    lines = list_history(desk.session, [("change_request", row_id(change.id))])
    project = desk.session.get(Project, change.project_id) if change.project_id else None
    card = desk.card_for(
        reader,
        "change",
        platform=platform,
        change=change,
        label=record_label(change),
        client=_client_name(desk, change.client_id),
        project=project.name if project else None,
        counted=counted,
        message=message,
        link_url=permalink(desk, message) if message else None,
        told=_list_told(desk, change),
        tasks=list_tasks_for(desk.session, row_id(change.id)),
        submitted=_submission(lines, desk, change),
        decision=decision_about(desk, change),
        approver=_name_of(desk, change.approver_id),
        waits_for=list_names_asked(desk, change) if change.status == "submitted" else None,
        orders=orders,
        confirmations=list_confirmations_of(desk.session, row_id(change.id)),
        acts=_list_acts(desk, change, reader),
        may_order=counted is not None and counted.is_over and may_be_priced(change, orders),
        may_ask_client=change.status in LIVE and change.status != "proposed",
        last=last_of(lines),
        value=f"change:{change.id}",
    )
    return card.model_copy(update={"buttons": card.buttons[:MOST_BUTTONS]})


def draw_order(desk: Desk, order: SupplementaryOrder, reader: Member | None, *, platform: str | None = None) -> Card:
    """A supplementary order, with buttons for what may be done with it."""
    return _draw_asked(desk, "approval", order, reader, platform or desk.place.platform)


def receipt_facts(desk: Desk, record: object) -> dict[str, object]:
    """What a receipt adds for a change request: which round it is, and who is to approve it (None: nobody has to)."""
    if not isinstance(record, ChangeRequest):
        return {"counted": None, "waits_for": None}
    waits_for = list_names_asked(desk, record) if record.status == "submitted" else None
    return {"counted": round_of(desk, record), "waits_for": waits_for}


def may_be_priced(change: ChangeRequest, orders: list[SupplementaryOrder]) -> bool:
    """Whether there is no supplementary order for it that waits or holds."""
    return change.status in LIVE and all(order.status in ("rejected", "withdrawn") for order in orders)


def drawing_of(desk: Desk, record: Decidable | Confirmation) -> Draw:
    """How the copies of a record are drawn: as it stands now."""

    def draw(purpose: Purpose, reader: Member | None, platform: str) -> Card:
        if isinstance(record, Confirmation):
            return draw_confirmation(desk, record)
        return _draw_asked(desk, "outcome" if purpose == "outcome" else "approval", record, reader, platform)

    return draw


def draw_in_view(desk: Desk, record: Decidable, view: str, reader: Member | None) -> Card:
    """The card that was pressed, as it is now: `view` is what stands behind the record in its buttons' value."""
    if isinstance(record, SupplementaryOrder) or view:
        return _draw_asked(desk, "outcome" if view == "outcome" else "approval", record, reader, desk.place.platform)
    return draw_change(desk, record, reader)


def redraw_record(desk: Desk, record: Decidable | Confirmation, *, pressed: Purpose | None = None) -> list[Reply]:
    """Bring all copies of a record up to date, on both platforms."""
    answers_for = None
    if isinstance(record, Confirmation) and record.created_by_id is not None:
        answers_for = desk.session.get(Member, record.created_by_id)
    return redraw_copies(desk, record, drawing_of(desk, record), pressed=pressed, answers_for=answers_for)


def draw_confirmation(desk: Desk, confirmation: Confirmation) -> Card:
    """What the client sees in the shared channel: the text, and a button until somebody has answered."""
    title, _, rest = confirmation.text.partition("\n")
    reader = Readership(lang=lang_of(confirmation.text), tz=desk.agency.tz, now=desk.now)
    state = state_of_confirmation(desk, confirmation)
    card = render_card("confirmation", reader, confirmation=confirmation, heading=title, state=state)
    return card.model_copy(update={"body": rest})


def state_of_confirmation(desk: Desk, confirmation: Confirmation) -> Literal["asked", "confirmed", "gone"]:
    """Whether the client can still answer; an answer stays, whatever becomes of the change request."""
    if confirmation.deleted_at is not None:
        return "gone"
    if confirmation.status == "confirmed":
        return "confirmed"
    change = desk.session.get(ChangeRequest, confirmation.change_id)
    is_live = change is not None and change.deleted_at is None and change.status in (*LIVE, "done")
    return "asked" if confirmation.status == "asked" and is_live else "gone"


def redraw_asked(desk: Desk, change: ChangeRequest) -> list[Reply]:
    """Bring what the client was asked about a change request up to date, where it stands."""
    asked = [one for one in list_confirmations_of(desk.session, row_id(change.id)) if one.status != "confirmed"]
    return [reply for one in asked for reply in redraw_record(desk, one)]


def lang_of(text: str) -> Literal["zh", "en"]:
    """The language that words are written in."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"


def list_colleagues(desk: Desk) -> list[Colleague]:
    """Everyone who works here, as the rules of approving want them."""
    return [Colleague(row_id(member.id), member.role) for member in list_members(desk.session, desk.agency_id)]


def submitter_of(record: Decidable) -> int | None:
    """The member who submitted it."""
    return record.submitted_by_id if isinstance(record, ChangeRequest) else record.created_by_id


def named_approver(desk: Desk, record: Decidable) -> int | None:
    """Whom somebody named to approve it; a supplementary order goes to the same person as its change request."""
    if isinstance(record, ChangeRequest):
        return record.approver_id
    change = desk.session.get(ChangeRequest, record.change_id)
    return change.approver_id if change is not None else None


def list_names_asked(desk: Desk, record: Decidable) -> list[str]:
    """Who is to approve it, by name; empty when nobody can."""
    asked = list_asked(list_colleagues(desk), submitter=submitter_of(record), named=named_approver(desk, record))
    return [name for number in asked if (name := _name_of(desk, number))]


def list_names_who_may(desk: Desk, record: Decidable) -> list[str]:
    """Everybody who may approve it, by name."""
    may = list_who_may(list_colleagues(desk), submitter=submitter_of(record), named=named_approver(desk, record))
    return [name for number in may if (name := _name_of(desk, number))]


def is_approver(desk: Desk, record: Decidable, member: Member) -> bool:
    """Whether a member may approve it."""
    colleagues = list_colleagues(desk)
    me = Colleague(row_id(member.id), member.role)
    return may_approve(me, colleagues, submitter=submitter_of(record), named=named_approver(desk, record))


def verdict_on(record: Decidable) -> Verdict:
    """Whether it still waits for approval, and if not, what became of it."""
    if record.deleted_at is not None:
        return "gone"
    if record.status == "submitted":
        return "open"
    if record.status == "rejected":
        return "rejected"
    if isinstance(record, SupplementaryOrder):
        return "approved" if record.status == "approved" else "gone"
    is_approved = record.approved_by_id is not None and record.status in (*LIVE, "done") and record.status != "proposed"
    return "approved" if is_approved else "gone"


def decision_about(desk: Desk, record: Decidable) -> Decision | None:
    """Who approved or rejected it; None while nobody has."""
    verdict = verdict_on(record)
    if verdict not in ("approved", "rejected"):
        return None
    if isinstance(record, SupplementaryOrder):
        return Decision(_name_of(desk, record.decided_by_id) or "", record.decided_at, record.decided_because)
    if verdict == "approved":
        return Decision(_name_of(desk, record.approved_by_id) or "", record.approved_at, None)
    return Decision(_name_of(desk, record.rejected_by_id) or "", record.rejected_at, record.rejected_because)


def _draw_asked(
    desk: Desk, name: Literal["approval", "outcome"], record: Decidable, reader: Member | None, platform: str
) -> Card:
    """What an approver sees of it, or who submitted it: inert once it is decided."""
    order = record if isinstance(record, SupplementaryOrder) else None
    change = record if isinstance(record, ChangeRequest) else desk.session.get(ChangeRequest, record.change_id)
    assert change is not None
    message = desk.session.get(Message, change.message_id) if change.message_id else None
    lines = list_history(desk.session, [(str(record.__tablename__), row_id(record.id))])
    return desk.card_for(
        reader,
        name,
        platform=platform,
        change=change,
        order=order,
        label=record_label(record),
        change_label=record_label(change),
        client=_client_name(desk, record.client_id),
        counted=round_of(desk, change),
        message=message,
        link_url=permalink(desk, message) if message else None,
        submitted=_submission(lines, desk, record),
        decision=decision_about(desk, record),
        verdict=verdict_on(record),
        status=record.status,
        waits_for=list_names_asked(desk, record),
        value=f"{'order' if order else 'change'}:{record.id}:{name}",
    )


def _submission(lines: list[Audit], desk: Desk, record: Decidable) -> tuple[str, datetime] | None:
    """Who submitted it last, and when: by the audit trail."""
    who = _name_of(desk, submitter_of(record))
    if who is None:
        return None
    made = [line for line in lines if line.action == "created"]
    sent = [line for line in lines if (line.after or {}).get("status") == "submitted"]
    found = (sent or made)[-1:]
    return (who, found[0].at) if found else None


def _list_told(desk: Desk, change: ChangeRequest) -> list[Told]:
    found = list_evidence(desk.session, [("change_request", row_id(change.id))], most=MOST_EVIDENCE)
    shown = [one for one in found if one.link.kind not in _NOT_SHOWN and one.link.state not in ("dismissed", "asked")]
    return [
        Told(
            one.link.kind,
            one.link.words or one.message.text,
            one.message.said_by,
            one.message.said_at,
            permalink(desk, one.message),
        )
        for one in shown
    ]


def _list_acts(desk: Desk, change: ChangeRequest, reader: Member | None) -> list[str]:
    """What the card offers this reader; for many, whoever presses is told if they may not."""
    acts = list_next(change.status)
    if reader is None or change.status != "submitted" or is_approver(desk, change, reader):
        return list(acts)
    return [act for act in acts if act not in ("approve", "reject")]


def last_of(lines: list[Audit]) -> Last | None:
    """Who did what last, by a record's lines of the audit trail."""
    if not lines:
        return None
    line = lines[-1]
    act = line.action if f"act.{line.action}" in WORDS else "changed"
    return Last("Liaison" if line.who == BOT else line.who, act, line.at)


def _client_name(desk: Desk, client_id: int | None) -> str | None:
    client = desk.session.get(Client, client_id) if client_id else None
    return client.name if client else None


def _name_of(desk: Desk, member_id: int | None) -> str | None:
    member = desk.session.get(Member, member_id) if member_id else None
    return member.name if member else None
