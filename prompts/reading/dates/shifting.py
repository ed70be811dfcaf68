"""Days that are counted from another day (元宵节前一天, two weeks before Christmas) and festivals that mean a date.

A festival's name alone may be a campaign's. It is a date where something is to be done before it, on it or by it.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from prompts.reading.dates.calendars import FRIDAY, day_of_week, months_on, working_days_on
from prompts.reading.dates.en_words import COUNT, WEEKDAY, L, count_of, weekday_of
from prompts.reading.dates.festivals import ONE_DAY, is_public_holiday, next_festival
from prompts.reading.dates.mentions import Mention, Moment, number
from prompts.reading.dates.zh_words import BEFORE, NUM, WEEK, WITHIN

_HOLIDAY_WORDS = r"(?:小?长?假期?|放假)?"
_BEFORE_ZH = re.compile(
    rf"{_HOLIDAY_WORDS}(?:的?(?:(?P<eve>前夕|前夜|前一[天日晚]|头一天|的?前天)|前的?(?:最后一个?)?(?P<work>工作日)"
    rf"|(?:之前|以前|提前|前)(?P<count>{NUM})个?(?P<unit>天|日|周|星期|礼拜|月|工作日)(?!内)"
    rf"|前的?(?:那个|最后一个)?{WEEK}(?P<weekday>[一二三四五六日天])))"
)
_AFTER_ZH = re.compile(
    rf"{_HOLIDAY_WORDS}(?:之后|以后|后)的?(?:(?P<first>(?:上班)?第?[一首]个?(?:天上班"
    r"|天|日|工作日)|上班后?第一天|首日)"
    rf"|第?(?P<count>{NUM})个?(?P<unit>天|日|周|星期|礼拜|工作日)(?:{WITHIN})?"
    rf"|第?一?个?{WEEK}(?P<weekday>[一二三四五六日天]))"
)
_EVE_ZH = re.compile(rf"(?P<holiday>{_HOLIDAY_WORDS})节?(?:{BEFORE})(?!夕)")
_SOME_TIME_AFTER_ZH = re.compile(rf"{_HOLIDAY_WORDS}节?(?:之后|以后|后(?!台|期))")
_ON_ZH = re.compile(
    r"(?:节)?(?:当天|当日|那天|当晚|这天|正日子|上线(?!的)|开卖|开售"
    r"|首发|上架(?!的)|开业|开工|见(?!面会)|交(?!给)|给(?!力|你们)"
    r"|截止|凌晨|零点|上午|中午|下午|晚上|\d{1,2}[点:]|[(（]\d)"
)
_ON_BEFORE_ZH = re.compile(r"(?:赶在|截止到?|最晚|最迟|定[在于]|改[到成]|挪到|推迟到|等到|拖到|[在到于])\s*\Z")
_SHIFT_EN = re.compile(
    rf"{L}(?:(?:the |a |one )?(?P<unit>day|night|evening|afternoon|morning|week|month|fortnight)"
    rf"|(?P<count>{COUNT})(?: (?P<working>working|business))? (?P<units>days?|weeks?|months?)"
    rf"|(?:the |last )?(?P<weekday>{WEEKDAY})|the (?:last )?(?P<work>working|business) day) "
    r"(?P<side>before|prior to|ahead of|out from|after|following|from)(?: the)? ?\Z"
)
_EVE_EN = re.compile(r"(?<![a-z])(?:before|ahead of|prior to|in time for|in advance of|pre)[ -](?:the )?\Z")
_AFTER_EN = re.compile(r"(?<![a-z])(?:(?:straight |right |just )?after|post|following)[ -](?:the )?\Z")
_ON_EN = re.compile(
    r"(?<![a-z])(?:by|on|until|till|due(?: on| by)?|no later than|launch(?:es|ing)?|moved? to)(?: the)? \Z"
)
_NAME_AFTER_EN = re.compile(
    r"(?:'s)? (?!is|as|at|by|on|or|and|to|if|for|so|we|i|please|morning|afternoon|evening"
    r"|night|eve|this|weekend|holiday)[a-z]{3,}"
)


def shifted(text: str, found: list[Mention], moment: Moment) -> list[Mention]:
    """The mentions, with those that count from another day in the place of that day."""
    return [_shifted(text, each, moment) for each in found]


def _shifted(text: str, mention: Mention, moment: Moment) -> Mention:
    if mention.on is None or mention.at is not None:
        return mention
    moved = (
        _counted_back(text, mention, moment) or _counted_on(text, mention, moment) or _in_english(text, mention, moment)
    )
    if moved is not None:
        return moved
    return _as_festival(text, mention, moment) if mention.is_name else mention


def _day(
    mention: Mention,
    on: date | None,
    moment: Moment,
    *,
    start: int | None = None,
    end: int | None = None,
    is_marked: bool = False,
) -> Mention | None:
    if on is None:
        return None
    return Mention(
        mention.start if start is None else start,
        mention.end if end is None else end,
        on=on,
        is_over=on < moment.today,
        is_marked=is_marked,
        is_absolute=True,
    )


def _counted_back(text: str, mention: Mention, moment: Moment) -> Mention | None:
    match = _BEFORE_ZH.match(text, mention.end)
    if match is None or (match["eve"] == "前天" and not mention.is_name):
        return None
    on = _festival_ahead(mention, moment)
    if on is None:
        return None
    if match["eve"]:
        on -= ONE_DAY
    elif match["work"]:
        on = working_days_on(on, -1, moment.country)
    elif match["weekday"]:
        on = _weekday_before(on, "一二三四五六日".find(match["weekday"].replace("天", "日")))
    else:
        on = _moved(on, -number(match["count"]), match["unit"], moment)
    return _day(mention, on, moment, end=match.end())


def _counted_on(text: str, mention: Mention, moment: Moment) -> Mention | None:
    match = _AFTER_ZH.match(text, mention.end)
    if match is None or mention.on is None:
        return None
    if match["first"]:
        on = working_days_on(mention.on, 1, moment.country)
    elif match["weekday"]:
        on = mention.on + timedelta(
            days=("一二三四五六日".find(match["weekday"].replace("天", "日")) - mention.on.weekday() - 1) % 7 + 1
        )
    else:
        on = _moved(mention.on, number(match["count"]), match["unit"], moment)
    return _day(mention, on, moment, end=match.end())


def _moved(on: date, count: int, unit: str, moment: Moment) -> date:
    if unit.startswith(("工作", "w", "b")) and unit not in ("week", "weeks"):
        return working_days_on(on, count, moment.country)
    if unit in ("月", "month", "months"):
        return months_on(on, count)
    step = {"fortnight": 14}.get(unit, 1 if unit[0] in "天日dnema" else 7)
    return on + timedelta(days=step * count)


def _weekday_before(on: date, weekday: int) -> date:
    return on - timedelta(days=(on.weekday() - weekday - 1) % 7 + 1)


def _in_english(text: str, mention: Mention, moment: Moment) -> Mention | None:
    window = max(0, mention.start - 40)
    match = _SHIFT_EN.search(text[window : mention.start])
    if match is None:
        return None
    side = match["side"]
    is_before = side in ("before", "prior to", "ahead of", "out from")
    if (match["weekday"] or match["work"] or match["unit"] == "month") and side == "from":
        return None
    on = _festival_ahead(mention, moment) if is_before else mention.on
    if on is None:
        return None
    sign = -1 if is_before else 1
    if match["weekday"]:
        weekday = weekday_of(match["weekday"])
        on = _weekday_before(on, weekday) if is_before else on + timedelta(days=(weekday - on.weekday() - 1) % 7 + 1)
    elif match["work"]:
        on = working_days_on(on, sign, moment.country)
    elif match["unit"] == "week" and match[0].startswith("the"):
        on = day_of_week(FRIDAY, on, weeks=sign)  # the week before Christmas: its Friday
    elif match["unit"]:
        on = _moved(on, sign, match["unit"], moment)
    else:
        on = _moved(on, sign * count_of(match["count"]), "workday" if match["working"] else match["units"], moment)
    return _day(mention, on, moment, start=window + match.start())


def _festival_ahead(mention: Mention, moment: Moment) -> date | None:
    """The festival before which something is to be done: not today's, which is too late for that."""
    if mention.festival is None or mention.on is None or mention.on > moment.today:
        return mention.on
    return next_festival(mention.festival, moment.today, moment.country)


def _as_festival(text: str, mention: Mention, moment: Moment) -> Mention:
    """A festival as a date where the words around say so; else it stays a name."""
    window = max(0, mention.start - 24)
    before = text[window : mention.start]
    eve, eve_en = _EVE_ZH.match(text, mention.end), _EVE_EN.search(before)
    if eve or eve_en:
        if eve and eve["holiday"] and mention.festival:
            ahead = _first_day_off(mention, moment)
        else:
            ahead = _festival_ahead(mention, moment)
        if ahead is None:
            return mention
        start = window + eve_en.start() if eve_en else mention.start
        return (
            _day(mention, ahead - ONE_DAY, moment, start=start, end=eve.end() if eve else mention.end, is_marked=True)
            or mention
        )
    later, later_en = _SOME_TIME_AFTER_ZH.match(text, mention.end), _AFTER_EN.search(before)
    if (later or later_en) and mention.on:
        on = working_days_on(mention.on, 1, moment.country)
        return replace(
            mention, end=later.end() if later else mention.end, on=on, is_name=False, is_vague=True, is_over=False
        )
    if _ON_ZH.match(text, mention.end) or _ON_BEFORE_ZH.search(before):
        return replace(mention, is_name=False, is_absolute=True)
    if _ON_EN.search(before) and not _NAME_AFTER_EN.match(text, mention.end):
        return replace(mention, is_name=False, is_absolute=True)
    return mention


def _first_day_off(mention: Mention, moment: Moment) -> date | None:
    """Before the holiday of a festival counts from its first day off, where that is published."""
    ahead = _festival_ahead(mention, moment)
    while (
        ahead is not None
        and ahead - ONE_DAY > moment.today
        and moment.country == "CN"
        and is_public_holiday(ahead - ONE_DAY, "CN")
    ):
        ahead -= ONE_DAY
    return ahead
