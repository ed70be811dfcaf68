"""Pasted chat records: the forms that people copy, and ordinary talk that is none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prompts.pasting.contents import is_forwarded
from prompts.pasting.record import MOST_MESSAGES, ChatRecord, is_record, read_record

PASTES = Path(__file__).parents[2] / "data" / "pastes"
RECORDS: list[dict[str, Any]] = json.loads((PASTES / "records.json").read_text(encoding="utf-8"))
ORDINARY: list[str] = json.loads((PASTES / "ordinary.json").read_text(encoding="utf-8"))
PASTED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(text: str, **more: Any) -> ChatRecord | None:
    return read_record(text, **{"pasted_at": PASTED_AT, "tz": "Asia/Shanghai", **more})


@pytest.mark.parametrize("sample", RECORDS, ids=[sample["name"] for sample in RECORDS])
def test_a_record_is_split_into_its_messages(sample: dict[str, Any]):
    record = read(sample["text"])

    assert record is not None
    assert [(one.speaker, one.text) for one in record.messages] == [(who, text) for who, _, text in sample["messages"]]
    said_at = [
        f"{one.said_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}" if one.has_time else None for one in record.messages
    ]
    assert said_at == [at for _, at, _ in sample["messages"]]
    assert record.before == sample.get("before", "")
    assert record.recalled == sample.get("recalled", 0)
    assert [one.org for one in record.messages] == sample.get("orgs", [""] * len(record.messages))
    assert [one.quote for one in record.messages] == sample.get("quotes", [""] * len(record.messages))
    assert [file.kind for one in record.messages for file in one.files] == sample.get("files", [])
    if "words" in sample:
        assert [one.words for one in record.messages] == sample["words"]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_no_record(text: str):
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "王总 2026/11/20 14:03",  # nobody says anything
        "王总 2026/11/20 14:03\n\nLeo 2026/11/20 14:05\n",
        "99:99\n王总",
        "王总 2026/13/45 14:03\n好",
        "会议 2026/11/20 14:00\n地点三楼",
    ],
)
def test_what_has_no_words_or_no_date_is_none_either(text: str):
    assert read(text) is None


def test_a_weaker_form_counts_when_somebody_says_that_it_is_a_record():
    text = "王总：logo 放大\n李姐：标题改红"

    assert read(text) is None
    record = read(text, is_ordered=True)
    assert record is not None
    assert [one.speaker for one in record.messages] == ["王总", "李姐"]


def test_days_are_those_of_the_zone_of_whoever_pastes():
    record = read("Carol Yesterday 11:30 PM\nhi\nLeo Yesterday 11:31 PM\nyo", tz="America/New_York")

    assert record is not None  # it is Sunday 21:00 in New York
    assert record.messages[0].said_at == datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("America/New_York"))


def test_nothing_is_ever_said_in_the_future():
    for hour in range(24):
        at = PASTED_AT.replace(hour=hour)
        record = read("王总 周一 18:03\n在吗\n李姐 23:50\n在\n李姐 00:05\n睡了", pasted_at=at)
        assert record is not None
        assert all(one.said_at <= at for one in record.messages)


def test_a_very_long_record_is_taken_in_part_and_says_so():
    lines = []
    for number in range(MOST_MESSAGES + 20):
        at = datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(minutes=number)
        lines.append(f"王总 {at:%Y/%m/%d %H:%M}\n第{number}条")
    record = read("\n".join(lines))

    assert record is not None
    assert (len(record.messages), record.left_out) == (MOST_MESSAGES, 20)


def test_recognising_takes_no_longer_than_the_text_is_long():
    hostile = [
        "a" * 20_000,
        "王" * 5_000 + " 14:03\n",
        "14:03 " * 4_000,
        ("-" * 300 + "\n") * 60,
        "[" * 5_000 + "\n14:03",
    ]
    began = datetime.now(UTC)
    for text in hostile:
        is_record(text + "\n" + text, PASTED_AT)
    assert (datetime.now(UTC) - began).total_seconds() < 5


@pytest.mark.parametrize(
    "text",
    [
        "[聊天记录]",
        "[Chat History]",
        "[聊天记录] 青柠酸奶项目群",
        "王总和李姐的聊天记录",
        "群聊的聊天记录\nhttps://support.weixin.qq.com/x",
    ],
)
def test_a_record_that_was_forwarded_as_a_whole_is_told_apart(text: str):
    assert is_forwarded(text)


@pytest.mark.parametrize(
    "text", ["聊天记录", "把聊天记录发我一下", "客户要看上周的聊天记录，周五前", "chat history please"]
)
def test_talk_about_a_record_is_talk(text: str):
    assert not is_forwarded(text)
