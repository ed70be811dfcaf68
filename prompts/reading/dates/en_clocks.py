"""What English messages call a time of day. Texts are evened: lower case, straight apostrophes."""

import re
from typing import Any

from prompts.reading.dates.en_words import NUMBERS, WEEKDAY, L, R
from prompts.reading.dates.mentions import Clock, Mention, Moment, Part, Rule, found_by
from prompts.reading.dates.parts import clock_in

_HOUR_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PARTS: dict[str, Part] = {
    "morning": "morning", "afternoon": "afternoon", "arvo": "afternoon", "evening": "evening", "night": "evening",
    "after lunch": "afternoon", "first thing": "morning", "lunchtime": "noon", "lunch time": "noon",
}  # fmt: skip
_PREPOSED = (
    r"(?:(?<=(?<![a-z])at )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=til )|(?<=@ )"
    r"|(?<=@)|(?<=around )|(?<=about )|(?<=say )|(?<=from )|(?<=than )|(?<=tonight )|(?<=latest )"
    r"|(?<=make it )|(?<=[ap]m or )|(?<=\d or )|(?<=let's do )|(?<=[nsir]day )|(?<=[nsir]day, )|(?<=mon )"
    r"|(?<=tue )|(?<=tues )|(?<=wed )|(?<=thu )|(?<=thurs )|(?<=fri ))"
)
_ANSWERED = (
    r"(?:(?<![\s\S])|(?<=[.,!?] )(?<![ \n]p\. )|(?<=\n))"  # at the head of an answer: "4 works", "half ten's fine"
)
_IS_FINE = (
    r"(?=(?:'s| is|'d be| would be)? (?:fine|good|great|grand|ok|okay|lovely|perfect|better"
    r"|best|ideal|works|it is|suits|please)(?![a-z])"
    r"| works| suits)"
)
_FOLLOWED = (
    r"(?=\s*(?:$|[.?!,;)\n](?!\d)|(?:sharp|today|tomorrow|tmrw?|tonight|on|or|and|works?"
    r"|if|for|my time|your time|instead|please|pls|then|in the|at the"
    r"|this|to(?! \d)|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|next|so|because|when|with|is|would|latest|ok"
    r"|on the dot|at (?:your|our|my|his|her|their|ours|mine|yours)|thanks|thank|cheers|about|via|over"
    r"|works|good|fine|great|ok|okay|suits|it|we|you|i|the|he|she|they|but|before|after"
    r"|again)(?![a-z])|[\u4e00-\u9fff]))"
)


def _hour(words: str) -> int:
    return int(words) if words.isdigit() else NUMBERS[words]


def _half_of_day(words: str) -> Part:
    return "morning" if words.startswith("a") else "afternoon"


def _at(match: re.Match[str], hour: int, minute: int, half: str | None) -> Clock | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        return clock_in(None, hour % 12 + 12 * half.startswith("p"), minute, is_sure=True)
    return clock_in(None, hour, minute)


_CLOCK_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:at|by|till?|until|before|from|around|about|to|day|tomorrow|tonight)|[-@])\s?\Z"
)
_AFTER = re.compile(r"(?<![a-z])after \Z")  # after 5pm: a part of the day, no time


def _am_pm(match: re.Match[str], moment: Moment) -> Mention | None:
    if len(match[3]) == 1 and not _CLOCK_BEFORE.search(match.string[max(0, match.start() - 12) : match.start()]):
        return None  # unit 3A, no. 6 a touch tighter
    clock = _at(match, _hour(match[1]), int(match[2] or 0), match[3])
    if clock and _AFTER.search(match.string[max(0, match.start() - 6) : match.start()]):
        return Mention(match.start(), match.end(), part="evening" if clock.hour >= 17 else _half_of_day(match[3]))
    return Mention(match.start(), match.end(), clock=clock, part=_half_of_day(match[3])) if clock else None


def _bare_hour(match: re.Match[str], moment: Moment) -> Mention | None:
    hour = _hour(match[1])
    clock = clock_in(None, hour) if 1 <= hour <= 23 else None
    return Mention(match.start(), match.end(), clock=clock) if clock else None


def _dotted(match: re.Match[str], moment: Moment) -> Mention | None:
    """9.30, as the British write it."""
    hour, minute = int(match[1]), int(match[2])
    clock = clock_in(None, hour, minute) if hour <= 23 and minute % 5 == 0 else None
    return Mention(match.start(), match.end(), clock=clock) if clock else None


_FRACTIONS = {
    "quarter": 15,
    "a quarter": 15,
    "half": 30,
    "five": 5,
    "ten": 10,
    "twenty": 20,
    "twenty-five": 25,
    "fifteen": 15,
}


def _past(match: re.Match[str], moment: Moment) -> Mention | None:
    """Half past three, quarter to five, ten past nine, half three."""
    words, hour = match["part"], _hour(match["hour"])
    if words[0].isdigit() and not _is_to_the_hour(match):
        return None
    minute = _FRACTIONS.get(words) or int(words.split()[0])
    if (match["side"] or "past") in ("to", "til", "till", "of", "before"):
        hour, minute = hour - 1 or 12, 60 - minute
    half = match["half"]
    clock = _at(match, hour, minute, half)
    return Mention(match.start(), match.end(), clock=clock) if clock else None


def _is_to_the_hour(match: re.Match[str]) -> bool:
    """10 to 4 where a clock time is due; elsewhere opening hours or a rise of a price: 8 to 12, 8.40 to 9.15."""
    if match["side"] == "past":
        return True
    before = match.string[max(0, match.start() - 12) : match.start()]
    return int(match["part"].split()[0]) % 5 == 0 and bool(_CLOCK_BEFORE.search(before))


def _word(match: re.Match[str], moment: Moment) -> Mention:
    start, end, words = match.start(), match.end(), match[0]
    if "mid" in words and "night" in words:
        return Mention(start, end, clock=clock_in(None, 24, is_sure=True), part="evening")
    if words.endswith(("noon", "midday", "mid-day")):
        return Mention(start, end, clock=clock_in("noon", 12), part="noon")
    return Mention(start, end, is_end_of_day=True, is_marked=True)


def _lunch(match: re.Match[str], moment: Moment) -> Mention:
    return Mention(match.start(), match.end(), clock=clock_in("noon", 12), part="noon")


def _part(match: re.Match[str], moment: Moment) -> Mention | None:
    words = match["part"] or match["alone"]
    if match["alone"] and not match.string[match.end() :].strip() and not moment.is_date_expected:
        return None  # Morning!
    return Mention(match.end() - len(words), match.end(), part=_PARTS[words])


def _range(match: re.Match[str], moment: Moment) -> tuple[Mention, ...] | None:
    """2-4pm, from 7 to 7:30, between three and five: both ends, in the same half of the day if they can be."""
    half_last, half_first = match["half"], match["half_first"]
    first_hour, last_hour = _hour(match["first"]), _hour(match["last"])
    last = _at(match, last_hour, int(match["more"] or 0), half_last)
    half = half_first or half_last
    if half == half_last and half and first_hour % 12 > last_hour % 12:
        half = "am" if half.startswith("p") else half  # 10-2pm
    first = _at(match, first_hour, int(match["past"] or 0), half)
    if first is None or last is None:
        return None
    start, end = match.span()
    first_end = max(match.end("first"), match.end("past"), match.end("half_first"))
    whole: dict[str, Any] = {"quote_start": start, "quote_end": end}
    return (
        Mention(start, first_end, clock=first, is_range_start=True, **({} if half_first else whole)),
        Mention(match.start("last"), end, clock=last, is_range_end=True, **({} if half_last else whole)),
    )


def _spelt(match: re.Match[str], moment: Moment) -> Mention | None:
    clock = _at(match, _hour(match[1]), 0, match[2])
    return Mention(match.start(), match.end(), clock=clock) if clock else None


def _thing(match: re.Match[str], moment: Moment) -> Mention:
    return Mention(match.start(), match.end(), part=_PARTS[match["part"] or match["thing"]])


_HALF = r"(?P<half>am|pm|a\.m\.?|p\.m\.?)"
CLOCKS: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?:{L}(?P<prep>from|between) )?(?<![\d:.$£€/\-#])(?P<first>\d{{1,2}}|(?<=between )(?:{_HOUR_WORDS})"
            rf"|(?<=from )(?:{_HOUR_WORDS}))(?:[:.](?P<past>\d\d))?\s?(?P<half_first>am|pm)?\s?(?:-"
            r"|–|~|to|and|until|till)\s?"
            rf"(?P<last>\d{{1,2}}|{_HOUR_WORDS})(?:[:.](?P<more>\d\d))?\s?{_HALF}{R}"
        ),
        _range,
    ),
    (
        re.compile(
            rf"{L}(?P<prep>from|between) (?<![\d:.$£€/\-#])(?P<first>\d{{1,2}}"
            rf"|{_HOUR_WORDS})(?:[:.](?P<past>\d\d))?(?P<half_first>(?!))?\s?(?:-"
            r"|–|~|to|and|until|till)\s?"
            rf"(?P<last>\d{{1,2}}|{_HOUR_WORDS})(?:[:.](?P<more>\d\d))?(?P<half>(?!))?{_FOLLOWED}"
        ),
        _range,
    ),
    (
        re.compile(
            rf"(?<![\d:.$£€/\-#])(?P<first>\d{{1,2}}):(?P<past>\d\d)(?P<half_first>(?!))?\s?(?:-"
            rf"|–|~|to)\s?(?P<last>\d{{1,2}}):(?P<more>\d\d)\s?(?:{_HALF})?{R}"
        ),
        _range,
    ),
    (
        re.compile(
            rf"(?<![\d:.$£€])(\d{{1,2}})(?:[:.](\d\d))?\s?(am|pm|a\.m\.?|p\.m\.?|a m|p m|[ap](?=[\s.,!?]"
            rf"|$)){R}"
        ),
        _am_pm,
    ),
    (re.compile(rf"{L}({_HOUR_WORDS})(?P<unused>(?!))?()?\s?(am|pm){R}"), _spelt),
    (
        re.compile(
            rf"{L}(?P<part>half|(?:a )?quarter|five|ten|twenty|twenty-five|fifteen"
            rf"|\d{{1,2}}(?: min(?:ute)?s?)?) (?P<side>past"
            rf"|to|til|till|of|after|before) (?P<hour>\d{{1,2}}|{_HOUR_WORDS})(?:\s?{_HALF})?{R}(?! (?:day"
            r"|week|hour|min|month|page|slide|option))"
        ),
        _past,
    ),
    (re.compile(rf"(?=half){_PREPOSED}(?P<part>half) (?P<side>(?!))?(?P<hour>{_HOUR_WORDS})(?P<half>(?!))?{R}"), _past),
    (
        re.compile(
            rf"{L}(?:(?:12|twelve) )?(?:noon|midday|mid-day|mid ?night|eod|cob|eob|(?:the )?(?:end"
            r"|close) of (?:the |this |your |our |my )?(?:(?:business|working|work) )?(?:day|business"
            r"|play|work)"
            rf"|(?:the )?end of(?= (?:on )?(?:{WEEKDAY}|today|tomorrow|tmrw){R})){R}"
            rf"(?! (?:snack|edition|oil))"
        ),
        _word,
    ),
    (
        re.compile(
            rf"{L}(?:(?<=by )|(?<=before )|(?<=at )|(?<=around )|(?<=tomorrow )|(?<=[nsir]day ))"
            rf"lunch(?:[ -]?time)?{R}"
        ),
        _lunch,
    ),
    (
        re.compile(
            rf"(?=\d){_PREPOSED}(\d{{1,2}})[.h](\d\d)(?![\d%]|\.\d|\s?(?:k|m|x|%|per ?cent|percent|million|times"
            r"|inch|cm|mm|stars)(?![a-z]))"
        ),
        _dotted,
    ),
    (
        re.compile(
            r"(?:(?<=lunch, )|(?<=morning, )|(?<=afternoon, )|(?<=day, )|(?<![\s\S])|(?<=\. )|(?<=\? ))"
            r"([1-9]|1\d|2[0-3])\.(00|15|30|45)"
            r"(?=[.,!?]?\s*(?:$|\n)| (?:better|works|ok|fine|good|suits|please|then)(?![a-z]))"
        ),
        _dotted,
    ),
    (re.compile(r"(?<![\d:.$£€/\-#])(\d{1,2})(?= on the dot| sharp(?![a-z]))"), _bare_hour),
    (re.compile(rf"(?=\d){_PREPOSED}(\d{{1,2}})(?![\d:%$,.]\d)(?:-?ish)?(?: o'?clock)?{_FOLLOWED}"), _bare_hour),
    (re.compile(rf"(?<![\d:.$£€/\-#])(?<!v)(\d{{1,2}}|{_HOUR_WORDS})(?: o'?clock|-?ish){R}"), _bare_hour),
    (re.compile(rf"{_ANSWERED}(?P<part>half) (?P<side>(?!))?(?P<hour>{_HOUR_WORDS})(?P<half>(?!))?{_IS_FINE}"), _past),
    (re.compile(rf"{_ANSWERED}(\d{{1,2}}|{_HOUR_WORDS}){_IS_FINE}"), _bare_hour),
    (
        re.compile(
            r"(?:(?<=(?<![a-z])at )|(?<=about )|(?<=around )|(?<=by )|(?<=until )"
            rf"|(?<=till )|(?<=say ))({_HOUR_WORDS}){_FOLLOWED}"
        ),
        _bare_hour,
    ),
    (
        re.compile(
            rf"(?:(?:{L}(?:in the |the |on the |by |before |until |early |late |mid[- ]?)"
            r"|(?<=tomorrow )|(?<=tmrw )|(?<=day )"
            r"|(?<=day's )|(?<=\d(?:st|nd|rd|th) ))(?:early |late )?(?P<part>morning|afternoon|arvo|evening)"
            rf"|{L}(?P<alone>after lunch|(?:morning|afternoon|arvo|evening)(?= (?:works?|is (?:good|fine|ok|better)"
            r"|would|suits?|please|instead|of the|around|at )| ?[?]|\s*\Z)))(?<!good morning)(?<!good afterno"
            rf"on)(?<!good evening){R}"
        ),
        _part,
    ),
    (
        re.compile(rf"(?<=day )(?P<part>night){R}|{L}(?P<thing>first thing)(?: in the morning)?{R}"),
        _thing,
    ),
)


_MAY_NAME_A_CLOCK = re.compile(
    r"\d ?[ap]\.? ?m?|noon|mid|eo[bd]|co[bp]|end of|close of|(?:at|by|before|until|till?"
    r"|@|around|about|say|from|after|to|between|or|for|day,?|do|it) ?\d"
    r"|morning|afternoon|evening|night|arvo|lunch|half|quarter|past|clock|ish|first thing"
    r"|\d\.\d\d|on the dot|sharp|'s |works|fine|suits|good|great|grand|lovely|(?:at|by|about|around|say|between|from"
    r"|until) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)


def clocks_in_english(text: str, moment: Moment) -> list[Mention]:
    """Times of day that an evened text names in English, in its order."""
    return found_by(CLOCKS, text, moment) if _MAY_NAME_A_CLOCK.search(text) else []
