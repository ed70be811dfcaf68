"""Labelled examples: what people decided about readings, one row a message. Their words are the messages' own."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from storage.channels import is_in_conversation
from storage.tables import Account, Channel, KeptExample, Message

_AT_ONCE = 500  # ids in one statement


class Evidence(NamedTuple):
    """An example with the message that it is about, and where that was said."""

    kept: KeptExample
    message: Message
    channel: Channel


def find_example(session: Session, message_id: int) -> KeptExample | None:
    """The example that a message is."""
    return session.exec(select(KeptExample).where(KeptExample.message_id == message_id)).first()


def drop_example(session: Session, message_id: int) -> None:
    """A message is no example any more: the decision was taken back, or the message."""
    found = find_example(session, message_id)
    if found is not None:
        session.delete(found)
        session.flush()


def list_examples(
    session: Session, agency_id: int, *, client_id: int | None = None, most: int | None = None
) -> list[Evidence]:
    """An agency's examples, the latest decision first; those of deleted messages never."""
    query = (
        select(KeptExample, Message, Channel)
        .join(Message, col(Message.id) == col(KeptExample.message_id))
        .join(Channel, col(Channel.id) == col(Message.channel_id))
        .where(KeptExample.agency_id == agency_id, col(Message.deleted_at).is_(None))
        .order_by(col(KeptExample.decided_at).desc(), col(KeptExample.id).desc())
    )
    if client_id is not None:
        query = query.where(Message.client_id == client_id)
    if most is not None:
        query = query.limit(most)
    return [Evidence(*row) for row in session.exec(query).all()]


def find_words(session: Session, message_ids: Iterable[int]) -> dict[int, tuple[Message, bool]]:
    """Messages by id, and whether outsiders said them; without those that were deleted at the source."""
    wanted = sorted(set(message_ids))
    found: dict[int, tuple[Message, bool]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.exec(
            select(Message, Account.is_outsider)
            .join(Account, col(Account.id) == col(Message.account_id), isouter=True)
            .where(col(Message.id).in_(wanted[start : start + _AT_ONCE]), col(Message.deleted_at).is_(None))
        )
        found |= {message.id: (message, bool(is_outsider)) for message, is_outsider in rows.all() if message.id}
    return found


def list_earlier_ids(session: Session, message: Message, *, limit: int) -> list[int]:
    """The messages that were read along with one: said before it in its thread, or outside of threads. Oldest first."""
    rows = session.exec(
        select(Message.id)
        .where(
            Message.channel_id == message.channel_id,
            is_in_conversation(message.thread_id),
            Message.said_at < message.said_at,
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.said_at).desc(), col(Message.id).desc())
        .limit(limit)
    )
    return [number for number in reversed(rows.all()) if number is not None]
