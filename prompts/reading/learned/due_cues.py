"""What speaks for and against a date of a message being its due date, as small strings for the classifier."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from prompts.reading.dates.clauses import clause_span
from prompts.reading.dates.finding import FoundDate
from prompts.reading.learned.judgement import Judgement
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Utterance

_FLAGS = (
    "is_marked", "has_time", "is_end_of_day", "is_relative", "is_moved_to", "is_event", "is_wanted", "is_over",
    "is_campaign", "is_vague", "is_recurring", "is_range_start", "is_range_end", "is_quoted", "is_from_context",
    "is_bare_time", "is_just_said",
)  # fmt: skip
_TOKEN = re.compile(r"[a-z']+|[\u4e00-\u9fff]|\d+|[^\s\w]")
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_END_OF_SENTENCE = re.compile(r"[?？。！!\n]|\.(?!\d)")
_AWAY = (-1, 0, 1, 3, 7, 14, 31, 92)  # days
_AHEAD = (0, 0.5, 2, 6, 12, 24, 48, 96, 240)  # hours
_LONG = (4, 8, 16, 32, 64, 128)  # characters of a message
_MOST_PLACES = 3
_MOST_TOKENS = 10  # of a clause, on either side of the date
_EDGE = 2  # characters that may stand between a date and the end of its message


def due_cues(utterance: Utterance, found: Sequence[FoundDate], judgement: Judgement) -> list[set[str]]:
    """One set per date, in the same order."""
    if not found:
        return []
    even = blanked(evened(utterance.text), quotes=False)
    side = "client" if utterance.is_clients_word else "agency"
    about = {f"kind_{kind}" for kind in judgement.kinds} | {f"is_{judgement.interaction_kind}"}
    most = {side, "work" if judgement.is_work else "no_work"}
    sets = []
    for place, each in enumerate(found):
        others = [other for other in found if other.due != each.due]
        kind = _of_date(each, utterance)
        more = _among(each, others, found) | _where(each, even)
        crossed = most | ({"from_context"} if each.is_from_context else set())
        cues = kind | more | about | most
        cues |= {f"{one}&{cue}" for one in about for cue in kind}
        cues |= {f"{one}&{cue}" for one in crossed for cue in kind | more}
        cues |= {f"place_{min(place, _MOST_PLACES)}", f"of_{min(len(found), _MOST_PLACES)}"}
        sets.append(cues | _names(each) | _neighbours(each) | _of_clause(each, even))
    return sets


def _of_date(found: FoundDate, utterance: Utterance) -> set[str]:
    """What kind of date it is, and how far off."""
    now = utterance.said_at.astimezone(ZoneInfo(utterance.tz))
    cues = {flag for flag in _FLAGS if getattr(found, flag)}
    cues |= {f"weight_{min(found.weight, 8)}", f"reason_{found.reason}"}
    days = (found.due.on - now.date()).days
    cues.add(f"away_{_rank(days, _AWAY)}")
    if days and days % 7 == 0:
        cues.add("todays_weekday")  # Sunday evening, said on a Sunday: it may be now
    if found.from_on is not None and found.from_on != found.due.on:
        cues.add("spans")
    return cues | (_of_time(found.due.at, now) if found.due.at is not None else set())


def _of_time(at: datetime, now: datetime) -> set[str]:
    hour = at.astimezone(now.tzinfo).hour
    part = "night" if hour < 7 or hour >= 22 else "early" if hour < 9 else "work" if hour < 19 else "evening"
    return {f"hours_{_rank((at - now).total_seconds() / 3600, _AHEAD)}", f"clock_{part}"}


def _among(each: FoundDate, others: Sequence[FoundDate], found: Sequence[FoundDate]) -> set[str]:
    """How it stands beside the other dates of the message. others: those that mean something else."""
    best = max(other.weight for other in found)
    own = [other.start for other in found if not other.is_from_context]
    claims = {
        "rules_choose": each.weight == best > 0,
        "said_twice": sum(other.due.on == each.due.on for other in found) > 1,
        "heaviest": bool(others) and all(other.weight < each.weight for other in others),
        "other_heavier": any(other.weight > each.weight for other in others),
        "other_marked": not each.is_marked and any(other.is_marked for other in others),
        "only_marked": each.is_marked and not any(other.is_marked for other in others),
        "other_moved_to": not each.is_moved_to and any(other.is_moved_to for other in others),
        "other_later": any(other.due.on > each.due.on for other in others),
        "other_sooner": any(other.due.on < each.due.on and not other.is_over for other in others),
        "other_timed": not each.has_time and any(o.has_time and o.due.on == each.due.on for o in others),
        "day_before": each.is_bare_time and any(_is_day_alone(o) and o.start < each.start for o in others),
        "time_after": _is_day_alone(each) and any(o.is_bare_time and o.start > each.start for o in others),
        "none_named": not own,
        "one_named": len(own) == 1,
        "named_first": bool(own) and each.start == min(own),
        "named_last": bool(own) and each.start == max(own),
    }
    return {name for name, holds in claims.items() if holds}


def _is_day_alone(found: FoundDate) -> bool:
    """A day to come, to which a time of day that is named elsewhere may belong."""
    return not (found.has_time or found.is_bare_time or found.is_from_context or found.is_over)


def _where(found: FoundDate, even: str) -> set[str]:
    """Its place in the message, and whether that is a question."""
    cues = {f"long_{_rank(len(even), _LONG)}"}
    if found.start <= _EDGE:
        cues.add("at_start")
    if found.end >= len(even.rstrip()) - _EDGE:
        cues.add("at_end")
    end = _END_OF_SENTENCE.search(even, found.end)
    if end and end[0] in "?？":
        cues.add("in_question")
    if even.rstrip().endswith(("?", "？")):
        cues.add("before_question")
    return cues


def _names(found: FoundDate) -> set[str]:
    """The words that name it: 今天 is a due date more often than 今早."""
    return {f"names_{word}" for word in _WORD.findall(evened(found.words))}


def _neighbours(found: FoundDate) -> set[str]:
    """The words right beside it, and those that touch it."""
    before, after = _TOKEN.findall(found.before), _TOKEN.findall(found.after)
    cues = {f"before_{token}" for token in before[-4:]} | {f"after_{token}" for token in after[:5]}
    cues |= {f"next_before_{' '.join(before[-size:]) if before else '^'}" for size in (1, 2)}
    return cues | {f"next_after_{' '.join(after[:size]) if after else '$'}" for size in (1, 2)}


def _of_clause(found: FoundDate, even: str) -> set[str]:
    """The words of its clause, on either side, one by one and in pairs; all numbers are one."""
    first, last = clause_span(even, found.start, found.end)
    cues: set[str] = set()
    for side, words in (("left", even[first : found.start]), ("right", even[found.end : last])):
        tokens = ["0" if token.isdigit() else token for token in _TOKEN.findall(words)]
        tokens = tokens[-_MOST_TOKENS:] if side == "left" else tokens[:_MOST_TOKENS]
        cues |= {f"{side}_{token}" for token in tokens}
        cues |= {f"{side}_{one} {two}" for one, two in pairwise(tokens)}
    return cues


def _rank(value: float, bounds: Sequence[float]) -> int:
    return next((rank for rank, bound in enumerate(bounds) if value <= bound), len(bounds))
