"""A message's due date: found, completed from what was said before, kept only where it means one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from prompts.reading import kinds
from prompts.reading.dates import find_due, is_bare_clock, resolve_due
from prompts.reading.patterns import words
from prompts.reading.plain import evened
from prompts.reading.schema import Due, InteractionKind, Utterance

FoundDue = tuple[str, Due]

_REGIONS = (
    ("America/Toronto", "CA"),
    ("America/Vancouver", "CA"),
    ("America/", "US"),
    ("Europe/London", "GB"),
    ("Australia/", "AU"),
    ("Asia/Singapore", "SG"),
    ("Asia/Hong_Kong", "HK"),
)
_DATED = words(
    r"launch\w*|go(?:es|ing)? live|shoot\w*|event|opening|deadline|due|deliver\w*|print|premiere|on air|publish\w*"
    r"|release\w*|kick-?off|filming|demo day|present\w*",
    r"上线|开业|开盘|发布|首发|拍摄|开拍|直播|活动|截止|交|提案|开机|发售|开售|揭幕|进场|搭建"
    r"|彩排|出街|见刊|投放|定在|定于|改到|挪到|推到|提前到",
)
_DEADLINE = words(r"by|before|due|deadline|eod|cob", r"前|截止")
_PART_OF_DAY = words(r"morning|afternoon|evening|tonight", r"早|上午|下午|晚")


def country_of(tz: str) -> str:
    """The country whose holidays count in a zone; elsewhere only weekends are free."""
    if tz in ("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "PRC"):
        return "CN"
    return next((country for prefix, country in _REGIONS if tz.startswith(prefix)), "")


def due_in(utterance: Utterance, plain: str) -> FoundDue | None:
    """The due words of a message, as written, and what they mean. plain: its text with data blanked out."""
    found = find_due(plain, sent_at=utterance.said_at, tz=utterance.tz, country=country_of(utterance.tz))
    if found is None:
        return None
    position = plain.find(found[0])  # blanking keeps positions
    return utterance.text[position : position + len(found[0])], found[1]


def quoted_due(due_words: str, utterance: Utterance) -> Due | None:
    """What words quoted from a message mean in its conversation, or None if they name no date."""
    due = resolve_due(due_words, sent_at=utterance.said_at, tz=utterance.tz, country=country_of(utterance.tz))
    return _completed((due_words, due), utterance)[1] if due else None


def kept_due(
    found: FoundDue | None, utterance: Utterance, plain: str, kind: InteractionKind | None, *, is_work: bool
) -> FoundDue | None:
    """The date, if the message has something for it to be the date of."""
    if found is None or is_work:
        return found
    if kind in ("meeting", "call") or _DATED.search(plain) or _DEADLINE.search(evened(found[0])):
        return _completed(found, utterance)
    return None


def _completed(found: FoundDue, utterance: Utterance) -> FoundDue:
    """The date with what an appointment before it says.

    "Friday works" after "Friday at 11?" means eleven; "noon is good" after "Thursday?" means Thursday.
    """
    due_words, due = found
    for said in reversed(utterance.earlier[-3:]):
        before = find_due(said.text, sent_at=said.said_at, tz=utterance.tz, country=country_of(utterance.tz))
        if before is None or not kinds.meeting_or_call(evened(said.text)):
            continue
        if due.at is None and before[1].at is not None and before[1].on == due.on:
            return found if _PART_OF_DAY.search(evened(due_words)) else (due_words, before[1])
        if due.at is not None and before[1].on > due.on and is_bare_clock(due_words):
            local = due.at.astimezone(ZoneInfo(utterance.tz))
            return due_words, Due(on=before[1].on, at=datetime.combine(before[1].on, local.timetz()))
        return found
    return found
