"""What messages call a festival, a public holiday or a day of the big sales, in both languages.

The name of a sale is more often the name of a campaign than a date (双11海报, the Black Friday banner), so each is
found as a name; prompts.reading.dates.shifting and dates_judging see whether the words around make it a date.
"""

import re
from datetime import date

from prompts.reading.dates.festivals import ONE_DAY, festival_on, meant_in, next_festival
from prompts.reading.dates.mentions import NUMERAL, Mention, Moment, Rule, found_by
from prompts.reading.dates.zh_words import YEAR, year_of

_ZH = {
    "大年三十": "lunar_eve", "年三十": "lunar_eve", "大年夜": "lunar_eve", "除夕夜": "lunar_eve", "除夕": "lunar_eve",
    "春节": "spring", "过年": "spring", "新春": "spring", "农历新年": "spring", "新年": "some_new_year",
    "大年初一": "spring", "小年夜": "little_new_year", "小年": "little_new_year", "腊八": "laba", "元宵": "lantern",
    "端午": "dragon_boat", "端阳": "dragon_boat", "七夕": "qixi", "中元": "ghost", "中秋": "mid_autumn",
    "八月十五": "mid_autumn", "重阳": "double_ninth", "清明": "qingming", "冬至": "winter_solstice",
    "立春": "start_of_spring", "立秋": "start_of_autumn", "元旦": "new_year", "跨年夜": "new_years_eve",
    "跨年": "new_years_eve", "情人节": "valentine", "214": "valentine", "三八妇女节": "women", "三八节": "women",
    "三八": "women", "38节": "women", "妇女节": "women", "女神节": "women", "女王节": "women", "植树节": "arbor",
    "315": "consumer_day", "三一五": "consumer_day", "消费者日": "consumer_day", "愚人节": "april_fools",
    "五一": "labour", "劳动节": "labour", "五四": "youth", "青年节": "youth", "520": "520", "五二零": "520",
    "六一": "children", "儿童节": "children", "618": "618", "六一八": "618", "七一": "party_day", "建党节": "party_day",
    "八一": "army_day", "建军节": "army_day", "高考": "gaokao", "教师节": "teachers", "国庆": "national",
    "双十一": "double11", "双11": "double11", "双十二": "double12", "双12": "double12", "光棍节": "double11",
    "平安夜": "christmas_eve", "圣诞": "christmas", "万圣": "halloween", "感恩节": "thanksgiving",
    "母亲节": "mothers", "父亲节": "fathers", "复活节": "easter", "黑色星期五": "black_friday", "黑五": "black_friday",
    "网络星期一": "cyber_monday", "网一": "cyber_monday", "开斋节": "eid", "屠妖节": "diwali", "卫塞节": "vesak",
}  # fmt: skip
_EN = {
    "christmas eve": "christmas_eve", "xmas eve": "christmas_eve", "christmas": "christmas", "xmas": "christmas",
    "chinese new year": "spring", "lunar new year": "spring", "spring festival": "spring", "cny": "spring",
    "new year's eve": "new_years_eve", "new years eve": "new_years_eve", "nye": "new_years_eve",
    "new year's": "new_year", "new years": "new_year", "new year": "new_year", "burns night": "burns_night",
    "valentine's": "valentine", "valentines": "valentine", "valentine": "valentine", "women's": "women",
    "iwd": "women", "pi": "pi_day", "st patrick's": "st_patrick", "st. patrick's": "st_patrick",
    "st paddy's": "st_patrick",
    "paddy's": "st_patrick", "saint patrick's": "st_patrick", "saint patrick": "st_patrick",
    "april fools": "april_fools", "april fool's": "april_fools", "earth": "earth_day", "anzac": "anzac",
    "australia": "australia_day", "mother's": "mothers", "mothers": "mothers", "mothering sunday": "mothering_sunday",
    "father's": "fathers", "fathers": "fathers", "good friday": "good_friday", "easter monday": "easter_monday",
    "easter sunday": "easter", "easter": "easter", "ash wednesday": "ash_wednesday", "memorial": "memorial",
    "juneteenth": "juneteenth", "canada": "canada_day", "independence": "independence", "july 4th": "independence",
    "july fourth": "independence", "the 4th of july": "independence", "4th of july": "independence",
    "fourth of july": "independence", "the fourth": "independence", "bastille": "bastille",
    "labor": "labor_day", "labour": "labour_day",
    "thanksgiving eve": "thanksgiving_eve", "thanksgiving": "thanksgiving", "black friday": "black_friday",
    "cyber monday": "cyber_monday", "giving tuesday": "giving_tuesday", "halloween": "halloween",
    "bonfire night": "bonfire", "guy fawkes": "bonfire", "veterans": "veterans", "remembrance": "veterans",
    "mlk": "mlk", "martin luther king": "mlk", "presidents'": "presidents", "presidents": "presidents",
    "columbus": "columbus", "super bowl": "super_bowl", "superbowl": "super_bowl", "melbourne cup": "melbourne_cup",
    "boxing": "boxing_day", "mid-autumn": "mid_autumn", "mid autumn": "mid_autumn", "mooncake": "mid_autumn",
    "dragon boat": "dragon_boat", "lantern": "lantern", "qingming": "qingming", "ching ming": "qingming",
    "tomb-sweeping": "qingming", "tomb sweeping": "qingming", "qixi": "qixi", "double ninth": "double_ninth",
    "chung yeung": "double_ninth", "hungry ghost": "ghost", "winter solstice": "winter_solstice",
    "national": "national_day", "golden week": "national", "the holidays": "christmas", "the holiday": "holiday",
    "the long weekend": "long_weekend", "long weekend": "long_weekend", "the public holiday": "holiday",
    "the bank holiday": "bank_holiday", "bank holiday": "bank_holiday", "singles' day": "double11",
    "singles day": "double11", "singles'": "double11",
    "double 11": "double11", "double eleven": "double11", "double 12": "double12", "double twelve": "double12",
    "618": "618", "diwali": "diwali", "deepavali": "diwali", "eid al-fitr": "eid", "eid al fitr": "eid",
    "hari raya haji": "eid_adha", "eid al-adha": "eid_adha", "hari raya": "eid", "eid": "eid", "vesak": "vesak",
    "children's": "children", "teachers'": "teachers", "cinco de mayo": "cinco_de_mayo",
}  # fmt: skip
# These are a day only with that word behind: Earth Day, but not the earth.
_NEEDS_DAY = {
    "women's", "pi", "earth", "australia", "memorial", "canada", "independence", "bastille", "labor", "labour",
    "mother's", "mothers", "father's", "fathers", "veterans", "remembrance", "presidents'", "presidents", "columbus",
    "boxing", "paddy's",
    "national", "valentine", "singles'", "children's", "teachers'", "martin luther king", "mlk", "anzac",
}  # fmt: skip


def _alternatives(names: set[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _found(match: re.Match[str], name: str, moment: Moment, year: int | None) -> Mention | None:
    on = _in(name, year, moment) if year else next_festival(name, moment.today - ONE_DAY, moment.country)
    if on is None:
        return None
    return Mention(
        match.start(), match.end(), on=on, is_name=True, is_over=on < moment.today,
        festival=None if year else name,
    )  # fmt: skip


def _in(name: str, year: int, moment: Moment) -> date | None:
    name = meant_in(name, moment.country)
    if name in ("holiday", "days_off", "long_weekend"):
        return next_festival(name, date(year, 1, 1) - ONE_DAY, moment.country)
    found = next_festival(name, date(year, 1, 1) - ONE_DAY, moment.country)
    return festival_on(name, year) if name in ("laba", "little_new_year", "lunar_eve") else found


def _chinese(match: re.Match[str], moment: Moment) -> Mention | None:
    return _found(match, _one_new_year(_ZH[match["name"]], moment), moment, year_of(match, moment))


def _one_new_year(name: str, moment: Moment) -> str:
    """新年 is the first of January or the Spring Festival, whichever comes next."""
    if name != "some_new_year":
        return name
    days = {each: next_festival(each, moment.today) for each in ("new_year", "spring")}
    return min(days, key=lambda each: days[each] or date.max)


def _end_of_lunar_year(match: re.Match[str], moment: Moment) -> Mention | None:
    return _found(match, "spring", moment, None)


def _golden_week(match: re.Match[str], moment: Moment) -> Mention | None:
    return _found(match, "national", moment, None)


def _holiday(match: re.Match[str], moment: Moment) -> Mention | None:
    return _found(match, "days_off" if match[0] == "放假" else "holiday", moment, None)


def _english(match: re.Match[str], moment: Moment) -> Mention | None:
    name = match["name"] or match["bare"]
    if name == "the fourth" and not (moment.country == "US" and moment.today.month in (5, 6, 7)):
        return None
    return _found(match, _EN[name], moment, int(match["year"]) if match["year"] else None)


_BY_WORDS = {name for name in _ZH if not name[0].isdigit()}
_BY_DIGITS = set(_ZH) - _BY_WORDS
_HAN = r"\u4e00-\u9fff"
_CHINESE: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{YEAR}(?P<name>(?<![{NUMERAL}\d第])(?:{_alternatives(_BY_WORDS)})"
            rf"|(?<![\d.$¥￥#x*:/\-])(?:{_alternatives(_BY_DIGITS)})"
            rf"(?![\d.:%元块万个张份w]))(?:节|日(?!期))?(?![点月个号楼路班大道]|中学)"
        ),
        _chinese,
    ),
    (re.compile(r"(?<![\d第二])十一(?=假期|长假|黄金周|期间|放假|之?前(?!端)|以前|大促)"), _golden_week),
    (
        re.compile(rf"(?<![{NUMERAL}\d半几每今去明往多同当全本来后新少青中老周百千万整成])年(?=之?前(?!后|夜)|以前)"),
        _end_of_lunar_year,
    ),
    (
        re.compile(
            rf"(?:放假|(?<![暑寒])假期|长假)(?=之?前(?!后)|以前|后)|(?:(?<![{_HAN}])"
            r"|(?<=[过在赶到等这此于就能请好给发完]))节(?=之?前(?!后)"
            r"|以前|后)"
            r"|(?<![季环章细关情调音时枝物货水])节(?=之?前(?:给|交|发|出|要|一定|务必|必须|完成|搞定|[,，。!！]|$))"
        ),
        _holiday,
    ),
)
_ENGLISH: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?<![a-z])(?:(?P<name>{_alternatives(_NEEDS_DAY)}) day|(?P<bare>{_alternatives(set(_EN) - _NEEDS_DAY)}"
            r")(?: (?:day"
            r"|festival))?)"
            r"(?![a-z])(?!-\d)(?: (?P<year>20\d\d)(?!\d))?"
        ),
        _english,
    ),
)
_MAY_BE_CHINESE = re.compile(
    r"[节旦夕年宵秋清端阳庆平冬至双光黑圣万感母父复网跨假高卫]|五[一四二]"
    r"|六一|三[八一]|七[一夕]|八[一月]|十一|[35]20|618|38|31|21"
)
_MAY_BE_ENGLISH = re.compile(
    r"day|year|mas(?![a-z])|cny|nye|valentin|easter|patrick|paddy|fools|thanksg|hallo|holiday"
    r"|weekend|festival|eid|raya|diwali"
    r"|deepav|vesak|bowl|cup|autumn|boat|mooncake|qi(?:ng)?[mx]|ching|tomb|lantern|ghost"
    r"|solstice|618|double|golden|teenth|july"
    r"|fawkes|fourth|night|luther|ninth|yeung|eve(?![a-z])|mayo|iwd"
)


def festivals_in(text: str, moment: Moment) -> list[Mention]:
    """Festivals that an evened text names, in its order."""
    chinese = found_by(_CHINESE, text, moment) if _MAY_BE_CHINESE.search(text) else []
    english = found_by(_ENGLISH, text, moment) if _MAY_BE_ENGLISH.search(text) else []
    return chinese + [each for each in english if not any(each.start < c.end and c.start < each.end for c in chinese)]
