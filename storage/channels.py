"""Channels, and what is said in them: messages and their versions."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, bindparam, update
from sqlmodel import Session, col, or_, select

from storage.once import once
from storage.tables import Account, Channel, Client, Contact, Delivery, Enquiry, Message, MessageVersion

_AT_ONCE = 500  # ids in one statement

# Asked for every message: a query is made once, since making it takes longer than running it.
# The client comes along, so that session.get finds it without asking.
_CHANNEL = (
    select(Channel, Client)
    .join(Client, col(Client.id) == col(Channel.client_id), isouter=True)
    .where(
        Channel.platform == bindparam("platform"),
        Channel.workspace == bindparam("workspace"),
        Channel.external_id == bindparam("external_id"),
    )
)
_MESSAGE = select(Message).where(
    Message.channel_id == bindparam("channel_id"), Message.external_id == bindparam("external_id")
)


def find_channel(session: Session, platform: str, workspace: str, external_id: str) -> Channel | None:
    """The channel with this platform id."""
    found = {"platform": platform, "workspace": workspace, "external_id": external_id}
    row = once(session, ("channel", *found.values()), lambda: session.execute(_CHANNEL, found).first())
    return row[0] if row else None


def list_channels_of(session: Session, client_id: int) -> list[Channel]:
    """The channels tied to a client."""
    return list(session.exec(select(Channel).where(Channel.client_id == client_id).order_by(col(Channel.id))))


def find_message(session: Session, channel_id: int, external_id: str) -> Message | None:
    """The message with this identity."""
    return session.scalars(_MESSAGE, {"channel_id": channel_id, "external_id": external_id}).first()


def list_unclaimed(session: Session, channel_id: int) -> list[int]:
    """What was said in a channel and belongs to no client."""
    rows = session.exec(
        select(Message.id)
        .where(Message.channel_id == channel_id, col(Message.client_id).is_(None))
        .order_by(col(Message.id))
    )
    return [message_id for message_id in rows if message_id is not None]


def claim(session: Session, message_ids: list[int], *, client_id: int | None) -> None:
    """Say to which client messages belong; None: to none."""
    for start in range(0, len(message_ids), _AT_ONCE):
        some = message_ids[start : start + _AT_ONCE]
        session.execute(update(Message).where(col(Message.id).in_(some)).values(client_id=client_id))
        for table in (Delivery, Enquiry):
            session.execute(update(table).where(col(table.message_id).in_(some)).values(client_id=client_id))


def list_unplaced_contacts(session: Session, channel_id: int) -> list[Contact]:
    """The contacts who spoke in a channel and belong to no client yet."""
    return list(
        session.exec(
            select(Contact)
            .where(
                col(Contact.client_id).is_(None),
                col(Contact.deleted_at).is_(None),
                col(Contact.id).in_(
                    select(Account.contact_id)
                    .join(Message, col(Message.account_id) == col(Account.id))
                    .where(Message.channel_id == channel_id)
                ),
            )
            .order_by(col(Contact.id))
        )
    )


class Earlier(NamedTuple):
    """Something that was said before."""

    said_by: str
    text: str
    said_at: datetime
    is_outsider: bool


def is_in_conversation(thread_id: Any, message: type[Message] = Message) -> ColumnElement[bool]:
    """The condition for a message of a thread, its head included; None: of the channel outside of threads."""
    if thread_id is None:
        return col(message.thread_id).is_(None)
    return or_(col(message.thread_id) == thread_id, col(message.external_id) == thread_id)


def list_earlier(
    session: Session, channel_id: int, *, thread_id: str | None, before: datetime, limit: int
) -> list[Earlier]:
    """What was said before: in the thread, or in the channel outside of threads. Oldest first."""
    asked = {"channel_id": channel_id, "thread_id": thread_id, "before": before, "most": limit}
    rows = session.execute(_make_earlier(in_thread=thread_id is not None), asked).all()
    return [
        Earlier(said_by, text, said_at, bool(is_outsider)) for said_by, text, said_at, is_outsider in reversed(rows)
    ]


@cache
def _make_earlier(*, in_thread: bool) -> Executable:
    """The query of list_earlier, made once."""
    return (
        select(Message.said_by, Message.text, Message.said_at, Account.is_outsider)
        .join(Account, col(Account.id) == col(Message.account_id), isouter=True)
        .where(
            Message.channel_id == bindparam("channel_id"),
            is_in_conversation(bindparam("thread_id") if in_thread else None),
            Message.said_at < bindparam("before"),
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.said_at).desc(), col(Message.id).desc())
        .limit(bindparam("most"))
    )


def list_versions(session: Session, message_id: int) -> list[MessageVersion]:
    """Earlier words of a message, oldest first."""
    return list(
        session.exec(
            select(MessageVersion)
            .where(MessageVersion.message_id == message_id)
            .order_by(col(MessageVersion.replaced_at), col(MessageVersion.id))
        )
    )
