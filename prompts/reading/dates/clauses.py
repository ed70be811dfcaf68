"""The part of a sentence that a date stands in: what is said there is said of the date."""

import re

from prompts.reading.dates.mentions import Mention

_END = re.compile(
    r"[,，。！？!?;；\n]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])|\.(?=\s|$)|(?<![a-z])(?:and"
    r"|but)(?![a-z])|——|--"
)
_MOST = 60  # characters on either side


def clause_around(plain: str, mention: Mention) -> str:
    """The part of the sentence around a mention, from comma to comma."""
    start, end = clause_span(plain, mention.start, mention.end)
    return plain[start:end]


def clause_span(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause around some words begins and ends, as far as it lies near them."""
    first = 0
    for mark in _END.finditer(plain, 0, start):
        first = mark.end()
    following = _END.search(plain, end)
    last = following.start() if following else len(plain)
    return max(first, start - _MOST), min(last, end + _MOST)
