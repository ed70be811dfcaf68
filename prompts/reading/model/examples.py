"""Messages with their right answers, shown to the model beside those that it is to read.

Ours come with the program (`examples.jsonl`: invented clients, nobody's words). Theirs are the agency's own confirmed
corrections; whoever hands them in sees to it that they are of this agency alone.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from prompts.reading.model.answers import Answer
from prompts.reading.plain import evened
from prompts.reading.schema import Utterance

MOST = 6
MOST_CHARACTERS = 1200  # of all texts together
_LONGEST = 400  # a longer message teaches little for what it costs
_SAME_SIDE, _SAME_LANGUAGE, _THEIRS, _SEEN_KINDS = 0.3, 0.2, 0.1, 0.15  # likeness itself is 0–1
_ABOUT = {"confidence", "id"}


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it says."""

    text: str
    role: str  # client, ae, designer, manager …
    answer: Answer
    speaker: str = ""  # who says "I"
    is_theirs: bool = False  # the agency's own

    def told(self) -> dict[str, Any]:
        """As the model is shown it."""
        shown = {"speaker": self.speaker} if self.speaker else {}
        answer = self.answer.model_dump(mode="json", exclude=_ABOUT, exclude_none=True)
        return {**shown, "role": self.role, "text": self.text, "answer": answer}


Examples = Callable[[Sequence[Utterance]], Sequence[Example]]


@cache
def our_examples() -> tuple[Example, ...]:
    """Those that come with the program."""
    lines = (Path(__file__).parent / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    read = (json.loads(line) for line in lines if line.strip())
    return tuple(
        Example(each["text"], each["role"], Answer.model_validate(each["answer"]), each["speaker"]) for each in read
    )


def choose_examples(
    utterances: Sequence[Utterance],
    examples: Sequence[Example],
    *,
    most: int = MOST,
    most_characters: int = MOST_CHARACTERS,
) -> tuple[Example, ...]:
    """The most telling few: alike, of the same side and language, of different kinds. The same input gives the same.

    The likest comes last, nearest to the messages.
    """
    scored = [(max(_likeness(example, each) for each in utterances), example) for example in _distinct(examples)]
    chosen: list[Example] = []
    seen: Counter[tuple[str, ...]] = Counter()
    room = most_characters
    while scored and len(chosen) < most:
        best = max(scored, key=lambda each: each[0] - _SEEN_KINDS * seen[_sort(each[1])])
        scored.remove(best)
        example = best[1]
        if len(example.text) > min(room, _LONGEST):
            continue
        chosen.append(example)
        seen[_sort(example)] += 1
        room -= len(example.text)
    return tuple(reversed(chosen))


def chooser(ours: Sequence[Example], theirs: Callable[[], Sequence[Example]]) -> Examples:
    """Chooses among both; theirs are asked for each time."""
    return lambda utterances: choose_examples(utterances, (*theirs(), *ours))


def _distinct(examples: Sequence[Example]) -> list[Example]:
    """One of each text and side, the first: theirs come before ours, the latest correction first."""
    return list({(evened(each.text), _side(each.role)): each for each in reversed(examples)}.values())[::-1]


def _likeness(example: Example, utterance: Utterance) -> float:
    side = "client" if utterance.is_relayed else _side(utterance.role)
    return (
        _shared(example.text, utterance.text)
        + _SAME_SIDE * (_side(example.role) == side)
        + _SAME_LANGUAGE * (_is_chinese(example.text) == _is_chinese(utterance.text))
        + _THEIRS * example.is_theirs
    )


def _shared(one: str, other: str) -> float:
    """How many pairs of neighbouring characters two texts share, of all that they have: 0–1."""
    first, second = _pairs(one), _pairs(other)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0


@lru_cache(maxsize=2000)
def _pairs(text: str) -> Counter[str]:
    even = "".join(evened(text[:_LONGEST]).split())
    return Counter(even[at : at + 2] for at in range(len(even) - 1))


def _side(role: str) -> str:
    return "client" if role == "client" else "agency"


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _sort(example: Example) -> tuple[str, ...]:
    """What makes two examples of one kind."""
    answer = example.answer
    return (*sorted(answer.kinds), answer.interaction_kind or "", *sorted({each.kind for each in answer.signals}))
