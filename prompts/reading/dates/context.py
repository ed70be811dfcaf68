"""Dates that a message leaves half unsaid, completed from the conversation before it.

"4点吧" after "明天下午3点？" is tomorrow at four, "noon is good" after "Thursday?" is Thursday noon, "that day" is the
day named last. What is completed comes beside what the words alone would mean: which of them is meant is judged later.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from prompts.reading.dates.calendars import day_of_week
from prompts.reading.dates.en_words import COUNT, WEEKDAY, count_of
from prompts.reading.dates.finding import FoundDate, find_dates
from prompts.reading.dates.mentions import number
from prompts.reading.dates.resolving import wall
from prompts.reading.dates.zh_words import NUM
from prompts.reading.plain import evened
from prompts.reading.rules import kinds
from prompts.reading.schema import Due, Utterance

_MAY_BE_COUNTED_FROM = (None, "eta", "absence", "others", "promised", "since")  # reasons; not the name of a campaign
_MOST_ANCHORS = 3  # dates named before that a bare time may belong to, the latest first
_LOOK_BACK = 6  # messages
_SHORT_TIME = 48  # letters, of which a Chinese character is two; "3pm" in a longer message is its own time
_SHORT_ANSWER = 48  # characters; a longer message that names no date isn't an answer to one
_SAME_TIME = re.compile(
    r"同一?个点|(?:同样|同一个?|一样的?|老|原来的?|还是(?:那个|原来的)?)时间"
    r"|时间不变|同时间|(?:the )?same time(?! zone)"
    r"|usual time"
)
_SAME_DAY = re.compile(
    r"那天|当天|当日|同一天|同日|到时候?|(?<![a-z])(?:that day|the same day|same day|the day of|on the day"
    r"|that (?:morning|afternoon|evening)|(?:before|by|until|till) then)(?![a-z])"
)
_MORNING = re.compile(r"早|上午|morning")
_AFTER_NOON = re.compile(r"下午|晚|afternoon|arvo|evening|tonight")
_BARE_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)[一二三四五六日天]|{WEEKDAY}")
_EARLIER = re.compile(
    rf"(?:提前|早|前)(?P<count>{NUM}|半)个?(?P<unit>天|日|周|星期|小时)|前[一]?[天晚](?!台)|头一天|前夕"
    rf"|(?<![a-z])(?:the|a|one) (?:day|night) (?:before|earlier)|(?P<count_en>{COUNT}) (?P<unit_en>days?"
    r"|weeks?|hours?) (?:before|earlier|sooner)(?![a-z])"
)
_LATER = re.compile(
    rf"(?:推迟|延后?|延迟|晚|顺延|往后(?:推|挪)?|再?推|遲)(?P<count>{NUM}"
    r"|半)个?(?P<unit>天|日|周|星期|小时)|第二天|次日|隔天|后一天"
    r"|(?<![a-z])(?:(?:the|a|one) day (?:after|later)|the (?:next|following) day|(?:push"
    rf"|move|delay|postpone|slip)\w* (?:it |this |that )?(?:back |out )?(?:by )?(?P<count_en>{COUNT}"
    r") (?P<unit_en>days?"
    r"|weeks?|hours?)"
    rf"|(?P<count_later>{COUNT}) (?P<unit_later>days?|weeks?|hours?) later)(?![a-z])"
)
_WEEKDAY_OF_IT = re.compile(r"(?:那|当|同一)周(?P<zh>[一二三四五六日])")


def completed(utterance: Utterance, own: list[FoundDate], plain: str, *, country: str) -> list[FoundDate]:
    """What the message's dates, or its words that point at one, mean with what was said before."""
    if not utterance.earlier:
        return _pointing(utterance, plain, [], own) if own and _points_back(plain) else []
    if not own and not _points_back(plain):
        if len(plain) > _SHORT_ANSWER:
            return []
        return [_answering(utterance, anchor) for anchor in _asked(utterance, country)]
    is_short = len(plain) <= _SHORT_ANSWER
    if not _points_back(plain) and not any(each.is_bare_time or (is_short and not each.has_time) for each in own):
        return []
    anchors = list(_anchors(utterance, country))
    found = [further for each in own for further in _with_anchors(each, anchors, utterance, plain)]
    return found + _pointing(utterance, plain, anchors, own)


def answers_appointment(utterance: Utterance, due: Due, *, country: str) -> bool:
    """Whether a date is that of a meeting or a call which somebody proposed before."""
    return any(
        is_meeting and due in (anchor.due, Due(on=anchor.due.on)) for anchor, is_meeting in _anchors(utterance, country)
    )


def _points_back(plain: str) -> bool:
    return bool(_SAME_TIME.search(plain) or _SAME_DAY.search(plain) or _EARLIER.search(plain) or _LATER.search(plain))


def _anchors(utterance: Utterance, country: str) -> Iterator[tuple[FoundDate, bool]]:
    """Dates to come that the conversation named, the latest first; and whether they are of a meeting or a call."""
    today = utterance.said_at.astimezone(ZoneInfo(utterance.tz)).date()
    seen: set[tuple[date, datetime | None]] = set()
    for back, said in enumerate(reversed(utterance.earlier[-_LOOK_BACK:])):
        dates = _dates_of(said.text, said.said_at, utterance.tz, country, utterance.end_of_day)
        is_meeting = bool(dates) and bool(kinds.meeting_or_call(evened(said.text)))
        for each in reversed(dates):
            if each.due.on < today or (each.is_bare_time and not each.has_time) or (each.due.on, each.due.at) in seen:
                continue
            if each.reason in ("campaign", "number", "vague", "range", "past"):
                continue
            seen.add((each.due.on, each.due.at))
            is_just_said = back == 0 and said.speaker != utterance.speaker
            yield replace(each, is_just_said=is_just_said), is_meeting or each.is_event
            if len(seen) >= _MOST_ANCHORS:
                return


@lru_cache(maxsize=256)
def _dates_of(text: str, said_at: datetime, tz: str, country: str, end_of_day: time) -> tuple[FoundDate, ...]:
    return tuple(find_dates(text, sent_at=said_at, tz=tz, country=country, end_of_day=end_of_day))


def _with_anchors(
    own: FoundDate, anchors: list[tuple[FoundDate, bool]], utterance: Utterance, plain: str
) -> Iterator[FoundDate]:
    zone = ZoneInfo(utterance.tz)
    is_same_time = bool(_SAME_TIME.search(plain))
    is_short = _length(plain) <= _SHORT_TIME
    is_all = len(plain.strip()) - (own.end - own.start) <= 4
    if own.is_over or own.is_vague or own.is_campaign or own.reason == "number" or own.is_quoted:
        return
    own_days = [(own, is_short and not own.is_marked)]
    for index, (anchor, is_meeting) in enumerate(anchors):
        of_that_week = _of_the_week_of(anchor, own, utterance)
        if of_that_week is not None and index == 0:
            made = _made(
                own, anchor, of_that_week, 1 if is_short and is_meeting and not own.is_marked else None, utterance
            )
            own_days.append((made, made.weight > 0))
            yield made
        if own.is_bare_time and own.due.at is not None:
            local = own.due.at.astimezone(zone)
            for hour in _hours_beside(local.hour, anchor, zone):
                at = wall(anchor.due.on, hour, local.minute, zone)
                surely = index == 0 and hour == local.hour and not own.is_marked and is_short
                surely = surely and (is_all or is_meeting or anchor.has_time)
                more = 1 if surely and anchor.due.on > own.due.on else None
                yield _made(own, anchor, Due(on=at.date(), at=at), more, utterance)
        elif own.is_bare_time:
            surely = index == 0 and is_meeting and is_short and not own.is_marked
            yield _made(own, anchor, Due(on=anchor.due.on), 1 if surely else None, utterance)
        elif own.due.at is None and anchor.due.at is not None:
            local = anchor.due.at.astimezone(zone)
            for each, is_sure in own_days:
                at = wall(each.due.on, local.hour, local.minute, zone)
                is_near = len(plain) <= _SHORT_ANSWER
                same_day = each.due.on == anchor.due.on and is_meeting and is_near and not _names_part(own)
                may_be = is_near and (is_meeting or each.due.on == anchor.due.on)
                if is_same_time or same_day or may_be:
                    more = 1 if (is_same_time and is_sure) or (index == 0 and same_day) else None
                    yield _made(each, anchor, Due(on=at.date(), at=at), more, utterance)


def _length(plain: str) -> int:
    text = plain.strip()
    return len(text) + sum("\u4e00" <= letter <= "\u9fff" for letter in text)


def _names_part(own: FoundDate) -> bool:
    return bool(re.search(r"早|上午|下午|晚|morning|afternoon|evening|tonight", evened(own.words)))


def _hours_beside(hour: int, anchor: FoundDate, zone: ZoneInfo) -> list[int]:
    """The hour as it is read alone, and twelve on or back where the date before was named in that half of the day."""
    hours = [hour]
    if anchor.due.at is not None:
        before = anchor.due.at.astimezone(zone).hour
        if before >= 17 and hour < 12:
            hours.insert(0, hour + 12)
        elif before < 12 <= hour and hour - 12 >= 6:
            hours.append(hour - 12)
        return hours
    words = evened(anchor.words)
    if hour >= 12 and hour - 12 >= 6 and _MORNING.search(words):
        hours.insert(0, hour - 12)
    elif hour < 12 and _AFTER_NOON.search(words):
        hours.insert(0, hour + 12)
    return hours


def _of_the_week_of(anchor: FoundDate, own: FoundDate, utterance: Utterance) -> Due | None:
    """ "周四吧" after "下周二？" is the Thursday of that week, if a bare weekday alone would be an earlier one."""
    if not _BARE_WEEKDAY.fullmatch(evened(utterance.text[own.start : own.end])) or own.due.at is not None:
        return None
    on = day_of_week(own.due.on.weekday(), anchor.due.on, weeks=0)
    return Due(on=on) if on > own.due.on else None


def _made(own: FoundDate, anchor: FoundDate, due: Due, more: int | None, utterance: Utterance) -> FoundDate:
    """A date completed; with more, surer than the words alone, else for the judge only."""
    if own.reason is not None or (due.at is not None and due.at <= utterance.said_at):
        more = None
    weight = max(own.weight, 2) + more if more is not None else 0
    return replace(
        own, due=due, weight=weight, reason=None if weight else "context", has_time=due.at is not None,
        is_from_context=True, is_just_said=anchor.is_just_said, is_over=False, is_bare_time=False,
    )  # fmt: skip


def _with_time(due: Due, at: datetime | None, zone: ZoneInfo) -> Due:
    """首发前一天下午三点: that day, at that time."""
    if at is None:
        return due
    local = at.astimezone(zone)
    return Due(on=due.on, at=wall(due.on, local.hour, local.minute, zone))


def _pointing(
    utterance: Utterance, plain: str, anchors: list[tuple[FoundDate, bool]], own: list[FoundDate]
) -> list[FoundDate]:
    """That day, a day later, two hours earlier, 那周五: counted from the dates before, in this message or another."""
    found: list[FoundDate] = []
    zone = ZoneInfo(utterance.tz)
    today = utterance.said_at.astimezone(zone).date()
    for pattern, sign in ((_EARLIER, -1), (_LATER, 1), (_SAME_DAY, 0)):
        match = pattern.search(plain)
        if match is None:
            continue
        in_message = [each for each in own if each.end <= match.start() and each.reason in _MAY_BE_COUNTED_FROM]
        for anchor in (*reversed(in_message), *(each for each, _ in anchors)):
            due = _moved(anchor.due, sign * _amount(match), _unit(match), zone) if sign else Due(on=anchor.due.on)
            dues = [due, Due(on=due.on)] if due.at else [due]
            dues += [_with_time(due, each.due.at, zone) for each in own if each.is_bare_time and each.due.at]
            found += [_at(utterance, match, each, weight=0) for each in dues if each.on >= today]
    week = _WEEKDAY_OF_IT.search(plain)
    if week and anchors:
        on = day_of_week("一二三四五六日".find(week["zh"]), anchors[0][0].due.on, weeks=0)
        found.append(_at(utterance, week, Due(on=on), weight=2))
    return found


def _amount(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("count"):
        return 0.5 if groups["count"] == "半" else number(groups["count"])
    english = groups.get("count_en") or groups.get("count_later")
    return count_of(english) if english else 1


def _unit(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return groups.get("unit") or groups.get("unit_en") or groups.get("unit_later") or "day"


def _moved(due: Due, count: float, unit: str, zone: ZoneInfo) -> Due:
    if unit.startswith(("小时", "hour")):
        if due.at is None:
            return due
        at = datetime.fromtimestamp(due.at.timestamp() + count * 3600, tz=zone)
        return Due(on=at.date(), at=at)
    on = due.on + timedelta(days=int(count * (7 if unit[0] in "周星w" else 1)))
    if due.at is None:
        return Due(on=on)
    local = due.at.astimezone(zone)
    return Due(on=on, at=wall(on, local.hour, local.minute, zone))


def _asked(utterance: Utterance, country: str) -> Iterator[FoundDate]:
    """The dates of the message before, if it was somebody else's: a short answer may agree to them."""
    said = utterance.earlier[-1]
    if said.speaker == utterance.speaker:
        return
    today = utterance.said_at.astimezone(ZoneInfo(utterance.tz)).date()
    for each in _dates_of(said.text, said.said_at, utterance.tz, country, utterance.end_of_day):
        if each.weight > 0 and each.due.on >= today:
            yield each


def _answering(utterance: Utterance, anchor: FoundDate) -> FoundDate:
    text = utterance.text.strip()
    start = utterance.text.find(text) if text else 0
    return replace(
        anchor, start=start, end=start + len(text), words=text, weight=0, reason="context", is_from_context=True,
        is_just_said=True, is_bare_time=False, before="", after="",
    )  # fmt: skip


def _at(utterance: Utterance, match: re.Match[str], due: Due, *, weight: int) -> FoundDate:
    start, end = match.span()
    return FoundDate(
        start=start, end=end, words=utterance.text[start:end], due=due, weight=weight,
        reason=None if weight else "context", has_time=due.at is not None, is_relative=True, is_from_context=True,
        before=match.string[max(0, start - 16) : start], after=match.string[end : end + 16],
    )  # fmt: skip
