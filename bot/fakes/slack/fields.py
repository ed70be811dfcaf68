"""What people do with the elements of a card or a form: pressing, choosing, filling in."""

from typing import Any

from bot.fakes.slack.state import Ephemeral, OpenView, Post

Element = dict[str, Any]

# Type of input element: where its value stands in the payload, and what it starts from.
VALUES = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
CHOICES = ("static_select", "external_select", "radio_buttons", "overflow")


def action_on(card: Post | Ephemeral | OpenView, action_id: str, *, value: str | None, at: str) -> Element:
    """The action of pressing or choosing. Raises LookupError when the card has no such element."""
    blocks = card.view["blocks"] if isinstance(card, OpenView) else card.blocks
    for place, block in enumerate(blocks):
        for element in _elements(block):
            if element.get("action_id") != action_id or not _offers(element, value):
                continue
            action = {"action_id": action_id, "block_id": block.get("block_id", f"b{place}"), "action_ts": at}
            return action | _acted(element, value)
    raise LookupError(f"no {action_id!r} with value {value!r} on this card")


def state_of(view: dict[str, Any], given: dict[str, Any]) -> dict[str, dict[str, Element]]:
    """`view.state.values` of a form; `given` is by block_id or action_id. Raises LookupError for a field it lacks."""
    state: dict[str, dict[str, Element]] = {}
    left = dict(given)
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, block_id = block["element"], block["block_id"]
        action_id = element.get("action_id", "")
        name = block_id if block_id in left else action_id
        state[block_id] = {action_id: _filled(element, left.pop(name, None))}
    if left:
        raise LookupError(f"the form does not ask for {', '.join(left)}")
    return state


def missing_in(view: dict[str, Any], state: dict[str, dict[str, Element]]) -> list[str]:
    """The block ids of required fields left empty: Slack does not let such a form go."""
    missing = []
    for block in view["blocks"]:
        if block["type"] != "input" or block.get("optional"):
            continue
        for filled in state[block["block_id"]].values():
            if not any(value for name, value in filled.items() if name != "type"):
                missing.append(block["block_id"])
    return missing


def _elements(block: dict[str, Any]) -> list[Element]:
    single = [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    return [*block.get("elements", []), *single] if block["type"] in ("actions", "section", "input") else single


def _offers(element: Element, value: str | None) -> bool:
    if value is None:
        return True
    if element["type"] == "button":
        return bool(element.get("value", "") == value)
    return not element.get("options") or any(option["value"] == value for option in element["options"])


def _acted(element: Element, value: str | None) -> Element:
    if element["type"] != "button":
        return _filled(element, value)
    kept: Element = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    return {"type": "button", **kept}


def _filled(element: Element, value: Any) -> Element:
    """An element with what was typed or chosen in it; None leaves what stands there from the start."""
    kind = element["type"]
    if kind in CHOICES:
        chosen = element.get("initial_option") if value is None else _option(element, value)
        return {"type": kind, "selected_option": chosen}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = element.get("initial_options", []) if value is None else [_option(element, one) for one in value]
        return {"type": kind, "selected_options": chosen}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": value if value is not None else element.get("initial_users", [])}
    where, initial = VALUES.get(kind, ("value", "initial_value"))
    return {"type": kind, where: element.get(initial) if value is None else value}


def _option(element: Element, value: str) -> Element:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(option for group in groups for option in group["options"])]
    for option in options:
        if option["value"] == value:
            return {"text": option["text"], "value": option["value"]}
    raise LookupError(f"{value!r} can't be chosen")
