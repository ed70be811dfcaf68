"""What Chinese messages call a day. Texts are evened: simplified, half-width, lower case; Cantonese words included."""

import re
from datetime import timedelta

from prompts.reading.dates.calendars import FRIDAY, SUNDAY, day_of_month, day_of_week, next_weekday
from prompts.reading.dates.mentions import NUMERAL, Mention, Moment, Rule, day, days_on, found_by, number, period
from prompts.reading.dates.parts import OVER_AT, PERIODS
from prompts.reading.dates.zh_months import MONTHS
from prompts.reading.dates.zh_spans import SPANS
from prompts.reading.dates.zh_words import BEFORE, NUM, WEEK, WITHIN, shift_of

_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {str(index + 1): index for index in range(7)}
_NOT_LAST = r"(?<![赶早晚加得以网线马身面础路海])"  # 晚上 周五 and 以上 are no 上周
_NEAR = {"今": 0, "明": 1, "听": 1, "后": 2, "大后": 3, "昨": -1, "寻": -1, "琴": -1, "前": -2, "大前": -3}


def _near_day(match: re.Match[str], moment: Moment) -> Mention | None:
    part = PERIODS.get("早" if match[2] == "朝" else match[2] or "")
    is_over = match[1] == "今" and part is not None and moment.at.hour >= OVER_AT[part]
    return day(match, days_on(moment, _NEAR[match[1]]), moment, is_relative=True, part=part, is_over=is_over)


def _next_days(match: re.Match[str], moment: Moment) -> Mention:
    first, last = int(match[0][0] == "明"), 2 if "后" in match[0] else 1
    return period(match, days_on(moment, first), days_on(moment, last), moment, is_relative=True)


def _weekday(match: re.Match[str], moment: Moment) -> Mention | None:
    which, name = match[1] or "", match[2]
    weekday = _WEEKDAYS[name]
    if name == "末" and re.match(BEFORE, match.string[match.end() : match.end() + 4]):
        weekday = FRIDAY
    if which.startswith("每"):
        return day(match, next_weekday(weekday, moment.today), moment, is_relative=True, is_recurring=True)
    shift = shift_of(which)
    if shift is not None:
        return day(match, day_of_week(weekday, moment.today, weeks=shift), moment, is_relative=True)
    if name == "末":
        return day(match, max(day_of_week(weekday, moment.today, weeks=0), moment.today), moment, is_relative=True)
    return day(match, next_weekday(weekday, moment.today), moment, is_relative=True)


def _two_weekdays(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    """下周一二, 周四周五: both ends."""
    first, last = _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
    if last != first + 1:
        return None
    shift = shift_of(match["which"] or "")
    if shift is None:
        begins = next_weekday(first, moment.today)
    else:
        begins = day_of_week(first, moment.today, weeks=shift)
    ends, (start, end) = begins + timedelta(days=1), match.span()
    return (
        Mention(
            start, match.end("first"), on=begins, is_range_start=True, is_relative=True, is_over=begins < moment.today,
        ),
        Mention(
            match.start("last"), end, on=ends, from_on=begins, is_range_end=True, is_relative=True,
            is_over=ends < moment.today, quote_start=start, quote_end=end,
        ),
    )  # fmt: skip


def _part_of_week(match: re.Match[str], moment: Moment) -> Mention | None:
    which, part = match[1] or match[3], match[2] or match[4]
    weekday = {"初": 0, "头": 0, "中": 2, "上": 2, "前": 2}.get(part, FRIDAY)
    shift = shift_of(which)
    on = day_of_week(weekday, moment.today, weeks=shift or 0)
    if on < moment.today and not shift:
        on = moment.today if weekday == FRIDAY else on + timedelta(weeks=1)
    return day(match, on, moment, is_relative=True)


def _whole_week(match: re.Match[str], moment: Moment) -> Mention:
    """Its Friday; today, where the week is this one and only its end is left."""
    shift = shift_of(match[1]) or 0
    first, friday, sunday = (day_of_week(each, moment.today, weeks=shift) for each in (0, FRIDAY, SUNDAY))
    on = max(friday, moment.today) if sunday >= moment.today else friday
    return period(match, first, on, moment, is_marked=bool(match[2]), is_relative=True)


def _day_number(match: re.Match[str], moment: Moment) -> Mention | None:
    on = day_of_month(number(match[2]), moment.today)
    return day(match, on, moment, is_absolute=True, is_recurring=bool(match[1]))


_NOT_UP = "(?![线架映市传新会])"  # 今晚上线 is 今晚 + 上线
_PART = "|".join(
    (f"早(?:上{_NOT_UP})?", "晨", "朝早?", "上午", "中午", "下午", "下昼", "晏昼", f"晚(?:上{_NOT_UP})?", "夜晚?")
)
RULES: tuple[Rule, ...] = (
    (re.compile(r"(今明|明后)(?:两天|两日|天|日)"), _next_days),
    (
        re.compile(
            r"(?<![至如而迄提之以打收当时目眼面跟空先今])(大后|大前|后|明|今"
            r"|听|寻|琴|昨|前)(?:(?:天|日|儿个?|个(?!性|人))"
            rf"|({_PART}))(?!台|气|面|会|餐|点钟|报|的?头条|之后(?!给|发|交|要))"
            r"(?![\u4e00-\u9fff]?头条)"
        ),
        _near_day,
    ),
    *SPANS,
    *MONTHS,
    (
        re.compile(
            rf"(?P<which>下+一?个?|这一?个?|呢个|本)?(?<![\d{NUMERAL}几半整满]){WEEK}(?P<first>[一二三四五六])"
            rf"(?:和|或者?|、)?{WEEK}?(?P<last>[二三四五六日天])(?![\d{NUMERAL}百福个次回遍更点月年号])"
        ),
        _two_weekdays,
    ),
    (
        re.compile(
            rf"(每个?逢?|逢|下+一?个?|这一?个?|呢个|本|{_NOT_LAST}上+一?个?)?"
            rf"(?:(?<![\d{NUMERAL}几半整满])|(?={WEEK}[一二三四五六日天](?:[之以]?前|[上下]午|一早))){WEEK}"
            rf"([一二三四五六日天末](?!百|福|[{NUMERAL}\d]*(?:次|回|遍|更))|[1-7](?![\d个次天年月:点%]))"
            r"(?!期刊|鸣|好|快乐|愉快|综合|版|刊)"
        ),
        _weekday,
    ),
    (
        re.compile(
            rf"(下+一?个?|这一?个?|本|呢个)?{WEEK}(初|头(?!条)|中(?!国)|尾|底)"
            r"|(本周|这周|下周)?的?([上下前后])半(?:周|个?星期|个?礼拜)"
        ),
        _part_of_week,
    ),
    (
        re.compile(
            rf"(下+一?个?|这一?个?|呢个|本|{_NOT_LAST}上+一?个?){WEEK}(?!年|期|报|刊|边|围|转|到|岁)"
            rf"({WITHIN}|结束|{BEFORE})?"
        ),
        _whole_week,
    ),
    (
        re.compile(
            rf"(每个?月的?)?(?:(?<=每月)|(?<=个月)|(?<=月的)|(?<![\d月第.\-/编型色尺码号街路弄巷道段栋:{NUMERAL}]"
            rf"))({NUM})(?:号"
            r"|日(?![内游均常程语本报租]))"
            r"(?!楼|店|线|字|方案|位|机|馆|版|厅|院|色|稿|画|车|门|链接|款|产品|仓|地块|模特|选手"
            r"|图|样|电池|背景|场|码|主播|素材|镜头|视频|海报|文案|logo|桌|公寓"
            r"|展|井|柜|房|口|馆|[ ]?\d+[ ]?(?:楼|栋|室|弄|号)"
            r"|[、,，]\s?\d+号(?:[、,，]\s?\d+号)*(?:色|楼|店|款|机))"
        ),
        _day_number,
    ),
)
_MAY_NAME_A_DAY = re.compile(
    r"[前天日号周期拜月年节晚早晨后宵朝夜]|[今明后听][儿个上下中]|小时|分钟|钟头|[\dh]h|min|季|旬|刻|初|q[1-4]"
)


def days_in_chinese(text: str, moment: Moment) -> list[Mention]:
    """Days that an evened text names in Chinese, in its order."""
    return found_by(RULES, text, moment) if _MAY_NAME_A_DAY.search(text) else []
