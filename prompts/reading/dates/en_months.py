"""What English messages call a month, a part of it, a quarter and a year. Texts are evened."""

import re
from datetime import date

from prompts.reading.dates.calendars import last_of_month, month_shifted, nearest_month, quarter, quarter_of
from prompts.reading.dates.en_words import MONTH, L, R, month_of
from prompts.reading.dates.festivals import ONE_DAY
from prompts.reading.dates.mentions import Mention, Moment, Rule, day, period

_ENDS = ("end", "close", "last", "by end", "late")


def _year_and_month(match: re.Match[str], moment: Moment) -> tuple[int, int]:
    if match["month"]:
        month = month_of(match["month"])
        return (int(match["year"]) if match["year"] else nearest_month(month, moment.today)), month
    which = match["which"] or ""
    return month_shifted(moment.today, int("next" in which or "following" in which) - ("last" in which))


def _part_of_month(match: re.Match[str], moment: Moment) -> Mention:
    part, (year, month) = match["part"].removeprefix("the "), _year_and_month(match, moment)
    first, last = date(year, month, 1), last_of_month(year, month)
    if part.startswith("mid"):
        if first.replace(day=15) < moment.today and not match["month"] and not match["which"]:
            year, month = month_shifted(moment.today, 1)
            first = date(year, month, 1)
        return period(match, first.replace(day=11), first.replace(day=15), moment, is_relative=True)
    if part.startswith(_ENDS):
        return period(match, first.replace(day=21), last, moment, is_marked=not part.startswith("late"))
    if part.startswith("early"):
        return period(match, first, first.replace(day=10), moment, is_vague=True)
    return period(match, first, first, moment, is_vague=True)  # the beginning


def _month_end(match: re.Match[str], moment: Moment) -> Mention:
    last = last_of_month(moment.today.year, moment.today.month)
    return period(match, moment.today, last, moment, is_marked=True)


def _month(match: re.Match[str], moment: Moment) -> Mention | None:
    """In March: nobody can be held to it; before March: the last day of February."""
    year, month = _year_and_month(match, moment)
    first = date(year, month, 1)
    if match["before"] and first > moment.today:
        return Mention(match.start(), match.end(), on=first - ONE_DAY, is_marked=True)
    return period(match, first, last_of_month(year, month), moment, is_vague=True)


def _quarter(match: re.Match[str], moment: Moment) -> Mention:
    here, named = moment.today, (match["q"] or match["named"] or "").strip()
    is_end = bool(match["end"]) or match[0].startswith(("eoq", "quarter"))
    if named:
        number = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(named) or int(named)
        digits = match["year"] or match["before_year"]
        year = int(digits) if digits else here.year + (is_end and number < quarter_of(here))
    else:
        year, which = here.year, match["which"] or ""
        number = quarter_of(here) + ("next" in which) - ("last" in which or "previous" in which or "past" in which)
    first, last = quarter(year, number)
    return period(match, first, last, moment, is_marked=is_end, is_vague=not is_end)


def _end_of_year(match: re.Match[str], moment: Moment) -> Mention:
    year = int(match["year"]) if match["year"] else moment.today.year + ("next" in match[0])
    return period(match, date(year, 12, 1), date(year, 12, 31), moment)


def _first_of(match: re.Match[str], moment: Moment) -> Mention | None:
    year, month = month_shifted(moment.today, int("next" in match[0]))
    return day(match, date(year, month, 1), moment, is_absolute=True)


_OF = (
    (
        r"(?:(?:of |in )?(?:the )?(?:(?P<which>this |next |last |the following |current )?(?:month)"
        r"|(?P<month>"
    )
    + MONTH
    + r")\.?(?:,? (?P<year>20\d\d))?))"
)
MONTHS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{L}(?P<part>(?:the )?(?:very )?end of|close of|(?:the )?last (?:working )?day of"
            rf"|by end|late|early|mid-?|(?:the )?middle of|(?:the )?(?:start|beginning) of)[\s\-]*{_OF}{R}"
        ),
        _part_of_month,
    ),
    (re.compile(rf"{L}(?:eom|month[- ]end|month's end){R}"), _month_end),
    (re.compile(rf"{L}(?:the )?first (?:day )?of (?:the |next )month{R}"), _first_of),
    (
        re.compile(
            rf"{L}(?:(?P<end>(?:the )?(?:end of|close of|last day of) )(?:the )?)?(?:(?P<before_year>20"
            r"\d\d)[ \-]?)?(?:q(?P<q>[1-4])(?![\d:])(?:[ \-](?P<ye"
            r"ar>20\d\d))?"
            r"|(?P<which>this |next |last |past |previous |the )(?P<named>first |second |third "
            rf"|fourth )?quarter|(?(end)quarter|(?!))){R}|{L}(?:eoq|quarter[- ]end){R}"
        ),
        _quarter,
    ),
    (
        re.compile(
            rf"{L}(?:(?:the )?(?:end of|close of) (?:the |this |next |the calendar )?year"
            r"|eoy|(?:the )?end of (?P<year>20\d\d)"
            rf"|year[- ]end(?=\s*(?:$|[.,;!?)]|(?:and|so|please|for|if|we|i){R}))){R}"
        ),
        _end_of_year,
    ),
    (
        re.compile(
            rf"{L}(?:(?P<before>before|prior to|ahead of)|in|by|for|until|till"
            r"|during|since|of)\s+(?:the month of )?(?P<which>this "
            rf"|next |last )?(?:(?P<month>{MONTH}){R}(?:,? (?P<year>20\d\d))?|(?<=this |next |last )month)"
            r"(?!\s*(?:\d|the \d|first))"
        ),
        _month,
    ),
)
