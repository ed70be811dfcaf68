"""Questions, requests and complaints of clients, and whether they were answered."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from storage.channels import is_in_conversation
from storage.tables import Account, Enquiry, Message


class Unanswered(NamedTuple):
    """Something a client waits for. A bare "收到" acknowledges it and leaves it waiting."""

    enquiry: Enquiry
    message: Message
    acknowledged_at: datetime | None


def list_unanswered(
    session: Session, agency_id: int, *, client_id: int | None = None, asked_before: datetime | None = None
) -> list[Unanswered]:
    """What clients wait for, the oldest first. What they deleted doesn't count."""
    query = (
        select(Enquiry, Message)
        .join(Message, col(Message.id) == col(Enquiry.message_id))
        .where(Enquiry.agency_id == agency_id, col(Enquiry.answered_at).is_(None), col(Message.deleted_at).is_(None))
        .order_by(col(Enquiry.asked_at), col(Enquiry.id))
    )
    if client_id is not None:
        query = query.where(Enquiry.client_id == client_id)
    if asked_before is not None:
        query = query.where(Enquiry.asked_at < asked_before)
    return [
        Unanswered(enquiry, message, _find_acknowledgement(session, message))
        for enquiry, message in session.exec(query)
    ]


def _find_acknowledgement(session: Session, asked: Message) -> datetime | None:
    """When one of ours first said anything after it in the same conversation, however little."""
    return session.scalar(
        select(func.min(Message.said_at))
        .join(Account, col(Account.id) == col(Message.account_id))
        .where(
            Message.channel_id == asked.channel_id,
            Message.said_at > asked.said_at,
            col(Account.member_id).is_not(None),
            col(Message.deleted_at).is_(None),
            or_(
                col(Message.thread_id) == (asked.thread_id or asked.external_id),
                col(Message.thread_id).is_(None) if asked.thread_id is None else False,
            ),
        )
    )


def list_waiting(session: Session, channel_id: int, thread_id: str | None, *, before: datetime) -> list[Enquiry]:
    """What waits in one conversation: in the thread and at its head, or in the channel outside of threads."""
    asked = aliased(Message)
    query = (
        select(Enquiry)
        .join(asked, col(asked.id) == col(Enquiry.message_id))
        .where(
            Enquiry.channel_id == channel_id,
            col(Enquiry.answered_at).is_(None),
            Enquiry.asked_at <= before,
            is_in_conversation(thread_id, asked),
        )
        .order_by(col(Enquiry.id))
    )
    return list(session.exec(query))


def find_enquiry(session: Session, message_id: int) -> Enquiry | None:
    """What this message waits or waited for."""
    return session.exec(select(Enquiry).where(Enquiry.message_id == message_id).order_by(col(Enquiry.id))).first()


def list_answered(session: Session, client_id: int, *, since: datetime) -> list[Enquiry]:
    """What was asked by a client since then and has been answered by us, the oldest first: response times."""
    return list(
        session.exec(
            select(Enquiry)
            .where(Enquiry.client_id == client_id, Enquiry.asked_at >= since, Enquiry.outcome == "answered")
            .order_by(col(Enquiry.asked_at))
        )
    )
