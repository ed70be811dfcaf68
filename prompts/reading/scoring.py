"""How well a reader reads: predictions beside labels, in the measures by which readers are compared.

The same measures as the labelling guide's scorer; a prediction is what `liaison read` prints for a message.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prompts.reading.labels import Example, Label
from prompts.reading.learned.outputs import KINDS, SIGNALS

NEAR_ENOUGH = timedelta(minutes=30)  # for a clock time


@dataclass
class Count:
    """Hits, false alarms and misses of one thing."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, found: bool, is_true: bool) -> None:
        self.hits += found and is_true
        self.false += found and not is_true
        self.missed += is_true and not found

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 0.0


@dataclass
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def add(self, holds: bool) -> None:
        self.part += holds
        self.whole += 1

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else float("nan")


@dataclass
class Score:
    """All measures over one set of messages."""

    kinds: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    exact: Share = field(default_factory=Share)
    noise_logged: Share = field(default_factory=Share)
    noise_as_work: Share = field(default_factory=Share)
    work_lost: Share = field(default_factory=Share)
    interaction_kind: Share = field(default_factory=Share)
    sentiments: dict[str, Count] = field(
        default_factory=lambda: {tone: Count() for tone in ("positive", "neutral", "negative")}
    )
    signals: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in SIGNALS})
    churn: Count = field(default_factory=Count)  # any signal at all
    due_date: Share = field(default_factory=Share)
    due_time: Share = field(default_factory=Share)
    due_false: Share = field(default_factory=Share)
    assignee: Count = field(default_factory=Count)
    priority: Share = field(default_factory=Share)
    titles: list[float] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)  # (labelled, read) sets of kinds

    @property
    def macro_f1(self) -> float:
        return sum(count.f1 for count in self.kinds.values()) / len(self.kinds)

    @property
    def sentiment_f1(self) -> float:
        return sum(count.f1 for count in self.sentiments.values()) / len(self.sentiments)

    @property
    def churn_micro(self) -> Count:
        every = self.signals.values()
        return Count(sum(c.hits for c in every), sum(c.false for c in every), sum(c.missed for c in every))

    @property
    def title_overlap(self) -> float:
        return sum(self.titles) / len(self.titles) if self.titles else float("nan")

    def measures(self) -> dict[str, float]:
        """By name, in the order in which they are shown."""
        return {
            "macro_f1": self.macro_f1,
            "change_request_f1": self.kinds["change_request"].f1,
            "task_f1": self.kinds["task"].f1,
            "interaction_f1": self.kinds["interaction"].f1,
            "noise_f1": self.kinds["noise"].f1,
            "exact_kinds": self.exact.value,
            "noise_logged": self.noise_logged.value,
            "noise_as_work": self.noise_as_work.value,
            "work_lost": self.work_lost.value,
            "interaction_kind": self.interaction_kind.value,
            "sentiment_macro_f1": self.sentiment_f1,
            "churn_any_f1": self.churn.f1,
            "churn_micro_f1": self.churn_micro.f1,
            "due_date": self.due_date.value,
            "due_time": self.due_time.value,
            "due_false": self.due_false.value,
            "assignee_f1": self.assignee.f1,
            "priority": self.priority.value,
            "title_overlap": self.title_overlap,
        }


def score(examples: Sequence[Example], predictions: Iterable[Mapping[str, Any]]) -> Score:
    """A prediction per example, in any order, found by id; one that is missing counts as nothing found."""
    by_id = {str(each["id"]): each for each in predictions}
    result = Score()
    for example in examples:
        _add(result, example, by_id.get(example.id, {}))
    return result


def is_right(label: Label, prediction: Mapping[str, Any]) -> bool:
    """Whether the kinds of a message were read right, all of them."""
    return set(label.kinds) == set(prediction.get("kinds") or ())


def _add(result: Score, example: Example, found: Mapping[str, Any]) -> None:
    """What nobody judged counts neither way."""
    label = example.label
    kinds = set(found.get("kinds") or ())
    is_noise, is_work = "noise" in kinds, bool(kinds & {"change_request", "task"})
    if example.knows(*KINDS):
        result.exact.add(is_right(label, found))
        result.confusion[name_of(label.kinds), name_of(kinds)] += 1
    for kind, count in result.kinds.items():
        if example.knows(kind):
            count.add(kind in kinds, kind in label.kinds)
    if "noise" in label.kinds:
        result.noise_logged.add(bool(kinds - {"noise"}))
        result.noise_as_work.add(is_work)
    elif label.is_work:
        result.work_lost.add(not is_work)
    if "interaction" in label.kinds and example.knows("interaction_kind"):
        result.interaction_kind.add(found.get("interaction_kind") == label.interaction_kind)
    if example.knows("sentiment"):
        tone = found.get("sentiment") or "neutral"
        for name, count in result.sentiments.items():
            count.add(tone == name, label.sentiment == name)
    if example.knows("churn"):
        churn = set(found.get("churn") or ())
        for name, count in result.signals.items():
            count.add(name in churn, name in label.churn)
        result.churn.add(bool(churn), bool(label.churn))
    if example.knows("due"):
        _add_due(result, example, found.get("due"))
    if example.knows("assignee"):
        _add_people(result, label, found.get("assignee") or ())
    if label.priority:
        result.priority.add(found.get("priority") == label.priority)
    if label.title and not is_noise:
        result.titles.append(overlap(label.title, str(found.get("title") or "")))


def _add_people(result: Score, label: Label, found: Iterable[str]) -> None:
    expected, people = ({even_name(name) for name in names} for names in (label.assignee, found))
    result.assignee.hits += len(expected & people)
    result.assignee.false += len(people - expected)
    result.assignee.missed += len(expected - people)


def _add_due(result: Score, example: Example, found: Any) -> None:
    due = Label(kinds=(), due=found) if found else None
    if example.label.due is None:
        result.due_false.add(due is not None)
        return
    is_right_day, is_right_time = due_is_right(example, found)
    result.due_date.add(is_right_day)
    if example.label.due_at:
        result.due_time.add(is_right_time)


def due_is_right(example: Example, found: Any) -> tuple[bool, bool]:
    """Whether a predicted date is the day that is labelled, and nearly the instant, where one is."""
    due = Label(kinds=(), due=found) if found else None
    tz = ZoneInfo(example.utterance.tz)
    expected_at, found_at = example.label.due_at, due.due_at if due else None
    expected_on = expected_at.astimezone(tz).date() if expected_at else example.label.due_on
    found_on = found_at.astimezone(tz).date() if found_at else (due.due_on if due else None)
    is_near = expected_at is None or (found_at is not None and abs(found_at - expected_at) <= NEAR_ENOUGH)
    return expected_on == found_on, is_near


def name_of(kinds: Iterable[str]) -> str:
    """A set of kinds in few letters, as the confusion table has it."""
    short = {"interaction": "interaction", "change_request": "change", "task": "task", "noise": "noise"}
    present = set(kinds)
    return "+".join(short[kind] for kind in KINDS if kind in present) or "nothing"


def overlap(expected: str, found: str) -> float:
    """How far two titles share their words and pairs of Chinese characters: 0 to 1."""
    left, right = _pieces(expected), _pieces(found)
    if not left or not right:
        return 0.0
    return 2 * sum((left & right).values()) / (sum(left.values()) + sum(right.values()))


def _pieces(title: str) -> Counter[str]:
    lower = title.lower()
    chinese = re.sub(r"[^\u4e00-\u9fff]", "", lower)
    return Counter([*re.findall(r"[a-z0-9%$#.:]+", lower), *(chinese[at : at + 2] for at in range(len(chinese) - 1))])


def even_name(name: str) -> str:
    return re.sub(r"[@\s]", "", name).lower()
