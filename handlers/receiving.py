"""The receipt for what a member made by form or emoji: one, where it belongs, and nowhere that outsiders read."""

from handlers.assigning import list_possible
from handlers.desk import Desk
from handlers.drawing import receipt_facts
from handlers.evidence import permalink
from handlers.recording import record_label
from handlers.replies import Reply
from prompts.cards import Card
from storage.tables import ChangeRequest, Client, Interaction, Message, Task

Made = Interaction | ChangeRequest | Task


def receive(desk: Desk, message: Message | None, record: Made) -> Reply:
    """One receipt: among colleagues in the thread, else so that only the member sees it."""
    return say_where_it_belongs(desk, draw_receipt(desk, message, record), message)


def receive_quietly(desk: Desk, message: Message, record: Made) -> Reply:
    """The same, seen by nobody but the member: an emoji is said to all already."""
    return whisper(desk, draw_receipt(desk, message, record, is_for_all=False), thread=message.thread_id)


def draw_receipt(desk: Desk, message: Message | None, record: Made, *, is_for_all: bool = True) -> Card:
    """What was written down, with a button that takes it back."""
    client = desk.session.get(Client, record.client_id) if record.client_id else None
    facts = {
        "record": record,
        "kind": str(record.__tablename__),
        "label": record_label(record),
        "client": client.name if client else None,
        "who": desk.speaker.name,
        "link_url": permalink(desk, message) if message else None,
        "act": desk.arrival.key,
        "could_be": list_possible(desk, record) if isinstance(record, Task) else [],
        **receipt_facts(desk, record),
    }
    return desk.record_card("recorded", **facts) if is_for_all else desk.card("recorded", **facts)


def say_where_it_belongs(desk: Desk, card: Card, message: Message | None, *, key: str = "receipt") -> Reply:
    """Among colleagues in the message's thread, or where the form was opened; else to the member alone."""
    if not desk.is_among_colleagues:
        return whisper(desk, card, thread=desk.place.thread, key=key)
    is_here = message is not None and message.channel_id == desk.here.id
    is_post = message is not None and is_here and not message.external_id.startswith(f"{desk.place.platform}:")
    thread = desk.place.thread
    if message is not None and is_post:
        thread = message.thread_id or message.external_id
    return desk.in_thread(card, thread, key=key, fallback=desk.to_user(desk.arrival.user))


def whisper(desk: Desk, card: Card, *, thread: str | None = None, key: str = "receipt") -> Reply:
    """To the member alone: in the channel so that nobody else sees it, or one-to-one."""
    direct = desk.to_user(desk.arrival.user)
    if desk.here.is_direct or desk.place.platform != "slack":
        return Reply(to=direct, card=card, key=key)
    here = direct.model_copy(update={"where": "private", "channel": desk.place.channel, "thread": thread})
    return Reply(to=here, card=card, key=key, fallback=direct)
