"""Days that have a name: festivals of the sun, of the moon and of Easter, public holidays, the days of the big sales.

Pure: the day it is now is always passed. Lunar days come from lunar-python; public holidays of China from the
published calendar and, for years not published yet, like those of other countries from `holidays`. Prime Day is
missing on purpose: its date is announced anew each year.
"""

from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
FRIDAY = 4

_SOLAR = {
    "new_year": (1, 1),
    "burns_night": (1, 25),
    "australia_day": (1, 26),
    "valentine": (2, 14),
    "women": (3, 8),
    "pi_day": (3, 14),
    "arbor": (3, 12),
    "consumer_day": (3, 15),
    "st_patrick": (3, 17),
    "april_fools": (4, 1),
    "earth_day": (4, 22),
    "anzac": (4, 25),
    "labour": (5, 1),
    "youth": (5, 4),
    "cinco_de_mayo": (5, 5),
    "520": (5, 20),
    "children": (6, 1),
    "gaokao": (6, 7),
    "618": (6, 18),
    "juneteenth": (6, 19),
    "party_day": (7, 1),
    "canada_day": (7, 1),
    "independence": (7, 4),
    "bastille": (7, 14),
    "army_day": (8, 1),
    "sg_national": (8, 9),
    "teachers": (9, 10),
    "national": (10, 1),
    "tw_national": (10, 10),
    "halloween": (10, 31),
    "bonfire": (11, 5),
    "veterans": (11, 11),
    "double11": (11, 11),
    "double12": (12, 12),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "boxing_day": (12, 26),
    "new_years_eve": (12, 31),
}
_LUNAR = {
    "spring": (1, 1),
    "god_of_wealth": (1, 5),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "qixi": (7, 7),
    "ghost": (7, 15),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
    "laba": (12, 8),
    "little_new_year": (12, 23),
}
_TERMS = {"qingming": "清明", "winter_solstice": "冬至", "start_of_spring": "立春", "start_of_autumn": "立秋"}
_FROM_EASTER = {
    "ash_wednesday": -46,
    "mothering_sunday": -21,
    "good_friday": -2,
    "easter_eve": -1,
    "easter": 0,
    "easter_monday": 1,
}
# month, weekday (Monday is 0), which one of the month; -1 is the last
_NTH = {
    "mlk": (1, 0, 3),
    "super_bowl": (2, 6, 2),
    "presidents": (2, 0, 3),
    "mothers": (5, 6, 2),
    "memorial": (5, 0, -1),
    "fathers": (6, 6, 3),
    "fathers_au": (9, 6, 1),
    "us_labour": (9, 0, 1),
    "columbus": (10, 0, 2),
    "au_labour": (10, 0, 1),
    "melbourne_cup": (11, 1, 1),
    "thanksgiving": (11, 3, 4),
}
_AFTER_THANKSGIVING = {"thanksgiving_eve": -1, "black_friday": 1, "cyber_monday": 4, "giving_tuesday": 5}
# Of the holidays library: the country that keeps the day, and what it calls it.
_KEPT = {
    "diwali": ("SG", ("Diwali", "Deepavali")),
    "eid": ("SG", ("Eid al-Fitr",)),
    "eid_adha": ("SG", ("Eid al-Adha",)),
    "vesak": ("SG", ("Vesak",)),
    "bank_holiday": ("GB", ("",)),
}
# What one name means in one country or the other.
_ABROAD = {
    ("labour_day", "US"): "us_labour",
    ("labour_day", "CA"): "us_labour",
    ("labour_day", "AU"): "au_labour",
    ("labour_day", ""): "labour",
    ("labor_day", ""): "us_labour",
    ("labor_day", "CN"): "labour",
    ("labor_day", "SG"): "labour",
    ("labor_day", "HK"): "labour",
    ("labor_day", "TW"): "labour",
    ("national_day", "SG"): "sg_national",
    ("national_day", "TW"): "tw_national",
    ("national_day", "AU"): "australia_day",
    ("national_day", ""): "national",
    ("mothers", "GB"): "mothering_sunday",
    ("mothers", "IE"): "mothering_sunday",
    ("fathers", "AU"): "fathers_au",
    ("fathers", "NZ"): "fathers_au",
    ("thanksgiving", "CA"): "columbus",
}
_PUBLIC_CN = ("new_year", "spring", "qingming", "labour", "dragon_boat", "mid_autumn", "national")


def meant_in(name: str, country: str) -> str:
    """Which day a name means in a country: Labor Day is in September in the United States and in May in Singapore."""
    return _ABROAD.get((name, country)) or _ABROAD.get((name, "")) or name


@lru_cache(maxsize=2048)
def festival_on(name: str, year: int) -> date:
    """The day of a festival in a year; for lunar ones, in the lunar year that begins in that year."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name in _NTH:
        return nth_weekday(year, *_NTH[name])
    if name in _AFTER_THANKSGIVING:
        return festival_on("thanksgiving", year) + timedelta(days=_AFTER_THANKSGIVING[name])
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    if name in _TERMS:
        return _solar_term(year, _TERMS[name])
    if name == "lunar_eve":
        return festival_on("spring", year) - ONE_DAY
    return lunar_on(year, *_LUNAR[name])


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; -1 is the last."""
    if nth < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def lunar_on(year: int, month: int, day: int) -> date:
    """The day of the sun's calendar on which a day of the moon's falls. Raises ValueError for a day that is none."""
    # Imported here: it takes a while, and most messages name no such day.
    from lunar_python import Lunar

    try:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception as error:
        # The library raises bare Exceptions for days that a short lunar month doesn't have.
        raise ValueError(f"no day {day} in lunar month {month} of {year}") from error
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _solar_term(year: int, term: str) -> date:
    from lunar_python import Lunar

    # The table of a year begins with the winter solstice before it.
    table = Lunar.fromYmd(year + (term == "冬至"), 2, 1).getJieQiTable()
    solar = table[term]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Gauss's rule as Butcher wrote it down."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * day) // 451
    month, last = divmod(moon + day - 7 * late + 114, 31)
    return date(year, month, last + 1)


def next_festival(name: str, after: date, country: str = "CN") -> date | None:
    """The festival's next day after the given one, so that its eve can still be met; None if nobody knows it."""
    name = meant_in(name, country)
    if name == "long_weekend":
        return _next_long_weekend(after, country)
    if name in ("holiday", "days_off"):
        return _next_public_holiday(after, country, starts_off=name == "days_off")
    if name in _KEPT:
        kept_by, titles = _KEPT[name]
        days = [
            day
            for year in (after.year, after.year + 1)
            for day, title in _public_holidays(kept_by, year).items()
            if title.startswith(titles) and "observed" not in title
        ]
    else:
        # A lunar year's last festivals fall into the next solar year: look one year back as well.
        days = [festival_on(name, after.year + shift) for shift in (-1, 0, 1, 2)]
    return min((day for day in days if day > after), default=None)


def _next_public_holiday(after: date, country: str, *, starts_off: bool) -> date | None:
    """The next public holiday; with starts_off, the first of its days off (放假前 counts from there)."""
    if country in ("CN", ""):
        festival = min(day for each in _PUBLIC_CN if (day := next_festival(each, after)) is not None)
        first = festival
        while starts_off and first - ONE_DAY > after and is_public_holiday(first - ONE_DAY, "CN"):
            first -= ONE_DAY
        return first
    days = (day for year in (after.year, after.year + 1) for day in _public_holidays(country, year))
    return min((day for day in days if day > after), default=None)


def _next_long_weekend(after: date, country: str) -> date | None:
    """The first day off of the next weekend that a public holiday makes longer."""
    holidays = (day for year in (after.year, after.year + 1) for day in sorted(_public_holidays(country, year)))
    for day in holidays:
        if day.weekday() in (0, FRIDAY):  # Monday, Friday
            starts_on = day - timedelta(days=2) if day.weekday() == 0 else day
            if starts_on > after:
                return starts_on
    return None


def is_public_holiday(day: date, country: str) -> bool:
    """Whether the law or the government gives that day off; an ordinary weekend is none."""
    if country == "CN":
        import chinese_calendar

        try:
            return bool(chinese_calendar.is_holiday(day)) and chinese_calendar.get_holiday_detail(day)[1] is not None
        except NotImplementedError:
            pass  # published each November for the next year only
    return day in _public_holidays(country, day.year)


@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int) -> dict[date, str]:
    """Day → name in English; empty for a country that the library doesn't know."""
    import holidays

    if country not in holidays.list_supported_countries():
        return {}
    subdivision = {"GB": "ENG"}.get(country)  # of Britain's holidays, most are those of one of its countries
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US"))
