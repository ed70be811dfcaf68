"""What Chinese messages call a stretch of time from now (三天内, 半小时后) and a range of days (3到5号, 周三至五)."""

import re
from datetime import date

from prompts.reading.dates.calendars import (
    day_of_month,
    day_of_week,
    months_on,
    nearest_year,
    next_weekday,
    working_days_on,
)
from prompts.reading.dates.mentions import NUMERAL, Mention, Moment, Rule, day, days_on, instant, number
from prompts.reading.dates.zh_words import NUM, WEEK, WITHIN, YEAR, shift_of, year_of

_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6}
_ONE = rf"\d{{1,3}}|[{NUMERAL}]{{1,4}}"
_COUNT = rf"(?:(?:{_ONE})\s?(?:-|~|到|至)\s?)?(?P<count>{_ONE}|半)"
_UNIT = (
    r"(?P<unit>分钟|分(?=内|后|之内|以内)|min(?:utes?|s)?|刻钟|小时|钟头|h(?:ours?|rs?)?(?![a-z])|工作日|工作天|天"
    rf"|日(?={WITHIN})|周(?!年|岁|边|末)|星期|礼拜|(?<=[个半])月)"
)
_LENGTH = rf"{_COUNT}\s?个?\s?(?P<half>半(?=小时|钟头|月|个))?个?{_UNIT}(?P<and_half>半(?!价))?(?:的?时间)?"
# 近三天内 and 第三天 look back or count; 每3天 recurs.
_FREE = rf"(?<![\d近过这第每前后头.:/{NUMERAL}])"
_MINUTES = {"分": 1, "m": 1, "刻": 15, "小": 60, "钟": 60, "h": 60}


def _amount(match: re.Match[str]) -> float:
    """How many: 两三 is three, 半 a half, 一个半 one and a half."""
    words = match["count"]
    if words == "半":
        return 0.5
    is_pair = len(words) == 2 and not words.isdigit() and not any(ten in words for ten in "十廿卅百零〇")
    count = number(words[-1] if is_pair else words)
    return count + (0.5 if match["half"] or match["and_half"] else 0)


def _from_now(match: re.Match[str], moment: Moment, *, is_vague: bool = False) -> Mention | None:
    count, unit = _amount(match), match["unit"]
    if unit[0] in _MINUTES:
        found = instant(match, moment, count * _MINUTES[unit[0]])
        if found is None or not is_vague:
            return found
        return Mention(found.start, found.end, on=found.on, at=found.at, is_relative=True, is_vague=True)
    if unit.startswith("工作"):
        on = working_days_on(moment.today, round(count), moment.country)
    elif unit == "月":
        on = days_on(moment, round(count * 30)) if count % 1 else months_on(moment.today, int(count))
    else:
        on = days_on(moment, int(count * (1 if unit in "天日" else 7)))
    return day(match, on, moment, is_marked=not is_vague, is_vague=is_vague, is_relative=True)


def _vague(match: re.Match[str], moment: Moment) -> Mention | None:
    return _from_now(match, moment, is_vague=True)


def _bare(match: re.Match[str], moment: Moment) -> Mention | None:
    """我来，五分钟: a promise, unless it follows a question or is counted in hours."""
    asks = match.string[: match.start()].rstrip(" ,，").endswith(("吗", "么", "呢", "?"))
    return _from_now(match, moment, is_vague=asks or match["unit"] in ("小时", "h"))


def _ago(match: re.Match[str], moment: Moment) -> Mention | None:
    count, unit = number(match[1]), match[2]
    if unit in ("月", "年"):
        on = months_on(moment.today, -count * (12 if unit == "年" else 1))
    else:
        on = days_on(moment, -count * {"天": 1, "小时": 0, "钟头": 0, "分钟": 0}.get(unit, 7))
    return day(match, on, moment, is_over=True, is_relative=True)


def _pair(match: re.Match[str], first: date, last: date, moment: Moment) -> tuple[Mention, ...]:
    """Both ends of a range: the start with the words up to the dash, the end with all of them."""
    return (
        Mention(match.start(), match.end("first"), on=first, is_range_start=True, is_over=first < moment.today),
        Mention(
            match.start("tail"), match.end(), on=last, from_on=first, is_range_end=True, is_over=last < moment.today,
            quote_start=match.start(), quote_end=match.end(), is_absolute=True,
        ),
    )  # fmt: skip


def _days_of_month(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    month, first, last = number(match["month"]), number(match["first"]), number(match["last"])
    year = year_of(match, moment)
    on = date(year, month, first) if year else nearest_year(month, first, moment.today)
    if on is None or last <= first:
        return None
    return _pair(match, on, on.replace(day=last), moment)


def _bare_days(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    first, last = number(match["first"]), number(match["last"])
    ends = day_of_month(last, moment.today)
    if ends is None or last <= first:
        return None
    begins = ends.replace(day=first)
    start, end = match.span()
    return (
        # "3" alone is no day: it is quoted with all of the range.
        Mention(
            start, match.end("first"), on=begins, is_range_start=True, is_over=begins < moment.today,
            quote_start=start, quote_end=end,
        ),
        Mention(match.start("last"), end, on=ends, from_on=begins, is_range_end=True, is_absolute=True),
    )  # fmt: skip


def _weekdays(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    shift, first, last = shift_of(match["which"]), _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
    if shift is not None:
        if last <= first:
            return None
        ends = (day_of_week(each, moment.today, weeks=shift) for each in (first, last))
        return _pair(match, next(ends), next(ends), moment)
    begins = next_weekday(first, moment.today)
    return _pair(match, begins, next_weekday(last, begins), moment)


def _later_today(match: re.Match[str], moment: Moment) -> Mention | None:
    return day(match, moment.today, moment, is_marked=True, is_relative=True)


_TO = r"\s?(?:-|~|—|到|至)\s?"
SPANS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?<![\d节号日月前近过开{NUMERAL}周])({_ONE})\s*(?:多|来)?个?\s*(天|周|星期|礼拜|月|年|小时|钟头|分钟)"
            r"(?:之|以)?前(?!端|面|台|期|给|交|要|发|完成|提交|必须)"
        ),
        _ago,
    ),
    (
        re.compile(
            rf"(?<![\d个{NUMERAL}]){YEAR}(?P<month>{NUM})月份?(?P<first>{NUM})[日号]?{_TO}(?P<tail>(?P<last>{NUM})[日号])"
        ),
        _days_of_month,
    ),
    (
        re.compile(rf"(?<![\d月第.\-/:{NUMERAL}])(?P<first>{NUM})[日号]?{_TO}(?P<last>{NUM})[日号](?!楼|店|线|色|位)"),
        _bare_days,
    ),
    (
        re.compile(
            rf"(?P<which>下+一?个?|这一?个?|呢个|本)?(?<![\d{NUMERAL}几半整满]){WEEK}(?P<first>[一二三四五六日天]"
            rf"){_TO}"
            rf"(?P<tail>{WEEK}?(?P<last>[一二三四五六日天]))(?!月|号|点|日|天|个)"
        ),
        _weekdays,
    ),
    (re.compile(rf"{_FREE}{_LENGTH}(?:{WITHIN}|之后|以后|后(?!期|台|面|续|端|缀|来|悔|天|半))"), _from_now),
    (re.compile(rf"(?:再给我?们?|等我们?|再等|最多|顶多|至多|不超过|宽限|再过){_LENGTH}(?!的|长|前)"), _from_now),
    (re.compile(rf"{_FREE}{_LENGTH}(?=就?(?:给[你您]|搞定|完成|交[稿给你您]|发[你您给]))"), _from_now),
    (
        re.compile(
            rf"(?:(?<=[,，。!！:：~ ])|(?<![\s\S])){_COUNT}\s?(?P<half>半)?个?(?P<unit>分钟"
            r"|min|小时|h)(?P<and_half>半)?(?=$"
            r"|[,，。!！~]|[改换修弄搞撤删传](?!了))"
        ),
        _bare,
    ),
    (
        re.compile(rf"{_FREE}{_COUNT}\s?个?\s?(?P<half>(?!))?(?P<unit>工作日|工作天)(?P<and_half>(?!))?(?!的|左右)"),
        _vague,
    ),
    (re.compile(rf"(?:过|给我?们?|要|需要?|得|大概|大约|预计|差不多|约){_LENGTH}"), _vague),
    (re.compile(r"(?:当|今)[天日](?:之内|内|以内)|半天(?:之?内|以内)|天黑(?:之?前|以前)"), _later_today),
)
