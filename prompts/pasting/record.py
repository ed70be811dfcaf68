"""A pasted chat record: whether a text is one, and the messages in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from pydantic import AwareDatetime

from prompts.pasting.contents import AttachmentKind, is_recalled, is_remark, read_content
from prompts.pasting.heads import (
    Head,
    is_like_event,
    is_like_person,
    is_ruled,
    read_colon_head,
    read_head,
    read_separator,
    split_name,
)
from prompts.pasting.stamps import STAMP, Stamp, day_of, read_stamp, resolve_all
from prompts.reading.schema import Frozen

MOST_MESSAGES = 300  # of one paste
_MARGIN = timedelta(days=2)  # zones, and clocks that go wrong
_SOON = timedelta(days=330)  # "11/25" said on the 23rd is next Wednesday, not last year
_LIKELY = 0.6  # of the heads have to look like people
_TITLE = re.compile(
    r"聊天记录|chat (?:history|records?|log)|conversation (?:history|log)|以下是.{0,30}记录", re.IGNORECASE
)
_MAY_BE = re.compile(r"\d[:\uff1a]\d\d|聊天记录|chat (?:history|record|log)", re.IGNORECASE)


class PastedFile(Frozen):
    """A file that the record only names."""

    kind: AttachmentKind
    name: str = ""


class PastedMessage(Frozen):
    """One message of a record."""

    speaker: str
    org: str = ""  # of whom: 王总@青柠酸奶
    note: str = ""  # 张三(客户)
    said_at: AwareDatetime
    has_time: bool = True  # False: the record doesn't say when
    text: str  # as it was written
    words: str  # without what it quotes and the files in brackets: what is to be read
    quote: str = ""
    files: tuple[PastedFile, ...] = ()


class ChatRecord(Frozen):
    """What somebody pasted."""

    before: str = ""  # their own words before it: "ACME 群里的："
    messages: tuple[PastedMessage, ...]
    recalled: int = 0  # that the record tells were taken back
    left_out: int = 0  # beyond MOST_MESSAGES


@dataclass
class _Block:
    head: Head
    lines: list[str]
    place: int  # of the head among the lines

    @property
    def has_words(self) -> bool:
        return bool(self.head.rest) or any(line.strip() for line in self.lines)


def read_record(text: str, *, pasted_at: datetime, tz: str, is_ordered: bool = False) -> ChatRecord | None:
    """The record that a text is, or None for ordinary talk.

    `is_ordered`: somebody said that it is one ("粘贴 …"), so that weaker forms count too. Dates mean those of `tz`.
    """
    found = _split(text, pasted_at, is_ordered)
    if found is None:
        return None
    before, blocks, recalled = found
    stamps = [block.head.stamp for block in blocks]
    instants = resolve_all(stamps, pasted_at=pasted_at, tz=tz)
    messages = [_read_message(block, at) for block, at in zip(blocks, instants, strict=True)]
    return ChatRecord(
        before=before,
        messages=tuple(messages[:MOST_MESSAGES]),
        recalled=recalled,
        left_out=max(0, len(messages) - MOST_MESSAGES),
    )


@lru_cache(maxsize=64)
def is_record(text: str, pasted_at: datetime, is_ordered: bool = False) -> bool:
    """Whether a text is a chat record; it is asked several times of the same one."""
    return _split(text, pasted_at, is_ordered) is not None


def _split(text: str, pasted_at: datetime, is_ordered: bool) -> tuple[str, list[_Block], int] | None:
    """The words before, the messages with their lines, and how many were taken back; None for ordinary talk."""
    if "\n" not in text.strip() and not is_ordered:
        return None
    if not is_ordered and not _MAY_BE.search(text):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    heads = _choose(_find_heads(lines, pasted_at), lines)
    if not _is_convincing(heads, lines, is_ordered):
        heads = _find_colon_heads(lines) if is_ordered or _has_title(lines) else {}
        if len({head.name for head in heads.values()}) < (1 if is_ordered else 2):
            return None
    return _gather(lines, heads)


def _find_heads(lines: Sequence[str], pasted_at: datetime) -> dict[int, Head]:
    """Line → the head that it may be. A name and a time on two lines count as one, at the second."""
    found: dict[int, Head] = {}
    for number, line in enumerate(lines):
        head = read_head(line) or _read_second_line(lines, number, found)
        if head is not None and not _is_ahead(head.stamp, pasted_at):
            found[number] = head
    return found


def _read_second_line(lines: Sequence[str], number: int, found: dict[int, Head]) -> Head | None:
    """Carol⏎ 2:03 PM: the name stands on the line before."""
    match = STAMP.fullmatch(lines[number].strip().strip("[]"))
    stamp = read_stamp(match) if match else None
    if stamp is None or number == 0 or number - 1 in found:
        return None
    name, org, note = split_name(lines[number - 1])
    is_first = number == 1 or not lines[number - 2].strip() or number - 2 in found
    if not is_like_person(name) or not (is_first or stamp.is_dated or stamp.has_seconds):
        return None
    return Head(name=name, stamp=stamp, org=org, note=note)


def _is_ahead(stamp: Stamp, pasted_at: datetime) -> bool:
    """Whether it speaks of what is still to come: then it is a plan, and no record."""
    if not stamp.is_dated:
        return False
    last = (pasted_at + _MARGIN).date()
    day = day_of(stamp, pasted_on=last)
    if day is None or day > last:
        return True
    return stamp.year is None and not stamp.has_seconds and last - day > _SOON


def _choose(heads: dict[int, Head], lines: Sequence[str]) -> dict[int, Head]:
    """Those of one style: where speakers stand with a date, "提案改到 15:30" is what somebody said."""
    dated = [head for head in heads.values() if head.stamp.names_day]
    names = Counter(head.name for head in heads.values())
    if len(dated) >= 2 and all(head.stamp.is_dated for head in dated) and not _has_separators(lines):
        return {number: head for number, head in heads.items() if head.stamp.is_dated or names[head.name] > 1}
    return {
        number: head
        for number, head in heads.items()
        if head.is_strong
        or head.stamp.names_day
        or head.is_bracketed
        or names[head.name] > 1
        or is_like_person(head.name)
        or number == 0
        or not lines[number - 1].strip()
    }


def _has_separators(lines: Sequence[str]) -> bool:
    return any(is_ruled(line) and read_separator(line) is not None for line in lines)


def _has_title(lines: Sequence[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return bool(_TITLE.search(first))


def _is_convincing(heads: dict[int, Head], lines: Sequence[str], is_ordered: bool) -> bool:
    """Whether these heads make a record."""
    numbers = sorted(heads)
    blocks = [_Block(heads[number], _between(lines, numbers, place), number) for place, number in enumerate(numbers)]
    spoken = [block.head for block in blocks if block.has_words]
    if not spoken or len(spoken) * 2 < len(blocks):
        return False
    if is_ordered or _has_title(lines):
        return True
    people = [head for head in spoken if is_like_person(head.name) or head.org]
    if len(spoken) == 1:
        head = spoken[0]
        return bool(people) and head.stamp.names_day and (head.is_strong or head.is_bracketed)
    names = Counter(head.name for head in spoken)
    if _has_separators(lines) or all(head.is_strong and not is_like_event(head.name) for head in spoken):
        return True
    is_repeated = len(names) > 1 and any(count > 1 and not _is_only_plan(name) for name, count in names.items())
    return is_repeated or any(head.is_strong for head in people) or len(people) >= _LIKELY * len(spoken)


def _is_only_plan(name: str) -> bool:
    """提案会 14:00 … 提案会 16:00 is a plan, however often it is said."""
    return not is_like_person(name) and len(name) > 1 and name[-1] in "会稿案报告排间点前后天午审"


def _between(lines: Sequence[str], numbers: Sequence[int], place: int) -> list[str]:
    end = numbers[place + 1] if place + 1 < len(numbers) else len(lines)
    return list(lines[numbers[place] + 1 : end])


def _find_colon_heads(lines: Sequence[str]) -> dict[int, Head]:
    """王总：… of a text that is known to be a record."""
    found = ((number, read_colon_head(line)) for number, line in enumerate(lines) if not _TITLE.search(line))
    return {number: head for number, head in found if head is not None and _may_speak(head.name)}


def _may_speak(name: str) -> bool:
    return is_like_person(name) or (len(name) <= 12 and not _is_only_plan(name) and " " not in name)


def _gather(lines: Sequence[str], heads: dict[int, Head]) -> tuple[str, list[_Block], int]:
    """Every line to the head above it; what separators say of the day goes to the heads below them."""
    before: list[str] = []
    blocks: list[_Block] = []
    named: Stamp | None = None
    recalled = 0
    for number, line in enumerate(lines):
        head = heads.get(number)
        if head is not None:
            if _is_name_of(lines, number, head):
                (blocks[-1].lines if blocks else before).pop()
            blocks.append(_Block(_dated(head, named), [head.rest] if head.rest else [], number))
            named = None
        elif (separator := _separates(lines, number, heads)) is not None:
            named = separator
        elif is_remark(line):
            recalled += is_recalled(line)
        elif blocks:
            blocks[-1].lines.append(line)
        else:
            before.append(line)
    spoken = [block for block in blocks if block.has_words]
    return "\n".join(before).strip(), _inherit(blocks, spoken), recalled


def _is_name_of(lines: Sequence[str], number: int, head: Head) -> bool:
    """Whether the name of this head stands on the line before."""
    return number > 0 and STAMP.fullmatch(lines[number].strip().strip("[]")) is not None and bool(head.name)


def _separates(lines: Sequence[str], number: int, heads: dict[int, Head]) -> Stamp | None:
    """What a line between messages says of the day, or None if it is somebody's words."""
    stamp = read_separator(lines[number])
    if stamp is None or is_ruled(lines[number]):
        return stamp
    following = next((place for place in range(number + 1, len(lines)) if lines[place].strip()), None)
    is_apart = number == 0 or not lines[number - 1].strip()
    return stamp if is_apart and following in heads else None


def _dated(head: Head, named: Stamp | None) -> Head:
    """A head with what the separator before it says, where it says less itself."""
    if named is None or head.stamp.names_day:
        return head
    return replace(
        head, stamp=replace(named, clock=head.stamp.clock or named.clock, has_seconds=head.stamp.has_seconds)
    )


def _inherit(blocks: Sequence[_Block], spoken: list[_Block]) -> list[_Block]:
    """A day that stands at a head without words is handed on to the next one with words."""
    pending: Stamp | None = None
    for block in blocks:
        if not block.has_words:
            pending = block.head.stamp if block.head.stamp.names_day else pending
        else:
            block.head, pending = _dated(block.head, pending), None
    return spoken


def _read_message(block: _Block, at: datetime) -> PastedMessage:
    content = read_content(block.lines)
    head = block.head
    return PastedMessage(
        speaker=head.name,
        org=head.org,
        note=head.note,
        said_at=at,
        has_time=head.stamp.clock is not None,
        text=content.text,
        words=content.words,
        quote=content.quote,
        files=tuple(PastedFile(kind=one.kind, name=one.name) for one in content.attached),
    )
