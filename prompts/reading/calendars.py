"""Days that have a name or a rule: festivals of both calendars, weeks, months, working days.

Pure: the day it is now is always passed. Festivals that follow the moon come from lunar-python; working days of
China, with their swapped weekends (调休), from the published calendar, and by rule for years not published yet.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
FRIDAY = 4

_SOLAR = {
    "new_year": (1, 1),
    "valentine": (2, 14),
    "women": (3, 8),
    "labour": (5, 1),
    "youth": (5, 4),
    "520": (5, 20),
    "children": (6, 1),
    "618": (6, 18),
    "independence": (7, 4),
    "teachers": (9, 10),
    "national": (10, 1),
    "halloween": (10, 31),
    "double11": (11, 11),
    "double12": (12, 12),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
}
_LUNAR = {
    "spring": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "qixi": (7, 7),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
    "laba": (12, 8),
    "little_new_year": (12, 23),
}
# month, weekday (Monday is 0), which one of the month
_NTH = {
    "mothers": (5, 6, 2),
    "fathers": (6, 6, 3),
    "us_labour": (9, 0, 1),
    "thanksgiving": (11, 3, 4),
}
_PUBLIC_CN = ("new_year", "spring", "qingming", "labour", "dragon_boat", "mid_autumn", "national")


@lru_cache(maxsize=1024)
def festival_on(name: str, year: int) -> date:
    """The day of a festival in a year; for lunar ones, in the lunar year that begins in that year."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name in _NTH:
        month, weekday, nth = _NTH[name]
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    if name == "black_friday":
        return festival_on("thanksgiving", year) + ONE_DAY
    if name == "qingming":
        return _qingming(year)
    if name == "lunar_eve":
        return festival_on("spring", year) - ONE_DAY
    return _from_lunar(year, *_LUNAR[name])


def _from_lunar(year: int, month: int, day: int) -> date:
    # Imported here: it takes a while, and most messages name no festival.
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _qingming(year: int) -> date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, 2, 1).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def next_festival(name: str, after: date) -> date:
    """The festival's next day that isn't over: strictly after the given day, so that its eve can still be met."""
    if name == "holiday":
        return min(next_festival(each, after) for each in _PUBLIC_CN)
    # A lunar year's last festivals fall into the next solar year: look one year back as well.
    days = (festival_on(name, after.year + shift) for shift in (-1, 0, 1, 2))
    return min(day for day in days if day > after)


def next_weekday(weekday: int, today: date) -> date:
    """The next such day after today: "Friday" said on a Friday is a week away (labelling guide)."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def day_of_week(weekday: int, today: date, *, weeks: int) -> date:
    """That weekday of this week (0), the next (1) …; weeks run from Monday to Sunday."""
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def month_shifted(today: date, months: int) -> tuple[int, int]:
    """Year and month so many months on."""
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def day_of_month(day: int, today: date, *, months: int | None = None) -> date | None:
    """The next such day of a month, today included; in the month so many months on when that is given."""
    shifts = (months,) if months is not None else (0, 1, 2)
    for shift in shifts:
        year, month = month_shifted(today, shift)
        if day <= monthrange(year, month)[1]:
            found = date(year, month, day)
            if found >= today:
                return found
    return None


def nearest_year(month: int, day: int, today: date) -> date | None:
    """A day and month without a year: the one nearest to today, or None if that is over or no such day exists."""
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            candidates.append(date(year, month, day))
    if not candidates:
        return None
    found = min(candidates, key=lambda each: abs((each - today).days))
    return found if found >= today else None


def is_working_day(day: date, country: str = "CN") -> bool:
    """Whether offices are open that day."""
    if country == "CN":
        return _is_working_day_cn(day)
    return day.weekday() <= FRIDAY and not _is_holiday_abroad(day, country)


@lru_cache(maxsize=2048)
def _is_working_day_cn(day: date) -> bool:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # Published each November for the next year only; until then, weekends and the days fixed by law.
        return day.weekday() <= FRIDAY and day not in _statutory_cn(day.year)


@lru_cache(maxsize=16)
def _statutory_cn(year: int) -> frozenset[date]:
    """The thirteen days that the law gives, without the swaps around them."""
    spring = festival_on("spring", year)
    days = {spring + timedelta(days=shift) for shift in range(-1, 3)}
    days |= {date(year, 10, day) for day in (1, 2, 3)} | {date(year, 5, day) for day in (1, 2)}
    return frozenset(days | {festival_on(each, year) for each in _PUBLIC_CN})


@lru_cache(maxsize=2048)
def _is_holiday_abroad(day: date, country: str) -> bool:
    import holidays

    if country not in holidays.list_supported_countries():
        return False
    return day in holidays.country_holidays(country, years=day.year)


def working_days_on(today: date, count: int, country: str = "CN") -> date:
    """The day so many working days after today."""
    day = today
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day, country)
    return day
