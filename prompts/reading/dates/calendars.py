"""Sums with days: weeks, months, quarters, working days. Pure: the day it is now is always passed."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from prompts.reading.dates.festivals import ONE_DAY, is_public_holiday

FRIDAY, SUNDAY = 4, 6


def next_weekday(weekday: int, today: date) -> date:
    """The next such day after today: "Friday" said on a Friday is a week away (ADR 4)."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def day_of_week(weekday: int, today: date, *, weeks: int) -> date:
    """That weekday of this week (0), the next (1) …; weeks run from Monday to Sunday."""
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def month_shifted(today: date, months: int) -> tuple[int, int]:
    """Year and month so many months on."""
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def months_on(today: date, months: int) -> date:
    """The same day so many months on; the month's last where it has no such day."""
    year, month = month_shifted(today, months)
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def day_of_month(day: int, today: date) -> date | None:
    """The next such day of a month, today included; None if there is no such day."""
    for shift in (0, 1, 2):
        year, month = month_shifted(today, shift)
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    return None


def nearest_year(month: int, day: int, today: date) -> date | None:
    """A day and month without a year: the one nearest to today, which may be over; None if there is no such day."""
    candidates = [
        date(year, month, day)
        for year in range(today.year - 4, today.year + 5)
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ]
    # Of two that are as near, the one to come.
    return min(candidates, key=lambda each: (abs((each - today).days), each < today), default=None)


def nearest_month(month: int, today: date) -> int:
    """The year of a month that is named without one: this year's, or the next's if that is over."""
    return today.year + (month < today.month)


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter; numbers beyond 4 run into the next years."""
    year, index = year + (number - 1) // 4, (number - 1) % 4
    return date(year, index * 3 + 1, 1), last_of_month(year, index * 3 + 3)


def is_working_day(day: date, country: str = "CN") -> bool:
    """Whether offices are open that day, swapped weekends (调休) included; with no country, Monday to Friday."""
    if country == "CN":
        return _is_working_day_cn(day)
    return day.weekday() <= FRIDAY and not (country and is_public_holiday(day, country))


@lru_cache(maxsize=2048)
def _is_working_day_cn(day: date) -> bool:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # Published each November for the next year only; until then, weekends and the days fixed by law.
        return day.weekday() <= FRIDAY and not is_public_holiday(day, "CN")


def working_days_on(day: date, count: int, country: str = "CN") -> date:
    """The day so many working days after a day; before it, when the count is negative."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    while count != 0:
        day += step
        if is_working_day(day, country):
            count -= 1 if count > 0 else -1
    return day
