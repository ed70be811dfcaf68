"""The examples that the model is shown: ours are right, and those that tell most are chosen."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.model.answers import Answer
from prompts.reading.model.checks import check_answer
from prompts.reading.model.examples import Example, choose_examples, chooser, our_examples
from prompts.reading.schema import Utterance

SENT_AT = datetime(2027, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def utterance(text: str, role: str = "client") -> Utterance:
    return Utterance(text=text, speaker="林岚", role=role, said_at=SENT_AT)


def example(text: str, *kinds: str, role: str = "client", is_theirs: bool = False) -> Example:
    return Example(text, role, Answer.model_validate({"kinds": kinds or ["interaction"]}), is_theirs=is_theirs)


@pytest.mark.parametrize("ours", our_examples(), ids=lambda ours: ours.text[:20])
def test_our_examples_pass_the_checks_that_answers_must_pass(ours: Example) -> None:
    said = Utterance(text=ours.text, speaker=ours.speaker, role=ours.role, said_at=SENT_AT)

    reading, dropped = check_answer(ours.answer, said)

    assert dropped == ()
    assert (reading.due is None) == (ours.answer.due_words is None)


def test_our_examples_are_a_dozen_or_two_in_both_languages_with_every_kind_and_signal() -> None:
    ours = our_examples()

    assert 12 <= len(ours) <= 20
    assert 5 < sum(each.text.isascii() for each in ours) < len(ours) - 5
    assert {kind for each in ours for kind in each.answer.kinds} == {"interaction", "change_request", "task", "noise"}
    assert len({signal.kind for each in ours for signal in each.answer.signals}) == 7


def test_the_likest_of_the_same_side_and_language_comes_last() -> None:
    chosen = choose_examples([utterance("海报的杯子调亮一点，明天给")], our_examples(), most=4)

    assert len(chosen) == 4
    assert chosen[-1].text.startswith("主视觉里的杯子再亮一点")
    assert all(not each.text.isascii() for each in chosen)


def test_theirs_win_over_ours_that_are_as_alike() -> None:
    ours, theirs = example("logo再大一点"), example("logo再大一点儿", is_theirs=True)

    assert choose_examples([utterance("logo再大一点点")], [ours, theirs], most=1) == (theirs,)


def test_a_kind_that_is_shown_already_gives_way_to_another() -> None:
    same = [example(f"logo 再大一点 {number}", "interaction", "change_request") for number in range(6)]
    other = example("logo 已经改大一点了", "interaction")

    assert other in choose_examples([utterance("logo 再大一点")], [*same, other], most=4)


def test_of_one_text_the_latest_correction_counts() -> None:
    latest, before = example("收到", "noise", is_theirs=True), example("收到", "interaction", is_theirs=True)

    assert choose_examples([utterance("收到")], [latest, before]) == (latest,)


def test_examples_keep_within_their_room() -> None:
    long = [example(f"{number} " + "很长的背景说明" * 40) for number in range(10)]

    chosen = choose_examples([utterance("背景说明")], [*long, example("短")], most_characters=700)

    assert sum(len(each.text) for each in chosen) <= 700
    assert example("短") in chosen
    assert choose_examples([utterance("背景")], [example("x" * 5000)]) == ()


def test_the_same_question_gets_the_same_examples() -> None:
    said = [utterance("Could you send the invoice by Friday?"), utterance("谢谢")]

    assert choose_examples(said, our_examples()) == choose_examples(said, our_examples())


def test_theirs_are_asked_for_each_time() -> None:
    theirs = [replace(example("甲"), is_theirs=True)]
    choose = chooser([], lambda: tuple(theirs))

    assert [each.text for each in choose([utterance("甲")])] == ["甲"]
    theirs.clear()
    assert choose([utterance("甲")]) == ()
