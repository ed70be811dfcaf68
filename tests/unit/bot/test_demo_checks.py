"""The demo's own checks can fail: each is shown a week in which the thing it looks for went wrong."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.demo.cast import LIME, PEOPLE
from bot.demo.checking import CLIENTS, Check, check_week
from bot.demo.ledger import Books
from bot.demo.player import Record, Spoken
from bot.demo.script import OURS, Says
from bot.demo.stage import Stage
from bot.fakes.slack import Post, Sent
from bot.fakes.wire import Answer

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
QUOTE = "the poster needs the new logo"
SENT = Sent("event", {}, Answer(200, {}, b""))


@pytest.fixture
def stage() -> Stage:
    """Furnished, but with nothing running."""
    stage = Stage("zh")
    stage.slack.add_user("Carol", user_id="UCAROL", team_id="TOTHER")
    stage.slack.add_channel("shared", ["UCAROL"], channel_id="CSHARED")
    return stage


@pytest.fixture
def record() -> Record:
    spoken = [
        Spoken(Says("09:00", "ma", "lime", text), str(number), text, SENT, NOW) for number, text in enumerate("ab")
    ]
    quoting = Spoken(Says("09:01", "nina", "crew", "log this", quote=QUOTE), "2", "log this", SENT, NOW)
    pasting = Spoken(Says("09:02", "zhaoyu", "wecom", "pasted", holds=1), "3", "pasted", SENT, NOW)
    return Record(spoken=[*spoken, quoting], pasted=[pasting], edited={"0": ["before"]}, deleted={"1"})


@pytest.fixture
def books() -> Books:
    said = {"text": "words", "said_by": "马丽", "client": LIME}
    kinds = ("complaint", "competitor", "budget_cut", "contact_leaving")
    decided = {"submitted_by": "林晓", "approved_by": "周敏", "approved_at": "2026-11-27T18:00:00+08:00"}
    change = {"client": LIME, **decided, "rounds_included": 1}
    return {
        "messages": [
            {**said, "message_id": "0", "versions": ["before"], "deleted_at": None, "pasted_by": None},
            {**said, "message_id": "1", "versions": [], "deleted_at": "2026-11-27T18:00:00+08:00", "pasted_by": None},
            {**said, "message_id": "2", "versions": [], "deleted_at": None, "pasted_by": None},
            {**said, "message_id": "pasted-1", "versions": [], "deleted_at": None, "pasted_by": "赵宇"},
        ],
        "clients": [{"name": name} for name in CLIENTS],
        "members": [{"name": person.name} for person in PEOPLE if person.side == OURS],
        "interactions": [{"id": 1, "client": LIME, "kind": "approval", "source": {**said, "message_id": "0"}}],
        "changes": [
            {**change, "id": 1, "number": "CR-1", "round": 1, "source": {**said, "message_id": "pasted-1"}},
            {**change, "id": 2, "number": "CR-2", "round": 2, "source": {**said, "message_id": "2", "text": QUOTE}},
        ],
        "tasks": [],
        "supplementary_orders": [{"number": "SO-1", "change": "CR-2", "status": "approved"}],
        "signals": [
            {"id": number, "client": LIME, "kind": kind, "source": {**said, "message_id": "0"}}
            for number, kind in enumerate(kinds)
        ],
    }


def failures(stage: Stage, record: Record, books: Books, exit_code: int = 0) -> list[Check]:
    return [check for check in check_week(stage, record, books, exit_code=exit_code) if not check.holds]


def test_a_good_week_passes(stage: Stage, record: Record, books: Books):
    assert failures(stage, record, books) == []


def lose_a_message(books: Books) -> None:
    del books["messages"][0]


def double_a_message(books: Books) -> None:
    books["messages"].append(books["messages"][1])


def double_a_change(books: Books) -> None:
    books["changes"].append(books["changes"][0])


def lose_a_version(books: Books) -> None:
    books["messages"][0]["versions"] = []


def forget_a_deletion(books: Books) -> None:
    books["messages"][1]["deleted_at"] = None


def take_an_outsider_in(books: Books) -> None:
    books["members"].append({"name": "马丽"})


def lose_a_signal(books: Books) -> None:
    books["signals"].pop()


def lose_the_evidence(books: Books) -> None:
    books["changes"][0]["source"] = None


def lose_a_pasted_message(books: Books) -> None:
    del books["messages"][3]


def lose_the_quote(books: Books) -> None:
    books["changes"][1]["source"]["text"] = "log this"


def approve_ones_own(books: Books) -> None:
    books["changes"][0]["approved_by"] = "林晓"


def forget_the_price(books: Books) -> None:
    books["supplementary_orders"].clear()


@pytest.mark.parametrize(
    "spoil",
    [
        lose_a_message,
        double_a_message,
        double_a_change,
        lose_a_version,
        forget_a_deletion,
        take_an_outsider_in,
        lose_a_signal,
        lose_the_evidence,
        lose_a_pasted_message,
        lose_the_quote,
        approve_ones_own,
        forget_the_price,
    ],
)
def test_what_went_wrong_in_the_books_is_found(
    spoil: Callable[[Books], None], stage: Stage, record: Record, books: Books
):
    spoil(books)

    assert failures(stage, record, books)


def test_a_word_before_outsiders_is_found(stage: Stage, record: Record, books: Books):
    state = stage.slack.state
    state.add_post(Post("CSHARED", state.mint_ts(), state.bot_user, "they may leave us", bot_id=state.bot_id))

    assert [check.found for check in failures(stage, record, books)] == ["they may leave us"]


def test_a_program_that_does_not_end_cleanly_is_found(stage: Stage, record: Record, books: Books):
    assert [check.found for check in failures(stage, record, books, exit_code=1)] == ["exit code 1"]
