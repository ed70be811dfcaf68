"""Evidence: the message that shows a record; whose client it is about, who said it, and where it can be read again."""

from datetime import datetime

from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.recording import create
from handlers.rules.names import find_named
from prompts.reading.schema import NOISE, Reading
from storage.agencies import find_workspace
from storage.channels import find_message
from storage.clients import list_client_names
from storage.people import find_contact
from storage.tables import Channel, Contact, Message


def hear(
    desk: Desk,
    message_id: str,
    text: str,
    reading: Reading | None,
    *,
    said_at: datetime,
    card_key: str | None = None,
) -> Message:
    """Write down one thing that was said, small talk too. Without a reading, its words are read when they come.

    `card_key`: under which the outbox will hold the card that shows what was read.
    """
    account, said = desk.account, desk.arrival
    message = Message(
        agency_id=desk.agency_id,
        channel_id=row_id(desk.here.id),
        external_id=message_id,
        thread_id=desk.place.thread,
        account_id=account.id if account else None,
        client_id=find_client_spoken_of(desk, text),
        said_by=account.name if account else desk.arrival.user,
        said_at=said_at,
        text=text,
        kinds=list(NOISE.kinds),
        reading={},
        card_key=card_key,
        quote=said.quote or None if isinstance(said, Said) and said.message_id == message_id else None,
        attachments=[],  # a default that has to be made costs SQLModel five times the rest
        created_at=desk.now,
    )
    if reading is not None:
        keep_reading(message, reading)
    desk.session.add(message)
    desk.session.flush()
    return message


def hear_order(desk: Desk, message_id: str, text: str, reading: Reading, *, said_at: datetime) -> Message:
    """Write down a member's order to the bot, also when its edit or its deletion came first."""
    message = find_message(desk.session, row_id(desk.here.id), message_id)
    if message is None:
        return hear(desk, message_id, text, reading, said_at=said_at)
    if not is_read(message):
        message.text = text
    keep_reading(message, reading)
    desk.session.add(message)
    desk.session.flush()
    return message


def keep_reading(message: Message, reading: Reading) -> None:
    """Keep what the reader said beside the words."""
    message.kinds, message.reader = list(reading.kinds), reading.reader
    message.reading = reading.model_dump(mode="json", exclude_defaults=True)


def is_read(message: Message) -> bool:
    """Whether a reader has seen the words; not if all that came so far is that the message was deleted."""
    return bool(message.reading)


def find_client_spoken_of(desk: Desk, text: str) -> int | None:
    """The channel's client. Where a channel has none, the thread's, else the client whose name is said.

    One-to-one with the bot, a name that is said goes before the client that the conversation is tied to.
    """
    tied = desk.here.client_id
    if (tied is not None and not desk.here.is_direct) or not desk.is_internal:
        return tied
    if tied is None and desk.place.thread is not None:
        first = find_message(desk.session, row_id(desk.here.id), desk.place.thread)
        if first is not None and first.client_id is not None:
            return first.client_id
    names = {name.name: name.client_id for name in list_client_names(desk.session, desk.agency_id)}
    return find_named(text, names) or tied


def find_contact_who_speaks(desk: Desk, message: Message) -> int | None:
    """The contact behind an outsider's account, made on first sight; None for one of ours.

    Somebody of whom the platform has not said yet who they are may turn out to be one of ours.
    """
    account = desk.account
    if account is None or not account.is_outsider or account.is_bot or account.checked_at is None:
        return None
    if account.contact_id is None:
        contact = find_contact(desk.session, desk.agency_id, message.client_id, account.name)
        if contact is None:
            contact = Contact(
                agency_id=desk.agency_id, client_id=message.client_id, name=account.name, created_at=desk.now
            )
            create(desk, contact, by=None)
        account.contact_id = contact.id
        desk.session.add(account)
    return account.contact_id


def permalink(desk: Desk, message: Message) -> str | None:
    """Where the message can be read again; None where the platform has no links (WeCom)."""
    channel = desk.session.get(Channel, message.channel_id)
    assert channel is not None
    workspace = find_workspace(desk.session, channel.platform, channel.workspace)
    return link_to(channel, message, workspace.url if workspace else "")


def link_to(channel: Channel, message: Message, workspace_url: str) -> str | None:
    """A Slack permalink, put together from its parts: no call is needed. None for what is no Slack message."""
    is_message = message.external_id.replace(".", "").isdigit()  # a slash command has no place in the channel
    if channel.platform != "slack" or not workspace_url or not is_message:
        return None
    link = f"{workspace_url.rstrip('/')}/archives/{channel.external_id}/p{message.external_id.replace('.', '')}"
    if message.thread_id and message.thread_id != message.external_id:
        link += f"?thread_ts={message.thread_id}&cid={channel.external_id}"
    return link
