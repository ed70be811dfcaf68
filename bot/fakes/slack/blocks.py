"""Slack's limits on blocks and views, as far as they make it refuse them."""

import json
import re
from collections.abc import Iterator
from typing import Any

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
VIEW_BYTES = 250 * 1024
MARKDOWN_CHARS = 12_000

# Type of block or element: its text fields, and how long each may be.
TEXT_LIMITS: dict[str, dict[str, int]] = {
    "section": {"text": 3000},
    "header": {"text": 150},
    "button": {"text": 75},
    "input": {"label": 2000, "hint": 2000},
    "option": {"text": 75, "description": 75},
    "option_group": {"label": 75},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    "image": {"title": 2000},
    "view": {"title": 24, "submit": 24, "close": 24},
    "element": {"placeholder": 150},
}
STRING_LIMITS: dict[str, dict[str, int]] = {
    "button": {"value": 2000, "url": 3000},
    "option": {"value": 150, "url": 3000},
    "image": {"image_url": 3000, "alt_text": 2000},
    "view": {"callback_id": 255, "private_metadata": 3000, "external_id": 255},
    "plain_text_input": {"initial_value": 3000},
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "header": ("text",),
    "button": ("text",),
    "input": ("label", "element"),
    "actions": ("elements",),
    "context": ("elements",),
    "option": ("text", "value"),
    "image": ("alt_text",),
    "rich_text": ("elements",),
    "markdown": ("text",),
    "context_actions": ("elements",),
    "table": ("rows",),
}
# Type of block or element: which list it holds, the fewest and the most in it.
LIST_LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "context": {"elements": (1, 10)},
    "actions": {"elements": (1, 25)},
    "context_actions": {"elements": (1, 5)},
    "section": {"fields": (1, 10)},
    "static_select": {"options": (1, 100), "option_groups": (1, 100)},
    "multi_static_select": {"options": (1, 100), "option_groups": (1, 100)},
    "option_group": {"options": (1, 100)},
    "overflow": {"options": (1, 5)},
    "radio_buttons": {"options": (1, 10)},
    "checkboxes": {"options": (1, 10)},
    "table": {"rows": (1, 100)},
}
# Where Slack wants plain text and refuses mrkdwn.
PLAIN_ONLY = {"header": {"text"}, "button": {"text"}, "input": {"label", "hint"}, "view": {"title", "submit", "close"}}
BLOCK_TYPES = {
    "message": {
        "section", "header", "divider", "context", "actions", "image", "rich_text", "markdown", "input", "file",
        "video", "table", "context_actions", "card", "carousel",
    },
    "modal": {"section", "header", "divider", "context", "actions", "image", "rich_text", "input", "video", "alert"},
    "home": {"section", "header", "divider", "context", "actions", "image", "rich_text", "input", "video"},
}  # fmt: skip
INTERACTIVE = {
    "button", "static_select", "multi_static_select", "external_select", "multi_external_select", "users_select",
    "multi_users_select", "conversations_select", "multi_conversations_select", "channels_select",
    "multi_channels_select", "overflow", "datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes",
    "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
    "workflow_button", "feedback_buttons", "icon_button",
}  # fmt: skip
STYLES = {"primary", "danger"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_blocks(blocks: object, surface: str = "message") -> list[str]:
    """What Slack would object to, each with its JSON pointer; empty when it takes the blocks."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["must be an array of objects [json-pointer:/blocks]"]
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    problems = [] if len(blocks) <= most else [f"no more than {most} items allowed [json-pointer:/blocks]"]
    ids: set[object] = set()
    for place, block in enumerate(blocks):
        problems += _check_block(block, f"/blocks/{place}", surface)
        block_id = block.get("block_id")
        if block_id is None:
            continue
        if block_id in ids:
            problems.append(f"block_id {block_id!r} is used twice [json-pointer:/blocks/{place}/block_id]")
        ids.add(block_id)
    marked = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if marked > MARKDOWN_CHARS:
        problems.append(f"markdown text must be at most {MARKDOWN_CHARS} characters in all [json-pointer:/blocks]")
    if sum(block.get("type") == "table" for block in blocks) > 1:
        problems.append("only one table is allowed [json-pointer:/blocks]")
    return problems


def check_view(view: object) -> list[str]:
    """The same for a modal or an App Home."""
    if not isinstance(view, dict):
        return ["must be an object [json-pointer:/view]"]
    if view.get("type") not in ("modal", "home"):
        return ["unsupported type [json-pointer:/view/type]"]
    problems = check_blocks(view.get("blocks"), view["type"])
    problems += _check_lengths(view, "view", "/view")
    if view["type"] == "modal":
        if not _text_of(view.get("title")):
            problems.append("missing required field: title [json-pointer:/view]")
        has_input = any(block.get("type") == "input" for block in view.get("blocks") or [] if isinstance(block, dict))
        if has_input and not _text_of(view.get("submit")):
            problems.append("missing required field: submit [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        problems.append("view is too large [json-pointer:/view]")
    return problems


def _check_block(block: dict[str, Any], at: str, surface: str) -> list[str]:
    kind = block.get("type")
    if kind not in BLOCK_TYPES[surface]:
        return [f"unsupported type: {kind} [json-pointer:{at}/type]"]
    problems = _check_thing(block, str(kind), at)
    if kind == "section" and not block.get("text") and not block.get("fields"):
        problems.append(f"missing required field: text [json-pointer:{at}]")
    for place, words in enumerate(block.get("fields") or [] if kind == "section" else []):
        problems += _check_text(words, 2000, f"{at}/fields/{place}")
    # Slack's reference says "should be unique" within a block; it refuses the block otherwise.
    actions: set[object] = set()
    for where, element in _elements(block, at):
        problems += _check_element(element, where, kind)
        action = element.get("action_id")
        if action is not None and action in actions:
            problems.append(f"action_id {action!r} already exists [json-pointer:{where}/action_id]")
        actions.add(action)
    return problems


def _elements(block: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if block.get("type") in ("actions", "context", "context_actions"):
        for place, element in enumerate(block.get("elements") or []):
            yield f"{at}/elements/{place}", element
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield f"{at}/{name}", block[name]


def _check_element(element: dict[str, Any], at: str, parent: object) -> list[str]:
    kind = str(element.get("type"))
    if parent == "context":
        if kind in ("mrkdwn", "plain_text"):
            return _check_text(element, 3000, at)
        return _check_thing(element, kind, at) if kind == "image" else [f"unsupported type [json-pointer:{at}/type]"]
    if kind not in INTERACTIVE and kind != "image":
        return [f"unsupported type: {kind} [json-pointer:{at}/type]"]
    problems = _check_thing(element, kind, at) + _check_lengths(element, "element", at)
    if len(str(element.get("action_id", ""))) > 255:
        problems.append(f"must be less than 256 characters [json-pointer:{at}/action_id]")
    if kind == "button" and element.get("style", "primary") not in STYLES:
        problems.append(f"unsupported style [json-pointer:{at}/style]")
    if kind == "datepicker" and not DATE.fullmatch(element.get("initial_date", "2000-01-01")):
        problems.append(f"must be a date [json-pointer:{at}/initial_date]")
    if kind == "static_select" and not (element.get("options") or element.get("option_groups")):
        problems.append(f"missing required field: options [json-pointer:{at}]")
    if isinstance(element.get("confirm"), dict):
        problems += _check_lengths(element["confirm"], "confirm", f"{at}/confirm")
    initial = element.get("initial_option")
    if initial is not None and element.get("options") and initial not in element["options"]:
        problems.append(f"initial_option is not one of the options [json-pointer:{at}/initial_option]")
    for place, option in enumerate(element.get("options") or []):
        problems += _check_thing(option, "option", f"{at}/options/{place}")
    for place, group in enumerate(element.get("option_groups") or []):
        problems += _check_thing(group, "option_group", f"{at}/option_groups/{place}")
        for inner, option in enumerate(group.get("options") or []):
            problems += _check_thing(option, "option", f"{at}/option_groups/{place}/options/{inner}")
    return problems


def _check_thing(thing: dict[str, Any], kind: str, at: str) -> list[str]:
    problems = [
        f"missing required field: {name} [json-pointer:{at}]"
        for name in REQUIRED.get(kind, ())
        if thing.get(name) is None
    ]
    problems += _check_lengths(thing, kind, at)
    if len(str(thing.get("block_id", ""))) > 255:
        problems.append(f"must be less than 256 characters [json-pointer:{at}/block_id]")
    for name, (fewest, most) in LIST_LIMITS.get(kind, {}).items():
        if name in thing and not fewest <= len(thing[name] or []) <= most:
            problems.append(f"must have {fewest} to {most} items [json-pointer:{at}/{name}]")
    return problems


def _check_lengths(thing: dict[str, Any], kind: str, at: str) -> list[str]:
    problems: list[str] = []
    for name, most in TEXT_LIMITS.get(kind, {}).items():
        if thing.get(name) is not None:
            is_plain = name in PLAIN_ONLY.get(kind, set())
            problems += _check_text(thing[name], most, f"{at}/{name}", is_plain=is_plain)
    for name, most in STRING_LIMITS.get(kind, {}).items():
        if len(str(thing.get(name) or "")) > most:
            problems.append(f"must be less than {most + 1} characters [json-pointer:{at}/{name}]")
    return problems


def _check_text(words: object, most: int, at: str, *, is_plain: bool = False) -> list[str]:
    if not isinstance(words, dict) or words.get("type") not in ("plain_text", "mrkdwn"):
        return [f"must be a text object [json-pointer:{at}]"]
    text = words.get("text")
    if not isinstance(text, str) or not text:
        return [f"must be more than 0 characters [json-pointer:{at}/text]"]
    if is_plain and words["type"] != "plain_text":
        return [f"must be plain_text [json-pointer:{at}/type]"]
    if len(text) > most:
        return [f"must be less than {most + 1} characters [json-pointer:{at}/text]"]
    return []


def _text_of(words: object) -> str:
    return str(words.get("text", "")) if isinstance(words, dict) else ""
