"""What a model answers, held to the message."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.model.answers import Answer
from prompts.reading.model.checks import Checked, check_answer
from prompts.reading.schema import Said, Utterance

SENT_AT = datetime(2027, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CHANGE = {"kinds": ["interaction", "change_request"], "interaction_kind": "feedback"}
TASK = {"kinds": ["interaction", "task"], "interaction_kind": "question"}


def check(text: str, role: str = "client", **answer: Any) -> Checked:
    said = Utterance(
        text=text,
        speaker="林岚",
        role=role,
        said_at=SENT_AT,
        names=("Amy", "王小雨"),
        earlier=(Said(speaker="Theo", role="ae", text="draft is up", said_at=SENT_AT),),
    )
    return check_answer(Answer.model_validate({"kinds": ["interaction"], "interaction_kind": "info"} | answer), said)


@pytest.mark.parametrize(
    ("text", "due_words", "due"),
    [
        ("logo放大，周五前给", "周五前", "2027-03-05"),
        ("logo放大，週五前給", "周五前", "2027-03-05"),  # the model wrote it in simplified characters
        ("Larger logo\nby  Friday", "by Friday", "2027-03-05"),  # and dropped a line break
        ("Larger logo BY FRIDAY", "by friday", "2027-03-05"),
    ],
)
def test_due_words_that_stand_in_the_message_are_resolved_by_the_rules(text: str, due_words: str, due: str) -> None:
    reading, dropped = check(text, **CHANGE, due_words=due_words)

    assert reading.due is not None
    assert reading.due.iso == due
    assert dropped == ()


@pytest.mark.parametrize(
    ("text", "answer", "dropped"),
    [
        ("logo放大", CHANGE | {"due_words": "周五前"}, ("due_quote",)),
        ("logo放大，尽快", CHANGE | {"due_words": "尽快"}, ("due_date",)),
        ("use the 3rd draft", CHANGE | {"due_words": "the 3rd draft"}, ("due_date",)),
        ("等很久了", {"signals": [{"kind": "slow_response", "words": "一个星期没人理"}]}, ("signal_quote",)),
        ("等很久了", {"signals": [{"kind": "slow_response", "words": " "}]}, ("signal_quote",)),
        ("send the file", TASK | {"assignees": ["Mallory"]}, ("assignee_unknown",)),
        ("we need the file", TASK | {"assignees": ["we"]}, ("assignee_unknown",)),
        ("send the annual report", TASK | {"assignees": ["Ann"]}, ("assignee_unknown",)),  # only part of a word
        ("logo larger, Amy", CHANGE | {"assignees": ["Amy"]}, ("assignee_task",)),
        ("哈哈", {"kinds": ["noise"], "title": "笑"}, ("title",)),
        ("哈哈", {"kinds": ["noise", "task"]}, ("noise_alone",)),
        ("logo larger", {"kinds": ["change_request"], "interaction_kind": None}, ("client_interaction",)),
        ("the numbers", {"priority": "high"}, ("priority",)),
    ],
)
def test_what_fails_a_check_is_dropped_and_named(text: str, answer: dict[str, Any], dropped: tuple[str, ...]) -> None:
    checked = check(text, **answer)

    assert checked.dropped == dropped
    assert (checked.reading.due, checked.reading.signals, checked.reading.assignees) == (None, (), ())


def test_a_change_that_a_client_asks_for_is_an_interaction_too() -> None:
    assert check("logo larger", kinds=["change_request"]).reading.kinds == ("interaction", "change_request")


def test_an_agencys_own_message_carries_no_signals_and_needs_no_interaction() -> None:
    reading, dropped = check(
        "他们又投诉了，@王小雨 去改", role="ae", kinds=["task"], interaction_kind="complaint",
        signals=[{"kind": "complaint", "words": "投诉"}], assignees=["王小雨"],
    )  # fmt: skip

    assert reading.kinds == ("task",)
    assert (reading.interaction_kind, reading.signals, reading.assignees) == (None, (), ("王小雨",))
    assert sorted(dropped) == ["interaction_kind", "signal_speaker"]


@pytest.mark.parametrize("name", ["Amy", "amy", "@王小雨", "Theo", "林岚", "阿布"])
def test_people_are_those_who_are_known_spoke_or_are_named(name: str) -> None:
    assert check("这个让阿布做吧", **TASK, assignees=[name]).reading.assignees == (name.lstrip("@"),)


def test_a_quote_far_inside_a_long_message_is_found() -> None:
    reading, dropped = check("背景说明。" * 1500 + "週五前給初稿", **CHANGE, due_words="周五前")

    assert reading.due is not None
    assert dropped == ()
