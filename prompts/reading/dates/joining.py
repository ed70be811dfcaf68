"""Makes one of what stands side by side: a day and its clock time, a weekday and its date, the two ends of a range."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from prompts.reading.dates.mentions import Clock, Mention
from prompts.reading.dates.parts import clock_in, clock_on

_GAP = re.compile(
    r"[\s,，的在于(（:：]*(?:[啦吧呀啊哈呢嘛哦就是]+[,，]?\s*)?"
    r"(?:拍摄|开会|会议|会|直播|活动|布展|进场|提案|见面|发布会|电话|通话|的时候|之前|左右)?"
    r"(?:改[到成为至]|挪[到至]|推迟?到|提前到|定[在于]|就|是|从|在)?(?:大概|大约|差不多|约)?"
    r"(?:at|on|by|before|@|about|around|no later than|say|from|starting(?: at)?|starts(?: at)?|for)?[\s(（]*\Z"
)
_LOOSE_GAP = re.compile(
    r"[^,，。！？!?;；\n.]{0,12}(?:[,，]\s*(?:gates?|doors?|kick-?off"
    r"|start\w*|call time|从|地点在[^,，]{1,6}[,，])?[^,，。！？!?;；\n.]{0,6})?\Z"
)
_MOST_BETWEEN = 40  # characters
_TO = re.compile(r"\s*(?:(?:一直)?[到至]|~|-{1,2}|to|through|thru|until|till)\s*(?:the )?\Z")
_AND = re.compile(r"\s*(?:and|和|与|跟)\s*(?:the )?\Z")
_BETWEEN = re.compile(r"(?<![a-z])between (?:the )?\Z")
_MOVED = re.compile(r"改|挪|推迟|提前|延|调整|move|push|shift|resched|postpon|brought|bump|delay|switch|change")
_STARTS_MOVE = re.compile(r"(?:从|由|from (?:the )?)\s*\Z")


def without_overlaps(found: list[Mention]) -> list[Mention]:
    """The mentions in the order of the text; of two that overlap, the longer."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda each: (each.start, -each.end)):
        pair = [each for each in kept[-2:] if mention.start < each.end]
        if not pair:
            kept.append(mention)
        elif len(pair) == 1 and mention.end - mention.start > pair[0].end - pair[0].start and not pair[0].is_range_end:
            kept.remove(pair[0])
            kept.append(mention)
    return kept


def joined(text: str, found: list[Mention]) -> list[Mention]:
    """All mentions, in the order of the text; a day and the clock time beside it as one."""
    kept: list[Mention] = []
    for mention in found:
        one = _one_of(text, kept[-1], mention) if kept else None
        if one is None:
            kept.append(mention)
        else:
            kept[-1] = one
    return ranged(text, _sharing_day(text, kept))


def loosely_joined(text: str, found: list[Mention]) -> list[tuple[Mention, bool]]:
    """Further mentions, made of a day and a clock time that other words keep apart, and whether those are few.

    "Saturday the 24th, gates at 9" is surely one time, "周四下午来吗？还是老时间两点" only perhaps.
    """
    further = []
    for first, second in pairwise(found):
        if first.on is None or first.has_time or first.at or second.on or second.clock is None or first.is_name:
            continue
        gap = text[first.end : second.start]
        if len(gap) <= _MOST_BETWEEN:
            further.append((_both(first, second, first.on), bool(len(gap) <= 30 and _LOOSE_GAP.match(gap))))
    return further


def _one_of(text: str, first: Mention, second: Mention) -> Mention | None:
    """Two neighbours as one: day and clock, day and part of day, weekday and date; None if they are two."""
    gap = text[first.end : second.start]
    if len(gap) > 16 or not _GAP.match(gap) or first.at or second.at or first.is_range_start or second.is_range_end:
        return None
    if first.has_time and second.has_time:
        return None
    if first.on and second.on:
        if first.part and second.part and not first.has_time:
            return None
        if first.on == second.on:
            return _both(first, second, second.on)
        if first.on.weekday() != second.on.weekday() or first.is_absolute is second.is_absolute:
            return None
        return _both(first, second, second.on if second.is_absolute else first.on)
    if second.is_range_start and second.on is not None:
        return None
    if not (first.on or second.on) and not (first.part and second.clock and not first.clock):
        return None
    if first.on is None and second.on is not None and not first.has_time and "," in gap:
        return None  # this afternoon, Friday …
    return _both(first, second, first.on or second.on)


def _both(first: Mention, second: Mention, on: date | None) -> Mention:
    timed, other = (first, second) if first.has_time else (second, first)
    clock, part = timed.clock, timed.part or other.part
    if clock is not None and other.part:
        clock = clock_on(other.part, clock, timed.part)
    dated = first if first.on else second
    ranged_one = second if second.is_range_start else None
    return Mention(
        first.start,
        second.end,
        on=on,
        from_on=dated.from_on,
        clock=clock,
        part=part,
        zone=first.zone or second.zone,
        is_over=first.is_over or second.is_over,
        is_end_of_day=timed.is_end_of_day,
        is_absolute=first.is_absolute or second.is_absolute,
        is_marked=first.is_marked or second.is_marked,
        is_relative=first.is_relative or second.is_relative,
        is_name=dated.is_name and not timed.has_time,
        is_vague=dated.is_vague,
        is_recurring=first.is_recurring or second.is_recurring,
        is_number=dated.is_number and not timed.has_time,
        is_range_start=ranged_one is not None,
        quote_start=first.start if ranged_one and ranged_one.quote_end else None,
        quote_end=ranged_one.quote_end if ranged_one else None,
    )


def _sharing_day(text: str, found: list[Mention]) -> list[Mention]:
    """Ends of a range of hours on the day of their neighbour: 周五3-5点, between 2 and 4 on Friday."""
    shared = list(found)
    for index, mention in enumerate(shared):
        if not mention.is_range_end or mention.on is not None:
            continue
        start = shared[index - 1] if index else None
        after = shared[index + 1] if index + 1 < len(shared) else None
        if start is not None and start.on is not None:
            shared[index] = replace(
                mention, on=start.on, is_over=start.is_over, is_relative=start.is_relative,
                is_absolute=start.is_absolute, quote_start=start.start, quote_end=mention.end,
                clock=_same_half(start, mention),
            )  # fmt: skip
        elif (
            start is not None
            and after is not None
            and after.on
            and not after.has_time
            and _GAP.match(text[mention.end : after.start])
        ):
            facts = {
                "on": after.on,
                "is_over": after.is_over,
                "is_relative": after.is_relative,
                "is_absolute": after.is_absolute,
            }
            shared[index - 1] = replace(start, quote_start=start.start, quote_end=after.end, **facts)  # type: ignore[arg-type]
            shared[index] = replace(mention, end=after.end, quote_start=start.start, quote_end=after.end, **facts)  # type: ignore[arg-type]
            del shared[index + 1]
            break
    return shared


def _same_half(start: Mention, end: Mention) -> Clock | None:
    if end.clock is not None and not end.clock.is_sure and start.part:
        return clock_in(start.part, end.clock.hour, end.clock.minute) or end.clock
    return end.clock


def ranged(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions; two of them with "to" between are the ends of a range, unless the first was moved to the second."""
    kept = list(found)
    for index in range(len(kept) - 1):
        first, second = kept[index], kept[index + 1]
        gap = text[first.end : second.start]
        if len(gap) > 12 or first.is_range_start or second.is_range_end or first.is_over != second.is_over:
            continue
        before = text[max(0, first.start - 48) : first.start]
        is_range = _TO.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN.search(before))
        if not is_range or (_STARTS_MOVE.search(before) and _MOVED.search(before)):
            continue
        if first.names_day and second.names_day:
            kept[index : index + 2] = _days_between(first, second)
        elif first.has_time and second.has_time:
            kept[index : index + 2] = _hours_between(first, second)
    return kept


def _days_between(first: Mention, second: Mention) -> tuple[Mention, Mention]:
    on = second.on
    if first.on and on and on < first.on and second.is_relative and not second.at and (first.on - on).days < 7:
        on += timedelta(days=7)  # Friday to Tuesday
    quote = (first.start, second.end) if on != second.on else (second.quote_start, second.quote_end)
    return (
        replace(first, is_range_start=True),
        replace(
            second,
            on=on,
            from_on=first.on,
            is_range_end=True,
            is_over=second.is_over and on == second.on,
            quote_start=quote[0],
            quote_end=quote[1],
        ),
    )


def _hours_between(first: Mention, second: Mention) -> tuple[Mention, Mention]:
    on = first.on or second.on
    clock = second.clock
    if clock and not clock.is_sure and first.part:
        clock = clock_in(first.part, clock.hour, clock.minute) or clock
    return (
        replace(first, on=on, is_range_start=True),
        replace(second, on=on, clock=clock, is_range_end=True, quote_start=first.start, quote_end=second.end),
    )
