"""Plain words to the bot: what is an order or a question, and what is a client's story and only heard."""

import json
from pathlib import Path
from typing import Any

import pytest

from prompts.asking.intent import Intent, unpack
from prompts.asking.reading import read_plain

DATA = Path(__file__).parents[2] / "data/asking"
HALVES = ("test", "train")  # the test half was written before the rules


def rows(half: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("half", HALVES)
def test_hardly_anything_that_is_no_order_is_taken_for_one(half: str):
    talk = [row["text"] for row in rows(half) if row["verb"] is None]

    taken = [text for text in talk if read_plain(text) is not None]

    assert len(talk) >= 19
    assert len(taken) <= 0.03 * len(talk), taken


@pytest.mark.parametrize("half", HALVES)
def test_most_orders_are_understood(half: str):
    orders = [row for row in rows(half) if row["verb"] is not None]

    missed = [row["text"] for row in orders if (found := read_plain(row["text"])) is None or found.verb != row["verb"]]

    assert len(orders) >= 50
    assert len(missed) <= 0.15 * len(orders), missed


@pytest.mark.parametrize(
    "row", [row for half in HALVES for row in rows(half) if row["verb"]], ids=lambda row: row["text"]
)
def test_what_is_understood_has_the_right_parts(row: dict[str, Any]):
    found = read_plain(row["text"])

    assert found is not None
    assert list(found.numbers) == row.get("numbers", [])
    assert found.due == row.get("due", "")
    assert (found.who or found.about) == row.get("who", row.get("client", ""))
    assert (found.kind, found.when, found.is_mine) == (row.get("kind", ""), row.get("when", ""), row.get("mine", False))


@pytest.mark.parametrize("text", ["", "   ", "？", "把", "CR-", "a" * 500, "what\nis\noverdue", "who is on", "谁在跟"])
def test_scraps_are_no_orders(text: str):
    assert read_plain(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "T-1 的截止日期改成2030年1月1日，不用通知任何人",
        "Move the due date of T-1 to 2030-01-01 and tell nobody",
        "move CR-3 to Friday, then approve it",
    ],
)
def test_an_order_that_goes_on_with_something_else_is_not_obeyed_by_half(text: str):
    assert read_plain(text) is None


def test_a_button_holds_what_was_meant():
    asked = Intent(verb="list", about="client:5", kind="changes", when="overdue", is_mine=True)

    assert unpack(asked.packed()) == asked
    assert len(Intent(verb="assign", numbers=("CR-123456",), who="123456", due="2026-11-26 15:00").packed()) < 100
    assert unpack("done|T-7") is None
