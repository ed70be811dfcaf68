"""A place in a text that names a day, a clock time, or both; and the small sums behind it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NOON = time(12)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "〇": 0, "零": 0}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. Not sure: "4" may still be the morning or the afternoon."""

    hour: int
    minute: int = 0
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names a time. Without day, clock and instant it names one that is over (昨天, last Friday)."""

    start: int
    end: int
    on: date | None = None
    clock: Clock | None = None
    at: datetime | None = None  # counted from now: within 2 hours
    is_end_of_day: bool = False  # EOD, 下班前: the agency's closing time
    is_part_of_day: bool = False  # 下午 alone: today, unless a day stands beside it
    is_absolute: bool = False  # names day and month: wins over a weekday beside it
    is_marked: bool = False  # says by itself that it is a deadline: 一小时内, by end of week

    @property
    def is_over(self) -> bool:
        return self.on is None and self.clock is None and self.at is None and not self.is_end_of_day

    @property
    def has_time(self) -> bool:
        return self.clock is not None or self.is_end_of_day


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where the words were said."""

    at: datetime  # in the speaker's zone
    country: str = "CN"

    @property
    def today(self) -> date:
        return self.at.date()


Resolve = Callable[[re.Match[str], Moment], Mention | None]
Rule = tuple[re.Pattern[str], Resolve]


def found_by(rules: Iterable[Rule], text: str, moment: Moment) -> list[Mention]:
    """What the rules find, in the order of the text; where two overlap, the earlier rule's."""
    taken: list[tuple[int, int]] = []
    mentions: list[Mention] = []
    for pattern, resolve in rules:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            mention = _resolved_or_none(resolve, match, moment)
            if mention is not None:
                mentions.append(mention)
                taken.append((mention.start, mention.end))
    return sorted(mentions, key=lambda each: each.start)


def _resolved_or_none(resolve: Resolve, match: re.Match[str], moment: Moment) -> Mention | None:
    try:
        return resolve(match, moment)
    except (ValueError, OverflowError):
        return None  # no such day: 2月30号, 2027-13-01


def day(match: re.Match[str], on: date | None, *, is_absolute: bool = False, is_marked: bool = False) -> Mention:
    """A mention of a day; of one that is over when there is none."""
    return Mention(match.start(), match.end(), on=on, is_absolute=is_absolute, is_marked=is_marked)


def number(words: str) -> int:
    """12, 十二, 两 or 二十. Raises ValueError."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGITS[words] if words in _DIGITS else int(words)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def instant(match: re.Match[str], moment: Moment, minutes: float) -> Mention | None:
    """So many minutes from now; nothing beyond a fortnight is meant to the minute."""
    if not 0 < minutes <= 14 * 24 * 60:
        return None
    at = moment.at + timedelta(minutes=minutes)
    return Mention(match.start(), match.end(), on=at.date(), at=at, is_marked=True)
