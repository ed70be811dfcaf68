"""The app's menu: the six commonest commands, at the bottom of the chat. Pure.

A press on an entry is a callback with the entry's key, and the key is the command's word: `bot/wecom/inbound.py` makes
a Command of it. So the menu needs no words of its own.
"""

from collections.abc import Mapping
from typing import Any

from prompts.commands import BY_VERB
from prompts.words import Lang, word

Json = dict[str, Any]

NO_MENU = 46003  # what menu/get answers where none was ever set
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("tasks",)),
    ("menu.record", ("log", "change", "task")),
    ("menu.more", ("client", "help")),
)


def make_menu(lang: Lang) -> Json:
    """The body of menu/create: at most three entries, of at most five each; names of at most 16 and 40 bytes."""
    return {"button": [_group(heading, verbs, lang) for heading, verbs in GROUPS]}


def is_menu(found: object, lang: Lang) -> bool:
    """Whether what menu/get tells is this menu. What WeCom adds to an entry doesn't count."""
    return _entries(found) == _entries(make_menu(lang))


def has_menu(found: object) -> bool:
    """Whether it is our menu in either language: an admin may have chosen the other one."""
    return is_menu(found, "zh") or is_menu(found, "en")


def _group(heading: str, verbs: tuple[str, ...], lang: Lang) -> Json:
    entries = [_entry(verb, lang) for verb in verbs]
    return {"name": word(heading, lang), "sub_button": entries} if heading else entries[0]


def _entry(verb: str, lang: Lang) -> Json:
    names = BY_VERB[verb].names
    name = names[1] if lang == "zh" else names[0].capitalize()
    return {"type": "click", "name": name, "key": names[1] if lang == "zh" else names[0]}


def _entries(menu: object) -> list[object]:
    buttons = menu.get("button") if isinstance(menu, Mapping) else None
    if not isinstance(buttons, list):
        return []
    entries: list[object] = []
    for button in buttons:
        if isinstance(button, Mapping):
            inner = _entries({"button": button.get("sub_button") or []})
            entries.append((button.get("name"), inner) if inner else (button.get("name"), button.get("key")))
    return entries
