"""Conversations for the handlers' tests: what is said in a thread, and how it reads."""

from datetime import date, timedelta
from typing import Any

from kit import NOW, SHARED, House

from bot.posting import to_outgoing
from handlers.arrivals import Message, Place
from handlers.replies import Reply
from prompts.reading.schema import Due, InteractionKind, Reading
from storage.outbox import put_all
from storage.store import Store
from storage.tables import ChangeRequest, RecordMessage

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)
WECOM_ROOM = Place(platform="wecom", workspace="ww01", channel="room1")


def wants(title: str, due: date | None = None, words: str | None = None, **more: Any) -> Reading:
    """A client asks for a change."""
    return _read(("interaction", "change_request"), "feedback", title, due, words, **more)


def says(kind: InteractionKind, title: str = "", due: date | None = None, words: str | None = None) -> Reading:
    """Something is said, and nothing is to be done."""
    return _read(("interaction",), kind, title, due, words)


def promises(who: str, title: str, due: date | None = None, words: str | None = None) -> Reading:
    """One of ours takes something on."""
    return _read(("task",), None, title, due, words, assignees=(who,))


def asks_for(title: str, due: date | None = None, words: str | None = None) -> Reading:
    """A client asks for something new."""
    return _read(("interaction", "task"), "question", title, due, words)


def _read(
    kinds: Any, kind: InteractionKind | None, title: str, due: date | None, words: str | None, **more: Any
) -> Reading:
    return Reading(
        kinds=kinds, interaction_kind=kind, title=title, due=Due(on=due) if due else None, due_words=words, **more
    )


def in_thread(said: Message) -> Place:
    """The thread under a message."""
    return said.place.model_copy(update={"thread": said.place.thread or said.message_id})


def later(house: House, **time: float) -> None:
    """Time goes by."""
    house.now += timedelta(**time)


def opens(
    house: House, text: str, reading: Reading, *, user: str = "UCAROL", place: Place = SHARED
) -> tuple[Message, Reply]:
    """Somebody says something that is proposed: what was said, and its card."""
    said = house.message(user, place, text)
    (card,) = house.serve(said, reading)
    later(house, minutes=5)
    return said, card


def follows(house: House, said: Message, text: str, reading: Reading, *, user: str = "UCAROL") -> list[Reply]:
    """Somebody answers in its thread."""
    shown = house.say(user, in_thread(said), text, reading)
    later(house, minutes=5)
    return shown


def changes(house: House) -> list[tuple[int, str, str]]:
    """Number, status and title of every change request."""
    return [(row.number, row.status, row.title) for row in house.rows(ChangeRequest)]


def links(house: House) -> list[tuple[str, str]]:
    """Kind and state of all that is known to belong to a record, without what was taken back."""
    return [(row.kind, row.state) for row in house.rows(RecordMessage) if row.deleted_at is None]


def labels(reply: Reply) -> list[str]:
    """The buttons of a card."""
    assert reply.card is not None
    return [button.label for button in reply.card.buttons]


def keep_sent(store: Store, arrival_key: str, replies: list[Reply]) -> None:
    """Put replies into the outbox, as the worker does."""
    outgoing = to_outgoing(replies, cause=arrival_key, trace_id="t")
    store.write(lambda session: put_all(session, outgoing, now=NOW))
