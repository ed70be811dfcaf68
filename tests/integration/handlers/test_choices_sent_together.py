"""Several choices of one card that come in one press: each counts, and the card is drawn once."""

import pytest
from kit import ZHAO, House

from handlers import dispatch
from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.replies import Reply
from prompts.cards import Card

Said = list[tuple[str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """What two actions were asked to do; each draws the card."""
    asked: Said = []

    def on_press(action: str):
        def act(desk: Desk, value: str) -> list[Reply]:
            asked.append((action, value))
            card = Card(title=f"after {action}")
            return [Reply(to=desk.to_user("zhaoyu"), card=card, key="edited")]

        return act

    monkeypatch.setitem(dispatch.PRESSES, "confirm", on_press("confirm"))
    monkeypatch.setitem(dispatch.PRESSES, "dismiss", on_press("dismiss"))
    return asked


def press(house: House, choices: dict[str, tuple[str, ...]]) -> list[Reply]:
    house.say("zhaoyu", ZHAO, "你好")
    return house.serve(Press(key="p", place=ZHAO, user="zhaoyu", at=house.now, action="select", choices=choices))


def test_each_choice_counts_and_the_last_drawing_stands(house: House, said: Said):
    replies = press(house, {"confirm|task:7": ("doing",), "dismiss|task:7": ("p2",)})

    assert said == [("confirm", "task:7=doing"), ("dismiss", "task:7=p2")]
    assert [reply.card.title for reply in replies if reply.card] == ["after dismiss"]


def test_a_choice_about_nothing_is_its_value(house: House, said: Said):
    press(house, {"confirm|": ("week",)})

    assert said == [("confirm", "week")]


def test_what_no_card_of_ours_has_is_left_out(house: House, said: Said):
    replies = press(house, {"unknown|task:7": ("x",), "": ("y",)})

    assert (replies, said) == ([], [])
