"""The clock of what clients wait for: it runs from their words to our answer.

A client's question, request or complaint starts it. Our next words of substance in the same thread stop it; outside
of threads, our next words of substance in the channel. A bare "收到" only acknowledges. Handing it to a colleague
before the client answers a request, and no question and no complaint. The client's own "解决了" settles it.
"""

from datetime import datetime

from handlers.desk import Desk, row_id
from prompts.reading.orders import commands_a_machine
from prompts.reading.schema import Reading
from prompts.reading.turns import expects_answer, settles
from storage.enquiries import find_enquiry, list_waiting
from storage.tables import Enquiry, Message


def watch(desk: Desk, message: Message, reading: Reading, *, is_new: bool) -> None:
    """Start or stop the clock, as what was said wants it."""
    if reading.is_noise or desk.here.is_direct:
        return
    if desk.member is not None:
        if desk.here.audience == "shared":
            _answer(desk, message, reading)
    elif desk.account is not None and desk.account.is_outsider and not desk.account.is_bot:
        _ask(desk, message, reading, is_new=is_new)


def _ask(desk: Desk, message: Message, reading: Reading, *, is_new: bool) -> None:
    if settles(message.text) and not commands_a_machine(message.text):
        for enquiry in list_waiting(desk.session, row_id(desk.here.id), desk.place.thread, before=message.said_at):
            stop(desk, enquiry, message, outcome="settled", at=message.said_at)
        return
    kind = expects_answer(message.text, reading)
    known = None if is_new else find_enquiry(desk.session, row_id(message.id))
    if known is not None:
        if kind is None and known.answered_at is None:  # edited: its words ask nothing any more
            stop(desk, known, message, outcome="dropped", at=desk.arrival.at)
        elif kind is not None:
            known.kind = kind
            desk.session.add(known)
        return
    if kind is None:
        return
    desk.session.add(
        Enquiry(
            agency_id=desk.agency_id,
            client_id=message.client_id,
            channel_id=message.channel_id,
            message_id=row_id(message.id),
            kind=kind,
            asked_at=message.said_at if is_new else desk.arrival.at,
            created_at=desk.now,
        )
    )


def _answer(desk: Desk, message: Message, reading: Reading) -> None:
    for enquiry in list_waiting(desk.session, row_id(desk.here.id), desk.place.thread, before=message.said_at):
        if enquiry.kind == "request" or not _is_only_handed_on(message, reading):
            stop(desk, enquiry, message, outcome="answered", at=message.said_at)


def _is_only_handed_on(message: Message, reading: Reading) -> bool:
    """Whether our words only tell a colleague to see to it."""
    is_told = bool(reading.assignees) and message.said_by not in reading.assignees
    return is_told and "interaction" not in reading.kinds


def stop(desk: Desk, enquiry: Enquiry, message: Message, *, outcome: str, at: datetime) -> None:
    """The client waits no longer (outcomes: storage/tables.py)."""
    enquiry.answered_at, enquiry.outcome = at, outcome
    enquiry.answered_by, enquiry.answer_message_id = message.said_by, message.id
    desk.session.add(enquiry)
