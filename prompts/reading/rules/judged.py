"""What a message asks for, once judged, and the reading made of it: common to both sides of the conversation."""

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from prompts.reading.dates.dues import FoundDue
from prompts.reading.patterns import Clause, words
from prompts.reading.people import told
from prompts.reading.plain import evened
from prompts.reading.rules import kinds, noise
from prompts.reading.schema import Due, InteractionKind, Kind, Priority, Reading, Sentiment, Signal, Utterance
from prompts.reading.titles.title import title_of

_URGENT = words(
    r"urgent(?:ly)?|asap|a\.s\.a\.p|immediately|right away|right now|top priority|high priority"
    r"|critical|rush(?! order)|time[- ]sensitive|emergency|straight away|first thing|now",
    r"赶紧|很急|急(?:用|需|着(?:要|用)|死|件|!|！)|加急|紧急|马上|立刻|立即|尽快|火速|十万火急"
    r"|特急|越快越好|现在就|优先|抓紧|速度|刻不容缓|比较急|挺急|在线等",
)
_NO_RUSH = words(
    r"no rush|not urgent|no hurry|whenever|when you (?:have|get) (?:a )?(?:time|chance|moment"
    r"|minute)|take your time|low priority|nice to have|no big deal|if you have time"
    r"|not a priority",
    r"不(?:着)?急|不赶|慢慢来|有空(?:再|的话|时)|不紧急|什么时候有空|抽空|不是很急|不太急|空了",
)
HAS_DIGIT = re.compile(r"\d")
WORD = re.compile(r"[a-z0-9'$%]+|[\u4e00-\u9fff]")


@dataclass(slots=True)
class Asked:
    """What the clauses of a message ask for, each with the clause that shows it."""

    change: Clause | None = None
    task: Clause | None = None
    statement: Clause | None = None
    is_own: bool = False  # the speaker takes the task on
    names: tuple[str, ...] = field(default=())


def answers_question(utterance: Utterance) -> bool:
    """Whether the message before asked this speaker's side something about work."""
    last = utterance.earlier[-1] if utterance.earlier else None
    if last is None or (last.role == "client") == utterance.is_from_client:
        return False
    even = evened(last.text)
    return kinds.asks_something(even) and not noise.is_about_life(even)


def names_around(utterance: Utterance) -> tuple[str, ...]:
    """First and full names of those who spoke before, evened: taken away before asking what is left of a greeting."""
    full = {evened(said.speaker) for said in utterance.earlier} | {evened(name) for name in utterance.names}
    return tuple(sorted(full | {name.split()[0] for name in full if name.strip()}, key=len, reverse=True))


def choose_priority(utterance: Utterance, plain: str, due: Due | None) -> Priority:
    if _NO_RUSH.search(plain):
        return "low"
    today = utterance.said_at.astimezone(ZoneInfo(utterance.tz)).date()
    if _URGENT.search(plain) or (due is not None and due.on == today):
        return "high"
    return "normal"


def make_reading(
    utterance: Utterance,
    plain: str,
    found_kinds: tuple[Kind, ...],
    kind: InteractionKind | None,
    found: FoundDue | None,
    asked: Asked,
    *,
    evidence: Clause | None,
    sentiment: Sentiment = "neutral",
    shown: tuple[Signal, ...] = (),
) -> Reading:
    is_work = "change_request" in found_kinds or "task" in found_kinds
    words_of_due = found[0] if found else None
    return Reading(
        kinds=found_kinds,
        interaction_kind=kind,
        sentiment=sentiment,
        signals=shown,
        due_words=words_of_due,
        due=found[1] if found else None,
        assignees=_assignees(utterance, plain, asked) if "task" in found_kinds else (),
        priority=choose_priority(utterance, plain, found[1] if found else None) if is_work else None,
        title=title_of(utterance, found_kinds, kind, words_of_due),
        confidence=_confidence(found_kinds, kind, shown, evidence),
    )


def _assignees(utterance: Utterance, plain: str, asked: Asked) -> tuple[str, ...]:
    if asked.names:
        return asked.names
    return (utterance.speaker,) if asked.is_own and told.is_by_speaker(plain) else ()


def _confidence(
    found_kinds: tuple[Kind, ...], kind: InteractionKind | None, shown: tuple[Signal, ...], evidence: Clause | None
) -> float:
    """A judged, not a fitted, chance that the kinds are right.

    On first sight of new messages about 84 in 100 were right all in all, fewest where nothing but a default spoke.
    """
    if kind == "info" and not shown and len(found_kinds) == 1:
        return 0.6  # the default, when nothing else was seen
    if len(found_kinds) == 3:
        return 0.65
    return 0.8 if evidence is not None else 0.6


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "urgent": _URGENT,
    "no_rush": _NO_RUSH,
}
