"""Which messages are read in one go: free talk of one conversation, within two minutes. Pure."""

from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

from handlers.arrivals import AnyArrival, Message
from handlers.preparing import words_to_read
from prompts.grammar import parse_spoken
from prompts.quoting import parse_quote_order
from prompts.reading.bursts import WINDOW, fits


class Gathered(NamedTuple):
    """What may be read along with a message, and whether it is worth waiting for more of the kind."""

    places: tuple[int, ...]  # in the list of those behind it
    may_grow: bool


def gather(head: AnyArrival, behind: Sequence[AnyArrival | None]) -> Gathered | None:
    """The burst that a message begins, given what waits behind it (None: unreadable); None if it isn't free talk.

    What is no free talk, or of another thread, is left out and read at its turn. Somebody who speaks to the bot, or
    whose command or press waits, is not kept waiting.
    """
    if not is_talk(head):
        return None
    lengths, may_grow = [len(head.text)], not (head.is_to_bot or head.place.is_direct)
    places: list[int] = []
    for place, arrival in enumerate(behind):
        if not is_talk(arrival):
            may_grow = False
            continue
        if arrival.place.thread != head.place.thread:
            continue
        if abs(arrival.at - head.at) > WINDOW or not fits([*lengths, len(arrival.text)]):
            return Gathered(tuple(places), may_grow=False)
        lengths.append(len(arrival.text))
        places.append(place)
        may_grow = may_grow and not arrival.is_to_bot
    return Gathered(tuple(places), may_grow)


def is_talk(arrival: AnyArrival | None) -> TypeGuard[Message]:
    """Whether this is a message in free words: no command, and not a picture alone."""
    if not isinstance(arrival, Message) or not (words_to_read(arrival) or "").strip():
        return False
    is_order = parse_spoken(arrival.text) or parse_quote_order(arrival.text)
    return not (arrival.is_to_bot and is_order)
