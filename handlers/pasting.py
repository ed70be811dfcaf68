"""A pasted chat record: each of its messages is heard once, as if the bot had been there; one answer tells of it."""

from dataclasses import replace

from handlers.arrivals import Attachment, Command, Place, Press
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, UnknownClient
from handlers.evidence import hear, hear_order, keep_reading
from handlers.pastes import PASTED, Choice, draw_paste, get_paste, place_of
from handlers.proposing import redraw
from handlers.recognising import PreparedPaste, find_client, meet
from handlers.recording import change, note
from handlers.replies import Reply
from handlers.rules.names import fold_name, list_similar
from handlers.rules.pasted import WECHAT, Meant, identities, list_speakers
from handlers.taking import take_in
from handlers.threads import place_file
from handlers.tying import adopt_all, find_client_called, make_client
from prompts.pasting.record import PastedMessage
from prompts.reading.schema import NOISE, Reading
from prompts.render import one_line
from storage.agencies import lock_agency
from storage.channels import find_channel
from storage.clients import list_client_names
from storage.pastes import CHANNEL_PREFIX, list_accounts, list_known, list_messages_of
from storage.people import find_account, list_accounts_of
from storage.tables import Account, Channel, Client, Member, Message, Paste

MOST_CHOICES = 4
LONGEST_NAME = 80


def on_paste(desk: Desk, pasted: PreparedPaste) -> list[Reply]:
    """Take in what is new of a chat record, and say what that was."""
    lock_agency(desk.session, desk.agency)  # two who paste the same at once: the second finds it known
    record = pasted.record
    client_id = find_client(desk.session, desk.agency_id, record, tied=desk.here.client_id)
    names = identities(record.messages)
    known, kept_in = _split_known(desk, names, client_id)
    channel = _choose_channel(desk, client_id, kept_in)
    paste = Paste(
        agency_id=desk.agency_id,
        member_id=row_id(desk.speaker.id),
        message_id=row_id(_hear_carrier(desk).id),
        client_id=channel.client_id,
        created_at=desk.now,
    )
    desk.session.add(paste)
    desk.session.flush()
    met = meet(desk.session, desk.agency, record, client_id=client_id, pasted_by=desk.speaker.id)
    taken: list[Message] = []
    touched: list[Message] = []
    for line, reading, name in zip(record.messages, pasted.readings, names, strict=True):
        before = known.get(name)
        if before is not None and before.deleted_at is None:
            continue
        inner = _step_into(desk, channel, line, met)
        message, others = _take(inner, paste, line, reading, name, before)
        taken.append(message)
        touched += others
    paste.taken, paste.known = len(taken), len(record.messages) - len(taken)
    desk.session.add(paste)
    message_ids = [message.id for message in taken]
    note(desk, paste, PASTED, by=desk.speaker, before=None, after={"message_ids": message_ids, "known": paste.known})
    choice = None if paste.client_id is not None or not taken else _list_choices(desk, pasted)
    card = draw_paste(desk, paste, choice=choice, recalled=record.recalled, left_out=record.left_out)
    return [desk.answer(card, key="paste"), *_redraw_elsewhere(desk, touched)]


def on_nothing_pasted(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The command without a chat record behind it. Raises BadCommand."""
    raise BadCommand(verb="paste")


def on_client_chosen(desk: Desk, value: str) -> list[Reply]:
    """Whose record it is ("paste:7:client:3", "paste:7:new:" for the company that the speakers are of)."""
    press = desk.arrival
    assert isinstance(press, Press)
    paste = get_paste(desk, value)
    _, _, kind, wanted = value.split(":", 3)
    channel = place_of(desk, paste)
    if channel is not None and channel.client_id is None:
        name = "" if kind == "client" else one_line(_find_org(desk, paste), LONGEST_NAME)
        client = desk.session.get(Client, int(wanted)) if kind == "client" else find_client_called(desk, name)
        if client is None and name:
            client = make_client(desk, name)
        if client is None or client.agency_id != desk.agency_id:
            raise UnknownClient(name=wanted, similar=[])
        _give_to(desk, channel, client)
        change(desk, paste, "linked", by=desk.speaker, client_id=client.id)
    return [desk.edit_in_place(draw_paste(desk, paste), press.card)]


def _find_org(desk: Desk, paste: Paste) -> str:
    """The company behind the first speaker who has one."""
    messages = list_messages_of(desk.session, row_id(paste.id))
    accounts = list_accounts(desk.session, [one.account_id for one in messages if one.account_id is not None])
    orgs = (accounts[one.account_id].org for one in messages if one.account_id in accounts)
    return next((org for org in orgs if org and org.casefold() not in WECHAT), "")


def _hear_carrier(desk: Desk) -> Message:
    """The member's own message, which held the record: an order, and nothing that was said between people."""
    arrival = desk.arrival
    said = NOISE.model_copy(update={"reader": "said"})
    if isinstance(arrival, Said):
        return hear_order(desk, arrival.message_id, arrival.text, said, said_at=arrival.at)
    assert isinstance(arrival, Command)
    return hear(desk, arrival.key, arrival.text, said, said_at=arrival.at)


# -- where it is kept


def _split_known(desk: Desk, names: list[str], client_id: int | None) -> tuple[dict[str, Message], list[Channel]]:
    """What earlier pastes had of it, by identity; and where that is kept.

    What belongs to another client is another conversation. What belongs to nobody yet may be this one.
    """
    known: dict[str, Message] = {}
    channels: dict[int, Channel] = {}
    for message, channel in list_known(desk.session, desk.agency_id, names):
        if channel.client_id not in (client_id, None):
            continue
        if message.external_id not in known or message.deleted_at is None:
            known[message.external_id] = message
            channels[row_id(channel.id)] = channel
    return known, list(channels.values())


def _choose_channel(desk: Desk, client_id: int | None, kept_in: list[Channel]) -> Channel:
    """The channel that stands for this client's pasted records; for a client who isn't known yet, one for this record.

    What an earlier paste could not give to anybody goes to the client who is known now.
    """
    nobodys = [channel for channel in kept_in if channel.client_id is None]
    if client_id is None:
        return nobodys[0] if nobodys else _ensure_channel(desk, f"{CHANNEL_PREFIX}{desk.arrival.key}", None)
    client = desk.session.get(Client, client_id)
    assert client is not None
    for channel in nobodys:
        _give_to(desk, channel, client)
    return _ensure_channel(desk, f"{CHANNEL_PREFIX}{client_id}", client)


def _ensure_channel(desk: Desk, external_id: str, client: Client | None) -> Channel:
    place = desk.place
    channel = find_channel(desk.session, place.platform, place.workspace, external_id)
    if channel is None:
        channel = Channel(
            agency_id=desk.agency_id,
            platform=place.platform,
            workspace=place.workspace,
            external_id=external_id,
            name=client.name if client is not None else "",
            audience="shared",
            client_id=client.id if client is not None else None,
            created_at=desk.now,
        )
        desk.session.add(channel)
        desk.session.flush()
    return channel


def _give_to(desk: Desk, channel: Channel, client: Client) -> None:
    """A record that belonged to nobody is this client's; the next paste of theirs finds it there."""
    change(desk, channel, "linked", by=desk.speaker, client_id=client.id)
    adopt_all(desk, client, channel)
    own = f"{CHANNEL_PREFIX}{client.id}"
    if find_channel(desk.session, channel.platform, channel.workspace, own) is None:
        channel.external_id, channel.name = own, client.name
        desk.session.add(channel)
        desk.session.flush()


# -- one message


def _step_into(desk: Desk, channel: Channel, line: PastedMessage, met: dict[str, Meant]) -> Desk:
    """The desk as it would have been, had the bot listened: who speaks, where, and when."""
    who = met[fold_name(line.speaker) or line.speaker]
    member = desk.session.get(Member, who.member_id) if who.member_id is not None else None
    account = _find_own_account(desk, member) if member is not None else _ensure_account(desk, channel, line, who)
    place = Place(platform=desk.place.platform, workspace=channel.workspace, channel=channel.external_id)
    name = member.name if member is not None else line.speaker
    arrival = Said(
        key=desk.arrival.key, place=place, user=name, at=line.said_at, message_id="", text=line.text, quote=line.quote
    )
    return replace(desk, arrival=arrival, channel=channel, account=account, member=member)


def _find_own_account(desk: Desk, member: Member) -> Account | None:
    accounts = list_accounts_of(desk.session, row_id(member.id))
    return next((one for one in accounts if one.platform == desk.place.platform), accounts[0] if accounts else None)


def _ensure_account(desk: Desk, channel: Channel, line: PastedMessage, who: Meant) -> Account:
    """Somebody from outside is known by their name in this client's records."""
    place = desk.place
    external_id = f"{CHANNEL_PREFIX}{channel.id}:{fold_name(line.speaker) or line.speaker}"
    account = find_account(desk.session, place.platform, place.workspace, external_id)
    if account is None:
        account = Account(
            agency_id=desk.agency_id,
            platform=place.platform,
            workspace=place.workspace,
            external_id=external_id,
            name=line.speaker,
            is_outsider=True,
            org=line.org,
            contact_id=who.contact_id,
            checked_at=desk.now,
        )
        desk.session.add(account)
        desk.session.flush()
    return account


def _take(
    inner: Desk, paste: Paste, line: PastedMessage, reading: Reading, name: str, before: Message | None
) -> tuple[Message, list[Message]]:
    """Hear one message, or again what was taken back, and place it. Also those whose cards tell something new."""
    if before is None:
        message = hear(inner, name, line.text, reading, said_at=line.said_at)
    else:
        message = before
        message.deleted_at = None
        keep_reading(message, reading)
    message.pasted_by_id, message.paste_id = paste.member_id, paste.id
    message.quote = line.quote or None
    message.attachments = [Attachment(kind=file.kind, name=file.name).model_dump() for file in line.files]
    inner.session.add(message)
    inner.session.flush()
    if not line.words:
        return message, place_file(inner, message).touched if line.files else []
    _, placed = take_in(inner, message, reading, is_new=before is None)
    return message, placed.touched


def _redraw_elsewhere(desk: Desk, touched: list[Message]) -> list[Reply]:
    """Cards of what was said elsewhere follow what the record says of it; the record itself has one card."""
    unique = {row_id(message.id): message for message in touched if message.card_key is not None}
    return redraw(desk, list(unique.values()))


def _list_choices(desk: Desk, pasted: PreparedPaste) -> Choice:
    """Clients whom the record may be about: those called like a speaker's company, then those of the member."""
    names = list_client_names(desk.session, desk.agency_id)
    owners = {name.name: name.client_id for name in names}
    orgs = [one.org for one in list_speakers(pasted.record) if one.org and one.org.casefold() not in WECHAT]
    likely = [owners[name] for org in orgs for name in list_similar(org, owners)]
    clients = {number: desk.session.get(Client, number) for number in dict.fromkeys((*likely, *owners.values()))}
    active = [client for client in clients.values() if client is not None and client.status == "active"]
    active.sort(key=lambda client: (client.id not in likely, client.owner_id != desk.speaker.id, client.id))
    chosen = {row_id(client.id): client.name for client in active[: MOST_CHOICES if not orgs else MOST_CHOICES - 1]}
    return Choice(clients=chosen, new=orgs[0] if orgs else "")
