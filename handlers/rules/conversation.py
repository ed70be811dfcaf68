"""To which of the records of a conversation a message belongs, and which delivery an approval means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from prompts.reading.things import Likeness, read_things

T = TypeVar("T")

# What can still be added to, moved or withdrawn
OPEN_CHANGES = ("proposed", "submitted", "approved", "in_progress", "delivered")
OPEN_TASKS = ("proposed", "todo", "doing", "review")
THREAD_LIVES = timedelta(days=60)  # a thread is one conversation, however long it rests
FOLLOWS_WITHIN = timedelta(hours=4)  # outside of threads, what is said later begins anew
APPROVED_WITHIN = timedelta(days=7)  # outside of threads, an approval means nothing that was delivered before
SAME_WITHIN = timedelta(days=7)  # said again on another platform, in another channel
LONGEST_TITLE = 80


@dataclass(frozen=True)
class Belonging(Generic[T]):
    """What a message belongs to surely, or else what it may belong to."""

    to: T | None = None
    perhaps: T | None = None


def choose_belonging(candidates: Sequence[tuple[T, Likeness]]) -> Belonging[T]:
    """The latest that is surely the same; else the latest of which nobody can tell. Candidates come latest first."""
    for wanted in ("same", "unsure"):
        found = next((candidate for candidate, likeness in candidates if likeness == wanted), None)
        if found is not None:
            return Belonging(to=found) if wanted == "same" else Belonging(perhaps=found)
    return Belonging()


def is_interrupted(subject: str, between: Iterable[str]) -> bool:
    """Whether something else was spoken of meanwhile: then "再大一点" needn't mean the subject any more."""
    wholes = read_things(subject).wholes
    return any(not wholes & named for text in between if (named := read_things(text).wholes))


def says_again(title: str, addition: str) -> bool:
    """Whether what was added to a record is in its title already: said again, it is nothing new."""
    return addition in title or fuzz.ratio(title, addition) >= 85


def join_titles(title: str, addition: str) -> str:
    """A record's title with what was added to it; as it was when nothing is new, or no room is left."""
    if says_again(title, addition):
        return title
    between = "；" if any("\u4e00" <= letter <= "\u9fff" for letter in title + addition) else "; "
    longer = f"{title}{between}{addition}"
    return longer if len(longer) <= LONGEST_TITLE else title


@dataclass(frozen=True)
class Shown:
    """Something that was delivered, as an approval may mean it."""

    number: int
    words: str
    for_changes: frozenset[int]


@dataclass(frozen=True)
class Meant:
    """What an approval means: surely these, or perhaps one of those."""

    surely: Shown | None = None
    perhaps: tuple[Shown, ...] = ()


def choose_delivery(approval: str, shown: Sequence[Shown], *, is_right_after: bool) -> Meant:
    """Which delivery an approval means, if any. `shown` is latest first.

    The latest delivery stands for the earlier ones of the same change requests. `is_right_after`: since the latest
    delivery our side asked or told nothing else that a "yes" could mean.
    """
    latest = _latest_each(shown)
    named = read_things(approval).wholes
    if named:
        fitting = [one for one in latest if not (has := read_things(one.words).wholes) or has & named]
        surely = [one for one in fitting if read_things(one.words).wholes]
        if len(surely) == 1 or (len(fitting) == 1 and is_right_after):
            return Meant(surely=(surely or fitting)[0])
        return Meant(perhaps=tuple(fitting[:MOST_PERHAPS]))
    if latest and is_right_after and (len(latest) == 1 or not _differ(latest[0], latest[1])):
        return Meant(surely=latest[0])
    return Meant(perhaps=tuple(latest[:MOST_PERHAPS]))


MOST_PERHAPS = 3


def _latest_each(shown: Sequence[Shown]) -> list[Shown]:
    """Without what a later delivery took the place of."""
    kept: list[Shown] = []
    for one in shown:
        if not any(one.for_changes and one.for_changes <= later.for_changes for later in kept):
            kept.append(one)
    return kept


def _differ(one: Shown, other: Shown) -> bool:
    """Whether two deliveries are of different things, as far as their words tell."""
    wholes, others = read_things(one.words).wholes, read_things(other.words).wholes
    return bool(one.for_changes != other.for_changes or (wholes and others and not wholes & others))
