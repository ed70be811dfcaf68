"""Clients as they are made, and what a channel recorded before it was tied to one."""

from sqlmodel import col, select

from handlers.desk import Desk, row_id
from handlers.recording import adopt, change, create
from handlers.rules.names import fold_name
from storage.channels import list_unplaced_contacts
from storage.clients import find_client_by_name
from storage.records import RECORD_TABLES
from storage.tables import Channel, Client, ClientName, Message


def find_client_called(desk: Desk, name: str) -> Client | None:
    """The client of this name, also one in the recycle bin."""
    return find_client_by_name(desk.session, desk.agency_id, fold_name(name))


def make_client(desk: Desk, name: str) -> Client:
    """A new client; who makes it owns it until it is handed over."""
    client = Client(
        agency_id=desk.agency_id,
        name=name,
        owner_id=desk.speaker.id,
        created_at=desk.now,
        created_by_id=desk.speaker.id,
    )
    create(desk, client, by=desk.speaker)
    desk.session.add(
        ClientName(
            agency_id=desk.agency_id, client_id=row_id(client.id), name=name, folded=fold_name(name), is_main=True
        )
    )
    desk.session.flush()
    return client


def adopt_all(desk: Desk, client: Client, channel: Channel) -> int:
    """Give the client what the channel recorded before it was tied. Returns how many records that were."""
    here = select(Message.id).where(Message.channel_id == channel.id)
    adopted = 0
    for table in RECORD_TABLES:
        orphans = desk.session.scalars(
            select(table).where(col(table.client_id).is_(None), col(table.message_id).in_(here))
        ).all()
        for record in orphans:
            adopted += change(desk, record, "linked", by=desk.speaker, client_id=client.id)
    for contact in list_unplaced_contacts(desk.session, row_id(channel.id)):
        change(desk, contact, "linked", by=desk.speaker, client_id=client.id)
    adopt(desk, channel, row_id(client.id))
    return adopted
