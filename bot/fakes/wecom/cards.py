"""WeCom's limits on template cards, as far as they make it refuse them."""

import re
from typing import Any

Card = dict[str, Any]

CARD_TYPES = ("text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction")
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
KEY_BYTES, OPTION_ID_BYTES = 1024, 128


def check_card(card: object) -> list[str]:
    """What WeCom would object to; empty when it takes the card."""
    if not isinstance(card, dict):
        return ["template_card missing"]
    kind = card.get("card_type")
    if kind not in CARD_TYPES:
        return [f"card_type invalid: {kind}"]
    problems = _check_common(card)
    problems += {
        "text_notice": _check_text_notice,
        "news_notice": _check_news_notice,
        "button_interaction": _check_buttons,
        "vote_interaction": _check_vote,
        "multiple_interaction": _check_selects,
    }[kind](card)
    return problems


def gives_code(card: Card) -> bool:
    """Whether sending this card yields a response_code."""
    return card.get("card_type") in INTERACTIVE or bool(card.get("action_menu"))


def _check_common(card: Card) -> list[str]:
    problems = _check_count(card, "horizontal_content_list", 0, 6) + _check_count(card, "jump_list", 0, 3)
    task_id = card.get("task_id")
    if task_id is not None and not TASK_ID.fullmatch(str(task_id)):
        problems.append("task_id invalid")
    if (card.get("action_menu") or card["card_type"] in INTERACTIVE) and not task_id:
        problems.append("task_id missing")
    if card.get("action_menu"):
        problems += _check_count(card["action_menu"], "action_list", 1, 3)
        problems += _check_keys(card["action_menu"].get("action_list", []), "action_menu")
    for item in _items(card, "horizontal_content_list"):
        if not item.get("keyname"):
            problems.append("horizontal_content_list.keyname missing")
        problems += _check_target(item, "horizontal_content_list")
        if item.get("type") == 3 and not item.get("userid"):
            problems.append("horizontal_content_list.userid missing")
    for item in _items(card, "jump_list"):
        if not item.get("title"):
            problems.append("jump_list.title missing")
        problems += _check_target(item, "jump_list")
    if card.get("quote_area"):
        problems += _check_target(card["quote_area"], "quote_area")
    return problems


def _check_text_notice(card: Card) -> list[str]:
    problems = _check_action(card)
    if not card.get("main_title", {}).get("title") and not card.get("sub_title_text"):
        problems.append("main_title.title and sub_title_text both missing")
    return problems


def _check_news_notice(card: Card) -> list[str]:
    problems = _check_action(card) + _check_title(card) + _check_count(card, "vertical_content_list", 0, 4)
    if not card.get("card_image", {}).get("url") and not card.get("image_text_area"):
        problems.append("card_image and image_text_area both missing")
    return problems


def _check_buttons(card: Card) -> list[str]:
    problems = _check_title(card) + _check_count(card, "button_list", 1, 6)
    for button in _items(card, "button_list"):
        if not button.get("text"):
            problems.append("button_list.text missing")
        if button.get("style", 1) not in (1, 2, 3, 4):
            problems.append("button_list.style invalid")
        if button.get("type", 0) == 1 and not button.get("url"):
            problems.append("button_list.url missing")
    clicked = [button for button in _items(card, "button_list") if button.get("type", 0) == 0]
    problems += _check_keys(clicked, "button_list")
    if card.get("button_selection"):
        problems += _check_options(card["button_selection"], "button_selection", 10)
    if card.get("card_action"):
        problems += _check_target(card["card_action"], "card_action")
    return problems


def _check_vote(card: Card) -> list[str]:
    problems = _check_title(card) + _check_submit(card)
    if not isinstance(card.get("checkbox"), dict):
        return [*problems, "checkbox missing"]
    return problems + _check_options(card["checkbox"], "checkbox", 20)


def _check_selects(card: Card) -> list[str]:
    problems = _check_title(card) + _check_submit(card) + _check_count(card, "select_list", 1, 3)
    for select in _items(card, "select_list"):
        problems += _check_options(select, "select_list", 10)
    return problems


def _check_title(card: Card) -> list[str]:
    return [] if card.get("main_title", {}).get("title") else ["main_title.title missing"]


def _check_action(card: Card) -> list[str]:
    action = card.get("card_action")
    if not isinstance(action, dict) or action.get("type") not in (1, 2):
        return ["card_action missing"]
    return _check_target(action, "card_action")


def _check_target(item: Card, where: str) -> list[str]:
    if item.get("type") == 1 and not item.get("url"):
        return [f"{where}.url missing"]
    if item.get("type") == 2 and where != "horizontal_content_list" and not item.get("appid"):
        return [f"{where}.appid missing"]
    if item.get("type") == 2 and where == "horizontal_content_list" and not item.get("media_id"):
        return [f"{where}.media_id missing"]
    return []


def _check_submit(card: Card) -> list[str]:
    button = card.get("submit_button")
    if not isinstance(button, dict) or not button.get("text"):
        return ["submit_button missing"]
    return _check_keys([button], "submit_button")


def _check_options(holder: Card, where: str, most: int) -> list[str]:
    problems = _check_count(holder, "option_list", 1, most)
    question = str(holder.get("question_key") or "")
    if not question or len(question.encode()) > KEY_BYTES:
        problems.append(f"{where}.question_key invalid")
    ids = [str(option.get("id") or "") for option in _items(holder, "option_list")]
    if any(not one or len(one.encode()) > OPTION_ID_BYTES for one in ids) or len(set(ids)) < len(ids):
        problems.append(f"{where}.option_list.id invalid")
    if any(not option.get("text") for option in _items(holder, "option_list")):
        problems.append(f"{where}.option_list.text missing")
    return problems


def _check_keys(items: list[Card], where: str) -> list[str]:
    keys = [str(item.get("key") or "") for item in items]
    if any(not key or len(key.encode()) > KEY_BYTES for key in keys):
        return [f"{where}.key invalid"]
    return [f"{where}.key repeated"] if len(set(keys)) < len(keys) else []


def _check_count(card: Card, name: str, fewest: int, most: int) -> list[str]:
    given = card.get(name) or []
    if not isinstance(given, list):
        return [f"{name} invalid"]
    return [] if fewest <= len(given) <= most else [f"{name} must have {fewest} to {most} items, has {len(given)}"]


def _items(card: Card, name: str) -> list[Card]:
    given = card.get(name) or []
    return [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
