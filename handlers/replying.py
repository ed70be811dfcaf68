"""Answering a client over customer service (微信客服): only by a member's order, shown once more before it is sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.arrivals import Command, Place, Press
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, NoServiceChat, ReplyTooLong, ReplyWindowClosed, UnknownRecord
from handlers.evidence import hear, hear_order
from handlers.numbers import get_numbered, split_number
from handlers.replies import Address, Reply
from handlers.rules.names import fold_name
from handlers.waiting import watch
from prompts.cards import Card
from prompts.reading.schema import NOISE, Reading
from storage.channels import find_message
from storage.clients import list_client_names
from storage.kf import SENT_PREFIX, Chat, count_sent, list_chats
from storage.tables import Channel, Client, Message

MOST_BYTES = 2048  # of one message; WeCom takes no more
MOST_MESSAGES = 5  # until the client writes again
WINDOW = timedelta(hours=48)  # since the client wrote last
_GAP = " \t\n\u3000,\uff0c:\uff1a"


@dataclass(frozen=True)
class Order:
    """To whom, and what."""

    chat: Chat
    words: str


def on_reply(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Show what would be sent: reply CR-3 The new draft comes tomorrow; reply ACME …

    Raises BadCommand, NoServiceChat, ReplyTooLong, ReplyWindowClosed.
    """
    order = _read_order(desk, words)
    left = _check(desk, order)
    draft = _keep(desk)
    begins_at = draft.text.rindex(order.words)
    value = f"{draft.id}:{row_id(order.chat.channel.id)}:{begins_at}"
    card = _draw(desk, order.chat, order.words, state="draft", value=value, left=left)
    return [desk.answer(card, key="draft")]


def on_send_pressed(desk: Desk, value: str) -> list[Reply]:
    """Send it, once. Raises UnknownRecord, and ReplyWindowClosed if it has become too late."""
    press = desk.arrival
    assert isinstance(press, Press)
    draft, chat, words = _find_draft(desk, value)
    sent_id = f"{SENT_PREFIX}{draft.id}"
    sent = find_message(desk.session, row_id(chat.channel.id), sent_id)
    if sent is not None:
        return [
            desk.edit_in_place(_draw(desk, chat, words, state="sent", at=sent.said_at, who=sent.said_by), press.card)
        ]
    _check(desk, Order(chat, words))
    _hear_ours(desk, chat.channel, sent_id, words)
    to_client = Reply(
        to=Address(
            platform="wecom",
            workspace=chat.channel.workspace,
            where="channel",
            channel=chat.channel.external_id,
            via="kf",
        ),
        card=_draw(desk, chat, words, state="failed").model_copy(update={"body": words, "quote": ""}),
        key="to-client",
        fallback=desk.to_user(desk.arrival.user),
    )
    card = _draw(desk, chat, words, state="sent", at=desk.now, who=desk.speaker.name)
    return [desk.edit_in_place(card, press.card), to_client]


def _read_order(desk: Desk, words: str) -> Order:
    """The chat that an order means, and the words for it."""
    words = words.strip()
    numbered = split_number(words)
    if numbered is not None and numbered[0]["kind"]:
        record = get_numbered(desk, numbered[0])
        message_id = getattr(record, "message_id", None)
        message = desk.session.get(Message, message_id) if message_id else None
        chats = [chat for chat in list_chats(desk.session, desk.agency_id) if _is_of(chat, message, record.client_id)]
        return _order(chats, numbered[1], str(numbered[0][0]).strip())
    for name, chats in _list_named(desk):
        head, rest = words[: len(name)], words[len(name) :]
        if name and head.casefold() == name.casefold() and (not rest or rest[0] in _GAP or not name.isascii()):
            return _order(chats, rest.strip(_GAP), name)
    if not words or len(words.split(maxsplit=1)) < 2:
        raise BadCommand(verb="reply")
    raise NoServiceChat(name=words.split(maxsplit=1)[0][:40])


def _is_of(chat: Chat, message: Message | None, client_id: int | None) -> bool:
    """The chat in which it was said; for what was said elsewhere, those of its client."""
    if message is not None and chat.channel.id == message.channel_id:
        return True
    return client_id is not None and chat.channel.client_id == client_id


def _order(chats: list[Chat], words: str, name: str) -> Order:
    if not chats:
        raise NoServiceChat(name=name)
    if not words:
        raise BadCommand(verb="reply")
    return Order(chats[0], words)


def _list_named(desk: Desk) -> list[tuple[str, list[Chat]]]:
    """Names by which chats can be called, the longest first: clients', and what people call themselves in WeChat."""
    chats = list_chats(desk.session, desk.agency_id)
    named: dict[str, list[Chat]] = {}
    for name in list_client_names(desk.session, desk.agency_id):
        named[name.name] = [chat for chat in chats if chat.channel.client_id == name.client_id]
    for chat in chats:
        if chat.channel.name:
            named.setdefault(chat.channel.name, []).append(chat)
    return sorted(named.items(), key=lambda one: -len(fold_name(one[0])))


def _check(desk: Desk, order: Order) -> int:
    """How many messages more WeCom will take now. Raises ReplyTooLong, ReplyWindowClosed."""
    size = len(order.words.encode())
    if size > MOST_BYTES:
        raise ReplyTooLong(size=size, most=MOST_BYTES)
    sent = count_sent(desk.session, row_id(order.chat.channel.id), since=order.chat.last_at)
    who = order.chat.channel.name
    if desk.now - order.chat.last_at >= WINDOW:
        raise ReplyWindowClosed(who=who, last_at=order.chat.last_at, why="time")
    if sent >= MOST_MESSAGES:
        raise ReplyWindowClosed(who=who, last_at=order.chat.last_at, why="count")
    return MOST_MESSAGES - sent


def _keep(desk: Desk) -> Message:
    """The order's own words: what is sent is read from them."""
    arrival = desk.arrival
    said = NOISE.model_copy(update={"reader": "said"})
    if isinstance(arrival, Said):
        return hear_order(desk, arrival.message_id, arrival.text, said, said_at=arrival.at)
    assert isinstance(arrival, Command)
    return hear(desk, arrival.key, arrival.text, said, said_at=arrival.at)


def _find_draft(desk: Desk, value: str) -> tuple[Message, Chat, str]:
    numbers = value.split(":")
    if len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        raise UnknownRecord(record=value)
    draft = desk.session.get(Message, int(numbers[0]), with_for_update=True)
    chats = list_chats(desk.session, desk.agency_id)
    chat = next((one for one in chats if one.channel.id == int(numbers[1])), None)
    if draft is None or draft.agency_id != desk.agency_id or chat is None:
        raise UnknownRecord(record=value)
    return draft, chat, draft.text[int(numbers[2]) :].strip()


def _hear_ours(desk: Desk, channel: Channel, message_id: str, words: str) -> None:
    """What we say is said by the member, in that chat: who waited there waits no longer."""
    place = Place(platform="wecom", workspace=channel.workspace, channel=channel.external_id, via="kf")
    said = Said(
        key=desk.arrival.key, place=place, user=desk.arrival.user, at=desk.now, message_id=message_id, text=words
    )
    inner = replace(desk, arrival=said, channel=channel)
    reading = Reading(kinds=("interaction",), interaction_kind="info", reader="said")
    message = hear(inner, message_id, words, reading, said_at=desk.now)
    watch(inner, message, reading, is_new=True)


def _draw(
    desk: Desk,
    chat: Chat,
    words: str,
    *,
    state: str,
    value: str = "",
    left: int = 0,
    at: datetime | None = None,
    who: str = "",
) -> Card:
    client = desk.session.get(Client, chat.channel.client_id) if chat.channel.client_id else None
    return desk.card(
        "kf_reply",
        state=state,
        name=chat.channel.name or chat.channel.external_id,
        client=client.name if client else None,
        words=words,
        until=chat.last_at + WINDOW,
        left=left,
        value=value,
        at=at,
        who=who,
    )
