"""Finds the words that name a date in a message, computes what they mean, and says which of them is the due date.

A date counts when it says by when something is to be done, or when a meeting, shoot or launch takes place. The other
dates of a message are found as well, each with the reason why rules discard it: a trained reader may know better.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from prompts.reading.dates.en import days_in_english
from prompts.reading.dates.en_clocks import clocks_in_english
from prompts.reading.dates.figures import clocks_in_figures, days_in_figures
from prompts.reading.dates.joining import joined, loosely_joined, without_overlaps
from prompts.reading.dates.judging import Judgement, judge, span_as_written
from prompts.reading.dates.mentions import Mention, Moment
from prompts.reading.dates.named_days import festivals_in
from prompts.reading.dates.resolving import resolved
from prompts.reading.dates.shifting import shifted
from prompts.reading.dates.spacing import Tight, tightened
from prompts.reading.dates.zh import days_in_chinese
from prompts.reading.dates.zh_clocks import clocks_in_chinese
from prompts.reading.dates.zones import with_zone
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Due

END_OF_DAY = time(18)
_NEAR = 16  # characters on either side that a classifier is shown
_MOST_FOUND = 40  # dates of one message; a pasted calendar has more, and none of them is due


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date that a message names: where, what it means, and what the rules think of it."""

    start: int  # of the words that name it, without their marks
    end: int
    words: str  # as written, with what marks them as a deadline: by Friday, 周五前
    due: Due  # what they mean, even if that is over
    weight: int  # how surely it is the due date; 0: the rules discard it
    reason: str | None = None  # why they do: past, campaign, contract, absence, eta, since …
    from_on: date | None = None  # the first day of a week, a month, a range; `due` is its last
    is_marked: bool = False  # says that it is a deadline: by, 前, EOD
    has_time: bool = False
    is_end_of_day: bool = False
    is_relative: bool = False  # counted from the day it was said: tomorrow, in 3 days, 下周五
    is_moved_to: bool = False  # 改到周五, pushed to Friday
    is_event: bool = False  # a meeting, shoot or launch stands in its clause
    is_wanted: bool = False  # something asked for or promised stands in its clause
    is_over: bool = False
    is_campaign: bool = False  # the name of a festival or sale, without a word that makes it a date
    is_vague: bool = False  # a month, a quarter
    is_recurring: bool = False
    is_range_start: bool = False
    is_range_end: bool = False
    is_quoted: bool = False  # stands in quotation marks, or in a quoted line
    is_from_context: bool = False  # completed from what was said before
    is_just_said: bool = False  # completed from the message right before, which somebody else wrote
    is_bare_time: bool = False  # names a time of day, and leaves the day to the conversation
    before: str = ""  # the words to its left and right, evened
    after: str = ""


def find_dates(
    text: str, *, sent_at: datetime, tz: str, country: str = "CN", end_of_day: time = END_OF_DAY
) -> list[FoundDate]:
    """Every date that a message names, in the order of the text.

    sent_at is aware; tz is the IANA zone in which the speaker means dates; country (ISO 3166) decides about holidays
    and about the order of 3/4; end_of_day is when the speaker's work ends.
    """
    even = evened(text)
    plain = blanked(even)
    return found_in(
        text, blanked(even, quotes=False), plain, sent_at=sent_at, tz=tz, country=country, end_of_day=end_of_day
    )


def find_due(
    text: str, *, sent_at: datetime, tz: str, country: str = "CN", end_of_day: time = END_OF_DAY
) -> tuple[str, Due] | None:
    """The words of a message that name a due date, as written, and what they mean; None if it names none."""
    best = best_of(find_dates(text, sent_at=sent_at, tz=tz, country=country, end_of_day=end_of_day))
    return (best.words, best.due) if best else None


def best_of(found: list[FoundDate]) -> FoundDate | None:
    """The first of those that the rules are surest of; None if they discard all."""
    return max((each for each in found if each.weight > 0), key=lambda each: each.weight, default=None)


def resolve_due(
    words: str,
    *,
    sent_at: datetime,
    tz: str = "Asia/Shanghai",
    country: str = "CN",
    end_of_day: time = END_OF_DAY,
    may_be_past: bool = False,
) -> Due | None:
    """What words like "周五前" or "by noon tomorrow" mean, or None if they name no date, or one that is over."""
    even = evened(words)
    found = found_in(
        words, even, even, sent_at=sent_at, tz=tz, country=country, end_of_day=end_of_day, is_date_expected=True
    )
    meant = [each for each in found if may_be_past or not each.is_over]
    best = max(meant, key=_fitness, default=None)
    return best.due if best else None


def _fitness(found: FoundDate) -> tuple[bool, ...]:
    return (
        not found.is_over,
        found.reason != "range",
        not (found.is_campaign or found.is_vague),
        found.weight > 0,
        found.is_marked,
        not found.is_bare_time,
        found.has_time,
    )


def found_in(
    text: str,
    plain: str,
    without_quotes: str,
    *,
    sent_at: datetime,
    tz: str,
    country: str,
    end_of_day: time,
    is_date_expected: bool = False,
) -> list[FoundDate]:
    """Every date of an evened text, of which without_quotes is the part that the speaker says themselves.

    All three texts have the same length; words are quoted from the first.
    """
    zone = ZoneInfo(tz)
    moment = Moment(sent_at.astimezone(zone), country, is_date_expected)
    tight = tightened(plain)
    found = []
    for mention, more in _mentions(tight.text, moment, tz)[:_MOST_FOUND]:
        meant = resolved(mention, moment, end_of_day)
        if meant is None:
            continue
        here = mention if tight.is_spaced_out else _moved(mention, tight)
        start, end = tight.span(mention.start, mention.end)
        is_quoted = without_quotes is not plain and without_quotes[start:end] != plain[start:end]
        around = tight.text if tight.is_spaced_out else plain
        judged = judge(around, here, is_over=meant[1], is_quoted=is_quoted)
        if more is None:
            judged = replace(judged, weight=0, reason=judged.reason or "loose")
        elif judged.weight:
            judged = replace(judged, weight=judged.weight + more)
        quoted = span_as_written(around, here)
        first, last = tight.span(*quoted) if tight.is_spaced_out else quoted
        near = around[max(0, here.start - _NEAR) : here.start], around[here.end : here.end + _NEAR]
        found.append(_found(mention, judged, meant, (start, end), text[first:last].strip(), near, is_quoted))
    return found


def _moved(mention: Mention, tight: Tight) -> Mention:
    """The mention in the text as it was before spaces were taken away."""
    if tight.places is None:
        return mention
    start, end = tight.span(mention.start, mention.end)
    if mention.quote_start is None or mention.quote_end is None:
        return replace(mention, start=start, end=end)
    first, last = tight.span(mention.quote_start, mention.quote_end)
    return replace(mention, start=start, end=end, quote_start=first, quote_end=last)


def _found(
    mention: Mention, judged: Judgement, meant: tuple[Due, bool], span: tuple[int, int], words: str,
    near: tuple[str, str], is_quoted: bool,
) -> FoundDate:  # fmt: skip
    return FoundDate(
        start=span[0],
        end=span[1],
        words=words,
        due=meant[0],
        weight=judged.weight,
        reason=judged.reason,
        from_on=mention.from_on,
        is_marked=judged.is_marked,
        has_time=meant[0].at is not None,
        is_end_of_day=mention.is_end_of_day,
        is_relative=mention.is_relative,
        is_moved_to=judged.is_moved_to,
        is_event=judged.is_event,
        is_wanted=judged.is_wanted,
        is_over=meant[1],
        is_campaign=mention.is_name,
        is_vague=mention.is_vague,
        is_recurring=mention.is_recurring,
        is_range_start=mention.is_range_start,
        is_range_end=mention.is_range_end,
        is_quoted=is_quoted,
        is_bare_time=mention.on is None and mention.at is None,
        before=near[0],
        after=near[1],
    )


def _mentions(plain: str, moment: Moment, tz: str) -> list[tuple[Mention, int | None]]:
    """What a tight text names, a day and the clock time beside it as one.

    Then days with a clock time that is kept apart from them, and how much surer such a one is than the day alone; None
    where it may as well be another thing's.
    """
    days = festivals_in(plain, moment) + days_in_figures(plain, moment)
    days += days_in_chinese(plain, moment) + days_in_english(plain, moment)
    clocks = clocks_in_figures(plain, moment) + clocks_in_chinese(plain, moment) + clocks_in_english(plain, moment)
    if not days and not clocks:
        return []
    days = without_overlaps(shifted(plain, days, moment))
    clocks = [each for each in clocks if not any(each.start < d.end and d.start < each.end for d in days)]
    clocks = [with_zone(plain, each, tz) for each in without_overlaps(clocks)]
    found = joined(plain, without_overlaps(days + clocks))
    loose = loosely_joined(plain, found)
    return [(each, 0) for each in found] + [(each, 1 if is_close else None) for each, is_close in loose]


def is_bare_clock(due_words: str) -> bool:
    """Whether words name a time of day and leave the day to the conversation: "noon", "下午三点"."""
    even = evened(due_words)
    found = found_in(
        even,
        even,
        even,
        sent_at=datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")),
        tz="UTC",
        country="",
        end_of_day=END_OF_DAY,
    )
    return bool(found) and all(each.is_bare_time and each.has_time for each in found)
