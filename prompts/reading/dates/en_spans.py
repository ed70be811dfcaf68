"""What English messages call a stretch of time from now: within two hours, in 3 working days, ten minutes. Evened."""

import re
from datetime import timedelta

from prompts.reading.dates.calendars import months_on, working_days_on
from prompts.reading.dates.en_words import COUNT, NUMBERS, L, R, count_of
from prompts.reading.dates.mentions import Mention, Moment, Rule, day, days_on, instant

_UNIT = (
    r"(?P<unit>minutes?|mins?|hours?|hrs?|working days?|business days?|work days?|workdays?"
    r"|weekdays?|days?|weeks?|wks?|months?"
    r"|fortnights?|nights?)"
)
_AMOUNT = (
    rf"(?:(?P<low>{COUNT}) ?(?:-|–|~|to|or) ?)?(?P<count>\d{{1,3}}(?:\.5)?|half an?|an? half"
    rf"|{COUNT})(?P<half> and a half)?"
    rf"(?: more| working)?[ -]?{_UNIT}(?P<and_half> and a half)?(?:'s?)?(?: time)?{R}"
)


def _minutes(unit: str) -> int | None:
    return 1 if unit.startswith("min") else 60 if unit.startswith("h") else None


def _from_now(match: re.Match[str], moment: Moment, *, is_vague: bool = False) -> Mention | None:
    words, unit = match["count"], match["unit"]
    count = 0.5 if "half" in words else float(words) if words[0].isdigit() else float(NUMBERS[words])
    count += 0.5 if match["half"] or match["and_half"] else 0
    minutes = _minutes(unit)
    if minutes is not None:
        found = instant(match, moment, count * minutes)
        if found is None or not is_vague:
            return found
        return Mention(found.start, found.end, on=found.on, at=found.at, is_relative=True, is_vague=True)
    is_working = unit.startswith(("work", "business", "weekday")) or " working" in match[0]
    if is_working:
        on = working_days_on(moment.today, round(count), moment.country)
    elif unit.startswith("month"):
        on = months_on(moment.today, int(count))
    else:
        step = {"d": 1, "n": 1, "f": 14}.get(unit[0], 7)
        on = days_on(moment, int(count * step))
    return day(match, on, moment, is_marked=not is_vague, is_vague=is_vague, is_relative=True)


def _vague(match: re.Match[str], moment: Moment) -> Mention | None:
    return _from_now(match, moment, is_vague=True)


def _ago(match: re.Match[str], moment: Moment) -> Mention | None:
    unit, count = match[2], count_of(match[1])
    if unit.startswith(("mo", "y")):
        on = months_on(moment.today, -count * (12 if unit.startswith("y") else 1))
    else:
        on = days_on(moment, -count * (0 if _minutes(unit) else {"d": 1, "w": 7, "n": 1, "f": 14}[unit[0]]))
    return day(match, on, moment, is_over=True, is_relative=True)


def _last(match: re.Match[str], moment: Moment) -> Mention | None:
    step = {"w": 7, "m": 30, "q": 90, "y": 365}[match[1][0]]
    return day(match, days_on(moment, -step), moment, is_over=True, is_relative=True)


def _earlier(match: re.Match[str], moment: Moment) -> Mention | None:
    return day(match, moment.today, moment, is_over=True, is_relative=True)


def _next_working_day(match: re.Match[str], moment: Moment) -> Mention | None:
    return day(match, working_days_on(moment.today, 1, moment.country), moment, is_relative=True)


def _from_today(match: re.Match[str], moment: Moment) -> Mention | None:
    """A week today, a fortnight tomorrow."""
    days = count_of(match[1]) * (14 if match[2].startswith("f") else 7)
    return day(match, moment.today + timedelta(days=days + match[3].startswith("tom")), moment, is_relative=True)


def _in_ten(match: re.Match[str], moment: Moment) -> Mention | None:
    """Calling you in 10: minutes."""
    return instant(match, moment, int(match[1]))


SPANS: tuple[Rule, ...] = (
    (re.compile(rf"{L}in (5|10|15|20|30|45)(?=\s*(?:$|[.!?,;)\n](?!\d)))"), _in_ten),
    (
        re.compile(
            rf"{L}(?<!in )({COUNT}) (days?|weeks?|hours?|hrs?|months?|minutes?|mins?|years?|nights?"
            rf"|fortnights?) (?:ago|late(?!r)|earlier|back(?! (?:to|on|from|in|at))|overdue){R}"
        ),
        _ago,
    ),
    (re.compile(rf"{L}(?:last|previous|past) (week|month|quarter|year){R}(?!'s? )"), _last),
    (re.compile(rf"{L}(?:earlier|previously) (?:today|this (?:week|month|morning)){R}"), _earlier),
    (re.compile(rf"{L}(?:by |on |the )?(?:the )?(?:next|following) (?:working|business) day{R}"), _next_working_day),
    (re.compile(rf"{L}({COUNT}) (weeks?|fortnights?) (?:from |on )?(today|tomorrow|now){R}"), _from_today),
    (
        re.compile(
            rf"{L}(?:within|in|inside)(?: the(?= next| hour))?(?: next)?(?: about| around| roughly"
            rf"| under| less than)? {_AMOUNT}(?!')"
        ),
        _from_now,
    ),
    (
        re.compile(
            rf"{L}(?:within|in(?= the next )) (?P<count>the)(?: next)?(?P<half>(?!))? (?P<unit>hour|week|day"
            rf"|month)(?P<and_half>(?!))?{R}"
        ),
        _from_now,
    ),
    (
        re.compile(
            rf"{L}(?:(?:over |in |during )?the )?next (?:(?P<low>(?!)))?(?P<count>{COUNT})(?P<half>(?!)"
            rf")? {_UNIT}(?P<and_half>(?!))?{R}"
        ),
        _from_now,
    ),
    (
        re.compile(
            rf"{L}(?:give (?:me|us)|need(?: about| another)?|allow(?: me| us)?)(?: about| another"
            rf"| until)? {_AMOUNT}(?! (?:of|for|from|to|before))"
        ),
        _vague,
    ),
    (
        re.compile(
            rf"{L}{_AMOUNT} (?:from now|from today|from this moment|hence|max|tops|at (?:the )?most"
            rf"|at (?:the )?latest){R}"
        ),
        _from_now,
    ),
    (re.compile(rf"{L}{_AMOUNT} (?:later|out){R}"), _vague),
    (
        re.compile(
            rf"{L}(?:the )?(?:next )?(?:(?P<low>{COUNT}) ?(?:-|to|or) ?)?(?P<count>{COUNT})(?P<half>(?!"
            r"))? (?P<unit>working days?"
            rf"|business days?|workdays?)(?P<and_half>(?!))?{R}(?! (?:notice|ago|late|of))"
        ),
        _vague,
    ),
    (re.compile(rf"(?:^|(?<=[.,;!?] )|(?<=\n)){_AMOUNT}(?=\s*(?:$|[.,!]))"), _vague),
    (re.compile(rf"{L}(?:takes?|taking|about|another) {_AMOUNT}"), _vague),
)
