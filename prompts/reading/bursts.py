"""Bursts: messages of one conversation shortly after each other, which a model reads in one call."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol, runtime_checkable

from prompts.reading.schema import Reader, Reading, Utterance

WINDOW = timedelta(minutes=2)  # from the first message of a burst to its last
MOST_MESSAGES = 10
MOST_CHARACTERS = 6000  # of all messages together; a longer one is read alone


@runtime_checkable
class BurstReader(Reader, Protocol):
    """A reader that is cheaper by the burst."""

    def read_many(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """One reading for each message of one conversation, oldest first."""


def read_many(reader: Reader, utterances: Sequence[Utterance]) -> list[Reading]:
    """Read a burst: in one go where the reader can, else one after the other."""
    if len(utterances) > 1 and isinstance(reader, BurstReader):
        return reader.read_many(utterances)
    return [reader.read(utterance) for utterance in utterances]


def fits(lengths: Sequence[int]) -> bool:
    """Whether messages of so many characters are still one burst."""
    return len(lengths) <= MOST_MESSAGES and (len(lengths) == 1 or sum(lengths) <= MOST_CHARACTERS)
