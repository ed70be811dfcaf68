"""A place in a text that names a day, a clock time, or both; and the small sums behind it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

Part = Literal["morning", "noon", "afternoon", "evening", "night"]

_ONES = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_TENS = {"十": 10, "廿": 20, "卅": 30}
NUMERAL = "零〇一二两俩仨三四五六七八九十廿卅百"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; hour 24 is the midnight that ends it. Not sure: "4" may still be the morning or the afternoon."""

    hour: int
    minute: int = 0
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names a time: a day, a time of day, or an instant. Days that are over are named too."""

    start: int
    end: int
    on: date | None = None  # of a period (a week, a month) its last day that counts
    from_on: date | None = None  # the first day of a period
    clock: Clock | None = None
    at: datetime | None = None  # counted from now: within 2 hours
    part: Part | None = None  # 下午, morning: today's, unless a day stands beside it
    zone: str | None = None  # the IANA zone that the words name: 3pm London time
    is_over: bool = False  # 昨天, last Friday: over by what the words say
    is_end_of_day: bool = False  # EOD, 下班前: when the speaker's work ends
    is_absolute: bool = False  # names day and month: wins over a weekday beside it
    is_marked: bool = False  # says by itself that it is a deadline: 一小时内, by end of week
    is_relative: bool = False  # counted from the day it was said: tomorrow, in 3 days, 下周五
    is_name: bool = False  # a festival or a sale that may be the name of a campaign: 双11
    is_vague: bool = False  # a month, a quarter, 月初: nobody can be held to it
    is_recurring: bool = False  # every Friday
    is_number: bool = False  # figures that may well be no date: 3/4, 12.24
    is_range_start: bool = False
    is_range_end: bool = False
    festival: str | None = None  # by the name under which prompts.reading.dates.festivals knows it
    quote_start: int | None = None  # where to begin and end quoting, if the words alone can't be understood
    quote_end: int | None = None

    @property
    def has_time(self) -> bool:
        return self.clock is not None or self.is_end_of_day

    @property
    def names_day(self) -> bool:
        return self.on is not None or self.at is not None


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where the words were said."""

    at: datetime  # in the speaker's zone
    country: str = "CN"
    is_date_expected: bool = False  # the words were quoted as a date: 12.24 is one

    @property
    def today(self) -> date:
        return self.at.date()


Resolved = Mention | tuple[Mention, ...] | None
Resolve = Callable[[re.Match[str], Moment], Resolved]
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
            found = _resolved_or_none(resolve, match, moment)
            if found is None:
                continue
            several = found if isinstance(found, tuple) else (found,)
            mentions.extend(several)
            taken.append((min(each.start for each in several), max(each.end for each in several)))
    return sorted(mentions, key=lambda each: each.start)


def _resolved_or_none(resolve: Resolve, match: re.Match[str], moment: Moment) -> Resolved:
    try:
        return resolve(match, moment)
    except (ValueError, OverflowError):
        return None  # no such day: 2月30号, 2027-13-01


def day(
    match: re.Match[str],
    on: date | None,
    moment: Moment,
    *,
    is_over: bool = False,
    part: Part | None = None,
    **facts: Any,
) -> Mention | None:
    """A mention of a day, which is over if it lies before today; None if there is no such day."""
    if on is None:
        return None
    return Mention(match.start(), match.end(), on=on, part=part, is_over=is_over or on < moment.today, **facts)


def period(match: re.Match[str], first: date, last: date, moment: Moment, **facts: Any) -> Mention:
    """A mention of several days, of which the last counts."""
    return Mention(match.start(), match.end(), on=last, from_on=first, is_over=last < moment.today, **facts)


def number(words: str) -> int:
    """12, 十二, 两, 廿三 or 一百. Raises ValueError."""
    if words.isdigit() and words.isascii():
        return int(words)
    hundreds, hundred, rest = words.rpartition("百")
    total = 100 * (number(hundreds) if hundreds else 1) if hundred else 0
    tens = next((mark for mark in _TENS if mark in rest), None)
    if tens is not None:
        before, _, rest = rest.partition(tens)
        total += _TENS[tens] * (_one(before) if before else 1)
    if rest:
        total += _one(rest.removeprefix("零") or "零")
    return total


def _one(words: str) -> int:
    if words not in _ONES:
        raise ValueError(words)
    return _ONES[words]


def instant(match: re.Match[str], moment: Moment, minutes: float) -> Mention | None:
    """So many minutes from now; nothing beyond a fortnight is meant to the minute."""
    if not 0 < minutes <= 14 * 24 * 60:
        return None
    # Elapsed time, not the time on the wall: two hours are two hours in the night when the clocks change.
    at = datetime.fromtimestamp(moment.at.timestamp() + minutes * 60, tz=moment.at.tzinfo)
    at = at.replace(microsecond=moment.at.microsecond)
    return Mention(match.start(), match.end(), on=at.date(), at=at, is_marked=True, is_relative=True)


def days_on(moment: Moment, count: int) -> date:
    """So many days after today. Raises OverflowError at the end of time."""
    return moment.today + timedelta(days=count)
