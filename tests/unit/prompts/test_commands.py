"""One grammar for the commands of both platforms and both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.suggesting import nearest_command
from prompts.commands import COMMANDS, example_of, form_of
from prompts.grammar import ParsedCommand, parse_command, parse_spoken, unknown_order


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("", "help", ""),
        ("  \u3000", "help", ""),
        ("link ACME", "link", "ACME"),
        ("LINK ACME", "link", "ACME"),
        ("绑定 青柠酸奶", "link", "青柠酸奶"),
        ("记录：和马姐通了电话", "log", "和马姐通了电话"),
        ("task, first drafts", "task", "first drafts"),
        ("我的任务", "tasks", ""),
        ("任务 出三张海报\n周四前", "task", "出三张海报\n周四前"),
        ("撤回", "undo", ""),
    ],
)
def test_a_slash_command_is_its_first_word(text: str, verb: str, rest: str):
    assert parse_command(text) == ParsedCommand(verb, rest)


@pytest.mark.parametrize("text", ["foo bar", "：", "任务完成了吗", "tasking"])
def test_what_names_no_command_is_none(text: str):
    assert parse_command(text) is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("记录 今天通了电话", "log"),
        ("任务：出三张海报", "task"),
        ("帮助", "help"),
        ("undo", "undo"),
        ("/crm task drafts", "task"),
        ("/CRM 任务 出海报", "task"),
        ("/crm", "help"),
        ("任务", "task"),
    ],
)
def test_a_message_may_begin_with_a_command(text: str, verb: str):
    parsed = parse_spoken(text)
    assert parsed is not None
    assert parsed.verb == verb


@pytest.mark.parametrize(
    "text",
    ["任务完成了吗", "help me with the deck", "undo the last logo change please", "客户说logo要再大一点", "hello", ""],
)
def test_plain_talk_is_no_command(text: str):
    assert parse_spoken(text) is None


@given(st.text())
def test_no_text_breaks_the_grammar(text: str):
    for said in (text, f"/crm {text}", f"任务 {text}", f"@bot {text}"):
        parsed = parse_spoken(said)
        assert parsed is None or parsed.rest == parsed.rest.strip()
        assert unknown_order(said) is None or parsed is None
    nearest_command(text)


@pytest.mark.parametrize(
    ("typed", "verb"), [("tsak x", "task"), ("hlep", "help"), ("绑", "link"), ("lnik ACME", "link")]
)
def test_the_nearest_command_is_what_was_probably_meant(typed: str, verb: str):
    found = nearest_command(typed)
    assert found is not None
    assert found.verb == verb


def test_nothing_is_near_to_something_else_altogether():
    assert nearest_command("zzzzzz") is None
    assert nearest_command("") is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_every_example_is_a_command_of_its_own_kind(command):
    for lang in ("zh", "en"):
        for platform in ("slack", "wecom"):
            parsed = parse_spoken(example_of(command, lang, platform))
            assert parsed is not None
            assert parsed.verb == command.verb
            assert form_of(command, lang, platform).startswith("/crm ") == (platform == "slack")


def test_names_are_unique():
    names = [name for command in COMMANDS for name in command.names]
    assert len(names) == len(set(names))
