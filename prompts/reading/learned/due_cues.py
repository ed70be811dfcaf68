"""What speaks for and against a date of a message being its due date, as small strings for the classifier."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from prompts.reading.dates.finding import FoundDate
from prompts.reading.learned.judgement import Judgement
from prompts.reading.schema import Utterance

_FLAGS = (
    "is_marked", "has_time", "is_end_of_day", "is_relative", "is_moved_to", "is_event", "is_wanted", "is_over",
    "is_campaign", "is_vague", "is_recurring", "is_range_start", "is_range_end", "is_quoted", "is_from_context",
    "is_bare_time",
)  # fmt: skip
_TOKEN = re.compile(r"[a-z']+|[\u4e00-\u9fff]|\d+|[^\s\w]")
_AWAY = (-1, 0, 1, 3, 7, 14, 31, 92)  # days
_MOST_PLACES = 3


def due_cues(utterance: Utterance, found: Sequence[FoundDate], judgement: Judgement) -> list[set[str]]:
    """One set per date, in the same order."""
    today = utterance.said_at.astimezone(ZoneInfo(utterance.tz)).date()
    side = "client" if utterance.is_clients_word else "agency"
    best = max((each.weight for each in found), default=0)
    about = {f"kind_{kind}" for kind in judgement.kinds} | {f"is_{judgement.interaction_kind}", side}
    about.add("work" if judgement.is_work else "no_work")
    sets = []
    for place, each in enumerate(found):
        cues = {flag for flag in _FLAGS if getattr(each, flag)}
        cues |= {f"weight_{min(each.weight, 8)}", f"reason_{each.reason}", f"place_{min(place, _MOST_PLACES)}"}
        cues.add(f"of_{min(len(found), _MOST_PLACES)}")
        cues.add(f"away_{_rank((each.due.on - today).days)}")
        if each.weight == best > 0:
            cues.add("rules_choose")
        if sum(other.due.on == each.due.on for other in found) > 1:
            cues.add("said_twice")
        if each.from_on is not None and each.from_on != each.due.on:
            cues.add("spans")
        cues |= {f"{one}&{cue}" for one in about for cue in cues if not cue.startswith(("place_", "of_"))} | about
        sets.append(cues | _neighbours(each))
    return sets


def _neighbours(found: FoundDate) -> set[str]:
    before, after = _TOKEN.findall(found.before), _TOKEN.findall(found.after)
    cues = {f"before_{token}" for token in before[-4:]} | {f"after_{token}" for token in after[:5]}
    cues |= {f"next_before_{' '.join(before[-size:]) if before else '^'}" for size in (1, 2)}
    return cues | {f"next_after_{' '.join(after[:size]) if after else '$'}" for size in (1, 2)}


def _rank(days: int) -> int:
    return next((rank for rank, bound in enumerate(_AWAY) if days <= bound), len(_AWAY))
