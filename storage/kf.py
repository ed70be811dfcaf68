"""WeCom customer service (微信客服): how far each account was fetched, and the chats with clients."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.shared import find_shared, share
from storage.tables import Account, Channel, Message

SENT_PREFIX = "sent:"  # external ids of what members had us say there


def find_cursor(session: Session, workspace: str, account: str) -> str | None:
    """The cursor behind the last message that was put into the inbox; None: nothing was fetched yet."""
    row = find_shared(session, _name(workspace, account))
    return row.value if row is not None and row.value else None


def move_cursor(session: Session, workspace: str, account: str, *, before: str | None, after: str) -> bool:
    """Move it on, in the unit that puts the messages into the inbox; not if somebody else has moved it meanwhile."""
    if find_cursor(session, workspace, account) != before:
        return False
    share(session, _name(workspace, account), after)
    return True


def _name(workspace: str, account: str) -> str:
    return f"wecom-kf-cursor:{workspace}:{account}"


class Chat(NamedTuple):
    """One client's chat with an account of ours."""

    channel: Channel
    last_at: datetime  # when the client last wrote


def list_chats(session: Session, agency_id: int, *, client_id: int | None = None) -> list[Chat]:
    """The chats in which clients have written, the latest first."""
    query = (
        select(Channel, func.max(Message.said_at))
        .join(Message, col(Message.channel_id) == col(Channel.id))
        .join(Account, col(Account.id) == col(Message.account_id))
        .where(
            Channel.agency_id == agency_id,
            col(Channel.external_id).startswith("kf:"),
            col(Account.is_outsider).is_(True),
        )
        .group_by(col(Channel.id))
    )
    if client_id is not None:
        query = query.where(Channel.client_id == client_id)
    found = [Chat(channel, last_at) for channel, last_at in session.exec(query)]
    return sorted(found, key=lambda chat: chat.last_at, reverse=True)


def count_sent(session: Session, channel_id: int, *, since: datetime) -> int:
    """How many messages members had us send in a chat since then."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.channel_id == channel_id,
                col(Message.external_id).startswith(SENT_PREFIX),
                Message.said_at > since,
            )
        )
        or 0
    )


def count_said(session: Session, channel_id: int) -> int:
    """How many messages were heard in a chat."""
    return session.scalar(select(func.count()).select_from(Message).where(Message.channel_id == channel_id)) or 0
