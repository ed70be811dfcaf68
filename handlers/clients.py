"""Clients: tying a channel to one, and one card with all that is known."""

from handlers.arrivals import Press
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, NoClientHere, UnknownClient, UnknownRecord
from handlers.evidence import permalink
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.names import fold_name, list_similar
from handlers.tying import adopt_all, find_client_called, make_client
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.channels import list_channels_of
from storage.clients import list_client_names, list_names_of
from storage.enquiries import list_unanswered
from storage.records import list_open_changes, list_open_tasks, list_recent_interactions
from storage.tables import Channel, Client, Member

LONGEST_NAME = 80


def on_link(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Tie this channel to a client, made when new; asks which is meant when a similar one exists."""
    name = one_line(words.strip(' "“”「」'), LONGEST_NAME)
    if not fold_name(name):
        raise BadCommand(verb="link")
    client = find_client_called(desk, name)
    is_made = client is None
    if client is None:
        names = list_client_names(desk.session, desk.agency_id)
        similar = list_similar(name, [known.name for known in names])
        if similar:
            owners = {known.name: known.client_id for known in names}
            choices = {owners[known]: known for known in reversed(similar)}  # one choice a client
            return [desk.answer(desk.card("link_choice", wanted=name, choices=choices, place=desk.here.id))]
        client = make_client(desk, name)
    return [desk.answer(desk.record_card("linked", **_tie(desk, client, desk.here, is_made=is_made)), is_record=True)]


def on_link_pressed(desk: Desk, value: str) -> list[Reply]:
    """The choice between a similar client ("3:client:5") and a new one ("3:new:ACME").

    The number before is the channel's: the card may have reached the member one-to-one.
    """
    press = desk.arrival
    assert isinstance(press, Press)
    place, kind, rest = value.split(":", 2)
    channel = desk.session.get(Channel, int(place))
    if channel is None or channel.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    if kind == "own":  # a chat of one person, that is to be a client under the name it goes by
        kind, rest = "new", one_line(channel.name, LONGEST_NAME)
    is_client = kind == "client"
    client = desk.session.get(Client, int(rest)) if is_client else find_client_called(desk, rest)
    is_made = client is None and not is_client
    if is_made:
        client = make_client(desk, rest)
    if client is None or client.agency_id != desk.agency_id:
        raise UnknownClient(name=rest, similar=[])
    return [desk.edit_in_place(desk.record_card("linked", **_tie(desk, client, channel, is_made=is_made)), press.card)]


def on_client(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """All about one client: /crm client ACME; without a name, the client of this channel."""
    client = get_client(desk, words) if words else _client_here(desk)
    owner = desk.session.get(Member, client.owner_id) if client.owner_id else None
    client_id = row_id(client.id)
    recent = list_recent_interactions(desk.session, client_id, 5)
    names = list_names_of(desk.session, client_id)
    card = desk.card(
        "client",
        client=client,
        owner=owner.name if owner else None,
        aliases=[name.name for name in names if not name.is_main],
        channels=[channel.name or channel.external_id for channel in list_channels_of(desk.session, client_id)],
        changes=list_open_changes(desk.session, client_id),
        tasks=list_open_tasks(desk.session, desk.agency_id, client_id=client_id),
        unanswered=list_unanswered(desk.session, desk.agency_id, client_id=client_id),
        recent=[(interaction, message, message and permalink(desk, message)) for interaction, message in recent],
    )
    return [desk.answer(card)]


def get_client(desk: Desk, name: str) -> Client:
    """The client of this name. Raises UnknownClient, with the names that are like it."""
    client = find_client_called(desk, name)
    if client is None or client.deleted_at is not None:
        known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
        raise UnknownClient(name=one_line(name, LONGEST_NAME), similar=list_similar(name, known))
    return client


def _client_here(desk: Desk) -> Client:
    client = desk.session.get(Client, desk.here.client_id) if desk.here.client_id else None
    if client is None:
        raise NoClientHere()
    return client


def _tie(desk: Desk, client: Client, channel: Channel, *, is_made: bool) -> dict[str, object]:
    """Tie a channel to a client; what was recorded there while it had none goes to the client too."""
    if client.deleted_at is not None:
        change(desk, client, "restored", by=desk.speaker, deleted_at=None)
    was_new = change(desk, channel, "linked", by=desk.speaker, client_id=client.id)
    adopted = adopt_all(desk, client, channel) if was_new else 0
    owner = desk.session.get(Member, client.owner_id) if client.owner_id else None
    return {
        "client": client,
        "owner": owner.name if owner else None,
        "is_made": is_made,
        "adopted": adopted,
        "is_shared": not channel.is_direct and channel.audience != "internal",
        "is_direct": channel.is_direct,
        "act": desk.arrival.key,
    }
