"""Colleagues and clients as a form offers them, and who was meant when it comes back."""

from handlers.assigning import find_assignee
from handlers.desk import Desk, row_id
from handlers.errors import UnknownClient, UnknownMember
from handlers.rules.names import fold_name, list_similar
from prompts.cards import Choice
from prompts.forms import NOBODY
from prompts.render import one_line
from storage.clients import find_client_by_name, list_client_names, list_clients
from storage.people import list_members
from storage.tables import Client, Member


def list_colleagues(desk: Desk) -> tuple[Choice, ...]:
    """Everyone who works here, by name."""
    members = sorted(list_members(desk.session, desk.agency_id), key=lambda member: member.name.casefold())
    return tuple(Choice(label=member.name, value=str(member.id)) for member in members)


def list_client_choices(desk: Desk) -> tuple[Choice, ...]:
    """All clients, by name."""
    clients = sorted(list_clients(desk.session, desk.agency_id), key=lambda client: client.name.casefold())
    return tuple(Choice(label=client.name, value=str(client.id)) for client in clients)


def get_chosen_client(desk: Desk, value: str) -> int | None:
    """The client that was chosen, or named where there were too many to choose from. Raises UnknownClient."""
    value = value.strip()
    if value in ("", NOBODY):
        return None
    client = desk.session.get(Client, int(value)) if value.isdecimal() and len(value) < 10 else None
    if client is None or client.agency_id != desk.agency_id:
        client = find_client_by_name(desk.session, desk.agency_id, fold_name(value))
    if client is None or client.deleted_at is not None:
        known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
        raise UnknownClient(name=one_line(value, 80), similar=list_similar(value, known))
    return row_id(client.id)


def get_chosen_member(desk: Desk, value: str) -> Member | None:
    """The colleague who was chosen, or named. Raises UnknownMember."""
    value = value.strip()
    if value in ("", NOBODY):
        return None
    member = desk.session.get(Member, int(value)) if value.isdecimal() and len(value) < 10 else None
    if member is None or member.agency_id != desk.agency_id:
        found = find_assignee(desk, value)
        member = desk.session.get(Member, found) if found is not None else None
    if member is None or member.left_on is not None:
        names = [known.name for known in list_members(desk.session, desk.agency_id)]
        raise UnknownMember(name=one_line(value, 80), similar=list_similar(value, names))
    return member
