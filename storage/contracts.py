"""Contracts, and the change requests that count as revision rounds under them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import ChangeRequest, Client, Contract


def list_contracts_of(session: Session, client_id: int) -> list[Contract]:
    """A client's contracts, running or over, oldest first."""
    return list(
        session.exec(
            select(Contract)
            .where(Contract.client_id == client_id, col(Contract.deleted_at).is_(None))
            .order_by(col(Contract.id))
        )
    )


def lock_client(session: Session, client_id: int) -> None:
    """Let nobody else count this client's rounds meanwhile: two submissions side by side are two rounds."""
    session.exec(select(Client.id).where(Client.id == client_id).with_for_update())


def count_rounds(
    session: Session,
    *,
    client_id: int,
    project_id: int | None,
    statuses: Sequence[str],
    but: int | None,
    since: datetime | None = None,
) -> int:
    """How many change requests of a project (None: of the client outside of projects) are in these states.

    `but`: without this one. `since`: only those made from this instant on.
    """
    query = select(func.count(col(ChangeRequest.id))).where(
        ChangeRequest.client_id == client_id,
        ChangeRequest.project_id == project_id,
        col(ChangeRequest.status).in_(statuses),
        col(ChangeRequest.deleted_at).is_(None),
    )
    if but is not None:
        query = query.where(ChangeRequest.id != but)
    if since is not None:
        query = query.where(ChangeRequest.created_at >= since)
    return session.exec(query).one()
