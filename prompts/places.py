"""The zone that a person names: 伦敦, New York, UTC+8, Asia/Tokyo."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from prompts.reading.dates.zones import CITIES, country_of

_MORE = {
    **dict.fromkeys(
        ("深圳", "广州", "杭州", "成都", "武汉", "南京", "西安", "重庆", "苏州", "天津", "shenzhen", "guangzhou"),
        "Asia/Shanghai",
    ),
    "澳门": "Asia/Macau", "曼谷": "Asia/Bangkok", "吉隆坡": "Asia/Kuala_Lumpur", "雅加达": "Asia/Jakarta",
    "马尼拉": "Asia/Manila", "河内": "Asia/Bangkok", "胡志明市": "Asia/Ho_Chi_Minh", "孟买": "Asia/Kolkata",
    "新德里": "Asia/Kolkata", "印度": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "迪拜": "Asia/Dubai", "莫斯科": "Europe/Moscow", "伊斯坦布尔": "Europe/Istanbul",
    "法国": "Europe/Paris", "德国": "Europe/Berlin", "米兰": "Europe/Rome", "罗马": "Europe/Rome",
    "milan": "Europe/Rome", "马德里": "Europe/Madrid", "阿姆斯特丹": "Europe/Amsterdam", "苏黎世": "Europe/Zurich",
    "geneva": "Europe/Zurich", "munich": "Europe/Berlin", "都柏林": "Europe/Dublin", "韩国": "Asia/Seoul",
    "大阪": "Asia/Tokyo", "osaka": "Asia/Tokyo", "墨尔本": "Australia/Melbourne", "奥克兰": "Pacific/Auckland",
    "多伦多": "America/Toronto", "温哥华": "America/Vancouver", "波士顿": "America/New_York",
    "boston": "America/New_York", "washington": "America/New_York", "miami": "America/New_York",
    "西雅图": "America/Los_Angeles", "seattle": "America/Los_Angeles", "dallas": "America/Chicago",
    "austin": "America/Chicago", "墨西哥城": "America/Mexico_City", "圣保罗": "America/Sao_Paulo",
}  # fmt: skip
_OFFSET = re.compile(r"^(?:utc|gmt)?\s*(?P<sign>[+\-\u2212\uff0b\uff0d])\s*(?P<h>\d{1,2})(?::?(?P<m>\d\d))?$")
_EASTERN = re.compile(r"^(?P<side>东|西)(?P<h>[一二三四五六七八九十]{1,2}|\d{1,2})区$")
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)}
_ENDINGS = re.compile(r"(?:'s)?\s*(?:time(?:\s?zone)?|时间|时区)$")
# Where clocks differ from UTC by a part of an hour.
_PARTS = ("Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Kabul", "Asia/Tehran", "Australia/Adelaide")


def read_zone(words: str, *, at: datetime, home: str) -> str | None:
    """The IANA zone of a place, an offset or a zone's own name; None for what names none.

    Several zones share an offset: it is `home`, the agency's, if its clocks stand so at that instant.
    """
    plain = _ENDINGS.sub("", " ".join(words.casefold().split())).strip()
    if not plain:
        return None
    known = CITIES.get(plain) or _MORE.get(plain) or _by_name().get(plain.replace(" ", "_"))
    if known is not None:
        return known
    offset = _read_offset(plain)
    return _zone_at(offset, at, home) if offset is not None else None


def _read_offset(plain: str) -> timedelta | None:
    if plain in ("utc", "gmt"):
        return timedelta()
    match = _OFFSET.match(plain)
    if match is not None:
        ahead = timedelta(hours=int(match["h"]), minutes=int(match["m"] or 0))
        return ahead if match["sign"] in "+\uff0b" else -ahead
    match = _EASTERN.match(plain)
    if match is None:
        return None
    hours = int(match["h"]) if match["h"].isdigit() else sum(_NUMERALS[numeral] for numeral in match["h"])
    return timedelta(hours=hours if match["side"] == "东" else -hours)


def _zone_at(offset: timedelta, at: datetime, home: str) -> str | None:
    for zone in (home, *_PARTS):
        if at.astimezone(ZoneInfo(zone)).utcoffset() == offset:
            return zone
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest or not -12 <= hours <= 14:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"  # its sign counts the other way round


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Zones by their names in small letters, and by the city that they are named after."""
    zones = sorted(available_timezones())
    return {**dict(_cities(zones)), **{zone.casefold(): zone for zone in zones}}


def _cities(zones: list[str]) -> Iterator[tuple[str, str]]:
    for zone in zones:
        if "/" in zone and country_of(zone):
            yield zone.rpartition("/")[2].casefold(), zone
