"""Choices on WeCom's cards: what is to be chosen, as a part of a card or as cards of their own; and read back again.

WeCom says nothing when somebody chooses, only when they press the button that sends it, and then what stands chosen in
all of a card's selects. So each select's name tells what it is about and what stood chosen before: what was left
alone is no choice. What one card can't hold is split over several, so that everything can be chosen.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.wecom.limits import cut_chars, one_line
from prompts.cards import Choice, Select

Json = dict[str, Any]

SUBMIT = "select"  # the action of the button that sends what was chosen
OPTIONS = 10  # of a select
SELECTS = 3  # of a card
TICKS = 20  # of a card in which choices are ticked
PAGES = 5  # of one select: a hundred choices, as on Slack
TITLE_CHARS = 10
OPTION_CHARS = 10
TICK_CHARS = 17
OPTION_ID_BYTES = 128
QUESTION_KEY_BYTES = 1024
NAMELESS = "·"  # where WeCom demands a word and there is none


class TooMuch(ValueError):
    """A card that WeCom can't hold and that can't be cut without changing what it does."""


def can_stand_inline(selects: Sequence[Select]) -> bool:
    """Whether a card with buttons can hold them: one select, of which one choice is made."""
    return len(selects) == 1 and not selects[0].is_many and len(selects[0].choices) <= OPTIONS


def draw_inline(select: Select) -> Json:
    """The select of a button_interaction card. Raises TooMuch."""
    return _selection(select, select.choices)


def draw_cards(selects: Sequence[Select]) -> list[Json]:
    """The choosing part of the cards that it takes, in order: checkbox or select_list. Raises TooMuch."""
    small = [select for select in selects if not select.is_many and len(select.choices) <= OPTIONS]
    cards: list[Json] = []
    for start in range(0, len(small), SELECTS):
        group = [_selection(select, select.choices) for select in small[start : start + SELECTS]]
        cards.append({"card_type": "multiple_interaction", "select_list": group})
    for select in selects:
        if select.is_many or len(select.choices) > OPTIONS:
            cards += [_ticks(select, page) for page in _pages(select)]
    return cards


def _selection(select: Select, choices: Sequence[Choice]) -> Json:
    drawn: Json = {
        "question_key": _question_key(select),
        "title": cut_chars(one_line(select.label) or NAMELESS, TITLE_CHARS),
        "option_list": [_option(choice, OPTION_CHARS) for choice in _distinct(choices)],
    }
    if any(choice.value == select.chosen for choice in choices):
        drawn["selected_id"] = select.chosen
    return drawn


def _ticks(select: Select, choices: Sequence[Choice]) -> Json:
    ticked = select.ticked if select.is_many else (select.chosen,)
    options = [_option(choice, TICK_CHARS) | {"is_checked": choice.value in ticked} for choice in choices]
    box = {"question_key": _question_key(select), "mode": int(select.is_many), "option_list": options}
    return {"card_type": "vote_interaction", "checkbox": box}


def _pages(select: Select) -> list[Sequence[Choice]]:
    choices = _distinct(select.choices)
    if len(choices) > PAGES * TICKS:
        raise TooMuch(f"select {select.action} has {len(choices)} choices")
    return [choices[start : start + TICKS] for start in range(0, len(choices), TICKS)]


def _distinct(choices: Sequence[Choice]) -> list[Choice]:
    """WeCom refuses a card that has an option twice."""
    return list({choice.value: choice for choice in choices}.values())


def _option(choice: Choice, most: int) -> Json:
    if not choice.value or len(choice.value.encode("utf-8", "surrogatepass")) > OPTION_ID_BYTES:
        raise TooMuch("the id of a choice can't be sent")  # cut, it would be another choice
    return {"id": choice.value, "text": cut_chars(one_line(choice.label) or NAMELESS, most)}


def _question_key(select: Select) -> str:
    before = list(select.ticked) if select.is_many else select.chosen
    key = json.dumps([select.action, select.value, before], ensure_ascii=False, separators=(",", ":"))
    if len(key.encode("utf-8", "surrogatepass")) > QUESTION_KEY_BYTES:
        raise TooMuch(f"the key of select {select.action} can't be sent")
    return key


# Read back


class Chosen(NamedTuple):
    """What was sent with a card's button: as a Press has it."""

    action: str
    value: str
    choices: dict[str, tuple[str, ...]]


def read_chosen(selected: Mapping[str, tuple[str, ...]]) -> Chosen:
    """What somebody chose, from each question's key and the ids of what stands chosen in it.

    One choice comes as if it had been pressed: action, and "task:7=doing". Several come together, each under
    "action|about". Where nothing was changed, the first stands as it is: the card is drawn anew. What can't be read is
    left out: a card of another version of the program.
    """
    questions = [(question, ids) for key, ids in selected.items() if ids and (question := _read_question(key))]
    many = next(((question, ids) for question, ids in questions if isinstance(question[2], list)), None)
    if many is not None:
        (action, about, _), ids = many
        return Chosen(action, about, {action: ids})
    changed = [(question, ids) for question, ids in questions if question[2] != ids[0]] or questions[:1]
    if len(changed) == 1:
        (action, about, _), ids = changed[0]
        return Chosen(action, f"{about}={ids[0]}" if about else ids[0], {action: ids})
    return Chosen(SUBMIT, "", {f"{action}|{about}": ids for (action, about, _), ids in changed})


def _read_question(key: str) -> tuple[str, str, str | list[str]] | None:
    try:
        action, about, before = json.loads(key)
    except (ValueError, TypeError):
        return None
    is_ours = isinstance(action, str) and isinstance(about, str) and isinstance(before, str | list)
    return (action, about, before) if is_ours else None
