"""Finding what can be pressed on a card of the fake Slack, and on one of the fake WeCom."""

from typing import Any

from bot.fakes.slack import Ephemeral, Post, Sent, User
from bot.fakes.slack.actor import SlackActor
from bot.fakes.wecom import Delivery


def elements_of(card: Post | Ephemeral) -> list[dict[str, Any]]:
    return [element for block in card.blocks if block["type"] == "actions" for element in block["elements"]]


def labels_of(card: Post | Ephemeral) -> list[str]:
    """What stands on its buttons."""
    return [element["text"]["text"] for element in elements_of(card)]


def button_of(card: Post | Ephemeral, action: str) -> str:
    """The action_id of the button for an action. Raises LookupError."""
    for element in elements_of(card):
        if element["action_id"].partition(".")[0] == action:
            return str(element["action_id"])
    raise LookupError(f"no {action!r} among {labels_of(card)}")


def press(sender: SlackActor, card: Post | Ephemeral, action: str, user: User) -> Sent:
    """Press the button for an action."""
    return sender.press(card, button_of(card, action), user)


def key_of(card: Delivery, label: str) -> str:
    """The key of a button on a WeCom card, by what stands on it. Raises LookupError."""
    for button in card.card.get("button_list", []):
        if button["text"] == label:
            return str(button["key"])
    raise LookupError(f"no {label!r} on {card.card}")
