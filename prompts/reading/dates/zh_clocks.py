"""What Chinese messages call a time of day. Texts are evened: simplified, half-width, lower case."""

import re

from prompts.reading.dates.mentions import NUMERAL, Clock, Mention, Moment, Part, Rule, found_by, number
from prompts.reading.dates.parts import PERIOD, PERIODS, clock_in

_HOUR = r"(?:\d{1,2}|十[一二三四]?|二十[一二三四]?|[一二两三四五六七八九零])"
_MINUTES = r"半|一刻|三刻|过?(?:零|0)?(?:\d{1,2}|[一二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])分?"
_NO_CLOCK_BEFORE = (
    rf"(?:(?<![\d.第那几共以下条列差周期拜:$¥￥{NUMERAL}])|(?<=[周期拜][一二三四五六])(?![一二三四五六七八九十]"
    r"*[个条张]))"
)
_DOING = re.compile(
    r"钟|整|半|一刻|三刻|[之以]?前|左右|过后|之后|开|打|见|到|电话|过来"
    r"|聊|碰|来|给|发|截|带|约|送|取|接|回|去|出发|集合|能|可以|行|方便|吧|在|我|你|您"
    r"|要(?!改|点|注意|说|求|修)|上线|直播|发布|拍|进场|交|ok|好吗|怎么样"
    r"|如何|有空|有会|咱|才|就|也行|都行|或|还是|[,，。.?？!！~]|\s|$"
)
_COUNTING = re.compile(
    r"(?:有|以下|提|说|共|这|那|注意|大|小|快|慢|高|低|多|少|早|晚|好"
    r"|差|亮|暗|近|远|长|短|强|弱|便宜|贵|深|浅|粗|细|宽|窄"
    r"|重|轻|软|硬|紧|松|厚|薄|淡|浓|简单|明显|正式|活泼|年轻|高级|具体"
    r"|再|[\u4e00-\u9fff]色|补充|总结|意见|问题|反馈|修改|如下)\Z"
)
_DATE_BEFORE = re.compile(r"(?:[天日号早晚午]|(?:周|星期|礼拜)[一二三四五六日天]|[)）/])\s*\Z")
_LATER = re.compile(r"(?:钟|整)?(?:之后|以后|后(?!台|期|天|面|续))")
_EVENING_AFTER = re.compile(r".{0,4}?(?:直播|晚宴|晚会|聚餐|吃饭|首播|首映|酒会|演唱会)")


def _period_of(group: str | None, before: str) -> Part | None:
    if group:
        return PERIODS.get(group)
    stripped = before.rstrip()
    if stripped.endswith(("最晚", "最早", "尽早", "够早", "不早", "不晚")):
        return None
    return PERIODS.get(stripped[-1:])


def _spoken(match: re.Match[str], moment: Moment) -> Mention | None:
    text, words, rest = match.string, match[2], match[3]
    before = text[max(0, match.start() - 8) : match.start()]
    period, has_date = _period_of(match[1], before), bool(_DATE_BEFORE.search(before))
    if words == "一" and match[1] in (None, "早", "晚") and not rest and not has_date:
        return None  # 大一点, 晚一点
    is_doing = bool(rest) or bool(_DOING.match(text, match.end()))
    if not match[1] and not has_date and (_COUNTING.search(before) or not is_doing):
        return None  # 有三点要改
    minute = _minute(rest)
    if period is None and not match[1] and _EVENING_AFTER.match(text, match.end()) and number(words) >= 5:
        period = "evening"
    clock = clock_in(period, number(words), minute)
    if clock is None:
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    later = _LATER.match(text, match.end())
    if later:  # 五点后: a part of the day, no time
        part: Part = period or ("evening" if clock.hour >= 17 else "afternoon" if clock.hour < 8 else "morning")
        return Mention(start, later.end(), part=part)
    return Mention(start, match.end(), clock=clock, part=period)


def _minute(rest: str | None) -> int:
    if not rest:
        return 0
    if rest in ("半", "一刻", "三刻"):
        return {"半": 30, "一刻": 15, "三刻": 45}[rest]
    words = rest.strip("过分")
    words = words[1:] if len(words) > 1 and words[0] in "零0" else words
    return number(words)


def _range(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    """3-5点, 下午两点到四点: both ends, the second in the same part of the day."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    period = _period_of(match[1], before)
    if not (match[1] or match["unit"] or _DATE_BEFORE.search(before) or _DOING.match(match.string, match.end())):
        return None  # 提两到三点建议
    later = PERIODS.get(match["then"] or "") or period
    first, last = clock_in(period, number(match["first"]), _minute(match["past"])), _last_of(match, later)
    if first is None or last is None:
        return None
    middle, end = match.start("then") if match["then"] else match.start("last"), match.end()
    # "3" alone is no time: it is quoted with all of the range, and so is the end, whose part of the day stands before.
    quote = (None, None) if match["unit"] else (match.start(), end)
    return (
        Mention(
            match.start(), max(match.end("first"), match.end("unit"), match.end("past")), clock=first, part=period,
            is_range_start=True, quote_start=quote[0], quote_end=quote[1],
        ),
        Mention(middle, end, clock=last, part=later, is_range_end=True, quote_start=match.start(), quote_end=end),
    )  # fmt: skip


def _last_of(match: re.Match[str], part: Part | None) -> Clock | None:
    hour, first = number(match["last"]), number(match["first"])
    if part == "morning" and not match["then"] and hour < first:
        part = "afternoon"  # 上午10点到2点
    return clock_in(part, hour, _minute(match["more"]))


def _about(match: re.Match[str], moment: Moment) -> Mention | None:
    """三四点, 两三点: by the later of the two."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    period = _period_of(match[1], before)
    if not (match[1] or _DATE_BEFORE.search(before) or _DOING.match(match.string, match.end())):
        return None
    clock = clock_in(period, number(match[2]))
    return Mention(match.start(), match.end(), clock=clock, part=period) if clock else None


def _word(match: re.Match[str], moment: Moment) -> Mention:
    start, end, words = match.start(), match.end(), match[0]
    if words[0] in "下收放打" and not words.startswith("下午"):
        return Mention(start, end, is_end_of_day=True, is_marked=words.endswith("前"))
    if "零" in words or "午夜" in words:
        return Mention(start, end, clock=clock_in(None, 24 if _ends_day(match) else 0, is_sure=True), part="night")
    return Mention(start, end, clock=clock_in("noon", 12), part="noon")


def _ends_day(match: re.Match[str]) -> bool:
    """Midnight begins the day that stands before it (14号零点, 6/18零点), and ends the evening (今晚零点, 今天午夜)."""
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    return before.endswith(("晚", "夜", "今天", "今日")) or not before.endswith(tuple("号日天一二三四五六0123456789"))


def _part(match: re.Match[str], moment: Moment) -> Mention:
    return Mention(match.start(), match.end(), part=PERIODS[match[0]])


# 凌晨, 半夜 and 傍晚 alone tell of light and sleep, hardly ever of a deadline.
_PARTS = "早上|一早|上午|下午|午后|下昼|晏昼|朝早|晚上|晚间|夜晚"
CLOCKS: tuple[Rule, ...] = (
    (re.compile(r"正午|零点整?(?!半|过|[一二三]刻|[\d一二三四五六十])|午夜(?=[之以]?前|$|[,，。])"), _word),
    (
        re.compile(
            rf"{PERIOD}\s?{_NO_CLOCK_BEFORE}(?P<first>{_HOUR})(?:(?P<unit>点钟?)(?P<past>{_MINUTES})?)?\s?(?:-"
            r"|~|—|到|至)\s?"
            rf"{PERIOD.replace('(', '(?P<then>', 1)}(?P<last>{_HOUR})点(?P<more>{_MINUTES})?(?:钟"
            r"|整)?(?!建议|要求|意见)"
        ),
        _range,
    ),
    (
        re.compile(
            rf"{PERIOD}\s?{_NO_CLOCK_BEFORE}(?:九(?=十点)|[一二两三四五六七八](?=[二三四五六七八九]点))"
            r"(十|[二三四五六七八九])点(?:钟|左右|多)?"
        ),
        _about,
    ),
    (
        re.compile(
            rf"{PERIOD}\s?{_NO_CLOCK_BEFORE}({_HOUR})(?:点|时(?=前|之前|整|\d|[一二三四五]?十))({_MINUTES})?(?!钟的"
            r"|建议|要求|意见|问题|赞)(?:钟|整)?"
        ),
        _spoken,
    ),
    (re.compile(r"下班(?:之?前|以前|时)?|(?:收工|放工|打烊)(?:之?前|以前)"), _word),
    (re.compile(r"(?:中午|午间|晌午)(?!好|饭|休|餐)|(?:中午|午)[饭休](?=[之以]?前)"), _word),
    (re.compile(r"(?:傍晚|清晨|深夜|半夜|凌晨)(?=[给发交出能]|可以|[之以]?前)"), _part),
    (re.compile(rf"(?<![一整个每那])(?:{_PARTS})(?!好|茶|安|场|餐|饭|快乐|吉祥|还?没事)"), _part),
)
_MAY_NAME_A_CLOCK = re.compile(r"[点时午晚晨夜早昼]|下班|收工|放工|打烊|黄昏")


def clocks_in_chinese(text: str, moment: Moment) -> list[Mention]:
    """Times of day that an evened text names in Chinese, in its order."""
    return found_by(CLOCKS, text, moment) if _MAY_NAME_A_CLOCK.search(text) else []
