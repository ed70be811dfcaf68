"""What English messages call a day. Texts are evened: lower case, straight apostrophes."""

import re
from datetime import date, timedelta
from typing import Any

from prompts.reading.dates.calendars import FRIDAY, SUNDAY, day_of_month, day_of_week, nearest_year, next_weekday
from prompts.reading.dates.en_months import MONTHS
from prompts.reading.dates.en_spans import SPANS
from prompts.reading.dates.en_words import (
    COUNT,
    DAY,
    MONTH,
    ORDINAL,
    WEEKDAY,
    L,
    R,
    count_of,
    day_of,
    month_of,
    weekday_of,
)
from prompts.reading.dates.mentions import Mention, Moment, Part, Rule, day, days_on, found_by, period
from prompts.reading.dates.parts import OVER_AT

_PARTS: dict[str, Part] = {
    "morning": "morning", "afternoon": "afternoon", "arvo": "afternoon", "evening": "evening", "night": "evening",
    "last night": "evening", "tonight": "evening", "tonite": "evening", "tn": "evening", "2nite": "evening",
}  # fmt: skip
_NEAR = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "overmorrow": 2, "the day before yesterday": -2,
    "yesterday": -1, "last night": -1, "today": 0, "2day": 0, "tdy": 0, "the other day": -2,
}  # fmt: skip
_SOON = 45  # days: further off, "Tuesday 4" is four o'clock
_AFTER_ORDINAL = (
    r"(?='s (?:no|fine|good|ok|grand|great|best|better)|\s*(?:$|[.,;:!?)(\-/]|(?:at|by"
    r"|and|or|but|we|so|please|pls|because|if|for|in|as|is|works?|would|instead|i|to|with"
    r"|through|thru|until|till|latest|of|end|eod|cob|noon|before|after|when|you|they|it"
    r"|then|since|from|was|around|about|this|rather|not"
    r"|next|morning|afternoon|evening|say|good|fine|ok|okay|he|she|the|our|that|which|on"
    r"|can|could|will|'?[a-z]*day)(?![a-z])"
    r"|\d|[\u4e00-\u9fff]))"
)


def _near(match: re.Match[str], moment: Moment) -> Mention | None:
    words = match[0]
    shift = _NEAR.get(words, 0 if match["now"] else 1)
    return day(match, days_on(moment, shift), moment, is_relative=True, part=_PARTS.get(words))


def _part_of_today(match: re.Match[str], moment: Moment) -> Mention | None:
    part = _PARTS[match[1]]
    return day(match, moment.today, moment, is_relative=True, part=part, is_over=moment.at.hour >= OVER_AT[part])


def _month_and_day(match: re.Match[str], moment: Moment) -> Mention | None:
    month, count = month_of(match["month"]), day_of(match["day"])
    year = int(match["year"]) if match["year"] else None
    on = date(year, month, count) if year else nearest_year(month, count, moment.today)
    return day(match, on, moment, is_absolute=True)


def _days_of_month(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    """March 3-5, the 3rd to the 5th of March: both ends."""
    first, last, month = day_of(match["first"]), day_of(match["last"]), match["month"]
    if last <= first:
        return None
    if month:
        year = int(match["year"]) if match["year"] else None
        ends = date(year, month_of(month), last) if year else nearest_year(month_of(month), last, moment.today)
    else:
        ends = day_of_month(last, moment.today)
    if ends is None:
        return None
    begins = ends.replace(day=first)
    leads = bool(month) and match.start("month") < match.start("first")
    start, end = match.span()
    whole: dict[str, Any] = {"quote_start": start, "quote_end": end}
    # What can't be understood alone is quoted with all of the range: March 3 can, 3 can't.
    return (
        Mention(
            start, match.end("first"), on=begins, is_range_start=True, is_over=begins < moment.today,
            **({} if leads else whole),
        ),
        Mention(
            match.start("last"), end, on=ends, from_on=begins, is_range_end=True, is_over=ends < moment.today,
            is_absolute=True, **(whole if leads else {}),
        ),
    )  # fmt: skip


def _ordinal(match: re.Match[str], moment: Moment) -> Mention | None:
    words = match["day"]
    if words in ("first", "second", "third") and not match["the"]:
        return None
    return day(match, day_of_month(day_of(words), moment.today), moment, is_absolute=True)


def _bare_number(match: re.Match[str], moment: Moment) -> Mention | None:
    """Monday 21: a number that is the day of a month because a weekday stands before it."""
    on = day_of_month(int(match["day"]), moment.today)
    weekday = weekday_of(match["weekday"])
    most = 365 if match["th"] else _SOON
    while on is not None and on.weekday() != weekday and (on - moment.today).days < most:
        on = day_of_month(int(match["day"]), on + timedelta(days=1))
    if on is None or on.weekday() != weekday or (on - moment.today).days > most:
        return None
    return day(match, on, moment, is_absolute=True)


def _weekday(match: re.Match[str], moment: Moment) -> Mention | None:
    which, weekday = match["which"] or "", weekday_of(match["day"])
    if which in ("every", "each"):
        return day(match, next_weekday(weekday, moment.today), moment, is_relative=True, is_recurring=True)
    if which in ("last", "past", "previous"):
        week_back = day_of_week(weekday, moment.today, weeks=0)
        back = week_back if week_back < moment.today else week_back - timedelta(weeks=1)
        return day(match, back, moment, is_over=True, is_relative=True)
    later = match["later"] or ""
    if "after next" in later:
        weeks = 2
        return day(match, day_of_week(weekday, moment.today, weeks=weeks), moment, is_relative=True)
    if "week" in later and ("next" in later or "following" in later):
        return day(match, day_of_week(weekday, moment.today, weeks=1), moment, is_relative=True)
    if "week" in later and "last" in later:
        return day(match, day_of_week(weekday, moment.today, weeks=-1), moment, is_relative=True)
    if "week" in later and "this" in later:
        return day(match, day_of_week(weekday, moment.today, weeks=0), moment, is_relative=True)
    if later.endswith("week"):  # Tuesday week, as the British say
        return day(match, next_weekday(weekday, moment.today) + timedelta(weeks=1), moment, is_relative=True)
    if which == "next":
        return day(match, day_of_week(weekday, moment.today, weeks=1), moment, is_relative=True)
    if which == "this":
        return day(match, day_of_week(weekday, moment.today, weeks=0), moment, is_relative=True)
    return day(match, next_weekday(weekday, moment.today), moment, is_relative=True)


def _week_before_weekday(match: re.Match[str], moment: Moment) -> Mention | None:
    """next week Tuesday, a week on Friday, two weeks from Monday."""
    weekday, words = weekday_of(match["day"]), match[0]
    if match["count"]:
        on = next_weekday(weekday, moment.today) + timedelta(weeks=count_of(match["count"]))
    else:
        weeks = 2 if "after next" in words else int("next" in words or "following" in words) - ("last" in words)
        on = day_of_week(weekday, moment.today, weeks=weeks)
    return day(match, on, moment, is_relative=True)


def _week(match: re.Match[str], moment: Moment) -> Mention | None:
    words = match[0]
    weeks = 2 if "after next" in words else int("next" in words or "following" in words) - ("last" in words)
    first, friday, sunday = (day_of_week(each, moment.today, weeks=weeks) for each in (0, FRIDAY, SUNDAY))
    back = {"mi": 2, "ea": 4}.get((match["when"] or "")[:2])
    if back:
        return day(match, friday - timedelta(days=back), moment, is_relative=True)  # its Wednesday, its Monday
    on = max(friday, moment.today) if sunday >= moment.today else friday
    is_end = bool(match["end"]) or words.startswith("eow")
    return period(match, first, on, moment, is_marked=is_end, is_relative=True)


def _midweek(match: re.Match[str], moment: Moment) -> Mention | None:
    wednesday = day_of_week(2, moment.today, weeks=0)
    on = wednesday if wednesday >= moment.today else wednesday + timedelta(weeks=1)
    return day(match, on, moment, is_relative=True)


def _weekend(match: re.Match[str], moment: Moment) -> Mention | None:
    before = re.search(r"(?:by|before|ahead of)\s+(?:the |this |next )?\Z", match.string[: match.start()])
    weeks = int("next" in match[0]) - ("last" in match[0])
    on = day_of_week(FRIDAY if before else FRIDAY + 1, moment.today, weeks=weeks)
    return day(match, max(on, moment.today) if weeks == 0 else on, moment, is_relative=True)


_PREPOSED = (
    r"(?:(?<=by )|(?<=before )|(?<=on )|(?<=until )|(?<=till )|(?<=for )|(?<=from )|(?<=due )"
    r"|(?<=around )|(?<=to )|(?<=and )|(?<=or )|(?<=of )|(?<=mon )|(?<=tue )|(?<=wed )"
    r"|(?<=thu )|(?<=fri )|(?<=sat )|(?<=sun )|(?<=day )|(?<=day, )|(?<=截止)|(?<=最晚)|(?<=[\u4e00-\u9fff])"
    r"|(?<![\s\S])|(?<=[.,!?] )|(?<=\n))"
)
RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{L}(?:between |from )?(?:the )?(?P<first>{DAY})\s?(?:-|–|~|to|and|through|thru|until"
            rf"|till)\s?(?:the )?(?P<last>{DAY})"
            rf"(?:\s+(?:of\s+)?(?P<month>{MONTH}){R}\.?(?:,? (?P<year>(?:19|20)\d\d))?)(?!\d)"
        ),
        _days_of_month,
    ),
    (
        re.compile(
            rf"{L}(?P<month>{MONTH})\.?\s+(?:the )?(?P<first>{DAY})\s?(?:-|–|~|to|and|through|thru"
            rf"|until|till)\s?(?:the )?(?P<last>{DAY})"
            r"(?!\s?(?:am|pm|:\d|%|/))(?:,? (?P<year>(?:19|20)\d\d))?(?!\d)"
        ),
        _days_of_month,
    ),
    (
        re.compile(
            rf"(?:(?<=between )|(?<=from )|(?<=by )|(?<=on )|(?<=the ))(?:the )?(?P<first>\d{{1,2}}(?:st"
            rf"|nd|rd|th)|{ORDINAL})\s?"
            rf"(?:-|–|~|to|and|through|thru|until|till)\s?(?:the )?(?P<last>\d{{1,2}}(?:st|nd|rd"
            rf"|th)|{ORDINAL}){R}(?P<month>(?!))?(?P<year>(?!))?"
        ),
        _days_of_month,
    ),
    (
        re.compile(
            rf"(?<![\d.$£€/\-])(?<!\d:)(?<![a-z])(?:the )?(?P<day>{DAY})(?:[\s\-/]+|(?<=h)"
            rf"|(?<=\d))(?:day )?(?:of[\s\-]+)?(?P<month>{MONTH}){R}\.?"
            r"(?:,?[\s\-/]+(?:in |of )?(?P<year>(?:19|20)\d\d)(?!\d))?"
        ),
        _month_and_day,
    ),
    (
        re.compile(
            rf"{L}(?P<month>{MONTH})(?:\.|,)?[\s\-/]*(?:the )?(?P<day>{DAY})(?!:\d|[%/]|,\d{{3}}(?!\d)"
            r"|\.\d)(?:,?[\s\-/]+(?:in |of )?(?P<year>(?:19|20)\d\d)(?!\d))?"
        ),
        _month_and_day,
    ),
    *MONTHS,
    *SPANS,
    (
        re.compile(
            rf"{L}(?:(?:the )?day after tomorrow|overmorrow|(?:the )?day before yesterday|yesterday"
            r"|last night|the other day"
            r"|(?P<now>today|2day|tdy|tonight|tonite|2nite|tn(?=\s*(?:$|[.!?,])))|tomorrow|tomorow"
            rf"|tommorow|tommorrow|tomorrrow|2moro|tomoz|tomoro|tomo|tmr[wo]?|tmw){R}"
        ),
        _near,
    ),
    (re.compile(rf"{L}(?:early |late |later )?this (morning|afternoon|arvo|evening|night){R}"), _part_of_today),
    (
        re.compile(
            rf"{L}(?:(?P<count>a|{COUNT}) weeks? (?:on|from|next|this)(?: next"
            r"| this)? |(?:the )?week after next,? (?:on )?"
            rf"|(?:next|this|last|the following) week,?(?:'s)? (?:on )?)(?P<day>{WEEKDAY}){R}"
        ),
        _week_before_weekday,
    ),
    (
        re.compile(
            rf"{L}(?P<weekday>{WEEKDAY})\.?,? (?:the )?(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?![\d:./%\-]"
            rf"| ?[ap]\.?m|[a-z]|\s?(?:noon|midday|o'?clock|{MONTH}|[a-z]+s){R})"
        ),
        _bare_number,
    ),
    (
        re.compile(
            rf"{L}(?:(?P<which>this|next|coming|upcoming|following|every|each|last|past|previous)(?: coming"
            rf"| upcoming)? )?(?P<day>{WEEKDAY}){R}"
            rf"(?P<later>,? (?:of |in )?(?:the )?(?:next|this|last|following) week{R}| (?:of )?the week after next"
            rf"| after next{R}| week{R}(?! (?:of|from|end)))?"
        ),
        _weekday,
    ),
    (
        re.compile(
            rf"{L}(?:(?P<end>(?:the )?end of |close of |(?:the )?last day of |by end )(?:the |this "
            r"|next |next working )?week|eow|week(?:'s)?[ -]end(?![a-z])"
            r"|(?P<when>early |late |later |mid[- ]?|middle of |some ?time )?(?:in )?(?:this|next"
            r"|last|the following) week"
            rf"|(?:the )?week after next){R}(?! on )(?!'s)"
        ),
        _week,
    ),
    (re.compile(rf"{L}mid-?week{R}"), _midweek),
    (re.compile(rf"{L}(?<!long )(?:(?:over |at )?(?:the |this |next |last ))?weekend{R}"), _weekend),
    (
        re.compile(
            rf"(?P<the>{L}the )(?P<day>\d{{1,2}}(?:st|nd|rd|th)|(?:(?<=by the )|(?<=on the )|(?<=before the )"
            rf"|(?<=until the )|(?<=till the )|(?<=day the )|(?<=ends the ))(?:{ORDINAL})){R}(?! (?:of the"
            r"|one|time|version|draft|round|option|page|slide|half|quarter|edition|anniversary"
            rf"|floor|week|day of|paragraph|person|row|line|frame)){_AFTER_ORDINAL}"
        ),
        _ordinal,
    ),
    (re.compile(rf"(?=\d){_PREPOSED}(?P<the>(?!))?(?P<day>\d{{1,2}}(?:st|nd|rd|th)){R}{_AFTER_ORDINAL}"), _ordinal),
)
_MAY_NAME_A_DAY = re.compile(
    r"day|week|month|tom|tmr|tmw|ton|tn|2[dmn]|tdy|night|morning|evening|arvo|noon|eo[mwqy]"
    r"|end|mid|within|in |from|now|later|mins?"
    r"|hour|hr|year|quarter|q[1-4]|ago|fortnight|\d ?[hd](?![a-z])"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|\d(?:st"
    r"|nd|rd|th)|first|second|th(?![a-z])"
)


def days_in_english(text: str, moment: Moment) -> list[Mention]:
    """Days that an evened text names in English, in its order."""
    return found_by(RULES, text, moment) if _MAY_NAME_A_DAY.search(text) else []
