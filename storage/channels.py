"""Channels, and what is said in them: messages and their versions."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from storage.tables import Account, Channel, Message, MessageVersion


def find_channel(session: Session, platform: str, workspace: str, external_id: str) -> Channel | None:
    """The channel with this platform id."""
    return session.exec(
        select(Channel).where(
            Channel.platform == platform, Channel.workspace == workspace, Channel.external_id == external_id
        )
    ).first()


def list_channels_of(session: Session, client_id: int) -> list[Channel]:
    """The channels tied to a client."""
    return list(session.exec(select(Channel).where(Channel.client_id == client_id).order_by(col(Channel.id))))


def find_message(session: Session, channel_id: int, external_id: str) -> Message | None:
    """The message with this identity."""
    return session.exec(
        select(Message).where(Message.channel_id == channel_id, Message.external_id == external_id)
    ).first()


def list_earlier(
    session: Session, channel_id: int, *, thread_id: str | None, before: datetime, limit: int
) -> list[tuple[Message, bool]]:
    """What was said before: in the thread, or in the channel outside of threads. Oldest first.

    The second value tells whether an outsider said it.
    """
    in_thread = or_(col(Message.thread_id) == thread_id, col(Message.external_id) == thread_id)
    rows = session.exec(
        select(Message, Account.is_outsider)
        .join(Account, col(Account.id) == col(Message.account_id), isouter=True)
        .where(
            Message.channel_id == channel_id,
            in_thread if thread_id else col(Message.thread_id).is_(None),
            Message.said_at < before,
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.said_at).desc())
        .limit(limit)
    ).all()
    return [(message, bool(is_outsider)) for message, is_outsider in reversed(rows)]


def list_versions(session: Session, message_id: int) -> list[MessageVersion]:
    """Earlier words of a message, oldest first."""
    return list(
        session.exec(
            select(MessageVersion).where(MessageVersion.message_id == message_id).order_by(col(MessageVersion.id))
        )
    )
