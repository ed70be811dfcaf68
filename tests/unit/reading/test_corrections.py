"""Scoring by what people decided: only what somebody judged counts. And which messages are kept from the learner."""

from datetime import UTC, datetime
from typing import Any

import pytest

from prompts.reading.corrections import find_mistakes, tally
from prompts.reading.labels import Example, known_label, read_examples
from prompts.reading.learned.comparing import Comparison, compare, hold_out
from prompts.reading.learned.judgement import Judgement
from prompts.reading.learned.outputs import OUTPUTS, holds
from prompts.reading.schema import Kind, Reading, Utterance
from prompts.reading.scoring import score

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def example(judged: dict[str, Any], number: int = 1, group: str = "ACME") -> Example:
    label, known = known_label(judged)
    said = Utterance(text="logo再大一点", speaker="Carol", role="client", said_at=AT)
    return Example(id=str(number), group=group, lang="zh", tags=(), utterance=said, label=label, known=known)


def read(*kinds: str, **more: Any) -> dict[str, Any]:
    fields = {"interaction_kind": None, "churn": [], "due": None, "assignee": [], "priority": None, "title": None}
    return {"id": "1", "kinds": list(kinds), **fields, **more}


@pytest.mark.parametrize(
    ("judged", "found", "mistakes"),
    [
        ({"kinds": {"change_request": True, "noise": False}}, read("change_request"), []),
        ({"kinds": {"change_request": True}}, read("change_request", "task", title="x", due="2026-01-01"), []),
        ({"kinds": {"change_request": False, "task": False}}, read("change_request"), ["change_request"]),
        ({"kinds": {"change_request": True}}, read("interaction"), ["change_request"]),
        ({"title": "Logo bigger"}, read("task", title="Logo"), ["title"]),
        ({"due": None}, read("task", due="2026-11-27"), ["due"]),
        ({"due": "2026-11-26"}, read("task", due="2026-11-26T18:00:00+08:00"), []),
        ({"due": "2026-11-26T18:00:00+08:00"}, read("task", due="2026-11-26"), ["due"]),
        ({"assignee": ["@ 小王"]}, read("task", assignee=["小王"]), []),
        ({"assignee": ["小王"]}, read("task", assignee=["设计"]), ["assignee"]),
        ({"churn": []}, read("interaction", churn=["complaint"]), ["churn"]),
    ],
)
def test_a_mistake_is_what_somebody_judged_otherwise(judged: dict[str, Any], found: Any, mistakes: list[str]):
    assert list(find_mistakes(example(judged), found)) == mistakes


def test_a_tally_counts_proposals_that_were_right_wrong_and_missed():
    right, wrong, missed = ({"kinds": {"task": is_one}} for is_one in (True, False, True))

    found = tally(
        [(example(right), read("task")), (example(wrong), read("task")), (example(missed), read("noise"))]
    ).figures()

    assert found["kinds"]["task"] == {"judged": 3, "right": 1, "wrong": 1, "missed": 1, "precision": 0.5}
    assert found["right"] == 0.333
    assert found["kinds"]["noise"]["judged"] == 0
    assert found["fields"]["due"] == {"judged": 0, "right": None}


def test_the_scorer_passes_over_what_nobody_judged():
    measured = score([example({"kinds": {"task": True}})], [read("task", due="2026-11-27", sentiment="negative")])

    assert measured.kinds["task"].hits == 1
    assert (measured.exact.whole, measured.due_false.whole, measured.sentiments["negative"].false) == (0, 0, 0)


def test_a_learner_is_told_only_what_somebody_judged():
    told = {
        name
        for name in OUTPUTS
        if holds(name, example({"kinds": {"task": False}, "churn": ["competitor"]})) is not None
    }

    assert told == {name for name in OUTPUTS if name == "kind_task" or name.startswith("signal_")}


@pytest.mark.parametrize("more", [{}, {"assignee": ["小王"], "due": "2026-11-27"}])
def test_people_and_dates_are_learnt_only_where_somebody_judged_them(more: dict[str, Any]):
    from prompts.reading.learned import fitting

    said = Utterance(text="@小王 周五前把海报做完", speaker="Amy", role="ae", said_at=AT, names=("小王",))
    learning = fitting._prepared(
        [example({"kinds": {"task": True}, **more}).model_copy(update={"utterance": said})], None
    )
    is_task = Judgement(("task",), None, "neutral", (), False, False, 1.0)

    assert any(fitting._people(learning).chosen) is bool(more)
    assert any(fitting._dates(learning, [is_task]).chosen) is bool(more)
    assert more or not fitting._dates(learning, [is_task]).chosen


def test_labelled_files_are_known_whole_unless_they_say_otherwise():
    line = {
        "id": "1",
        "speaker": "C",
        "role": "client",
        "ts": AT.isoformat(),
        "text": "hi",
        "gold": {"kinds": ["noise"]},
    }

    whole, part = read_examples([line, {**line, "known": ["noise"]}])

    assert whole.knows("due", "task")
    assert part.knows("noise")
    assert not part.knows("due")


def test_a_clients_messages_are_all_learnt_from_or_all_compared_on():
    examples = [example({}, number, group=f"client {number % 12}") for number in range(120)]

    learnt_from, held_out = hold_out(examples, ["t"] * 120)

    assert {each.group for each in learnt_from}.isdisjoint(each.group for each in held_out)
    assert 12 <= len(held_out) <= 54
    assert len(learnt_from) + len(held_out) == 120


def test_with_one_client_it_is_by_conversation_and_a_message_stays_on_its_side():
    examples = [example({}, number) for number in range(90)]
    threads = [f"thread {number // 3}" for number in range(90)]

    _, held_out = hold_out(examples, threads)
    _, later = hold_out([*examples, example({}, 90)], [*threads, "thread 30"])

    assert 9 <= len(held_out) <= 40
    assert {each.id for each in held_out} <= {each.id for each in later}


def test_even_messages_of_one_conversation_are_split():
    learnt_from, held_out = hold_out([example({}, number) for number in range(40)], ["t"] * 40)

    assert learnt_from
    assert held_out


class Says:
    """A reader that says the same of everything."""

    def __init__(self, *kinds: Kind) -> None:
        self._reading = Reading(kinds=kinds)

    def read(self, utterance: Utterance) -> Reading:
        return self._reading


def test_a_kind_that_was_only_denied_counts_by_how_often_it_is_denied():
    denied, confirmed = example({"kinds": {"task": False}}, 1), example({"kinds": {"change_request": True}}, 2)

    compared = compare("theirs", [denied, confirmed], Says("change_request"), Says("change_request", "task"))

    assert (compared.old, compared.new, compared.is_worse) == (1.0, 0.5, True)


@pytest.mark.parametrize(("new", "is_worse"), [(0.90, False), (0.895, False), (0.885, True), (0.95, False)])
def test_worse_is_what_loses_more_than_the_margin(new: float, is_worse: bool):
    assert Comparison("ours", 100, 0.90, new).is_worse is is_worse
