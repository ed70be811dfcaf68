"""Whether newly learnt coefficients may take the place of the old: if they read no worse, on ours and on theirs."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from prompts.reading.labels import Example
from prompts.reading.learned.outputs import KINDS
from prompts.reading.schema import Reader
from prompts.reading.scoring import Count

# Macro-F1 that a new reader may lose: less than what other messages of the same kind would make it differ by.
MARGIN = 0.01
HELD_OUT = 4  # of their messages, one in so many is not learnt from
_LEAST_SHARE, _MOST_SHARE = 0.1, 0.45  # of messages that may be held out


@dataclass(frozen=True)
class Comparison:
    """Macro-F1 over the kinds, old and new, on some messages."""

    on: str
    messages: int
    old: float
    new: float

    @property
    def is_worse(self) -> bool:
        return self.new < self.old - MARGIN


def compare(on: str, examples: Sequence[Example], old: Reader, new: Reader) -> Comparison:
    """What both make of the same messages. Kinds of which nobody said anything count neither way."""
    return Comparison(on, len(examples), _macro_f1(old, examples), _macro_f1(new, examples))


def _macro_f1(reader: Reader, examples: Sequence[Example]) -> float:
    """The mean over kinds. Of a kind that was only ever denied, the share that the reader denies too: it has no F1."""
    found = [(example, set(reader.read(example.utterance).kinds)) for example in examples]
    values = []
    for kind in KINDS:
        judged = [(kind in kinds, kind in example.label.kinds) for example, kinds in found if example.knows(kind)]
        if any(is_true for _, is_true in judged):
            count = Count()
            for said, is_true in judged:
                count.add(said, is_true)
            values.append(count.f1)
        elif judged:
            values.append(sum(not said for said, _ in judged) / len(judged))
    return sum(values) / len(values) if values else 1.0


def hold_out(examples: Sequence[Example], threads: Sequence[str]) -> tuple[list[Example], list[Example]]:
    """Those to learn from, and those to compare with. Of a client's, or at least of a conversation's, all on one side.

    The same message is always on the same side, as long as the sides keep a fair size: an old reader hasn't seen
    what the next one is compared on. threads: of each example.
    """
    by_client = [example.group for example in examples]
    for units in (by_client, threads, [example.id for example in examples]):
        is_held = [zlib.crc32(unit.encode()) % HELD_OUT == 0 for unit in units]
        if _LEAST_SHARE <= sum(is_held) / len(examples) <= _MOST_SHARE:
            return _split(examples, is_held)
    return _split(examples, [at % HELD_OUT == 0 for at in range(len(examples))])


def _split(examples: Sequence[Example], is_held: Sequence[bool]) -> tuple[list[Example], list[Example]]:
    pairs = list(zip(examples, is_held, strict=True))
    return [each for each, held in pairs if not held], [each for each, held in pairs if held]
