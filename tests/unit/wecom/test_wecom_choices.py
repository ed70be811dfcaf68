"""Choices on WeCom's cards: what is drawn, within which limits, and what comes back as which press."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fakes.wecom.cards import check_card
from bot.wecom.choices import TooMuch
from bot.wecom.crypto import cdata
from bot.wecom.envelope import read_xml
from bot.wecom.inbound import Origin, read_callback
from bot.wecom.template_cards import draw, task_id, updated_card
from handlers.arrivals import Press
from prompts.cards import Button, Card, Choice, Fact, Select

ORIGIN = Origin(corp_id="ww01", agent_id=7)


def options(count: int, prefix: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(label=f"{prefix}{number}", value=f"{prefix}{number}") for number in range(count))


STATUS = Select(
    label="状态",
    action="status",
    value="task:7",
    chosen="todo",
    choices=(Choice(label="待处理", value="todo"), Choice(label="进行中", value="doing")),
)
PERSON = Select(label="负责人", action="assign", value="task:7", choices=options(3, "p"))
TICKED = Select(
    label="哪些成立", action="tick", value="paste:4", choices=options(4, "CR-"), is_many=True, ticked=("CR-1",)
)
DONE = Button(label="完成", action="done", value="task:7")


def drawn_of(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cards = [message["template_card"] for message in messages if message["msgtype"] == "template_card"]
    for card in cards:
        assert check_card(card) == []
    return cards


def kinds_of(messages: list[dict[str, Any]]) -> list[str]:
    return [message.get("template_card", {}).get("card_type", message["msgtype"]) for message in messages]


def test_one_select_stands_in_the_card_with_the_buttons():
    (card,) = drawn_of(draw(Card(title="T-7 海报", selects=(STATUS,), buttons=(DONE,)), key="k"))

    assert card["card_type"] == "button_interaction"
    assert card["button_selection"] == {
        "question_key": '["status","task:7","todo"]',
        "title": "状态",
        "option_list": [{"id": "todo", "text": "待处理"}, {"id": "doing", "text": "进行中"}],
        "selected_id": "todo",
    }
    assert [(button["text"], button["key"]) for button in card["button_list"]] == [
        ("确定", "select|"),
        ("完成", "done|task:7"),
    ]


def test_two_selects_are_a_card_of_their_own():
    messages = draw(Card(title="T-7 海报", selects=(STATUS, PERSON)), key="k")

    (card,) = drawn_of(messages)
    assert card["card_type"] == "multiple_interaction"
    assert [select["title"] for select in card["select_list"]] == ["状态", "负责人"]
    assert card["submit_button"] == {"text": "确定", "key": "select|"}
    assert card["task_id"] == task_id("k")


def test_the_card_with_the_buttons_comes_last_so_that_its_receipt_counts():
    card = Card(title="T-7", facts=(Fact(label="客户", value="ACME"),), selects=(STATUS, PERSON), buttons=(DONE,))

    messages = draw(card, key="k")

    assert kinds_of(messages) == ["multiple_interaction", "button_interaction"]
    assert drawn_of(messages)[-1]["task_id"] == task_id("k")
    assert len({card["task_id"] for card in drawn_of(messages)}) == 2


def test_words_that_a_card_of_choices_cannot_hold_go_before_it():
    messages = draw(Card(title="T-7", body="第二稿", selects=(STATUS, PERSON)), key="k")

    assert kinds_of(messages) == ["text", "multiple_interaction"]


def test_what_holds_is_ticked():
    (card,) = drawn_of(draw(Card(title="Which of these?", selects=(TICKED,)), key="k"))

    assert card["card_type"] == "vote_interaction"
    assert card["checkbox"]["mode"] == 1
    assert [option["is_checked"] for option in card["checkbox"]["option_list"]] == [False, True, False, False]


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        (10, ["button_interaction"]),
        (11, ["vote_interaction", "button_interaction"]),
        (20, ["vote_interaction", "button_interaction"]),
        (21, ["vote_interaction", "vote_interaction", "button_interaction"]),
        (100, ["vote_interaction"] * 5 + ["button_interaction"]),
    ],
)
def test_a_long_list_is_paged_and_nothing_is_left_out(count: int, kinds: list[str]):
    card = Card(title="T-7", selects=(PERSON.model_copy(update={"choices": options(count)}),), buttons=(DONE,))

    messages = draw(card, key="k")

    assert kinds_of(messages) == kinds
    lists = [drawn.get("checkbox") or drawn.get("button_selection") or {} for drawn in drawn_of(messages)]
    assert [option["id"] for each in lists for option in each.get("option_list", [])] == [
        choice.value for choice in options(count)
    ]


def test_more_than_three_selects_take_two_cards():
    selects = tuple(STATUS.model_copy(update={"value": f"task:{number}"}) for number in range(4))

    assert kinds_of(draw(Card(title="任务", selects=selects), key="k")) == ["multiple_interaction"] * 2


@pytest.mark.parametrize(
    "select",
    [
        PERSON.model_copy(update={"choices": options(101)}),
        PERSON.model_copy(update={"choices": (Choice(label="l", value="长" * 50),)}),
        PERSON.model_copy(update={"value": "长" * 400}),
    ],
    ids=["too many", "long id", "long key"],
)
def test_what_would_have_to_be_cut_is_refused(select: Select):
    with pytest.raises(TooMuch):
        draw(Card(title="t", selects=(select,)), key="k")


def test_a_decided_card_has_nothing_left_to_choose():
    card = updated_card(Card(title="T-7", footer="李雷 已完成"), key="k2")

    assert check_card(card) == []
    assert card["replace_text"] == "李雷 已完成"
    assert "button_selection" not in card


def test_an_updated_card_may_still_be_chosen_from():
    assert updated_card(Card(title="T-7", selects=(STATUS,)), key="k")["button_selection"]["selected_id"] == "todo"
    assert updated_card(Card(title="T-7", selects=(STATUS, PERSON)), key="k")["card_type"] == "multiple_interaction"


# What comes back


def press(key: str, chosen: dict[str, list[str]]) -> Press:
    items = "".join(
        f"<SelectedItem><QuestionKey>{cdata(question)}</QuestionKey><OptionIds>"
        + "".join(f"<OptionId>{cdata(one)}</OptionId>" for one in ids)
        + "</OptionIds></SelectedItem>"
        for question, ids in chosen.items()
    )
    document = (
        "<xml><ToUserName>ww01</ToUserName><FromUserName>LiLei</FromUserName><CreateTime>1795399200</CreateTime>"
        "<MsgType>event</MsgType><Event>template_card_event</Event>"
        f"<EventKey>{cdata(key)}</EventKey><TaskId>t1</TaskId><ResponseCode>c1</ResponseCode>"
        f"<SelectedItems>{items}</SelectedItems></xml>"
    )
    arrival = read_callback(read_xml(document), ORIGIN)
    assert isinstance(arrival, Press)
    return arrival


def choose(card: Card, **chosen: list[str]) -> Press:
    """Somebody chooses, by the select's action, and presses the button that sends it."""
    (drawn,) = drawn_of(draw(card, key="k"))
    offered = [drawn.get("button_selection"), drawn.get("checkbox"), *drawn.get("select_list", [])]
    keys = {one["question_key"] for one in offered if one}
    by_action = {action: key for key in keys for action in chosen if key.startswith(f'["{action}"')}
    untouched = {one["question_key"]: [one["selected_id"]] for one in offered if one and one.get("selected_id")}
    return press("select|", untouched | {by_action[action]: ids for action, ids in chosen.items()})


def test_one_choice_is_the_same_press_as_on_slack():
    pressed = choose(Card(title="T-7", selects=(STATUS,)), status=["doing"])

    assert (pressed.action, pressed.value, pressed.choices) == ("status", "task:7=doing", {"status": ("doing",)})


def test_of_several_selects_only_what_was_changed_counts():
    pressed = choose(Card(title="T-7", selects=(STATUS, PERSON)), assign=["p2"])

    assert (pressed.action, pressed.value) == ("assign", "task:7=p2")


def test_several_changes_come_together_in_one_press():
    pressed = choose(Card(title="T-7", selects=(STATUS, PERSON)), status=["doing"], assign=["p2"])

    assert pressed.action == "select"
    assert pressed.choices == {"status|task:7": ("doing",), "assign|task:7": ("p2",)}


def test_nothing_changed_is_still_answered():
    pressed = choose(Card(title="T-7", selects=(STATUS,)))

    assert (pressed.action, pressed.value) == ("status", "task:7=todo")


def test_what_was_ticked_comes_as_a_list():
    pressed = choose(Card(title="哪些", selects=(TICKED,)), tick=["CR-0", "CR-3"])

    assert (pressed.action, pressed.value, pressed.choices) == ("tick", "paste:4", {"tick": ("CR-0", "CR-3")})


def test_a_button_beside_a_select_is_only_that_button():
    pressed = press("done|task:7", {'["status","task:7","todo"]': ["doing"]})

    assert (pressed.action, pressed.value) == ("done", "task:7")


def test_another_choice_in_the_same_second_is_another_press():
    first = choose(Card(title="T-7", selects=(STATUS,)), status=["doing"])
    second = choose(Card(title="T-7", selects=(STATUS,)), status=["todo"])
    again = choose(Card(title="T-7", selects=(STATUS,)), status=["doing"])

    assert first.key != second.key
    assert first.key == again.key


@pytest.mark.parametrize("question", ["", "[]", "{}", "null", '["a"]', "[1,2,3]", "task:7", '["a","b",{}]'])
def test_a_card_that_is_not_ours_is_read_without_harm(question: str):
    pressed = press("select|", {question: ["x"]})

    assert pressed.choices == {}
    assert pressed.action == "select"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=20), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_what_is_drawn_is_read_back(about: str, value: str, chosen: str):
    select = Select(label="l", action="assign", value=about, chosen=chosen, choices=(Choice(label="x", value=value),))
    (card,) = drawn_of(draw(Card(title="t", selects=(select,)), key="k"))
    from bot.wecom.choices import read_chosen

    read = read_chosen({card["button_selection"]["question_key"]: (value,)})

    assert read.action == "assign"
    assert read.value == (f"{about}={value}" if about else value)
