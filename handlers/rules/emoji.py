"""What an emoji on a message orders, when a member puts it there. Names as Slack calls them, without colons."""

from typing import Literal

Order = Literal["log", "change", "done", "seen"]

ORDERS: dict[str, Order] = {
    "pushpin": "log",
    "round_pushpin": "log",
    "repeat": "change",
    "arrows_counterclockwise": "change",
    "white_check_mark": "done",
    "heavy_check_mark": "done",
    "ballot_box_with_check": "done",
    "eyes": "seen",  # somebody of ours has seen it: the client's wait is over
}


def order_of(emoji: str) -> Order | None:
    """What it orders; None for an emoji that is only an emoji."""
    return ORDERS.get(emoji)
