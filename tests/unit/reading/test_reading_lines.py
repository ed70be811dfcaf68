"""Reading messages line by line, as the command does."""

from typing import Any

import pytest

from prompts.reading.embedded import EmbeddedReader
from prompts.reading.lines import CONTEXT, read_lines
from prompts.reading.schema import NOISE, Reading, Utterance


class Listening:
    """A reader that remembers what it was shown."""

    def __init__(self) -> None:
        self.heard: list[Utterance] = []

    def read(self, utterance: Utterance) -> Reading:
        self.heard.append(utterance)
        return NOISE


def line(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "thread": "t1",
        "client": "青柠酸奶",
        "platform": "wecom",
        "lang": "zh",
        "speaker": "马晓",
        "role": "client",
        "ts": "2027-01-11T09:58:00+08:00",
        "tz": "Asia/Shanghai",
        "text": "盒盖上的英文也去掉吧，20号之前要打样",
    } | more


def test_a_prediction_has_the_golds_fields() -> None:
    (found,) = read_lines([line(1)], EmbeddedReader())

    assert found == {
        "id": "m1",
        "kinds": ["interaction", "change_request"],
        "interaction_kind": "feedback",
        "sentiment": "neutral",
        "churn": [],
        "due": "2027-01-20",
        "assignee": [],
        "priority": "normal",
        "title": found["title"],
    }
    assert "英文" in str(found["title"])


def test_earlier_lines_of_the_same_thread_are_the_context() -> None:
    reader = Listening()

    list(read_lines([line(1), line(2, thread="t2"), line(3)], reader))

    assert [len(each.earlier) for each in reader.heard] == [0, 0, 1]


def test_context_is_the_last_few_messages() -> None:
    reader = Listening()

    list(read_lines([line(number, text=str(number)) for number in range(CONTEXT + 3)], reader))

    assert [said.text for said in reader.heard[-1].earlier] == [str(number) for number in range(2, CONTEXT + 2)]


def test_an_instant_without_offset_is_in_the_lines_zone() -> None:
    reader = Listening()

    list(read_lines([line(1, ts="2027-01-11T09:58:00", tz="America/New_York")], reader))

    assert reader.heard[0].said_at.isoformat() == "2027-01-11T09:58:00-05:00"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": 5}, "text"),
        ({"ts": "yesterday"}, "ts"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"role": None}, "role"),
        ({"tz": "../etc"}, "tz"),
    ],
)
def test_a_bad_line_is_named_with_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=rf"line 2: field {field} "):
        list(read_lines([line(1), line(2, **more)], EmbeddedReader()))


def test_a_missing_field_is_named() -> None:
    bad = line(1)
    del bad["speaker"]

    with pytest.raises(ValueError, match="line 1: field speaker is missing"):
        list(read_lines([bad], EmbeddedReader()))
