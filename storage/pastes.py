"""Pasted chat records: what was taken from which paste, and what is known from earlier ones."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from storage.tables import Account, Channel, Contact, Message, Paste

CHANNEL_PREFIX = "paste:"  # external ids of the channels that stand for clients' pasted records
_AT_ONCE = 500


def list_known(session: Session, agency_id: int, external_ids: Sequence[str]) -> list[tuple[Message, Channel]]:
    """The messages with these identities that an earlier paste had, taken back or not, with where they are kept."""
    found: list[tuple[Message, Channel]] = []
    for start in range(0, len(external_ids), _AT_ONCE):
        rows = session.exec(
            select(Message, Channel)
            .join(Channel, col(Channel.id) == col(Message.channel_id))
            .where(
                Channel.agency_id == agency_id,
                col(Channel.external_id).startswith(CHANNEL_PREFIX),
                col(Message.external_id).in_(external_ids[start : start + _AT_ONCE]),
            )
            .order_by(col(Message.id))
        )
        found += rows.all()
    return found


def find_paste(session: Session, agency_id: int, number: int) -> Paste | None:
    """The paste of this number in the agency."""
    paste = session.get(Paste, number)
    return paste if paste is not None and paste.agency_id == agency_id else None


def list_messages_of(session: Session, paste_id: int) -> list[Message]:
    """What was taken from a paste and not taken back, as it was said."""
    return list(
        session.exec(
            select(Message)
            .where(Message.paste_id == paste_id, col(Message.deleted_at).is_(None))
            .order_by(col(Message.said_at), col(Message.id))
        )
    )


def list_accounts(session: Session, account_ids: Sequence[int]) -> dict[int, Account]:
    """The accounts with these numbers."""
    rows = session.exec(select(Account).where(col(Account.id).in_(list(account_ids))))
    return {row.id: row for row in rows if row.id is not None}


def list_contacts(session: Session, agency_id: int, *, client_id: int | None) -> list[Contact]:
    """The people at a client; at all clients where none is given. Who has left was somebody once, too."""
    query = select(Contact).where(Contact.agency_id == agency_id, col(Contact.deleted_at).is_(None))
    if client_id is not None:
        query = query.where(or_(Contact.client_id == client_id, col(Contact.client_id).is_(None)))
    return list(session.exec(query.order_by(col(Contact.id))))
