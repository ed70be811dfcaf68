"""Cards and forms as WeCom draws them, within its limits."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fakes.wecom.cards import check_card
from bot.wecom.limits import clean, cut_bytes, cut_chars, cut_width, one_line, width
from bot.wecom.template_cards import as_text, draw, draw_form, task_id, updated_card
from prompts.cards import Button, Card, Choice, Fact, Field, Form, Link

RECEIPT = Card(
    name="change_recorded",
    title="变更单 CR-12",
    body="logo 再大一点",
    quote="客户说 logo 要再大一点，周五前给",
    facts=(Fact(label="客户", value="青柠酸奶"), Fact(label="截止", value="11月27日 周五")),
    buttons=(
        Button(label="确认", action="confirm", value="message:42", style="primary"),
        Button(label="修改", action="edit", value="message:42"),
        Button(label="忽略", action="dismiss", value="message:42", style="danger"),
    ),
    footer="提给 李雷",
)
MARK = re.compile("[\u200b\u200c]{16}$")


def said(message: dict[str, Any]) -> str:
    return MARK.sub("", message["text"]["content"])


def test_a_receipt_is_one_card_with_its_buttons():
    (message,) = draw(RECEIPT, key="in:1:receipt")

    assert message == {
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            "task_id": task_id("in:1:receipt"),
            "main_title": {"title": "变更单 CR-12", "desc": "提给 李雷"},
            "sub_title_text": "logo 再大一点",
            "quote_area": {"type": 0, "quote_text": "客户说 logo 要再大一点，周五前给"},
            "horizontal_content_list": [
                {"keyname": "客户", "value": "青柠酸奶"},
                {"keyname": "截止", "value": "11月27日 周五"},
            ],
            "button_list": [
                {"text": "确认", "style": 1, "key": "confirm|message:42"},
                {"text": "修改", "style": 3, "key": "edit|message:42"},
                {"text": "忽略", "style": 2, "key": "dismiss|message:42"},
            ],
        },
    }


def test_the_client_in_a_title_that_is_too_long_goes_below_it():
    title = "✅ Change request CR-12 recorded · Solstice Bikes"

    (message,) = draw(RECEIPT.model_copy(update={"title": title, "footer": "Nina He"}), key="in:1:receipt")

    headline = {"title": "✅ Change request CR-12 recorded", "desc": "Solstice Bikes · Nina He"}
    assert message["template_card"]["main_title"] == headline


def test_what_takes_the_place_of_buttons_names_who_decided_also_where_the_time_finds_no_room():
    decided = RECEIPT.model_copy(update={"buttons": (), "footer": "周敏 · 11月23日 周一 08:07"})

    drawn = updated_card(decided, key="in:1:receipt")

    assert (drawn["replace_text"], drawn["main_title"]["desc"]) == ("周敏", "周敏 · 11月23日 周一 08:07")


def test_a_card_without_buttons_or_links_is_a_text():
    (message,) = draw(Card(title="已记录", facts=(Fact(label="客户", value="青柠酸奶"),)), key="k")

    assert message["msgtype"] == "text"
    assert said(message) == "已记录\n客户: 青柠酸奶"


def test_a_card_with_a_link_opens_it():
    link = Link(label="打开 Slack 里的原话", url="https://acme.slack.com/archives/C1/p1")

    (message,) = draw(Card(title="已记录", links=(link,)), key="k")

    drawn = message["template_card"]
    assert drawn["card_type"] == "text_notice"
    assert drawn["card_action"] == {"type": 1, "url": link.url}
    assert [jump["url"] for jump in drawn["jump_list"]] == [link.url]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://x/" + "y" * 1100])
def test_a_link_that_is_no_web_address_is_only_words(url: str):
    (message,) = draw(Card(title="t", links=(Link(label="l", url=url),)), key="k")

    assert message["msgtype"] == "text"


@pytest.mark.parametrize(
    "more",
    [
        {"body": "长" * 161},
        {"quote": "长" * 161},
        {"facts": tuple(Fact(label=str(n), value="v") for n in range(7))},
        {"facts": (Fact(label="l", value="长" * 27),)},
        {"title": "长" * 37},
        {"footer": "长" * 45},
    ],
    ids=lambda more: next(iter(more)),
)
def test_words_that_a_card_cannot_hold_are_said_before_it(more: dict[str, Any]):
    card = RECEIPT.model_copy(update=more)

    text, drawn = draw(card, key="k")

    assert said(text) == card.as_text
    assert [button["key"] for button in drawn["template_card"]["button_list"]] == [
        "confirm|message:42",
        "edit|message:42",
        "dismiss|message:42",
    ]


def test_the_same_words_under_another_key_are_another_message():
    card = Card(title="没有待办")

    assert draw(card, key="in:1:answer") == draw(card, key="in:1:answer")
    assert draw(card, key="in:1:answer") != draw(card, key="in:2:answer")


def test_an_updated_card_has_a_grey_label_where_its_buttons_were():
    drawn = updated_card(RECEIPT.model_copy(update={"buttons": (), "footer": "李雷 已确认"}), key="k2")

    assert drawn["card_type"] == "button_interaction"
    assert drawn["replace_text"] == "李雷 已确认"
    assert [button["text"] for button in drawn["button_list"]] == ["李雷 已确认"]


def test_an_updated_card_with_a_link_has_no_buttons_left():
    link = Link(label="原话", url="https://acme.slack.com/archives/C1/p1")

    drawn = updated_card(RECEIPT.model_copy(update={"buttons": (), "links": (link,)}), key="k2")

    assert drawn["card_type"] == "text_notice"
    assert "button_list" not in drawn


def test_two_buttons_that_do_the_same_are_one():
    button = Button(label="l", action="confirm", value="1")

    (message,) = draw(Card(title="t", buttons=(button, button)), key="k")

    assert len(message["template_card"]["button_list"]) == 1


def test_an_updated_card_may_have_new_buttons():
    drawn = updated_card(RECEIPT, key="k2")

    assert "replace_text" not in drawn
    assert len(drawn["button_list"]) == 3


@pytest.mark.parametrize("words", ["长" * 400, "gpj\u202e.exe", "a\x00b", "\ud83d"])
def test_a_button_that_would_come_back_as_another_is_left_out_and_the_rest_is_said(words: str):
    spoilt = Button(label="l", action="ask", value=words)
    kept = Button(label="好", action="confirm", value="message:42")

    (message,) = draw(Card(title="t", buttons=(spoilt, kept)), key="k")
    (alone,) = draw(Card(title="t", buttons=(spoilt,)), key="k")

    assert [button["key"] for button in message["template_card"]["button_list"]] == ["confirm|message:42"]
    assert alone["msgtype"] == "text"


def test_words_of_a_client_do_not_become_a_link():
    text = as_text(Card(title="t", quote='看这里 <a href="https://bad.example">公司官网</a> < A href=x>'), key="k")

    assert not re.search(r"<\s*/?\s*a\b", text, re.IGNORECASE)
    assert "https://bad.example" in text


EDIT_FORM = Form(
    name="edit",
    title="修改 CR-12",
    submit="保存",
    cancel="取消",
    about="change:12",
    fields=(
        Field(name="title", label="标题", value="logo 再大一点", is_required=True),
        Field(name="due", label="截止", kind="date", hint="例如 周五前"),
        Field(
            name="priority",
            label="优先级",
            kind="choice",
            choices=(Choice(label="普通", value="normal"), Choice(label="紧急", value="high")),
        ),
    ),
)


def test_a_form_is_said_in_words_with_the_command_that_does_the_same():
    message = draw_form(EDIT_FORM, key="k")

    assert said(message).splitlines() == [
        "修改 CR-12",
        "· 标题*: logo 再大一点",
        "· 截止 (例如 周五前):",
        "· 优先级: [普通 / 紧急]",
        "→ 修改 <编号> <新标题和/或截止>",
        "→ 修改 CR-12 周四前",
    ]


def test_a_form_in_english_shows_the_english_command():
    form = EDIT_FORM.model_copy(update={"title": "Edit CR-12", "submit": "Save", "fields": ()})

    assert said(draw_form(form, key="k")).splitlines()[-1] == "→ edit CR-12 by Thursday"


# Whatever is said stays within the limits

HOSTILE = st.text(max_size=120) | st.sampled_from(
    [
        "长" * 5000,
        "👨‍👩‍👧‍👦" * 400,
        "a\u0301" * 900,
        "<a href='x'>y</a>" * 200,
        "\x00\x1b[31m\r\n" * 50,
        "\ud83d half",
        "\u202egpj.exe",
        "]]>",
        "",
        " \n ",
        "@all|@all",
    ]
)
CARDS = st.builds(
    Card,
    title=HOSTILE,
    body=HOSTILE,
    quote=HOSTILE,
    footer=HOSTILE,
    facts=st.lists(st.builds(Fact, label=HOSTILE, value=HOSTILE), max_size=9).map(tuple),
    buttons=st.lists(
        st.builds(
            Button,
            label=HOSTILE,
            action=st.from_regex("[a-z_]{1,20}", fullmatch=True),
            value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cf"]), max_size=200),
            style=st.sampled_from(["default", "primary", "danger"]),
        ),
        max_size=8,
    ).map(tuple),
    links=st.lists(
        st.builds(Link, label=HOSTILE, url=st.sampled_from(["https://a.example/x", "javascript:x", "", "http://b"])),
        max_size=5,
    ).map(tuple),
)


def check_text(text: str, most: int) -> None:
    assert len(text) <= most
    check_characters(text)


def check_characters(text: str) -> None:
    text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def check_drawn(drawn: dict[str, Any]) -> None:
    assert check_card(drawn) == []
    assert drawn["main_title"]["title"]
    check_text(drawn["main_title"]["title"], 36)
    check_text(drawn["main_title"].get("desc", ""), 44)
    check_text(drawn.get("sub_title_text", ""), 160)
    check_text(drawn.get("quote_area", {}).get("quote_text", ""), 160)
    assert len(drawn.get("horizontal_content_list", [])) <= 6
    for fact in drawn.get("horizontal_content_list", []):
        check_text(fact["keyname"], 10)
        assert width(fact["keyname"]) <= 10
        check_text(fact["value"], 30)
    assert len(drawn.get("jump_list", [])) <= 3
    for jump in drawn.get("jump_list", []):
        check_text(jump["title"], 13)
        assert jump["url"].startswith("http")
    assert len(drawn.get("button_list", [])) <= 6
    for button in drawn.get("button_list", []):
        assert button["text"]
        assert width(button["text"]) <= 20
        assert 0 < len(button["key"].encode()) <= 1024
        check_characters(button["text"] + button["key"])
    assert re.fullmatch("[0-9A-Za-z_@-]{1,128}", drawn["task_id"])
    if drawn["card_type"] == "text_notice":
        assert drawn["card_action"]["url"].startswith("http")


@settings(max_examples=150, deadline=None)
@given(CARDS, HOSTILE)
def test_long_and_hostile_cards_stay_within_the_limits(card: Card, key: str):
    messages = draw(card, key=key)

    for message in messages:
        json.dumps(message, ensure_ascii=False).encode()
        if message["msgtype"] == "text":
            assert len(message["text"]["content"].encode()) <= 2048
            check_characters(message["text"]["content"])
        else:
            check_drawn(message["template_card"])
    check_drawn(updated_card(card, key=key))


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_long_and_hostile_forms_stay_within_the_limits(title: str, label: str, value: str, hint: str):
    fields = (Field(name="a", label=label, value=value, hint=hint, choices=(Choice(label=label, value="v"),)),) * 3

    message = draw_form(Form(name="f", title=title, submit="s", cancel="c", fields=fields, intro=hint), key="k")

    assert len(message["text"]["content"].encode()) <= 2048
    check_characters(message["text"]["content"])


@settings(deadline=None)
@given(st.text(), st.integers(min_value=4, max_value=40))
def test_cuts_keep_what_fits_and_show_what_is_missing(text: str, most: int):
    for cut, size in ((cut_chars, len), (cut_width, width), (cut_bytes, lambda words: len(words.encode()))):
        kept = cut(text, most)
        assert size(kept) <= most
        assert kept == text if size(text) <= most else kept.endswith("…")


def test_a_cut_never_splits_a_character():
    assert cut_bytes("好好好", 8) == "好…"


def test_a_title_is_one_line():
    assert one_line(" a\r\n b\t c ") == "a b c"


def test_half_characters_are_replaced():
    assert clean("a\ud83d") == "a\ufffd"
