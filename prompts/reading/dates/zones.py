"""Zones that messages name ("3pm London time"), and the country whose holidays count in a zone."""

import re
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from prompts.reading.dates.mentions import Mention

_LINKS = {
    "PRC": "CN",
    "Asia/Chongqing": "CN",
    "Asia/Chungking": "CN",
    "Asia/Harbin": "CN",
    "Asia/Kashgar": "CN",
    "Asia/Calcutta": "IN",
    "Asia/Saigon": "VN",
    "Hongkong": "HK",
    "ROC": "TW",
    "Singapore": "SG",
    "Japan": "JP",
    "ROK": "KR",
    "GB": "GB",
    "Eire": "IE",
    "NZ": "NZ",
    "Australia/ACT": "AU",
    "Australia/NSW": "AU",
    "Australia/Queensland": "AU",
    "Australia/Victoria": "AU",
}
CITIES = {
    "北京": "Asia/Shanghai", "中国": "Asia/Shanghai", "上海": "Asia/Shanghai", "国内": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong", "台北": "Asia/Taipei", "台湾": "Asia/Taipei", "新加坡": "Asia/Singapore",
    "东京": "Asia/Tokyo", "日本": "Asia/Tokyo", "首尔": "Asia/Seoul", "悉尼": "Australia/Sydney",
    "伦敦": "Europe/London", "英国": "Europe/London", "巴黎": "Europe/Paris", "柏林": "Europe/Berlin",
    "纽约": "America/New_York", "美东": "America/New_York", "美西": "America/Los_Angeles",
    "洛杉矶": "America/Los_Angeles", "旧金山": "America/Los_Angeles", "芝加哥": "America/Chicago",
    "beijing": "Asia/Shanghai", "shanghai": "Asia/Shanghai", "china": "Asia/Shanghai",
    "hong kong": "Asia/Hong_Kong", "hk": "Asia/Hong_Kong", "taipei": "Asia/Taipei", "singapore": "Asia/Singapore",
    "sg": "Asia/Singapore", "tokyo": "Asia/Tokyo", "seoul": "Asia/Seoul", "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne", "london": "Europe/London", "uk": "Europe/London", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin", "new york": "America/New_York", "ny": "America/New_York", "nyc": "America/New_York",
    "eastern": "America/New_York", "central": "America/Chicago", "chicago": "America/Chicago",
    "mountain": "America/Denver", "pacific": "America/Los_Angeles", "la": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "sf": "America/Los_Angeles", "dubai": "Asia/Dubai",
}  # fmt: skip
_LETTERS = {
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "ct": "America/Chicago",
    "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver", "pt": "America/Los_Angeles",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "gmt": "Europe/London", "bst": "Europe/London",
    "utc": "UTC", "cet": "Europe/Paris", "cest": "Europe/Paris", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "ist": "Asia/Kolkata", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "bjt": "Asia/Shanghai",
}  # fmt: skip
_ZH = "|".join(sorted((name for name in CITIES if not name.isascii()), key=len, reverse=True))
_EN = "|".join(sorted((name for name in CITIES if name.isascii()), key=len, reverse=True))
_AFTER = re.compile(
    rf"\s*[(（]?(?:(?P<city>{_EN})(?:'s)? time(?![a-z])|(?P<letters>{'|'.join(_LETTERS)}|cst)(?![a-z])"
    rf"|(?P<zh>{_ZH})时间)"
)
_BEFORE = re.compile(
    rf"(?:(?P<zh>{_ZH})(?:当地)?时间|(?P<city>{_EN})(?:'s)? time|(?P<letters>bjt|gmt|utc))[,，:：]?\s*\Z"
)


def with_zone(text: str, mention: Mention, tz: str) -> Mention:
    """The mention with the zone that is named beside it, if one is; tz is the speaker's."""
    after = _AFTER.match(text, mention.end)
    if after:
        return replace(mention, end=after.end(), zone=_named(after, tz))
    window = max(0, mention.start - 16)
    before = _BEFORE.search(text[window : mention.start])
    if before:
        return replace(mention, start=window + before.start(), zone=_named(before, tz))
    return mention


def _named(match: re.Match[str], tz: str) -> str:
    letters = match["letters"]
    if letters == "cst":  # China's, or Chicago's: whichever is the speaker's side of the world
        return "America/Chicago" if tz.startswith(("America/", "US/", "Canada/")) else "Asia/Shanghai"
    return _LETTERS[letters] if letters else CITIES[match["zh"] or match["city"]]


@lru_cache(maxsize=64)
def country_of(tz: str) -> str:
    """The country (ISO 3166) whose holidays count in a zone; "" for a zone that is nobody's, like UTC."""
    if tz in _LINKS:
        return _LINKS[tz]
    if tz.startswith(("US/", "America/Indianapolis")):
        return "US"
    if tz.startswith("Canada/"):
        return "CA"
    return _countries().get(tz, "")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Zone → country, from the list that the time zone database keeps."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
