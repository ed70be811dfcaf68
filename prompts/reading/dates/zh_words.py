"""What the Chinese rules for days share: numbers, before and within, this and next, years."""

import re
from datetime import date

from prompts.reading.dates.festivals import ONE_DAY
from prompts.reading.dates.mentions import NUMERAL, Mention, Moment, number, period

NUM = r"(?:\d{1,2}|[二两三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二两三四五六七八九])"
WEEK = r"(?:周|星期|礼拜)"
# 前端, 前期, 前天 and the like are no "before"; 前三天 counts days and is read elsewhere (dates_shifting).
BEFORE = (
    r"(?:之前|以前|前(?!端|面|期|台|后|往|提|景|言|几|任|夕|夜|缀|作"
    r"|年|女友|男友|[一二三]?[版稿]|所未|天(?!给|要|发|交)"
    rf"|[{NUMERAL}\d]+个?(?:天|日|周|星期|礼拜|工作日|月|小时)))"
)
WITHIN = r"(?:之内|以内|内(?!容|部|页|衣|存|侧|测|购|饰|馅))"
OF_THE_PERIOD = rf"(?P<mark>{WITHIN}|结束(?:之?前)?|{BEFORE})?"
YEAR = (
    r"(?:(?:(?P<year>20\d\d|19[5-9]\d|(?<!\d)\d\d|二[零〇][一二三四五六七八九零〇]{2})年"
    r"|(?P<word>[去今本明来后])年)的?)?"
)
WHICH = r"(?P<which>下下?一?个?|上上?一?个?|本|这一?个?|呢个|当|次)"
NO_DIGIT = rf"(?<![\d{NUMERAL}])"
_YEARS = {"去": -1, "今": 0, "本": 0, "明": 1, "来": 1, "后": 2}


def shift_of(which: str | None) -> int | None:
    """下 is one on, 下下 two, 上 one back, 本 none; None when nothing is said."""
    return None if not which else which.count("下") + which.count("次") - which.count("上")


def year_of(match: re.Match[str], moment: Moment) -> int | None:
    """The year that stands before a month: 2027年, 27年, 二〇二七年, 明年; None if none does."""
    if match["word"]:
        return moment.today.year + _YEARS[match["word"]]
    digits = match["year"]
    if not digits:
        return None
    if not digits.isascii():
        return int("".join(str(number(each)) for each in digits))
    return int(digits) + (2000 if len(digits) == 2 else 0)


def whole(match: re.Match[str], moment: Moment, first: date, last: date) -> Mention:
    """A month or a quarter: within it ends with it, before it with the day before; bare, nobody can be held to it."""
    mark = match["mark"]
    if not mark:
        return period(match, first, last, moment, is_vague=True)
    if re.fullmatch(BEFORE, mark) and first > moment.today:
        return Mention(match.start(), match.end(), on=first - ONE_DAY, is_marked=True)
    return period(match, first, last, moment, is_marked=True)
