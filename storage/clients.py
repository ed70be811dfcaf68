"""Clients and the names they go by."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.tables import Client, ClientName

# Asked for every message: a query is made once, since making it takes longer than running it.
_NAMES = (
    select(ClientName)
    .join(Client, col(Client.id) == col(ClientName.client_id))
    .where(ClientName.agency_id == bindparam("agency_id"), col(Client.deleted_at).is_(None))
)


def find_client_by_name(session: Session, agency_id: int, folded: str) -> Client | None:
    """The client of this folded name, also one in the recycle bin: a name means one client."""
    return session.exec(
        select(Client)
        .join(ClientName, col(ClientName.client_id) == col(Client.id))
        .where(ClientName.agency_id == agency_id, ClientName.folded == folded)
    ).first()


def list_client_names(session: Session, agency_id: int) -> list[ClientName]:
    """Every name of every client that isn't in the recycle bin."""
    return list(session.scalars(_NAMES, {"agency_id": agency_id}))


def list_clients(session: Session, agency_id: int, *, owner_id: int | None = None) -> list[Client]:
    """All clients that aren't in the recycle bin, or those of one owner; oldest first."""
    query = select(Client).where(Client.agency_id == agency_id, col(Client.deleted_at).is_(None))
    if owner_id is not None:
        query = query.where(Client.owner_id == owner_id)
    return list(session.exec(query.order_by(col(Client.id))))


def list_names_of(session: Session, client_id: int) -> list[ClientName]:
    """A client's own name first, then its aliases."""
    return list(
        session.exec(
            select(ClientName)
            .where(ClientName.client_id == client_id)
            .order_by(col(ClientName.is_main).desc(), col(ClientName.id))
        )
    )
