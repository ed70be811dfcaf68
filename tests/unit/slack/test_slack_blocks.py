"""Cards and forms in Block Kit."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks import action_of, card_blocks, card_text, cut, modal
from handlers.replies import Address
from prompts.cards import Button, Card, Choice, Fact, Field, Form, Link

HERE = Address(platform="slack", workspace="T1", where="modal", channel="C1", thread="1732.01", trigger_id="9.9.a")
HOSTILE = (
    "<!channel> <@U1> &lt;!here&gt; <https://evil.example|bank> @everyone *b* `c` > q "
    "\x00\x1b\ud83d 🍋 客户说logo再大一点 \n"
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def texts(node: Any) -> list[dict[str, Any]]:
    """Every text object in a drawing."""
    if isinstance(node, list):
        return [found for item in node for found in texts(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") in ("mrkdwn", "plain_text") else []
    return own + [found for value in node.values() for found in texts(value)]


def test_a_card_is_drawn_with_title_words_quote_facts_links_buttons_and_small_print():
    card = Card(
        title="变更单 CR-12",
        body="Logo 再大一点",
        quote="客户说logo要再改大一点\n周五前给",
        facts=(Fact(label="客户", value="青柠酸奶"), Fact(label="Due", value="2026-11-27")),
        buttons=(
            Button(label="确认", action="confirm", value="change:12", style="primary"),
            Button(label="忽略", action="dismiss", value="change:12"),
        ),
        links=(Link(label="原消息", url="https://acme.slack.com/archives/C1/p1?a=1&b=2"),),
        footer="李雷 · 10:05",
    )

    def mrkdwn(text: str) -> dict[str, Any]:
        return {"type": "mrkdwn", "text": text, "verbatim": True}

    assert card_blocks(card) == [
        {"type": "section", "text": mrkdwn("*变更单 CR-12*\nLogo 再大一点")},
        {"type": "section", "text": mrkdwn("> 客户说logo要再改大一点\n> 周五前给")},
        {"type": "section", "fields": [mrkdwn("*客户*\n青柠酸奶"), mrkdwn("*Due*\n2026-11-27")]},
        {"type": "context", "elements": [mrkdwn("<https://acme.slack.com/archives/C1/p1?a=1&amp;b=2|原消息>")]},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "confirm.0",
                    "text": {"type": "plain_text", "text": "确认", "emoji": True},
                    "value": "change:12",
                    "style": "primary",
                },
                {
                    "type": "button",
                    "action_id": "dismiss.1",
                    "text": {"type": "plain_text", "text": "忽略", "emoji": True},
                    "value": "change:12",
                },
            ],
        },
        {"type": "context", "elements": [mrkdwn("李雷 · 10:05")]},
    ]


def test_words_of_a_client_cannot_ping_or_link():
    card = Card(title="<!channel>", body="<@U1> & <https://evil.example|bank>", quote="<!here>", footer="<#C1>")

    drawn = json.dumps(card_blocks(card)) + card_text(card)

    assert "<" not in drawn
    assert "&lt;!channel&gt;" in drawn
    assert "&amp;" in drawn


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://a b", "ftp://x", "https://x\n<!channel>"])
def test_an_address_that_is_none_is_not_linked(url: str):
    drawn = card_blocks(Card(title="t", links=(Link(label="source", url=url),)))[1]

    assert drawn["elements"][0]["text"] == "source"


def test_a_link_cannot_be_broken_out_of():
    card = Card(title="t", links=(Link(label="a|b>c", url="https://x.example/?q=1|<!channel>"),))

    assert card_blocks(card)[1]["elements"][0]["text"] == "<https://x.example/?q=1%7C&lt;!channel&gt;|a¦b&gt;c>"


def test_a_long_body_goes_on_in_a_second_section_and_is_cut_with_an_ellipsis():
    body = "\n".join(f"第{number}行 {'字' * 40}" for number in range(300))

    first, second = (block["text"]["text"] for block in card_blocks(Card(title="t", body=body)))

    assert units(first) <= 3000
    assert not first.endswith("…")
    assert second.startswith("第")
    assert second.endswith("…")


def test_cutting_never_leaves_half_an_entity_or_half_an_emoji():
    assert cut("ab&amp;cd", 5) == "ab…"
    assert cut("ab&amp;", 7) == "ab&amp;"
    assert cut("a🍋🍋", 3) == "a…"


words = st.one_of(
    st.text(max_size=80), st.text(max_size=20).map(lambda text: (text or HOSTILE) * 150), st.just(HOSTILE * 60)
)
urls = st.one_of(words, st.text(max_size=50).map(lambda text: f"https://x.example/{text}"))
cards = st.builds(
    Card,
    title=words,
    body=words,
    quote=words,
    footer=words,
    facts=st.lists(st.builds(Fact, label=words, value=words), max_size=70).map(tuple),
    buttons=st.lists(
        st.builds(Button, label=words, action=st.sampled_from(["confirm", "edit"]), value=st.text(max_size=200)),
        max_size=60,
    ).map(tuple),
    links=st.lists(st.builds(Link, label=words, url=urls), max_size=12).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_whatever_is_said_stays_within_slacks_limits(card: Card):
    blocks = card_blocks(card)

    assert 1 <= len(blocks) <= 50
    assert all(1 <= units(found["text"]) <= 3000 for found in texts(blocks))
    assert sum(units(found["text"]) for found in texts(blocks) if found["type"] == "mrkdwn") <= 11_000
    assert 1 <= units(card_text(card)) <= 4000
    json.dumps(blocks, ensure_ascii=False).encode()
    ids = []
    for block in blocks:
        assert len(block.get("fields", [])) <= 10
        assert all(units(field["text"]) <= 2000 for field in block.get("fields", []))
        for element in block.get("elements", []):
            if element["type"] == "button":
                ids.append(element["action_id"])
                assert 1 <= units(element["text"]["text"]) <= 75
                assert element.get("value") != ""
        assert len(block.get("elements", [])) <= (25 if block["type"] == "actions" else 10)
    assert len(set(ids)) == len(ids)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_whatever_is_said_only_our_own_links_have_pointed_brackets(card: Card):
    for found in [*texts(card_blocks(card)), {"type": "mrkdwn", "text": card_text(card)}]:
        if found["type"] != "mrkdwn":
            continue  # Slack never reads markup in plain_text
        for token in re.findall(r"<([^<>]*)>?", found["text"]):
            assert token.startswith(("https://", "http://"))
        assert not re.search(r"&(?!amp;|lt;|gt;)", found["text"])


def test_a_clients_words_neither_format_nor_turn_the_writing_around():
    quote = "*bold* _it_ ~no~ ```code\n> quoted\n3*4 kv_final_v2.psd \u202eevil"
    drawn = "\n".join(block["text"]["text"] for block in card_blocks(Card(title="T", quote=quote)) if "text" in block)

    assert drawn.endswith("> ∗bold∗ ˍitˍ ∼no∼ ˋˋˋcode\n> › quoted\n> 3*4 kv_final_v2.psd evil")


@pytest.mark.parametrize(
    ("action_id", "action"), [("confirm.0", "confirm"), ("edit_due.12", "edit_due"), ("old", "old")]
)
def test_the_number_of_an_action_id_is_taken_off_again(action_id: str, action: str):
    assert action_of(action_id) == action


def a_form(**changes: Any) -> Form:
    return Form(
        **{
            "name": "edit_change",
            "title": "修改变更单",
            "submit": "保存",
            "cancel": "取消",
            "about": "change:12",
            "intro": "CR-12 <!channel>",
            "fields": (
                Field(name="title", label="标题", value="Logo 大一点", is_required=True, hint="一句话"),
                Field(name="detail", label="说明", kind="text"),
                Field(name="due", label="期限", kind="date", value="2026-11-27"),
                Field(
                    name="priority",
                    label="优先级",
                    kind="choice",
                    value="high",
                    choices=(Choice(label="高", value="high"), Choice(label="低", value="low")),
                ),
            ),
            **changes,
        }
    )


def test_a_form_is_drawn_as_a_modal():
    view = modal(a_form(), HERE)

    assert view["callback_id"] == "edit_change"
    assert [view[part]["text"] for part in ("title", "submit", "close")] == ["修改变更单", "保存", "取消"]
    assert view["blocks"][0]["text"]["text"] == "CR-12 &lt;!channel&gt;"
    inputs = {block["block_id"]: block for block in view["blocks"][1:]}
    assert inputs["title"]["optional"] is False
    assert inputs["title"]["hint"]["text"] == "一句话"
    assert inputs["title"]["element"]["initial_value"] == "Logo 大一点"
    assert inputs["detail"]["element"]["multiline"] is True
    assert "initial_value" not in inputs["detail"]["element"]
    assert inputs["due"]["element"] == {"action_id": "value", "type": "datepicker", "initial_date": "2026-11-27"}
    assert inputs["priority"]["element"]["initial_option"]["value"] == "high"
    assert json.loads(view["private_metadata"]) == {
        "workspace": "T1",
        "channel": "C1",
        "thread": "1732.01",
        "about": "change:12",
    }


def test_a_date_that_is_none_leaves_the_picker_empty():
    view = modal(a_form(fields=(Field(name="due", label="d", kind="date", value="周五前"),), intro=""), HERE)

    assert "initial_date" not in view["blocks"][0]["element"]


def test_a_choice_without_options_is_asked_for_in_words():
    view = modal(a_form(fields=(Field(name="client", label="c", kind="choice"),), intro=""), HERE)

    assert view["blocks"][0]["element"]["type"] == "plain_text_input"


@pytest.mark.parametrize(
    "form",
    [
        a_form(about="x" * 3000),
        a_form(fields=(Field(name="c", label="c", kind="choice", choices=(Choice(label="l", value="v" * 151),)),)),
    ],
)
def test_what_must_come_back_whole_is_refused_rather_than_cut(form: Form):
    with pytest.raises(ValueError, match="longer than"):
        modal(form, HERE)


@settings(max_examples=15, deadline=None)
@given(words, words, words, words, st.integers(0, 130))
def test_whatever_a_form_asks_stays_within_slacks_limits(title: str, label: str, value: str, hint: str, count: int):
    choices = tuple(Choice(label=label, value=str(number)) for number in range(count))
    fields = tuple(
        Field(name=f"f{number}", label=label, value=value, hint=hint, kind=kind, choices=choices)
        for number in range(count)
        for kind in [("line", "text", "date", "choice")[number % 4]]
    )

    view = modal(a_form(title=title, submit=title, cancel=title, intro=value, fields=fields), HERE)

    assert len(view["blocks"]) <= 100
    assert all(1 <= units(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    for block in view["blocks"]:
        element = block.get("element", {})
        assert units(block.get("label", {"text": ""})["text"]) <= 2000
        assert units(element.get("initial_value", "")) <= 3000
        assert len(element.get("options", [])) <= 100
        assert all(1 <= units(option["text"]["text"]) <= 75 for option in element.get("options", []))
