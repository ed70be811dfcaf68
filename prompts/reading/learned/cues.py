"""Cues: the word lists of the rules, asked one by one, and what else can be seen at a glance.

The rules put their word lists together by hand, "asks politely and names a change and isn't in the past". A trained
classifier is told only which of them occur, and which in the same clause, and learns from labelled messages what they
mean together.
"""

import re
from collections.abc import Iterable, Set
from itertools import combinations

from prompts.reading.dates.finding import FoundDate
from prompts.reading.patterns import clauses
from prompts.reading.people import told
from prompts.reading.plain import MOST_CHARACTERS, evened
from prompts.reading.rules import agency, changes, client, judged, kinds, noise, signals, tasks
from prompts.reading.schema import Utterance

TOGETHER = "&"  # between the names of two cues in one clause
_OF_MESSAGE = tuple(
    (name, pattern)
    for module in (noise, changes, kinds, tasks, signals, told, client, agency, judged)
    for name, pattern in module.CUES.items()
)
_OF_BEFORE = tuple(
    (f"before_{name}", pattern)
    for name, pattern in (
        *kinds.CUES.items(),
        *(
            (name, tasks.CUES[name])
            for name in ("asks_you", "asks_for", "asks_zh", "asks_for_review", "commits", "is_done")
        ),
        *((name, changes.CUES[name]) for name in ("offers", "change_verb", "change_verb_zh", "asks_politely")),
        *((name, noise.CUES[name]) for name in ("laughs", "life", "work")),
        ("delivery", client.CUES["delivery"]),
    )
)
_MARKS = (
    ("link", re.compile(r"https?://|www\.")),
    ("file", re.compile(r"\w\.(?:pdf|psd|ai|png|jpe?g|mp4|mov|zip|rar|docx?|xlsx?|pptx?|gif|svg|csv|fig)(?![a-z])")),
    ("code", re.compile(r"`")),
    ("sticker", re.compile(r"\[[\u4e00-\u9fffa-z]{1,6}\]|:[a-z_+\-]+:")),
    ("digit", re.compile(r"\d")),
    ("exclaims", re.compile(r"[!！]")),
    ("asks", re.compile(r"[?？]|[吗呢么]\s*[。!！~]?$")),
    ("quotes", re.compile(r"^\s*(?:>|&gt;)|[「“]", re.M)),
)
_LENGTHS = (2, 4, 8, 14, 22, 35, 60, 100)  # characters
_SHORT, _MIDDLING = 14, 40
_GAPS = (2, 10, 60, 600)  # minutes since the message before


def cues_of(utterance: Utterance, plain: str) -> set[str]:
    """The names of all cues in a message. plain: its evened text with data blanked out."""
    even = evened(utterance.text)
    found = {name for name, pattern in _OF_MESSAGE if pattern.search(plain)}
    found |= _together(plain, found)
    found |= {name for name, pattern in _MARKS if pattern.search(even)}
    found |= {f"shows_{each.kind}" for each in signals.read_signals(plain, utterance.text)}
    found.add(f"length_{_rank(len(even.strip()), _LENGTHS)}")
    found.add(f"rest_{_rank(len(noise.left_after_acknowledging(plain).strip()), _LENGTHS)}")
    found.add(f"clauses_{min(sum(1 for _ in clauses(plain)), 5)}")
    if utterance.is_from_maker:
        found.add("makes")  # who makes things reports and jokes more than an account executive does
    return found | _before(utterance, len(even))


def dated_cues(dates: Iterable[FoundDate]) -> set[str]:
    """Whether dates are named, and what rules think of them: work has dates, small talk seldom."""
    named = list(dates)
    found = {f"dated_{each.reason or 'ahead'}" for each in named}
    if any(each.reason is None and each.has_time for each in named):
        found.add("dated_clock")
    return found


def _together(plain: str, found: Set[str]) -> set[str]:
    """Pairs of cues within one clause: "could you" and "make" in one of them ask for something, in two perhaps not."""
    parts = [clause.text for clause in clauses(plain)]
    known = [(name, pattern) for name, pattern in _OF_MESSAGE if name in found]
    if len(parts) == 1:
        return _pairs(found)
    return {pair for part in parts for pair in _pairs({name for name, pattern in known if pattern.search(part)})}


def _pairs(names: Set[str]) -> set[str]:
    return {f"{one}{TOGETHER}{other}" for one, other in combinations(sorted(names), 2)}


def _before(utterance: Utterance, length: int) -> set[str]:
    """What the message before was, and that once more with how long this one is: "ok" leans on it, an essay doesn't."""
    if not utterance.earlier:
        return {"first"}
    last = utterance.earlier[-1]
    side = "theirs" if last.role == "client" else "ours"
    even = evened(last.text[-MOST_CHARACTERS // 10 :])
    found = {name for name, pattern in _OF_BEFORE if pattern.search(even)}
    found |= {f"before_{name}" for name, pattern in _MARKS if pattern.search(even)}
    found.add(f"gap_{_rank((utterance.said_at - last.said_at).total_seconds() / 60, _GAPS)}")
    found.add("same_speaker" if last.speaker == utterance.speaker else "other_speaker")
    size = "short" if length <= _SHORT else "middling" if length <= _MIDDLING else "long"
    return {f"{side}_{name}" for name in found} | {f"{size}_after_{side}_{name}" for name in found}


def _rank(value: float, bounds: tuple[int, ...]) -> int:
    return next((rank for rank, bound in enumerate(bounds) if value <= bound), len(bounds))
