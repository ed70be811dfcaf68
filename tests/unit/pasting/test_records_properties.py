"""Whatever is said: rendered as chats copy it and read again, it is what was said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.pasted import identities
from prompts.pasting.record import read_record

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASTED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SPEAKERS = ("王总", "李姐", "张晓雨", "Carol Ma", "Leo", "小林", "A-李工🌸")
WORDS = (
    "logo再放大一点", "周五前给我", "好的", "收到", "Please make it red", "标题：改成红色", "预算 5万，下周二付",
    "1. 海报\n2. 视频", "第一段\n\n第二段", "https://acme.example/a?b=1", "行。\n谢谢！", "不要了", "OK 👌",
    "提案改到 15:30 吧",
)  # fmt: skip


class Spoken(NamedTuple):
    who: str
    at: datetime
    words: str


def _talk(draws: list[tuple[str, int, str]]) -> list[Spoken]:
    at = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
    said = []
    for who, minutes, words in draws:
        at += timedelta(minutes=minutes)
        said.append(Spoken(who, at, words))
    return said


TALKS = st.lists(
    st.tuples(st.sampled_from(SPEAKERS), st.integers(0, 400), st.sampled_from(WORDS)), min_size=2, max_size=12
).map(_talk)


def _desktop(said: list[Spoken]) -> str:
    return "\n\n".join(f"{one.who} {one.at:%Y/%m/%d %H:%M}\n{one.words}" for one in said)


def _english(said: list[Spoken]) -> str:
    return "\n".join(
        f"{one.who} {one.at:%Y/%m/%d} {one.at.hour % 12 or 12}:{one.at:%M %p}\n{one.words}" for one in said
    )


def _wecom(said: list[Spoken]) -> str:
    return "\n\n".join(f"{one.who}@青柠酸奶 {one.at:%m/%d %H:%M:%S}\n{one.words}" for one in said)


def _chinese(said: list[Spoken]) -> str:
    return "\n".join(
        f"{one.who} {one.at.year}年{one.at.month}月{one.at.day}日 {one.at:%H:%M}\n{one.words}" for one in said
    )


def _separated(said: list[Spoken]) -> str:
    lines, day = [], None
    for one in said:
        if one.at.date() != day:
            day = one.at.date()
            lines.append(f"————— {day} —————\n")
        lines.append(f"{one.who}  {one.at:%H:%M}\n\n{one.words}\n")
    return "\n".join(lines)


FORMS: tuple[Callable[[list[Spoken]], str], ...] = (_desktop, _english, _wecom, _chinese, _separated)


@settings(max_examples=150, deadline=None)
@given(TALKS, st.sampled_from(FORMS))
def test_a_conversation_comes_back_as_it_was(said: list[Spoken], render: Callable[[list[Spoken]], str]):
    record = read_record(render(said), pasted_at=PASTED_AT, tz="Asia/Shanghai")

    assert record is not None
    assert [(one.speaker, one.said_at, one.text) for one in record.messages] == said


@settings(max_examples=60, deadline=None)
@given(TALKS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_a_message_is_known_again_in_whatever_form_it_is_copied(
    said: list[Spoken], first: Callable[[list[Spoken]], str], second: Callable[[list[Spoken]], str]
):
    records = [read_record(render(said), pasted_at=PASTED_AT, tz="Asia/Shanghai") for render in (first, second)]

    known = [identities(record.messages) for record in records if record is not None]
    assert known[0] == known[1]
    assert len(set(known[0])) == len(said)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_trouble(text: str):
    for is_ordered in (False, True):
        record = read_record(text, pasted_at=PASTED_AT, tz="Asia/Shanghai", is_ordered=is_ordered)
        assert record is None or all(one.said_at <= PASTED_AT for one in record.messages)
