"""The fake Slack refuses the blocks and views that Slack refuses, and only those."""

from typing import Any

import pytest

from bot.fakes.slack.blocks import check_blocks, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str = "确认", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "confirm", "text": plain(text), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("变更单"), "submit": plain("提交"), "blocks": list(blocks), **more}


GOOD = [
    [section("x" * 3000)],
    [{"type": "header", "text": plain("y" * 150)}],
    [section("*hi*"), {"type": "divider"}, actions(button(value="v" * 2000, style="primary"))],
    [section("a")] * 50,
    # The same action in two blocks is allowed.
    [actions(button()), actions(button())],
    [{"type": "context", "elements": [{"type": "mrkdwn", "text": "z"}] * 10}],
    [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 10}],
]

BAD = [
    ([section("x" * 3001)], "less than 3001"),
    ([section("")], "more than 0"),
    ([{"type": "section"}], "missing required field: text"),
    ([{"type": "header", "text": plain("y" * 151)}], "less than 151"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "y"}}], "plain_text"),
    ([section("a")] * 51, "no more than 50"),
    ([actions(button("t" * 76))], "less than 76"),
    ([actions(button(value="v" * 2001))], "less than 2001"),
    ([actions(button(style="loud"))], "style"),
    ([actions(button(), button())], "already exists"),
    ([actions(button(action_id="a" * 256))], "less than 256"),
    ([actions(*[button(action_id=str(number)) for number in range(26)])], "1 to 25"),
    ([actions()], "1 to 25"),
    ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "z"}] * 11}], "1 to 10"),
    ([{"type": "context", "elements": [button()]}], "unsupported type"),
    ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "f" * 2001}]}], "less than 2001"),
    ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 11}], "1 to 10"),
    ([{**section("a"), "block_id": "b"}, {**section("c"), "block_id": "b"}], "used twice"),
    ([{"type": "marquee"}], "unsupported type"),
    ([{"type": "markdown", "text": "m" * 12001}], "12000"),
    ("not blocks", "array"),
    ([{"type": "image", "image_url": "https://x.example/a.png"}], "alt_text"),
]


@pytest.mark.parametrize("blocks", GOOD)
def test_blocks_within_the_limits_are_taken(blocks: list[dict[str, Any]]) -> None:
    assert check_blocks(blocks) == []


@pytest.mark.parametrize(("blocks", "problem"), BAD)
def test_blocks_over_a_limit_are_refused_with_a_pointer(blocks: Any, problem: str) -> None:
    problems = check_blocks(blocks)

    assert len(problems) == 1
    assert problem in problems[0]
    assert "[json-pointer:/blocks" in problems[0]


def select(count: int) -> dict[str, Any]:
    options = [{"text": plain(f"客户 {number}"), "value": str(number)} for number in range(count)]
    return {
        "type": "input",
        "block_id": "client",
        "label": plain("客户"),
        "element": {"type": "static_select", "action_id": "client", "options": options},
    }


def test_a_modal_within_the_limits_is_taken() -> None:
    assert check_view(modal(select(100), private_metadata="m" * 3000)) == []


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(title=plain("t" * 25)), "less than 25"),
        (modal(submit=plain("s" * 25)), "less than 25"),
        (modal(close=plain("c" * 25)), "less than 25"),
        (modal(private_metadata="m" * 3001), "less than 3001"),
        (modal(callback_id="c" * 256), "less than 256"),
        (modal(select(101)), "1 to 100"),
        (modal(select(2), submit=None), "missing required field: submit"),
        (modal(title=None), "missing required field: title"),
        (modal(*[section("a")] * 101), "no more than 100"),
        (modal({"type": "markdown", "text": "only in messages"}), "unsupported type"),
        ({"type": "window", "blocks": []}, "unsupported type"),
    ],
)
def test_a_modal_over_a_limit_is_refused(view: dict[str, Any], problem: str) -> None:
    problems = check_view(view)

    assert len(problems) == 1
    assert problem in problems[0]
