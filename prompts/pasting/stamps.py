"""Dates and times as chats write them beside a speaker: 2026/11/20 14:03, 11-20 14:03:05, 昨天 14:03, 2:03 PM."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_ZH = "一二三四五六日"
_NEAR = {"今天": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
_FULL = (
    r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y2>\d{4}|\d{2})"
    rf"|(?P<mon>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y3>\d{{4}}))?"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<mon2>{_MONTH})(?:,?\s+(?P<y4>\d{{4}}))?"
    r"|(?P<m2>\d{1,2})月(?P<d4>\d{1,2})[日号]"
    r"|(?P<m3>\d{1,2})[-/](?P<d5>\d{1,2})"
)
_HALF = r"上午|下午|凌晨|清晨|早上|中午|傍晚|晚上"
_TIME = (
    rf"(?:(?P<half>{_HALF})\s?)?(?P<hour>[01]?\d|2[0-3])[:\uff1a](?P<minute>[0-5]\d)(?:[:\uff1a](?P<second>[0-5]\d))?"
    r"(?:\s?(?P<meridiem>[ap]\.?m\b\.?))?"
)
_DATE = (
    rf"(?:(?P<pre>{_WEEKDAY}),?\s*)?(?:{_FULL})(?:[,\s(\uff08]*(?:{_WEEKDAY})[)\uff09]?)?"
    rf"|(?P<near>今天|昨天|昨日|前天|today|yesterday)|(?P<weekday>{_WEEKDAY})"
)
DATE = re.compile(_DATE, re.IGNORECASE)
STAMP = re.compile(rf"(?:(?:{_DATE})(?:,|\s+at)?\s*)?{_TIME}", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """A date, a time, or both, as far as they were written."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    days_ago: int | None = None
    weekday: int | None = None  # 0 is Monday
    clock: time | None = None
    has_seconds: bool = False
    may_be_turned: bool = False  # 3/12/2026: nobody knows which is the month

    @property
    def is_dated(self) -> bool:
        """Whether it names a day of the calendar."""
        return self.month is not None

    @property
    def names_day(self) -> bool:
        """Whether it says anything about the day."""
        return self.is_dated or self.days_ago is not None or self.weekday is not None


def read_stamp(found: re.Match[str]) -> Stamp | None:
    """What a match of STAMP or DATE says; None for what is no date, such as 13/45."""
    parts = found.groupdict()
    at = _read_time(parts)
    more = {"clock": at, "has_seconds": parts.get("second") is not None}
    if parts["near"]:
        return Stamp(days_ago=_NEAR[parts["near"].casefold()], **more)  # type: ignore[arg-type]
    if parts["weekday"]:
        return Stamp(weekday=_read_weekday(parts["weekday"]), **more)  # type: ignore[arg-type]
    year, month, day, may_be_turned = _read_date(parts)
    if month is None:
        return Stamp(**more) if at is not None else None  # type: ignore[arg-type]
    if not (1 <= month <= 12 and 1 <= (day or 0) <= 31):
        return None
    return Stamp(year=year, month=month, day=day, may_be_turned=may_be_turned, **more)  # type: ignore[arg-type]


def _read_date(parts: dict[str, str | None]) -> tuple[int | None, int | None, int | None, bool]:
    """Year, month, day, and whether month and day may be the other way round."""
    if parts["a"] and parts["b"] and parts["y2"]:  # 11/20/2026, 20/11/2026
        first, second, year = int(parts["a"]), int(parts["b"]), int(parts["y2"])
        year += 2000 if year < 100 else 0
        if first > 12:
            return year, second, first, False
        return year, first, second, second <= 12
    year_words = parts["y"] or parts["y3"] or parts["y4"]
    month_words = parts["m"] or parts["m2"] or parts["m3"]
    name = parts["mon"] or parts["mon2"]
    month = _MONTHS.index(name[:3].casefold()) + 1 if name else int(month_words) if month_words else None
    day_words = parts["d"] or parts["d2"] or parts["d3"] or parts["d4"] or parts["d5"]
    return int(year_words) if year_words else None, month, int(day_words) if day_words else None, False


def _read_weekday(words: str) -> int:
    if words[0].isascii():
        return _DAYS_EN.index(words[:3].casefold())
    return _DAYS_ZH.index("日" if words[-1] == "天" else words[-1])


def _read_time(parts: dict[str, str | None]) -> time | None:
    """The time on a 24-hour clock."""
    if not parts.get("hour"):
        return None
    hour, half = int(parts["hour"] or 0), parts["half"] or (parts["meridiem"] or "")[:1].casefold()
    is_later = (half in ("下午", "傍晚", "p") and hour < 12) or (half == "中午" and hour < 3)
    if is_later or (half == "晚上" and 3 < hour < 12):
        hour += 12
    elif half in ("凌晨", "清晨", "早上", "上午", "a", "晚上") and hour == 12:
        hour = 0
    return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))


def day_of(stamp: Stamp, *, pasted_on: date) -> date | None:
    """The day that a stamp names, never a later one than that of pasting if it can be helped; None if it names none."""
    if stamp.days_ago is not None:
        return pasted_on - timedelta(days=stamp.days_ago)
    if stamp.weekday is not None:
        return pasted_on - timedelta(days=(pasted_on.weekday() - stamp.weekday) % 7)
    if stamp.month is None or stamp.day is None:
        return None
    if stamp.year is None:
        this_year = _make_date(pasted_on.year, stamp.month, stamp.day)
        if this_year is not None and this_year <= pasted_on:
            return this_year
        return _make_date(pasted_on.year - 1, stamp.month, stamp.day)
    day = _make_date(stamp.year, stamp.month, stamp.day)
    if stamp.may_be_turned and (day is None or day > pasted_on):
        turned = _make_date(stamp.year, stamp.day, stamp.month)
        return turned if turned is not None and turned <= pasted_on else day
    return day


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resolve_all(stamps: list[Stamp], *, pasted_at: datetime, tz: str) -> list[datetime]:
    """The instants of messages in their order, in the zone; one stamp each, with what separators said filled in.

    A bare time belongs to the last day that was named; to the day of pasting if none was, or the day before where it
    would lie in the future. A time that is earlier than the one before it belongs to the next day.
    """
    zone = ZoneInfo(tz)
    local = pasted_at.astimezone(zone)
    for days_ago in (0, 1):
        found = _walk(stamps, start=local.date() - timedelta(days=days_ago), pasted=local)
        if all(at <= local for at in found):
            break
    return [min(at, local) for at in found]


def _walk(stamps: list[Stamp], *, start: date, pasted: datetime) -> list[datetime]:
    found: list[datetime] = []
    day = start
    for stamp in stamps:
        named = day_of(stamp, pasted_on=pasted.date())
        before = found[-1] if found else None
        if named is not None:
            day = named
        clock = stamp.clock or (before.timetz().replace(tzinfo=None) if before and before.date() == day else time())
        at = datetime.combine(day, clock, pasted.tzinfo)
        if stamp.weekday is not None and at > pasted:
            at -= timedelta(days=7)
        is_back = named is None and before is not None and at.replace(second=59) < before
        if is_back and at + timedelta(days=1) <= pasted:
            at += timedelta(days=1)
        day = at.date()
        found.append(at)
    return found
