"""The app's menu: within WeCom's limits, made of commands, recognised again."""

import pytest

from bot.wecom.menu import has_menu, is_menu, make_menu
from prompts.grammar import parse_command
from prompts.words import Lang


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_entry_is_a_command_and_fits(lang: Lang):
    buttons = make_menu(lang)["button"]
    entries = [entry for button in buttons for entry in button.get("sub_button") or [button]]

    assert len(buttons) <= 3
    assert all(len(button.get("sub_button", [])) <= 5 and len(button["name"].encode()) <= 16 for button in buttons)
    assert all(len(entry["name"].encode()) <= 40 and len(entry["key"].encode()) <= 128 for entry in entries)
    verbs = [parsed.verb for entry in entries if (parsed := parse_command(entry["key"]))]
    assert verbs == ["tasks", "log", "change", "task", "client", "help"]


def test_a_menu_is_recognised_with_what_wecom_adds_to_it():
    found = make_menu("zh")
    found["button"][0] |= {"sub_button": [], "url": ""}

    assert is_menu({"errcode": 0, **found}, "zh")
    assert not is_menu(found, "en")
    assert has_menu(found)


@pytest.mark.parametrize(
    "found", [None, {}, {"button": []}, {"button": ["x"]}, {"button": [{"name": "别的", "key": "x"}]}]
)
def test_another_menu_is_not_ours(found: object):
    assert not has_menu(found)
