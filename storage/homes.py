"""The app's home: who has looked at it, and what stands on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import exists, func
from sqlmodel import Session, col, or_, select

from storage.shared import find_shared, share
from storage.tables import (
    Account,
    ChangeRequest,
    Client,
    Interaction,
    Message,
    SupplementaryOrder,
    Task,
)

T = TypeVar("T", ChangeRequest, SupplementaryOrder)
_OPEN_CHANGES = ("submitted", "approved", "in_progress", "delivered")
_OPEN_TASKS = ("todo", "doing", "review")


class ClientLine(NamedTuple):
    """A client in few words."""

    client: Client
    changes: int
    tasks: int
    last_contact_at: datetime | None


def remember_home(session: Session, account: Account) -> None:
    """Somebody looks at the home: from now on it is kept up to date."""
    if not has_home(session, account):
        share(session, _name(account), "")


def has_home(session: Session, account: Account) -> bool:
    """Whether they have looked at it."""
    return find_shared(session, _name(account)) is not None


def _name(account: Account) -> str:
    return f"home:{account.platform}:{account.workspace}:{account.external_id}"


def list_to_confirm(session: Session, agency_id: int, member_id: int, *, limit: int, offset: int = 0) -> list[Message]:
    """The messages of which something is proposed to a member: of their clients, and what they said; latest first."""
    proposed = or_(
        *(
            exists().where(
                col(table.message_id) == col(Message.id),
                col(table.status) == "proposed",
                col(table.deleted_at).is_(None),
            )
            for table in (ChangeRequest, Task)
        ),
        exists().where(
            col(Interaction.message_id) == col(Message.id),
            col(Interaction.state) == "proposed",
            col(Interaction.kind) == "complaint",
            col(Interaction.deleted_at).is_(None),
        ),
    )
    query = (
        select(Message)
        .join(Client, col(Client.id) == col(Message.client_id), isouter=True)
        .join(Account, col(Account.id) == col(Message.account_id), isouter=True)
        .where(
            Message.agency_id == agency_id,
            or_(Client.owner_id == member_id, Account.member_id == member_id),
            proposed,
        )
        .order_by(col(Message.said_at).desc(), col(Message.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return list(session.exec(query))


def list_submitted(session: Session, agency_id: int) -> Sequence[ChangeRequest | SupplementaryOrder]:
    """What waits for anybody's approval, oldest first."""
    return [
        *_list_submitted_of(session, ChangeRequest, agency_id),
        *_list_submitted_of(session, SupplementaryOrder, agency_id),
    ]


def _list_submitted_of(session: Session, table: type[T], agency_id: int) -> Sequence[T]:
    waiting = (table.agency_id == agency_id, table.status == "submitted", col(table.deleted_at).is_(None))
    return session.exec(select(table).where(*waiting).order_by(col(table.id))).all()


def list_client_lines(session: Session, agency_id: int, owner_id: int) -> list[ClientLine]:
    """The clients that a member owns, with what is open, by name."""
    open_changes = (
        select(func.count())
        .select_from(ChangeRequest)
        .where(
            ChangeRequest.client_id == Client.id,
            col(ChangeRequest.status).in_(_OPEN_CHANGES),
            col(ChangeRequest.deleted_at).is_(None),
        )
        .scalar_subquery()
    )
    open_tasks = (
        select(func.count())
        .select_from(Task)
        .where(Task.client_id == Client.id, col(Task.status).in_(_OPEN_TASKS), col(Task.deleted_at).is_(None))
        .scalar_subquery()
    )
    # What the client's people said, and the calls and meetings that were logged.
    said = (
        select(func.max(Message.said_at))
        .join(Account, col(Account.id) == col(Message.account_id))
        .where(Message.client_id == Client.id, col(Account.is_outsider).is_(True))
        .scalar_subquery()
    )
    logged = (
        select(func.max(Interaction.happened_at))
        .where(
            Interaction.client_id == Client.id,
            col(Interaction.kind).in_(("call", "meeting")),
            col(Interaction.deleted_at).is_(None),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Client, open_changes, open_tasks, said, logged)  # type: ignore[call-overload]
        .where(
            Client.agency_id == agency_id,
            Client.owner_id == owner_id,
            Client.status == "active",
            col(Client.deleted_at).is_(None),
        )
        .order_by(col(Client.name), col(Client.id))
    ).all()
    return [
        ClientLine(client, changes, tasks, max(filter(None, (said_at, logged_at)), default=None))
        for client, changes, tasks, said_at, logged_at in rows
    ]
