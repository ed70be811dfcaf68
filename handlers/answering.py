"""The client's answer to what was put before them in writing: kept once, with words, person, time and place."""

from datetime import datetime

from handlers.desk import Desk, row_id
from handlers.drawing import redraw_record, state_of_confirmation
from handlers.evidence import permalink
from handlers.linking import CLIENT_CONFIRMED
from handlers.recording import change, hold, record_label
from handlers.replies import Address, Reply
from storage.confirmations import list_asked
from storage.outbox import find_payload, find_receipt
from storage.tables import ChangeRequest, Client, Confirmation, Member, Message


def find_asked_here(desk: Desk, message: Message) -> Confirmation | None:
    """What the client is asked to confirm in the thread in which they speak; None where nothing is."""
    thread = desk.place.thread
    if thread is None:
        return None
    for confirmation in list_asked(desk.session, row_id(desk.here.id)):
        is_before = confirmation.asked_at is not None and confirmation.asked_at <= message.said_at
        if is_before and confirmation.card_key is not None and _is_in(desk, confirmation.card_key, thread):
            return confirmation
    return None


def _is_in(desk: Desk, card_key: str, thread: str) -> bool:
    """Whether a card was posted into a thread, or is the head of it."""
    payload = find_payload(desk.session, card_key)
    if payload is not None and Address.model_validate(payload["to"]).thread == thread:
        return True
    receipt = find_receipt(desk.session, card_key)
    return receipt is not None and receipt.get("message_id") == thread


def keep_answer(
    desk: Desk, confirmation: Confirmation, *, words: str, at: datetime, message: Message | None = None
) -> list[Reply]:
    """Keep the client's yes, and tell who asked for it. Nothing where somebody of theirs has said it before."""
    hold(desk, confirmation)
    account = desk.account
    if account is None or state_of_confirmation(desk, confirmation) != "asked":
        return []
    change(
        desk,
        confirmation,
        CLIENT_CONFIRMED,
        by=None,
        status="confirmed",
        answered_at=at,
        answered_by=account.name,
        account_id=account.id,
        answer=words,
        answer_message_id=message.id if message is not None else None,
    )
    return [*redraw_record(desk, confirmation), *_tell(desk, confirmation, message)]


def _tell(desk: Desk, confirmation: Confirmation, message: Message | None) -> list[Reply]:
    """One-to-one, to who asked; where they are gone, to the client's owner."""
    record = desk.session.get(ChangeRequest, confirmation.change_id)
    client = desk.session.get(Client, confirmation.client_id) if confirmation.client_id else None
    candidates = (confirmation.created_by_id, client.owner_id if client else None)
    members = (desk.session.get(Member, number) for number in candidates if number is not None)
    member = next((one for one in members if one is not None and one.left_on is None), None)
    to = desk.to_member(member) if member is not None else None
    if member is None or to is None or record is None:
        return []
    first = desk.session.get(Message, record.message_id) if record.message_id else None
    source = message or first
    card = desk.card_for(
        member,
        "client_confirmed",
        platform=to.platform,
        label=record_label(record),
        change=record,
        client=client.name if client else None,
        confirmation=confirmation,
        link_url=permalink(desk, source) if source is not None else None,
    )
    return [Reply(to=to, card=card, key=f"confirmed-{confirmation.id}")]
