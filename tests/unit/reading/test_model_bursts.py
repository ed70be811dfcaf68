"""Several messages in one call: what it costs, and that one message's failure is its own."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from model_provider import GOOD, NOISE, Provider, Watch, answers, completion, messages_of

from prompts.reading.bursts import MOST_MESSAGES, fits, read_many
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.lines import read_lines
from prompts.reading.model.reader import FallbackReader, ModelReader, Usage
from prompts.reading.schema import Reading, Utterance

SENT_AT = datetime(2027, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SAID = ("在吗", "海报的logo再大一点", "周五前给", "Who is doing the video?", "谢谢")
MakeReader = Callable[..., ModelReader]


def burst(*texts: str) -> list[Utterance]:
    return [
        Utterance(text=text, speaker="林岚", role="client", said_at=SENT_AT + timedelta(seconds=20 * number))
        for number, text in enumerate(texts)
    ]


def think(asked: dict[str, Any]) -> str:
    """A provider that knows what these five say, however they are asked about."""
    known = {
        "在吗": NOISE,
        "海报的logo再大一点": GOOD | {"due_words": None, "title": "海报logo放大"},
        "周五前给": GOOD | {"title": "周五前给"},
        "Who is doing the video?": {"kinds": ["interaction"], "interaction_kind": "question", "title": "Who does it"},
        "谢谢": NOISE,
    }
    return json.dumps(
        {"answers": [{"id": message["id"], **known[message["text"]]} for message in reversed(messages_of(asked))]}
    )


def test_five_messages_are_one_call_and_read_as_in_five_calls(provider: Provider, make_reader: MakeReader) -> None:
    provider.think = think
    spent: list[Usage] = []
    reader = FallbackReader(make_reader(spent=spent.append), EmbeddedReader())

    together = read_many(reader, burst(*SAID))
    calls_together = len(provider.asked)
    one_by_one = [reader.read(utterance) for utterance in burst(*SAID)]

    assert calls_together == 1
    assert len(provider.asked) == 6
    assert together == one_by_one
    assert [reading.kinds[0] for reading in together] == ["noise", "interaction", "interaction", "interaction", "noise"]
    assert together[2].due is not None
    assert together[2].due.iso == "2027-03-05"
    assert spent[0] == Usage(calls=1, tokens_in=100, tokens_out=20, outcome="ok", messages=5)


def test_what_was_said_before_the_burst_is_told_once_as_context(provider: Provider, make_reader: MakeReader) -> None:
    provider.says(answers(NOISE, NOISE))
    first, second = burst("好的", "谢谢")
    before = burst("初稿发您了")[0]
    said = {"speaker": "Amy", "role": "ae", "text": before.text, "said_at": SENT_AT}
    first = Utterance.model_validate(first.model_dump() | {"earlier": [said]})
    second = Utterance.model_validate(second.model_dump() | {"earlier": [said, said | {"text": "好的"}]})

    make_reader().read_each([first, second])

    assert provider.asked[0]["messages"][1]["content"].count("初稿发您了") == 1
    assert [message["text"] for message in messages_of(provider.asked[0])] == ["好的", "谢谢"]


def test_a_message_without_an_answer_is_asked_about_again_and_then_falls_back_alone(
    provider: Provider, make_reader: MakeReader
) -> None:
    provider.says(answers(GOOD), json.dumps({"answers": [{"id": 2, "kinds": ["gossip"]}]}))
    spent: list[Usage] = []
    reader = FallbackReader(make_reader(spent=spent.append), EmbeddedReader())

    first, second = reader.read_many(burst("logo再大一点，周五前给", "标题也改短一点"))

    assert (first.reader, first.fell_back) == ("model", None)
    assert (second.reader, second.fell_back) == ("embedded", "bad_answer")
    assert "change_request" in second.kinds
    assert "message 2" in provider.asked[1]["messages"][-1]["content"]
    assert (spent[0].calls, spent[0].outcome) == (2, "ok")


def test_the_answer_to_the_second_question_counts(provider: Provider, make_reader: MakeReader) -> None:
    provider.says(answers(GOOD), json.dumps({"answers": [{"id": 2, **NOISE}]}))

    readings = FallbackReader(make_reader(), EmbeddedReader()).read_many(burst("logo再大一点", "哈哈"))

    assert [reading.reader for reading in readings] == ["model", "model"]


def test_a_second_answer_for_another_message_is_not_taken_for_the_one_that_is_missing(
    provider: Provider, make_reader: MakeReader
) -> None:
    provider.says(answers(GOOD))  # for the first message, again and again

    readings = FallbackReader(make_reader(), EmbeddedReader()).read_many(burst("logo再大一点，周五前给", "哈哈"))

    assert [reading.fell_back for reading in readings] == [None, "bad_answer"]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"answers": [{"id": 3, **GOOD}, {"id": 0, **GOOD}, GOOD, "gossip", None]}),
        json.dumps({"answers": "none"}),
        json.dumps(GOOD),
        "[]",
    ],
)
def test_answers_for_no_message_of_the_burst_are_nobodys(
    content: str, provider: Provider, make_reader: MakeReader
) -> None:
    provider.says(content)

    readings = FallbackReader(make_reader(), EmbeddedReader()).read_many(burst("在吗", "在的"))

    assert [reading.fell_back for reading in readings] == ["bad_answer", "bad_answer"]


@pytest.mark.parametrize(("reason", "code"), [("content_filter", "filtered"), ("length", "too_long")])
def test_one_message_that_the_provider_will_not_answer_does_not_take_the_others_along(
    reason: str, code: str, provider: Provider, make_reader: MakeReader
) -> None:
    def refuse(asked: dict[str, Any]) -> Any:
        if any(message["text"] == "周五前给" for message in messages_of(asked)):
            return 200, completion("", reason), "application/json"
        return think(asked)

    provider.think = refuse
    readings = FallbackReader(make_reader(), EmbeddedReader()).read_many(burst(*SAID))

    assert [reading.fell_back for reading in readings] == [None, None, code, None, None]
    assert len(provider.asked) <= 7


def test_when_the_provider_is_down_all_fall_back_after_one_call(provider: Provider, make_reader: MakeReader) -> None:
    provider.sends(500, b"")

    readings = FallbackReader(make_reader(), EmbeddedReader()).read_many(burst(*SAID))

    assert [reading.fell_back for reading in readings] == ["server_error"] * 5
    assert len(provider.asked) == 1


def test_a_burst_that_is_refused_for_want_of_budget_asks_nothing(provider: Provider, make_reader: MakeReader) -> None:
    reader = FallbackReader(make_reader(may_spend=lambda: False), EmbeddedReader())

    assert [reading.fell_back for reading in reader.read_many(burst(*SAID))] == ["budget"] * 5
    assert provider.asked == []


def test_more_than_a_burst_may_hold_is_more_than_one_call(provider: Provider, make_reader: MakeReader) -> None:
    provider.think = lambda asked: answers(*[NOISE for _ in messages_of(asked)])

    readings = make_reader().read_each(burst(*["哈哈"] * (MOST_MESSAGES + 3)))

    assert len(readings) == MOST_MESSAGES + 3
    assert [len(messages_of(asked)) for asked in provider.asked] == [MOST_MESSAGES, 3]


def test_a_burst_has_more_time_and_room_than_a_message(provider: Provider, make_reader: MakeReader) -> None:
    provider.think = lambda asked: answers(*[NOISE for _ in messages_of(asked)])
    reader = make_reader(monotonic=Watch())

    reader.read_each(burst("哈哈"))
    reader.read_each(burst(*["哈哈"] * 5))

    alone, together = (asked["max_tokens"] for asked in provider.asked)
    assert alone < together < 5 * alone


def test_long_messages_are_no_burst() -> None:
    assert fits([100_000])
    assert fits([100] * MOST_MESSAGES)
    assert not fits([100] * (MOST_MESSAGES + 1))
    assert not fits([10, 100_000])


def test_lines_of_a_thread_within_two_minutes_are_read_in_one_call(provider: Provider, make_reader: MakeReader) -> None:
    provider.think = lambda asked: answers(*[NOISE for _ in messages_of(asked)])
    times = ("10:00:00", "10:01:00", "10:02:00", "10:02:01", "10:03:00")
    threads = ("a", "a", "a", "a", "b")
    lines = [
        {"id": str(n), "thread": thread, "speaker": "x", "role": "client", "ts": f"2027-03-02T{at}+08:00", "text": "哈"}
        for n, (at, thread) in enumerate(zip(times, threads, strict=True))
    ]

    found = list(read_lines(lines, FallbackReader(make_reader(), EmbeddedReader())))

    assert [prediction["id"] for prediction in found] == ["0", "1", "2", "3", "4"]
    assert [len(messages_of(asked)) for asked in provider.asked] == [3, 1, 1]


def test_a_reader_without_bursts_reads_one_by_one() -> None:
    class Plain:
        def read(self, utterance: Utterance) -> Reading:
            return Reading(kinds=("noise",), title=utterance.text)

    assert [reading.title for reading in read_many(Plain(), burst("a", "b"))] == ["a", "b"]
