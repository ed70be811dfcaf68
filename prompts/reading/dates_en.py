"""What English messages call a date or a time. Texts are evened: lower case, straight apostrophes.

Boundaries look at Latin letters only: in "周四EOD前" the word stands right beside Chinese ones.
"""

import re
from datetime import date, timedelta

from prompts.reading.calendars import (
    FRIDAY,
    ONE_DAY,
    day_of_month,
    day_of_week,
    last_of_month,
    month_shifted,
    nearest_year,
    next_festival,
    next_weekday,
    working_days_on,
)
from prompts.reading.mentions import Clock, Mention, Moment, Rule, day, found_by, instant

_MONTHS = {
    name: index + 1
    for index, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAYS = {name: index for index, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY = (
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|saturday"
    r"|sunday|(?<=by )s(?:at|un)|(?<=on )s(?:at|un)|(?<=before )s(?:at|un)|(?<=this )s(?:at|un))"
)
_L, _R = r"(?<![a-z])", r"(?![a-z])"
_NUMBERS = {
    "the": 1,
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
}
_NUMBERS |= {"ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45, "a couple of": 2}
_COUNT = (
    r"(\d{1,3}|a couple of|an?|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty|forty-five)"
)
_FESTIVALS = {
    "christmas eve": "christmas_eve",
    "christmas": "christmas",
    "xmas": "christmas",
    "chinese new year": "spring",
    "lunar new year": "spring",
    "spring festival": "spring",
    "cny": "spring",
    "new year's": "new_year",
    "new year": "new_year",
    "valentine's day": "valentine",
    "valentine's": "valentine",
    "valentines": "valentine",
    "women's day": "women",
    "mother's day": "mothers",
    "father's day": "fathers",
    "thanksgiving": "thanksgiving",
    "black friday": "black_friday",
    "halloween": "halloween",
    "independence day": "independence",
    "july 4th": "independence",
    "the 4th of july": "independence",
    "labor day": "us_labour",
    "labour day": "labour",
    "mid-autumn": "mid_autumn",
    "dragon boat": "dragon_boat",
    "lantern festival": "lantern",
    "qingming": "qingming",
    "national day": "national",
    "golden week": "national",
    "the holidays": "christmas",
    "the holiday": "holiday",
    "singles' day": "double11",
    "double 11": "double11",
}
_FESTIVAL = "|".join(sorted(_FESTIVALS, key=len, reverse=True))
_THE_AFTER = (
    r"(?=\s*(?:$|[.,;:!?)(\-]|(?:at|by|and|or|but|we|so|please|pls|because|if|for|in|as|is|works?"
    r"|would|instead|i|to|with|"
    r"latest|of|end|eod|noon|\d|before|after|when|you|they|it|then|since|from|was|[\u4e00-\u9fff])))"
)


def _month(words: str) -> int:
    return _MONTHS[words[:3]]


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words]


def _over(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, None)


def _in_year(match: re.Match[str], moment: Moment, month: int, number: int, year: str | None) -> Mention:
    if not year:
        return day(match, nearest_year(month, number, moment.today), is_absolute=True)
    on = date(int(year), month, number)
    return day(match, on if on >= moment.today else None, is_absolute=True)


def _month_first(match: re.Match[str], moment: Moment) -> Mention:
    return _in_year(match, moment, _month(match[1]), int(match[2]), match[3])


def _day_first(match: re.Match[str], moment: Moment) -> Mention:
    return _in_year(match, moment, _month(match[2]), int(match[1]), match[3])


def _ordinal(match: re.Match[str], moment: Moment) -> Mention | None:
    return day(match, day_of_month(int(match[1]), moment.today), is_absolute=True) if int(match[1]) <= 31 else None


def _figures(match: re.Match[str], moment: Moment) -> Mention | None:
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        first, second = second, first  # 22/1, as much of the world writes it
    return day(match, nearest_year(first, second, moment.today), is_absolute=True) if first <= 12 else None


def _near_day(match: re.Match[str], moment: Moment) -> Mention:
    words = match[0]
    shift = 2 if words.startswith(("the day", "day")) else int(words.startswith(("tom", "tmr")))
    return day(match, moment.today + timedelta(days=shift))


def _weekday(match: re.Match[str], moment: Moment) -> Mention:
    which, weekday = match[1] or "", _WEEKDAYS[match[2][:3]]
    if "week" in (match[3] or "") or which == "next":
        return day(match, day_of_week(weekday, moment.today, weeks=1))
    if which == "this":
        on = day_of_week(weekday, moment.today, weeks=0)
        return day(match, on if on >= moment.today else None)
    return day(match, next_weekday(weekday, moment.today))


def _week(match: re.Match[str], moment: Moment) -> Mention:
    weeks = int("next" in match[0])
    on = day_of_week(FRIDAY, moment.today, weeks=weeks)
    return day(match, max(on, moment.today), is_marked=match[0].startswith(("end", "eow", "the end")))


def _weekend(match: re.Match[str], moment: Moment) -> Mention:
    is_before = re.search(r"(?:by|before)\s+(?:the |this |next )?$", match.string[: match.start()])
    on = day_of_week(FRIDAY if is_before else FRIDAY + 1, moment.today, weeks=int("next" in match[0]))
    return day(match, max(on, moment.today))


def _end_of_month(match: re.Match[str], moment: Moment) -> Mention:
    words = match[0]
    if match[1]:
        month = _month(match[1])
        year = moment.today.year + (month < moment.today.month)
    else:
        year, month = month_shifted(moment.today, int("next" in words))
    if words.startswith(("mid", "the middle", "middle")):
        on = date(year, month, 15)
        return day(match, on if on >= moment.today else None)
    return day(match, last_of_month(year, month), is_marked=True)


def _end_of_year(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, date(moment.today.year, 12, 31))


def _end_of_quarter(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, last_of_month(moment.today.year, (moment.today.month - 1) // 3 * 3 + 3))


def _before_festival(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, next_festival(_FESTIVALS[match[1]], moment.today) - ONE_DAY, is_marked=True)


def _within(match: re.Match[str], moment: Moment) -> Mention | None:
    words, unit = match[1], match[2]
    if "half" in words:
        return instant(match, moment, 30)
    count = _count(words)
    if unit.startswith("min"):
        return instant(match, moment, count)
    if unit.startswith("h"):
        return instant(match, moment, count * 60)
    if unit.startswith(("work", "business")):
        return day(match, working_days_on(moment.today, count, moment.country), is_marked=True)
    step = {"d": 1, "w": 7, "m": 30}[unit[0]]
    return day(match, moment.today + timedelta(days=count * step), is_marked=True)


RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{_L}(?:yesterday|last (?:night|week|month|year|{_WEEKDAY})|the other day"
            rf"|since {_WEEKDAY}|happy {_WEEKDAY}"
            rf"|good friday|cyber monday|thank god it's friday|{_COUNT} (?:days?|weeks?|hours?"
            rf"|months?|minutes?) (?:ago|late|earlier)"
            rf"|(?:earlier|previously) (?:today|this week)){_R}"
        ),
        _over,
    ),
    (
        re.compile(
            rf"{_L}(?:before|ahead of|in time for) (?:the )?({_FESTIVAL})(?: (?:day|festival|break"
            rf"|holidays?|rush))?{_R}"
        ),
        _before_festival,
    ),
    (re.compile(rf"{_L}(?:black friday|super tuesday){_R}"), _over),
    (
        re.compile(rf"{_L}{_MONTH}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[a-z%:]|,\d{{3}}(?!\d))(?:,?\s+(20\d\d))?(?!\d)"),
        _month_first,
    ),
    (re.compile(rf"(?<![\d.])(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}{_R}(?:,?\s+(20\d\d))?"), _day_first),
    (
        re.compile(
            rf"{_L}(?:the )?(?:end of|close of|mid-?|middle of|by end)\s*(?:the |this "
            rf"|next )?(?:month|{_MONTH}){_R}|{_L}eom{_R}"
        ),
        _end_of_month,
    ),
    (
        re.compile(rf"{_L}(?:the )?(?:end of|close of) (?:the |this )?year{_R}|{_L}(?:eoy|year[- ]end){_R}"),
        _end_of_year,
    ),
    (re.compile(rf"{_L}(?:the )?end of (?:the |this )?quarter{_R}|{_L}eoq{_R}"), _end_of_quarter),
    (
        re.compile(rf"{_L}(?:(?:the )?day after tomorrow|today|tonight|tomorrow|tmrw?|tmw|tomorow|tommorow){_R}"),
        _near_day,
    ),
    (re.compile(rf"{_L}this (?:morning|afternoon|evening){_R}"), _near_day),
    (
        re.compile(rf"{_L}(?:(this|next|coming|every|each)(?: coming)? )?{_WEEKDAY}{_R}(?:,? (?:of )?(next week))?"),
        _weekday,
    ),
    (
        re.compile(
            rf"{_L}(?:(?:the )?end of (?:the |this |next )?week|eow|(?:early |later |mid "
            rf"|sometime )?(?:this|next) week){_R}(?! on )"
        ),
        _week,
    ),
    (re.compile(rf"{_L}(?:the |this |next )?weekend{_R}"), _weekend),
    (re.compile(rf"(?<=the )(\d{{1,2}})(?:st|nd|rd|th){_THE_AFTER}"), _ordinal),
    (re.compile(r"(?<=by )(\d{1,2})(?:st|nd|rd|th)" + _THE_AFTER), _ordinal),
    (
        re.compile(
            r"(?:(?<=by )|(?<=before )|(?<=on )|(?<=due )|(?<=until )|(?<=for )|(?<=截止)|(?<=最晚)|(?<=在))"
            r"(\d{1,2})/(\d{1,2})(?![\d/%a-z])"
        ),
        _figures,
    ),
    (
        re.compile(
            r"(?<![\d/.\-])(\d{1,2})[/.](\d{1,2})(?=\s*(?:号|日|之前|以前|前|截止|上线|要用|交)"
            r"|\s*[(（]?(?:周|星期)[一二三四五六日])"
        ),
        _figures,
    ),
    (
        re.compile(
            rf"{_L}(?:within|in)(?: the(?= next))?(?: next)?(?: about)? (half an?|the|{_COUNT[1:-1]})[ -]?"
            rf"(minutes?|mins?|hours?|hrs?|working days?|business days?|days?|weeks?|months?){_R}(?!')"
        ),
        _within,
    ),
    (re.compile(rf"{_L}(?:the )?(?:next )?{_COUNT} (working days|business days){_R}"), _within),
)

_AM_PM = re.compile(rf"(?<![\d:.$])(\d{{1,2}})(?:[:.](\d\d))?\s*(am|pm|a\.m\.?|p\.m\.?){_R}")
_HOUR = re.compile(
    r"(?:(?<=at )|(?<=by )|(?<=before )|(?<=until )|(?<=@ )|(?<=around ))(\d{1,2})(?:ish| o'clock)?"
    r"(?=\s*(?:$|[.?!,;)]|(?:sharp|today|tomorrow|tonight|on|or|and|works?|if|for|my time"
    r"|your time|est|et|pt|pst|gmt|cet|this|then|to|mon|tue|wed|thu|fri)(?![a-z])))(?!\.\d)"
)
_WORDS = re.compile(
    rf"{_L}(?:(?:at |by )?(?:noon|midday)|eod|cob|eob|(?:the )?(?:end|close) of (?:the "
    rf"|this )?(?:business |working |work )?(?:day|business|play)(?: today)?){_R}"
)


def _am_pm(match: re.Match[str], moment: Moment) -> Mention | None:
    hour, minute = int(match[1]), int(match[2] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return Mention(match.start(), match.end(), clock=Clock(hour % 12 + 12 * match[3].startswith("p"), minute))


def _bare_hour(match: re.Match[str], moment: Moment) -> Mention | None:
    hour = int(match[1])
    return Mention(match.start(), match.end(), clock=Clock(hour, is_sure=hour > 12)) if 1 <= hour <= 23 else None


def _word(match: re.Match[str], moment: Moment) -> Mention:
    if match[0].endswith(("noon", "midday")):
        return Mention(match.start(), match.end(), clock=Clock(12))
    return Mention(match.start(), match.end(), is_end_of_day=True, is_marked=True)


CLOCKS: tuple[Rule, ...] = ((_AM_PM, _am_pm), (_WORDS, _word), (_HOUR, _bare_hour))
_MAY_NAME_A_DAY = re.compile(
    r"day|week|month|tom|tmr|tmw|to?night|morning|evening|noon|eo[dwmyq]|end of|mid|within|in |the \d|\d[/.]\d|year|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|s(?:at|un)|before|ahead|in time|by \d"
)
_MAY_NAME_A_CLOCK = re.compile(r"\d\s*[ap]\.?m|noon|midday|eod|cob|eob|of |(?:at|by|before|until|@|around) \d")


def found_in_english(text: str, moment: Moment) -> list[Mention]:
    """Days and clock times that an evened text names in English, in its order."""
    days = found_by(RULES, text, moment) if _MAY_NAME_A_DAY.search(text) else []
    clocks = found_by(CLOCKS, text, moment) if _MAY_NAME_A_CLOCK.search(text) else []
    return days + [each for each in clocks if not any(each.start < d.end and d.start < each.end for d in days)]
