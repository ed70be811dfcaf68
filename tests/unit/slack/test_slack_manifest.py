"""The manifest asks for what the code uses, no more and no less."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from slack_manifest import MANIFEST, read_yaml

import bot.slack
from bot.slack.inbound import EVENTS
from bot.slack.interactions import COMMAND, GLOBAL_SHORTCUTS, SHORTCUTS
from bot.slack.scopes import SCOPES

DATA = Path(__file__).parents[2] / "data" / "slack"
NEEDED: dict[str, dict[str, list[str]]] = json.loads((DATA / "scopes.json").read_text(encoding="utf-8"))
METHOD = re.compile(r'"((?:auth|chat|conversations|reactions|team|users|views|files)\.[A-Za-z.]+)"')


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = read_yaml(MANIFEST.read_text(encoding="utf-8"))
    return read


def methods() -> set[str]:
    """The Web API methods that the door's code names."""
    folder = Path(next(iter(bot.slack.__path__)))
    return {
        found for path in folder.glob("*.py") for found in METHOD.findall(path.read_text(encoding="utf-8"))
    } - EVENTS


def for_http(text: str) -> str:
    """The change that the manifest's head describes."""
    text = re.sub(r"# ((?:url|request_url): \S+) # HTTP", r"\1", text)
    return text.replace("socket_mode_enabled: true", "socket_mode_enabled: false")


def test_slack_takes_it_for_socket_mode_and_with_the_described_change_for_http():
    schema = json.loads((DATA / "manifest.schema.2.0.0.json").read_text(encoding="utf-8"))
    text = MANIFEST.read_text(encoding="utf-8")
    socket, http = read_yaml(text), read_yaml(for_http(text))

    jsonschema.validate(socket, schema)
    jsonschema.validate(http, schema)

    assert socket["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in socket["settings"]["event_subscriptions"]
    assert http["settings"]["socket_mode_enabled"] is False
    urls = [
        http["settings"]["event_subscriptions"]["request_url"],
        http["settings"]["interactivity"]["request_url"],
        http["features"]["slash_commands"][0]["url"],
    ]
    assert urls == ["https://liaison.example.com/slack/events"] * 3


def test_the_words_fit_slacks_forms(manifest: dict[str, Any]):
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140


def test_it_subscribes_to_the_events_that_are_read(manifest: dict[str, Any]):
    assert sorted(manifest["settings"]["event_subscriptions"]["bot_events"]) == sorted(EVENTS)


def test_it_asks_for_the_scopes_that_are_known(manifest: dict[str, Any]):
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES)


def test_it_has_the_command_that_is_served_and_its_text_comes_escaped(manifest: dict[str, Any]):
    (command,) = manifest["features"]["slash_commands"]

    assert command["command"] == COMMAND
    assert command["should_escape"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_it_has_the_shortcuts_that_are_served(manifest: dict[str, Any]):
    offered = {(one["type"], one["callback_id"]) for one in manifest["features"]["shortcuts"]}

    assert offered == {("message", name) for name in SHORTCUTS} | {("global", name) for name in GLOBAL_SHORTCUTS}
    assert all(len(one["name"]) <= 24 for one in manifest["features"]["shortcuts"])


def test_its_home_is_open_since_it_is_drawn(manifest: dict[str, Any]):
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert "app_home_opened" in EVENTS


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_the_scopes_are_enough_for_each_event(event: str):
    assert set(NEEDED["events"][event]) <= SCOPES


@pytest.mark.parametrize("method", sorted(methods()))
def test_the_scopes_are_enough_for_each_method(method: str):
    needed = set(NEEDED["methods"][method])

    if method == "conversations.open":  # with one user: a one-to-one conversation
        assert "im:write" in SCOPES & needed
    else:
        assert needed <= SCOPES


def test_every_scope_is_needed_by_something():
    by_events = {scope for event in EVENTS for scope in NEEDED["events"][event]}
    by_methods = {scope for method in methods() for scope in NEEDED["methods"][method]}

    # The command needs `commands`; the address in users.info comes only with users:read.email.
    assert by_events | by_methods | {"commands", "users:read.email"} >= SCOPES


def test_the_methods_are_found_in_the_code():
    assert methods() >= {"chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "users.info"}


@pytest.mark.parametrize("text", ["a: [1]", "a:\n   b: 1\n  c: 2", "a: x: y", "a: 1\na: 2", "a: &x"])
def test_what_is_beyond_our_reading_of_yaml_is_an_error(text: str):
    with pytest.raises(ValueError):
        read_yaml(text)
