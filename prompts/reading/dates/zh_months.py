"""What Chinese messages call a month, a part of it, a quarter, a year, and a day of the moon's calendar."""

import re
from datetime import date, timedelta

from prompts.reading.dates.calendars import (
    last_of_month,
    month_shifted,
    nearest_month,
    nearest_year,
    quarter,
    quarter_of,
)
from prompts.reading.dates.festivals import festival_on, lunar_on
from prompts.reading.dates.mentions import NUMERAL, Mention, Moment, Rule, day, number, period
from prompts.reading.dates.zh_words import (
    NO_DIGIT,
    NUM,
    OF_THE_PERIOD,
    WHICH,
    WITHIN,
    YEAR,
    shift_of,
    whole,
    year_of,
)

_AROUND_SPRING = timedelta(days=45)


def _month_and_day(match: re.Match[str], moment: Moment) -> Mention | None:
    year, month, count = year_of(match, moment), number(match["month"]), number(match["day"] or match["bare"])
    on = date(year, month, count) if year else nearest_year(month, count, moment.today)
    return day(match, on, moment, is_absolute=True)


def _day_of_this_month(match: re.Match[str], moment: Moment) -> Mention | None:
    year, month = month_shifted(moment.today, shift_of(match["which"]) or 0)
    return day(match, date(year, month, number(match["day"])), moment, is_absolute=True)


def _part_of_named_month(match: re.Match[str], moment: Moment) -> Mention:
    month = number(match["month"])
    year = year_of(match, moment) or nearest_month(month, moment.today)
    return _part_of_month(match, moment, year, month)


def _part_of_this_month(match: re.Match[str], moment: Moment) -> Mention:
    shift = shift_of(match["which"])
    found = _part_of_month(match, moment, *month_shifted(moment.today, shift or 0))
    if found.is_over and shift is None:  # 月初 said on the 20th is the next month's
        return _part_of_month(match, moment, *month_shifted(moment.today, 1))
    return found


def _part_of_month(match: re.Match[str], moment: Moment, year: int, month: int) -> Mention:
    """底 is the last day, 中 and 中旬 the 15th, 上旬 ends with the 10th, and 初 is the 1st: rather early than late."""
    first, last = date(year, month, 1), last_of_month(year, month)
    begins, ends = {
        "上旬": (first, first.replace(day=10)),
        "中": (first.replace(day=11), first.replace(day=15)),
        "中旬": (first.replace(day=11), first.replace(day=15)),
        "初": (first, first),
        "头": (first, first),
    }.get(match["part"], (first.replace(day=21), last))
    return period(match, begins, ends, moment, is_relative=True)


def _named_month(match: re.Match[str], moment: Moment) -> Mention:
    month = number(match["month"])
    year = year_of(match, moment) or nearest_month(month, moment.today)
    return whole(match, moment, date(year, month, 1), last_of_month(year, month))


def _this_month(match: re.Match[str], moment: Moment) -> Mention:
    year, month = month_shifted(moment.today, shift_of(match["which"]) or 0)
    return whole(match, moment, date(year, month, 1), last_of_month(year, month))


def _quarter(match: re.Match[str], moment: Moment) -> Mention:
    year, named, mark, here = year_of(match, moment), match["q"] or match["named"], match["mark"], moment.today
    if named:
        index = number(named)
        year = year or here.year + (mark is not None and index < quarter_of(here))
    else:
        index, year = quarter_of(here) + (shift_of(match["which"]) or 0), year or here.year
    first, last = quarter(year, index)
    if match["part"]:
        return period(match, first, first if match["part"] == "初" else last, moment, is_vague=match["part"] == "初")
    return whole(match, moment, first, last)


def _half_year(match: re.Match[str], moment: Moment) -> Mention:
    year = year_of(match, moment) or moment.today.year
    is_first = match["half"] in "上前"
    first, last = (date(year, 1, 1), date(year, 6, 30)) if is_first else (date(year, 7, 1), date(year, 12, 31))
    return period(match, first, last, moment) if match["part"] else whole(match, moment, first, last)


def _part_of_year(match: re.Match[str], moment: Moment) -> Mention:
    year, part = year_of(match, moment) or moment.today.year, match["part"]
    if part in ("初", "中"):
        last = date(year, 1, 31) if part == "初" else date(year, 6, 30)
        last = last if last >= moment.today or match["word"] else last.replace(year=year + 1)
        return period(match, last.replace(day=1), last, moment, is_vague=True)
    begins = date(year, 12 if part in "底末尾终" else 1, 1)
    return period(match, begins, date(year, 12, 31), moment, is_marked=part not in "底末尾终")


def _lunar(match: re.Match[str], moment: Moment) -> Mention | None:
    named, month_word, day_word = match["lunar"], match["month"], match["day"]
    if not (named or month_word in "正腊冬" or day_word[0] in "初廿"):
        return None
    month = {"正": 1, "冬": 11, "腊": 12}.get(month_word) or number(month_word)
    return _lunar_day(match, moment, year_of(match, moment), month, number(day_word.removeprefix("初")))


def _lunar_day(match: re.Match[str], moment: Moment, year: int | None, month: int, count: int) -> Mention | None:
    if year:
        return day(match, _lunar_on(year, month, count), moment, is_absolute=True)
    days = [_lunar_on(moment.today.year + shift, month, count) for shift in (-1, 0, 1)]
    return day(match, min(each for each in days if each >= moment.today), moment, is_absolute=True)


def _lunar_on(year: int, month: int, count: int) -> date:
    """腊月三十 is the last of the year, even in a year whose last month has only 29 days."""
    if (month, count) == (12, 30):
        return festival_on("lunar_eve", year + 1)
    return lunar_on(year, month, count)


def _new_year_day(match: re.Match[str], moment: Moment) -> Mention | None:
    found = _lunar_day(match, moment, None, 1, number(match[1] or match[2]))
    # 初三 is a year at school, too: only around the Spring Festival is it a day.
    is_day = match[1] or (found and found.on and found.on - moment.today < _AROUND_SPRING)
    return found if is_day else None


_PARTS = r"(?P<part>底|末|尾|中旬|中(?![国秋考])|初(?![一二三四五六七八九十])|头(?!条)|上旬|下旬)"
_NO_DAY_AFTER = r"(?![饼亮经球供费报会票薪入租嫂子卡色])"
MONTHS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{NO_DIGIT}{YEAR}(?P<lunar>农历|阴历|旧历)?(?P<month>正|腊|冬|{NUM})月"
            r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[一二三]?十[一二三四五六七八九]?)(?![日号个])"
        ),
        _lunar,
    ),
    (
        re.compile(
            r"(?:大年|年|正月)初([一二三四五六七八九十])"
            r"|(?<![年高升上到读])初([一二三四五六七八九十])(?=[开上复返回见给发就]|之?前|以前)"
        ),
        _new_year_day,
    ),
    (re.compile(rf"{WHICH}月份?(?P<day>{NUM})[日号]"), _day_of_this_month),
    (
        re.compile(
            rf"(?<![\d个{NUMERAL}]){YEAR}(?P<month>{NUM})月份?(?:(?P<day>{NUM})[日号]|(?P<bare>\d{{1,2}})"
            r"(?![\d个月款张万年%.:版稿条家周天倍折]))"
        ),
        _month_and_day,
    ),
    (re.compile(rf"(?<![\d个{NUMERAL}]){YEAR}(?P<month>{NUM})月份?的?{_PARTS}"), _part_of_named_month),
    (re.compile(rf"{WHICH}?月的?{_PARTS}(?!线)"), _part_of_this_month),
    (re.compile(rf"{WHICH}?(?<!月)(?<!月的)(?P<part>[上中下]旬)(?!线)"), _part_of_this_month),
    (
        re.compile(rf"(?<![\d个.{NUMERAL}]){YEAR}(?P<month>{NUM})月(?:份|(?!\d)){_NO_DAY_AFTER}{OF_THE_PERIOD}"),
        _named_month,
    ),
    (re.compile(rf"{WHICH}月份?{_NO_DAY_AFTER}{OF_THE_PERIOD}"), _this_month),
    (
        re.compile(
            rf"{YEAR}(?:(?<![a-z\d])q(?P<q>[1-4])(?![\da-z])|第?(?P<named>[一二三四1-4])季度|{WHICH}季度"
            rf"|(?<![每个几])季度?(?=末|底))(?:(?P<part>末|底|尾|初)|{OF_THE_PERIOD})"
        ),
        _quarter,
    ),
    (re.compile(rf"{YEAR}(?P<half>[上下前后])半年度?(?:(?P<part>末|底)|{OF_THE_PERIOD})"), _half_year),
    (
        re.compile(
            r"(?<![\d零〇一二两三四五六七八九十半几每往多周成常全新])(?:(?P<year>20\d\d)年|(?P<word>[今本明来后])?年)"
            rf"(?P<part>底|末(?!日)|尾|终(?!奖)|中(?!国)|初(?![一二三四五六七八九十])|{WITHIN})"
        ),
        _part_of_year,
    ),
)
