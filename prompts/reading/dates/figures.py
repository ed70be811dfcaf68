"""Dates and times in figures, whatever the language around: 2027-03-01, 12/24, 2.10前, 15:30, 1530.

Texts are evened: half-width, lower case. Figures that may well be a ratio, a fraction, a version or a price are left
alone, or marked as doubtful where a date is as likely.
"""

import re
from datetime import date, datetime, timedelta, timezone

from prompts.reading.dates.calendars import nearest_year
from prompts.reading.dates.mentions import Mention, Moment, Part, Rule, day, found_by
from prompts.reading.dates.parts import PERIOD, PERIODS, clock_in

DAY_FIRST = frozenset(
    [
        "GB",
        "IE",
        "AU",
        "NZ",
        "IN",
        "SG",
        "HK",
        "MY",
        "ID",
        "TH",
        "VN",
        "PH",
        "FR",
        "DE",
        "ES",
        "IT",
        "PT",
        "NL",
        "BE",
        "AT",
        "CH",
        "SE",
        "NO",
        "DK",
        "FI",
        "PL",
        "CZ",
        "AE",
        "SA",
        "ZA",
        "BR",
        "MX",
        "AR",
    ]
) - {"PH"}
_DATE_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|by|before|on|due|until|till|for|from|effective|starting|launch(?:es|ing)?|after|since|between"
    r"|deadline|is|latest|to|and)[:\s]*|截止[到至]?|截至|最晚|最迟|赶在"
    r"|[在于定到至为成从]|deadline|ddl|日期)[:：是]?\s*\Z"
)
_DATE_AFTER = re.compile(
    r"\s*(?:号|日|之前|以前|前(?!端|面|台)|截止|上线|要(?:用|的|给|交)"
    r"|[交给发拍见开]|开会|直播|[(（]?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|[(（]?(?:mon|tue|wed|thu|fri|sat|sun)(?![a-ln-z])|eod|at \d|,? ?\d{1,2}(?::\d\d)? ?[ap]m|deadline|latest|please"
    r"|[,，]?\s?(?:晚上|早上|上午|下午|中午|凌晨|下班|noon|[一二三四五六七八九十两]{1,3}点|\d{1,2}[点:])|晚|早)"
)
_FRACTION_AFTER = re.compile(
    r"\s*(?:page|of|inch|in\b|price|off|length|scale|size|width|height|full|done|share|screen|版|页|屏|幅|的|成|张|折"
    r"|万|亿|k(?![a-z])|倍|元|块|米|[cmk]m|寸|秒|gb|kg|x|号楼|比|分之|岁|折|版本|％|%|pt|px|pm|am|a\.m|p\.m)"
)
_PART_BEFORE = re.compile(r"(?<![a-z])(?:pages?|slides?|part|step|option|chapter|vol|round|version|size|p\.|第)\s*\Z")
_COUNTED_AFTER = re.compile(r"\s*[号日点月个天周小工度页稿张]")
_NOT_HOURS = re.compile(r"比例|尺寸|画幅|横版|竖版|竖图|横图|roi|ratio|aspect|比\s*\Z|timecode|时间码|第\s*\Z")
_RATIO = re.compile(
    r"(?<![\d:])(?:1:1|4:5|5:4|3:4|4:3|2:3|3:2|16:9|9:16|16:10|21:9|9:21|18:9|2:1|1:2|3:1|1:3|1\.91:1)(?![\d:])"
)
_CLOCK_SURELY = re.compile(r"\s*(?:[ap]m|[ap]\.m|点|开会|见|(?:之|以)?前|(?:today|tonight|tomorrow)(?![a-z]))")
_PREPOSED = re.compile(r"(?:(?<![a-z])(?:at|by|before|until|till|from|say|around|about)|[@约在])\s*\Z")
_SOON = timedelta(days=45)
_NAMED_BY_CLOCK = re.compile(r"(?<![a-z])the\s*\Z")


def _iso(match: re.Match[str], moment: Moment) -> Mention | None:
    on = date(int(match[1]), int(match[2]), int(match[3]))
    found = day(match, on, moment, is_absolute=True)
    if found is None or not match[4]:
        return found
    zone = moment.at.tzinfo
    if match[6]:
        offset = match[6].replace(":", "")
        sign = -1 if offset.startswith("-") else 1
        minutes = 0 if offset == "z" else sign * (int(offset[1:3]) * 60 + int(offset[3:5] or 0))
        zone = timezone(timedelta(minutes=minutes))
    at = datetime(on.year, on.month, on.day, int(match[4]), int(match[5]), tzinfo=zone).astimezone(moment.at.tzinfo)
    return Mention(match.start(), match.end(), on=at.date(), at=at, is_absolute=True, is_over=at < moment.at)


def _compact(match: re.Match[str], moment: Moment) -> Mention | None:
    on = datetime.strptime(match[0], "%Y%m%d").date()  # noqa: DTZ007  a date has no zone
    return day(match, on, moment, is_absolute=True)


def _with_year(match: re.Match[str], moment: Moment) -> Mention | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    this = moment.today.year % 100
    if year < 100:
        if moment.country in ("CN", "TW", "JP", "KR") and abs(first - this) <= 5 and second <= 12:
            return day(match, date(2000 + first, second, year), moment, is_absolute=True)  # 27/3/15
        if match[2] == "." and abs(year - this) > 1:
            return None  # 1.2.30 is a version
        year += 2000
    month, number = _ordered(first, second, moment.country)
    return day(match, date(year, month, number), moment, is_absolute=True)


def _ordered(first: int, second: int, country: str) -> tuple[int, int]:
    """Month and day, as the country writes them; the other way round where only that makes sense."""
    month, number = (second, first) if country in DAY_FIRST else (first, second)
    return (number, month) if month > 12 >= number else (month, number)


def _slashed(match: re.Match[str], moment: Moment) -> Mention | None:
    text, first, second = match.string, int(match[1]), int(match[3])
    before = text[max(0, match.start() - 12) : match.start()]
    if (first, second) == (24, 7) or _FRACTION_AFTER.match(text, match.end()) or _PART_BEFORE.search(before):
        return None
    if match[2] == "-" and _COUNTED_AFTER.match(text, match.end()):
        return None  # 3-5号 is a range
    month, number = _ordered(first, second, moment.country if match[2] == "/" else "CN")
    is_likely = bool(_DATE_BEFORE.search(before) or _DATE_AFTER.match(text, match.end()))
    if match[2] != "/" and not is_likely and not moment.is_date_expected:
        return None  # 2.0, 3-5
    if match[2] == "." and not _HAS_HAN.search(before + text[match.end() : match.end() + 4]) and _is_clock(match):
        return None  # at 10.30
    on = nearest_year(month, number, moment.today)
    if match[2] == "/" and on is not None and on < moment.today and _is_english(text):
        on = _soon_in_other_order(number, month, moment) or on
    return day(match, on, moment, is_absolute=True, is_number=not is_likely)


def _soon_in_other_order(month: int, number: int, moment: Moment) -> date | None:
    """What an Englishman in Shanghai means with "by 1/7" in June; None if that isn't near."""
    on = nearest_year(month, number, moment.today)
    return on if on is not None and timedelta(0) <= on - moment.today <= _SOON else None


_HAS_HAN = re.compile(r"[\u4e00-\u9fff]")


def _is_english(text: str) -> bool:
    return bool(re.search(r"[a-z]{2}", text)) and not _HAS_HAN.search(text)


def _is_clock(match: re.Match[str]) -> bool:
    return int(match[1]) <= 24 and len(match[3]) == 2 and int(match[3]) < 60 and int(match[3]) % 5 == 0


def _month_day_digits(match: re.Match[str], moment: Moment) -> Mention | None:
    if int(match[1]) < 24 and int(match[2]) % 15 == 0:
        return None  # 1230前 is a time of day, most likely
    return day(match, nearest_year(int(match[1]), int(match[2]), moment.today), moment, is_absolute=True)


DAYS: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<![\d./])(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)[日号]?"
            r"(?:t(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?)?"
        ),
        _iso,
    ),
    (re.compile(r"(?<![\d\-.#])20\d{6}(?![\d\-])"), _compact),
    (re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(20\d\d|\d\d)(?![\d/\-]|\.\d)"), _with_year),
    (re.compile(r"(?<![\d/.\-$¥￥€£:v#p])(\d{1,2})([/.\-])(\d{1,2})(?![\d/%:\-]|\.\d)"), _slashed),
    (
        re.compile(r"(?<![\d.#\-])(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=之?前(?!端|面)|以前|截止|上线|交)"),
        _month_day_digits,
    ),
)


def _digital(match: re.Match[str], moment: Moment) -> Mention | None:
    text, hour, minute = match.string, int(match[2]), int(match[3])
    before = text[max(0, match.start() - 12) : match.start()]
    period = PERIODS.get(match[1] or "") or _period_before(before)
    is_surely = period is not None or bool(match[4]) or bool(_CLOCK_SURELY.match(text, match.end()))
    if not is_surely and (_NOT_HOURS.search(before) or _RATIO.fullmatch(match[2] + ":" + match[3])):
        return None
    if not match[1] and _NAMED_BY_CLOCK.search(before):
        return None  # the 6:30 class: which one, not when
    if hour == 0 and not is_surely and not _day_before(before):
        return None  # at 0:12, of a film
    if text[match.end() : match.end() + 2] in ("的比", "比例") or _RATIO.search(text[match.end() : match.end() + 8]):
        return None
    if match[4]:
        if not 1 <= hour <= 12:
            return Mention(match.start(), match.end(), clock=clock_in(None, hour, minute, is_sure=True))
        period = "morning" if match[4].startswith("a") else "afternoon"
        hour = 0 if match[4].startswith("a") and hour == 12 else hour
    clock = clock_in(period, hour, minute, is_sure=len(match[2]) == 2 and match[2].startswith("0"))
    return Mention(match.start(), match.end(), clock=clock, part=period) if clock else None


def _period_before(before: str) -> Part | None:
    stripped = before.rstrip()
    return PERIODS.get(stripped[-1:]) if stripped[-2:] not in ("最晚", "最早", "尽早") else None


def _day_before(before: str) -> bool:
    return before.rstrip()[-1:] in tuple("天日号明今") or bool(re.search(r"[一二三四五六日天]\s*\Z", before))


def _military(match: re.Match[str], moment: Moment) -> Mention | None:
    hour, minute = int(match[1]), int(match[2])
    before = match.string[max(0, match.start() - 10) : match.start()]
    is_year = hour in (19, 20) and not match[3]
    if not match[3] and (minute % 5 or (is_year and not re.search(r"(?:at|@)\s*\Z", before))):
        return None
    if not match[3] and not (_PREPOSED.search(before) or _CLOCK_SURELY.match(match.string, match.end())):
        return None
    clock = clock_in(None, hour, minute, is_sure=True)
    return Mention(match.start(), match.end(), clock=clock) if clock else None


CLOCKS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{PERIOD}\s?(?<![\d:.比比$¥￥/])(\d{{1,2}}) ?[:] ?(\d\d)(?![\d%])(?!:\d\d:)(?::\d\d)?"
            r"(?:\s?(am|pm|a\.m\.?|p\.m\.?)(?![a-z]))?(?![:%])"
        ),
        _digital,
    ),
    (
        re.compile(
            r"(?<![\d$¥￥€£#.:/\-x×*v])([01]\d|2[0-4])([0-5]\d)(?:\s?(hrs?|hours"
            r"|h)(?![a-z]))?(?![\d:%./\-x×*a-z万元个张份人块])"
        ),
        _military,
    ),
)
_MAY_NAME_A_DAY = re.compile(r"\d[/.\-年]\d|20\d{6}|(?:0\d|1[0-2])\d\d(?=[之以前截上交])|20\d\d ?[/.\-年]")
_MAY_NAME_A_CLOCK = re.compile(r"\d ?: ?\d\d|(?<!\d)[012]\d[0-5]\d(?!\d)")


def days_in_figures(text: str, moment: Moment) -> list[Mention]:
    """Days that an evened text writes in figures, in its order."""
    return found_by(DAYS, text, moment) if _MAY_NAME_A_DAY.search(text) else []


def clocks_in_figures(text: str, moment: Moment) -> list[Mention]:
    """Times of day that an evened text writes in figures, in its order."""
    return found_by(CLOCKS, text, moment) if _MAY_NAME_A_CLOCK.search(text) else []
