"""What we deliver, and what the client approves of it: kept with the words, who said them, and when."""

from handlers.answering import find_asked_here
from handlers.around import first_message, reaches_back
from handlers.desk import Desk, row_id
from handlers.linking import DELIVERED, FINISHED, decide, link
from handlers.recording import change as change_record
from handlers.recording import create, hold
from handlers.rules.conversation import (
    APPROVED_WITHIN,
    FOLLOWS_WITHIN,
    OPEN_CHANGES,
    Shown,
    choose_delivery,
)
from handlers.rules.lifecycle import CHANGE_STEPS, next_state
from prompts.reading.schema import Reading
from prompts.reading.things import compare
from prompts.reading.turns import approves, change_numbers, delivers, says_yes
from prompts.render import one_line
from storage.records import find_change
from storage.tables import ChangeRequest, Confirmation, Delivery, Member, Message
from storage.threads import (
    list_changes_around,
    list_deliveries_around,
    list_evidence,
    list_links_of,
    list_said_since,
)


def may_deliver(desk: Desk, message: Message, reading: Reading) -> bool:
    """Whether our own words before the client hand something over."""
    if desk.member is None or desk.here.audience != "shared" or desk.here.is_direct:
        return False
    return not _asks_others(reading) and delivers(message.text, has_file=bool(message.attachments))


def _asks_others(reading: Reading) -> bool:
    return "task" in reading.kinds and reading.due is not None  # "周五前发您" promises, and "@小王 发一下" delegates


def deliver(desk: Desk, message: Message, reading: Reading, *, is_wordless: bool = False) -> list[Message]:
    """Note what was delivered, and for which change requests. Returns those whose cards tell something new.

    A file without a word is a delivery only where something was asked for: it may be a picture of lunch.
    """
    handed = _list_delivered(desk, message)
    if is_wordless and not handed:
        return []
    file = next((str(one["name"]) for one in message.attachments if one.get("name")), "")
    delivery = Delivery(
        agency_id=desk.agency_id,
        client_id=message.client_id,
        message_id=row_id(message.id),
        title=one_line(message.text, 120) or file,
        delivered_by=message.said_by,
        delivered_at=message.said_at,
        created_at=desk.now,
    )
    create(desk, delivery, by=None)
    touched = []
    for change, first in handed:
        link(desk, change, message, "delivery", words=delivery.title)
        _move(desk, change, "deliver", DELIVERED, by=None)
        touched.append(first)
    return touched


def _list_delivered(desk: Desk, message: Message) -> list[tuple[ChangeRequest, Message]]:
    """The open change requests that a delivery is of: the numbers that it says, else those of its conversation."""
    named = [find_change(desk.session, desk.agency_id, number) for number in change_numbers(message.text)]
    numbered = [change for change in named if change is not None and change.client_id == message.client_id]
    if numbered:
        return [(change, first) for change in numbered if (first := first_message(desk, change)) is not None]
    thread = desk.place.thread
    since = reaches_back(desk, message, APPROVED_WITHIN)
    found = [
        (change, said)
        for change, said in list_changes_around(desk.session, row_id(desk.here.id), thread, since=since)
        if change.status in OPEN_CHANGES and change.client_id == message.client_id and said.said_at <= message.said_at
    ]
    likeness = {row_id(change.id): compare(message.text, f"{change.title} {said.text}") for change, said in found}
    if thread is not None:
        return [(change, said) for change, said in found if likeness[row_id(change.id)] != "other"]
    # Outside of threads, much lies side by side: what is named, else what was asked for a moment ago.
    fitting = [(change, said) for change, said in found if likeness[row_id(change.id)] == "same"]
    recent = [one for one in fitting if message.said_at - one[1].said_at <= FOLLOWS_WITHIN]
    return fitting if len(fitting) == 1 else recent[:1]


def _move(desk: Desk, record: ChangeRequest, act: str, action: str, *, by: Member | None) -> None:
    """What the conversation shows moves the state along, from where the act leads; else it is only evidence."""
    hold(desk, record)
    leads_to = next_state(CHANGE_STEPS, act, record.status)
    if leads_to is not None:
        change_record(desk, record, action, by=by, status=leads_to)


def is_delivered(desk: Desk, change: ChangeRequest) -> bool:
    """Whether something was delivered for a change request since it was asked for."""
    evidence = list_evidence(desk.session, [("change_request", row_id(change.id))])
    last = max((one.link.id or 0 for one in evidence if one.link.kind == "delivery"), default=0)
    # What was added after the delivery has not been done yet.
    return last > max((one.link.id or 0 for one in evidence if one.link.kind == "addition"), default=0)


def answers_confirmation(desk: Desk, message: Message) -> Confirmation | None:
    """What the client was asked to confirm in writing in this thread, if nothing was delivered there since."""
    confirmation = find_asked_here(desk, message)
    if confirmation is None or confirmation.asked_at is None:
        return None
    since = list_deliveries_around(desk.session, row_id(desk.here.id), desk.place.thread, since=confirmation.asked_at)
    return None if any(said.said_at <= message.said_at for _, said in since) else confirmation


def may_approve(message: Message, reading: Reading) -> bool:
    """Whether a client's words approve something."""
    return approves(message.text, reading)


def approve(desk: Desk, message: Message, reading: Reading) -> list[Message]:
    """Note what is approved; ask where nobody can tell. Returns those whose cards tell something new."""
    thread = desk.place.thread
    channel_id = row_id(desk.here.id)
    since = reaches_back(desk, message, APPROVED_WITHIN)
    delivered = [
        (delivery, said)
        for delivery, said in list_deliveries_around(desk.session, channel_id, thread, since=since)
        if said.said_at <= message.said_at and delivery.client_id == message.client_id
    ]
    waiting = _without_approved(desk, delivered)
    if not waiting or answers_confirmation(desk, message) is not None:
        return []
    by_id = {row_id(delivery.id): (delivery, said) for delivery, said in waiting}
    shown = [
        Shown(row_id(delivery.id), f"{delivery.title} {_titles_of(desk, said)}", _changes_of(desk, said))
        for delivery, said in waiting
    ]
    latest = waiting[0][1]
    since_then = list_said_since(
        desk.session, channel_id, latest.thread_id if thread is None else thread, after=latest.said_at,
        before=message.said_at,
    )  # fmt: skip
    is_right_after = not any(_asks_anew(other) for other, is_outsider in since_then if not is_outsider)
    meant = choose_delivery(message.text, shown, is_right_after=is_right_after)
    # A model may be talked into anything: its word alone approves nothing, the client's own words must say yes.
    is_said = reading.reader != "model" or says_yes(message.text)
    if meant.surely is not None and is_said:
        return _note_approval(desk, by_id[meant.surely.number][0], message, by=None)
    for one in meant.perhaps or filter(None, [meant.surely]):
        link(desk, by_id[one.number][0], message, "approval", state="asked", words=one_line(message.text, 120))
    return []


def _asks_anew(message: Message) -> bool:
    """Whether our own words after a delivery put something else before the client."""
    kind = message.reading.get("interaction_kind")
    return kind in ("question", "meeting", "call") and not delivers(message.text)


def _without_approved(desk: Desk, delivered: list[tuple[Delivery, Message]]) -> list[tuple[Delivery, Message]]:
    evidence = list_evidence(desk.session, [("delivery", row_id(delivery.id)) for delivery, _ in delivered])
    approved = {one.link.record_id for one in evidence if one.link.state in ("counted", "confirmed")}
    waiting = []
    for delivery, said in delivered:
        if delivery.id in approved:
            break  # what came before the last thing that was approved is behind us
        waiting.append((delivery, said))
    return waiting


def _links_to_changes(desk: Desk, said: Message) -> list[int]:
    return [
        one.record_id
        for one in list_links_of(desk.session, row_id(said.id))
        if one.kind == "delivery" and one.record_kind == "change_request" and one.state != "dismissed"
    ]


def _changes_of(desk: Desk, said: Message) -> frozenset[int]:
    return frozenset(_links_to_changes(desk, said))


def _titles_of(desk: Desk, said: Message) -> str:
    changes = (desk.session.get(ChangeRequest, number) for number in _links_to_changes(desk, said))
    return " ".join(change.title for change in changes if change is not None)


def _note_approval(desk: Desk, delivery: Delivery, message: Message, *, by: Member | None) -> list[Message]:
    """Keep the approval beside the delivery and beside each change request that it was delivered for."""
    words = one_line(message.text, 120)
    link(desk, delivery, message, "approval", words=words, by=by)
    touched = []
    handed = desk.session.get(Message, delivery.message_id)
    for number in _links_to_changes(desk, handed) if handed is not None else []:
        change = desk.session.get(ChangeRequest, number)
        if change is None or change.deleted_at is not None:
            continue
        link(desk, change, message, "approval", words=words, by=by)
        if change.status == "delivered":  # the client has what was asked for, and says so
            _move(desk, change, "done", FINISHED, by=by)
        first = first_message(desk, change)
        if first is not None:
            touched.append(first)
    return touched


def confirm_approval(desk: Desk, delivery: Delivery, message: Message) -> list[Message]:
    """A member says which delivery was meant: the other questions about this message are answered with it."""
    for other in list_links_of(desk.session, row_id(message.id)):
        if other.kind == "approval" and other.state == "asked":
            decide(desk, other, "dismissed", by=desk.speaker)
    return _note_approval(desk, delivery, message, by=desk.speaker)


def needs_card(desk: Desk, message: Message, touched: list[Message]) -> bool:
    """Whether an approval needs a card of its own: to ask what it means, or where no other card tells of it."""
    if touched:
        return False
    return any(one.kind == "approval" for one in list_links_of(desk.session, row_id(message.id)))
