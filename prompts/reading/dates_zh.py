"""What Chinese messages call a date or a time. Texts are evened: simplified, half-width, lower case."""

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
from prompts.reading.mentions import Clock, Mention, Moment, Rule, day, found_by, instant, number

_NUM = r"(?:\d{1,2}|[二两三]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_WEEK = r"(?:周|星期|礼拜)"
BEFORE = r"(?:之前|以前|前(?!端|面|期|台|后|往|提|景|言|几|任|[一二两三]?[版稿]|所未))"
_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {str(index + 1): index for index in range(7)}

_FESTIVALS = {
    "大年三十": "lunar_eve",
    "年三十": "lunar_eve",
    "除夕": "lunar_eve",
    "春节": "spring",
    "过年": "spring",
    "新年": "spring",
    "大年初一": "spring",
    "年": "spring",
    "小年": "little_new_year",
    "腊八": "laba",
    "元宵节": "lantern",
    "元宵": "lantern",
    "端午": "dragon_boat",
    "七夕": "qixi",
    "中秋": "mid_autumn",
    "重阳": "double_ninth",
    "清明": "qingming",
    "元旦": "new_year",
    "情人节": "valentine",
    "三八节": "women",
    "三八": "women",
    "38节": "women",
    "妇女节": "women",
    "女神节": "women",
    "五一": "labour",
    "劳动节": "labour",
    "五四": "youth",
    "520": "520",
    "六一": "children",
    "儿童节": "children",
    "618": "618",
    "教师节": "teachers",
    "国庆": "national",
    "十一": "national",
    "双十一": "double11",
    "双11": "double11",
    "双十二": "double12",
    "双12": "double12",
    "平安夜": "christmas_eve",
    "圣诞": "christmas",
    "万圣节": "halloween",
    "感恩节": "thanksgiving",
    "母亲节": "mothers",
    "父亲节": "fathers",
    "黑五": "black_friday",
    "放假": "holiday",
    "假期": "holiday",
    "长假": "holiday",
    "节": "holiday",
}
_FESTIVAL = "|".join(sorted(_FESTIVALS, key=len, reverse=True))
_DAYS = {"今": 0, "本": 0, "明": 1, "后": 2, "大后": 3}


def _over(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, None)


def _full_date(match: re.Match[str], moment: Moment) -> Mention:
    on = date(int(match[1]), int(match[2]), int(match[3]))
    return day(match, on if on >= moment.today else None, is_absolute=True)


def _month_word_and_day(match: re.Match[str], moment: Moment) -> Mention:
    months = match[1].count("下")
    return day(match, day_of_month(number(match[2]), moment.today, months=months), is_absolute=True)


def _in_named_month(match: re.Match[str], moment: Moment) -> Mention:
    month = number(match[1])
    if not 1 <= month <= 12:
        raise ValueError(month)
    year = moment.today.year + (month < moment.today.month)
    return day(match, _part_of_month(year, month, match[2], moment.today))


def _in_this_month(match: re.Match[str], moment: Moment) -> Mention:
    year, month = month_shifted(moment.today, (match[1] or "").count("下"))
    return day(match, _part_of_month(year, month, match[2], moment.today))


def _part_of_month(year: int, month: int, part: str, today: date) -> date | None:
    if part[0] in "底末" or part == "下旬":
        return last_of_month(year, month)
    on = date(year, month, 1 if part[0] in "初上" else 15)
    return on if on >= today else None


def _end_of_year(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, date(moment.today.year, 12, 31))


def _near_day(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, moment.today + timedelta(days=_DAYS[match[1]]))


def _of_this_week(match: re.Match[str], moment: Moment) -> Mention:
    which, name = match[1] or "", match[2]
    weekday = _WEEKDAYS[name]
    if name == "末" and re.match(BEFORE, match.string[match.end() :]):
        weekday = FRIDAY
    if which.startswith("下"):
        return day(match, day_of_week(weekday, moment.today, weeks=which.count("下")))
    if which and which != "每":
        on = day_of_week(weekday, moment.today, weeks=0)
        return day(match, on if on >= moment.today else None)
    if name == "末":
        return day(match, max(day_of_week(weekday, moment.today, weeks=0), moment.today))
    return day(match, next_weekday(weekday, moment.today))


def _whole_week(match: re.Match[str], moment: Moment) -> Mention:
    on = day_of_week(FRIDAY, moment.today, weeks=match[1].count("下"))
    return day(match, max(on, moment.today), is_marked=bool(match[2]))


def _day_number(match: re.Match[str], moment: Moment) -> Mention | None:
    count = number(match[1])
    return day(match, day_of_month(count, moment.today), is_absolute=True) if 1 <= count <= 31 else None


def _before_festival(match: re.Match[str], moment: Moment) -> Mention:
    name = _FESTIVALS[match[1]]
    # Said on the eve, "before" still means that festival.
    on = next_festival(name, moment.today) - ONE_DAY
    return day(match, on, is_marked=True)


def _within_hours(match: re.Match[str], moment: Moment) -> Mention | None:
    words, half = match[1], match[2]
    count = 0.5 if words == "半" else float(number(words)) + (0.5 if half else 0)
    return instant(match, moment, count * (1 if match[3].startswith(("分", "min")) else 60))


def _within_days(match: re.Match[str], moment: Moment) -> Mention:
    count, unit = number(match[1]), match[2]
    if "工作" in unit:
        on = working_days_on(moment.today, count, moment.country)
    elif unit.endswith("月"):
        on = moment.today + timedelta(days=30 * count)
    else:
        on = moment.today + timedelta(days=count * (1 if unit == "天" else 7))
    return day(match, on, is_marked=True)


def _month_and_day(match: re.Match[str], moment: Moment) -> Mention:
    return day(match, nearest_year(number(match[1]), number(match[2] or match[3]), moment.today), is_absolute=True)


_HALF = (
    r"([一二两三四五六七八九]|\d{1,3}|[一二两三四五六]?十[一二三四五六七八九]?|半)\s*个?\s*(半)?\s*(小时|钟头|分钟|min)"
)
RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"昨[天日晚儿]|(?<![提])大?前[天晚](?!台)|(?<![赶早晚加得])上+个?"
            + _WEEK
            + r"[一二三四五六日天末]?|(?<![赶早晚加得])上个?月(?:底|初|中|\d{1,2}[日号])?"
            r"|去年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|" + _NUM + r"\s*(?:天|周|个?月|个?小时|分钟|年)(?:之|以)?前"
        ),
        _over,
    ),
    (re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})[日号]?(?!\d)"), _full_date),
    (re.compile(r"(下下?个?|本|这个?)月(" + _NUM + r")[日号]"), _month_word_and_day),
    (
        re.compile(rf"(?<![\d个])({_NUM})月份?(?:({_NUM})[日号]|(\d{{1,2}})(?![\d个月款张万年%.:]))"),
        _month_and_day,
    ),
    (re.compile(rf"(?<![\d个])({_NUM})月份?(底|末|中旬|中(?!国|秋)|初|上旬|下旬)"), _in_named_month),
    (re.compile(r"(下下?个?|本|这个?|当)?月(底|末|中旬|中(?![国秋])|初|上旬|下旬)(?!线)"), _in_this_month),
    (re.compile(r"(?:今|本)?年[底末]"), _end_of_year),
    (re.compile(r"(?<![至如而迄])(大后|后|明|今)(?:天|日|儿|[早晚晨夜]上?(?!会|餐|点))(?!的?头条)"), _near_day),
    (
        re.compile(
            r"(每个?|下+个?|这个?|本)?"
            + _WEEK
            + r"([一二三四五六日天末](?!百)|[1-7](?![\d个次天年月]))(?!期刊|鸣|好|快乐|愉快|综合)"
        ),
        _of_this_week,
    ),
    (
        re.compile(r"(下+个?|这个?|本)" + _WEEK + r"(?!年|期|报|刊|边)(内|之内|以内|底|结束|" + BEFORE + r")?"),
        _whole_week,
    ),
    (
        re.compile(
            rf"(?<![\d月第.\-/一二三四五六七八九十:])({_NUM})(?:号|日(?![内游均常]))"
            r"(?!楼|店|线|字|方案|位|机|馆|版|厅|院|色|稿|画|车|门|链接|款|产品|仓|地块|模特|选手"
            r"|图|样|电池|背景|场|码|主播|素材|镜头|视频|海报|文案|logo)"
        ),
        _day_number,
    ),
    (re.compile(rf"({_FESTIVAL})节?(?:放假)?(?:{BEFORE})(?!夕)"), _before_festival),
    (re.compile(_HALF + r"(?:之?内|以内|后|之后)"), _within_hours),
    (re.compile(r"(?:再?给我?|等我?|再要)" + _HALF + r"(?!的|长)"), _within_hours),
    (
        re.compile(rf"(?<![\d近过这])({_NUM})\s*个?\s*(工作日|工作天|天|周|星期|礼拜|月)(?:之?内(?!容)|以内)"),
        _within_days,
    ),
    (re.compile(rf"(?<![\d近过这第])({_NUM})\s*个?\s*(工作日|工作天)(?!的|左右)后?"), _within_days),
    (re.compile(rf"(?<![\d近过这])({_NUM})\s*(天|周|个星期)[之以]?后"), _within_days),
)


_PERIOD = r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|(?<![今明后当])早|(?<![今明后当])晚)?\s*"
_DOING = (
    r"(?=钟|整|半|一刻|三刻|[之以]?前|左右|开|打|见|到|电话|过来|聊|碰|来|给|发|截|出发|集合|能|可以"
    r"|行|方便|吧|在|我|你|您|[,，。.?？!！]|\s|$)"
)
_SPOKEN = re.compile(
    _PERIOD + rf"(?<![\d.第有这那几共以下:])({_NUM})(?:点|时(?=前|之前|整))(半|一刻|三刻|({_NUM})分?(?!钟"
    rf"|[建意要问]))?(?:钟|整)?"
)
_DIGITAL = re.compile(_PERIOD + r"(?<![\d:.比])(\d{1,2}):(\d\d)(?![\d:%])")
_DOING_NEXT = re.compile(_DOING)
_COUNTING = re.compile(
    r"(?:有|以下|提|说|共|这|那|注意|大|小|快|慢|高|低|多|少|早|晚|好|差|亮|暗|近|远|长|短|强|弱|便宜|贵)$"
)
_DATE_BEFORE = re.compile(r"(?:[天日号早晚]|(?:周|星期|礼拜)[一二三四五六日天]|[)）/])\s*$")
_RATIO = re.compile(r"比例|尺寸|画幅|横版|竖版|roi|ratio|aspect|比$")
_OTHER_RATIO = re.compile(r"(?<!\d)(?:1:1|4:5|5:4|3:4|4:3|2:3|3:2|16:9|21:9|2:1|1:2)(?!\d)")
_CLOCK_WORDS = re.compile(r"下班(?:之|以)?(?:前|时)?|中午|正午")
_PARTS = re.compile(r"(?<![一整个])(?:上午|下午|傍晚|晚上)(?!好|茶|安)")


def _spoken_clock(match: re.Match[str], moment: Moment) -> Mention | None:
    period, words, rest = match[1], match[2], match[3]
    before = match.string[max(0, match.start() - 8) : match.start()]
    has_date = bool(_DATE_BEFORE.search(before))
    if words == "一" and period in (None, "早", "晚") and not rest and not has_date:
        return None  # 大一点, 晚一点
    if not period and not has_date and (_COUNTING.search(before) or not (rest or _is_doing(match))):
        return None  # 有三点要改
    minute = 30 if rest == "半" else {"一刻": 15, "三刻": 45}.get(rest or "", 0)
    if match[4]:
        minute = number(match[4])
    return _clock(match, number(words), minute, period or _period_before(before))


def _is_doing(match: re.Match[str]) -> bool:
    return bool(_DOING_NEXT.match(match.string, match.end()))


def _digital_clock(match: re.Match[str], moment: Moment) -> Mention | None:
    around = match.string[max(0, match.start() - 30) : match.end() + 8]
    if match[0].lstrip()[0].isdigit() and re.search(r"(?<![a-z])the\s*$", match.string[: match.start()][-6:]):
        return None  # the 6:30 class: which one, not when
    if (
        _RATIO.search(around)
        or _OTHER_RATIO.search(around)
        or match.string[match.end() : match.end() + 2] in ("的比", "比例")
    ):
        return None
    period = match[1] or _period_before(match.string[max(0, match.start() - 2) : match.start()])
    return _clock(match, int(match[2]), int(match[3]), period)


def _period_before(before: str) -> str | None:
    stripped = before.rstrip()
    return stripped[-1] if stripped.endswith(("早", "晚", "晨", "夜")) else None


def _clock(match: re.Match[str], hour: int, minute: int, period: str | None) -> Mention | None:
    if hour > 24 or minute > 59:
        return None
    is_late = period in ("中午", "下午", "傍晚", "晚上", "夜里", "晚", "夜")
    if is_late and hour < 12 and not (period == "中午" and hour >= 10):
        hour += 12
    if period in ("凌晨", "晚上", "夜里", "晚", "夜") and hour == 12:
        hour = 24 if period != "凌晨" else 0
    is_sure = period is not None or hour > 12 or hour == 0
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    return Mention(start, match.end(), clock=Clock(hour, minute, is_sure))


def _clock_word(match: re.Match[str], moment: Moment) -> Mention:
    if match[0].startswith("下班"):
        return Mention(match.start(), match.end(), is_end_of_day=True, is_marked=True)
    return Mention(match.start(), match.end(), clock=Clock(12))


def _part(match: re.Match[str], moment: Moment) -> Mention:
    return Mention(match.start(), match.end(), on=moment.today, is_part_of_day=True)


CLOCKS: tuple[Rule, ...] = (
    (_SPOKEN, _spoken_clock),
    (_DIGITAL, _digital_clock),
    (_CLOCK_WORDS, _clock_word),
    (_PARTS, _part),
)
_MAY_NAME_A_DAY = re.compile(
    r"[前天日号周期拜月年节夕旦午假晚早晨后宵]|[今明后][儿夜]|秋|明[前]|小时|分钟|min|钟头|20\d\d"
    r"|五一|十一|11|12|618|520|三八"
)
_MAY_NAME_A_CLOCK = re.compile(r"[点时:午晚]|下班")


def found_in_chinese(text: str, moment: Moment) -> list[Mention]:
    """Days and clock times that an evened text names in Chinese or in figures, in its order."""
    days = found_by(RULES, text, moment) if _MAY_NAME_A_DAY.search(text) else []
    clocks = found_by(CLOCKS, text, moment) if _MAY_NAME_A_CLOCK.search(text) else []
    return days + [each for each in clocks if not _overlaps(each, days)]


def _overlaps(clock: Mention, days: list[Mention]) -> bool:
    return any(clock.start < each.end and each.start < clock.end for each in days)
