"""The life of a task, the views of lists, the load of people: pure rules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from handlers.rules.task_states import COLUMNS, TASK_STEPS, act_towards, forward, leads_to, list_acts, may_be_handed_on
from handlers.rules.task_views import View, read_view, turn_to
from handlers.rules.workload import measure
from prompts.tasking import read_assignee, read_priority, without

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday
WEDNESDAY = date(2026, 11, 25)


@dataclass
class Work:
    """Stands for a task."""

    assignee_id: int | None = 1
    status: str = "todo"
    due_on: date | None = None
    due_at: datetime | None = None


@pytest.mark.parametrize(
    ("act", "status", "wanted"),
    [
        ("start", "todo", "doing"),
        ("start", "proposed", "doing"),
        ("start", "review", "doing"),
        ("start", "done", None),
        ("review", "doing", "review"),
        ("review", "cancelled", None),
        ("done", "review", "done"),
        ("done", "dismissed", None),
        ("cancel", "doing", "cancelled"),
        ("cancel", "done", None),
        ("reopen", "done", "todo"),
        ("reopen", "todo", None),
    ],
)
def test_an_act_leads_on_from_some_states_only(act: str, status: str, wanted: str | None):
    assert leads_to(act, status) == wanted


def test_a_card_offers_only_what_can_be_done():
    for status in ("proposed", *COLUMNS, "cancelled", "dismissed"):
        assert all(leads_to(act, status) is not None for act in list_acts(status))


def test_the_board_moves_a_task_one_column_on():
    steps = [forward(status) for status in COLUMNS]

    assert steps == ["start", "review", "done", None]
    assert [leads_to(act, status) for act, status in zip(steps, COLUMNS, strict=True) if act] == list(COLUMNS[1:])


def test_between_two_columns_there_is_an_act_or_none():
    assert act_towards("todo", "done") == "done"
    assert act_towards("done", "todo") == "reopen"
    assert act_towards("review", "todo") is None
    assert set(TASK_STEPS) == {"start", "review", "done", "cancel", "reopen"}


def test_what_is_closed_is_handed_to_nobody():
    assert [may_be_handed_on(status) for status in ("proposed", "doing", "done", "cancelled")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "view", [View("list", "member", 5, 10), View("board"), View("board", "project", 12, 5), View("team", first=20)]
)
def test_a_view_is_read_back_from_a_button(view: View):
    assert read_view(view.written) == view
    assert len(f"task:1234567890:review:{view.written}") < 100


@pytest.mark.parametrize("written", ["", "list", "list.x5.0", "task:7", "list.m5.99999999", "board.c3.-1"])
def test_what_is_no_view_is_none(written: str):
    assert read_view(written) is None


def test_a_list_that_became_shorter_is_shown_from_its_last_page():
    assert turn_to(12, View("list", first=20), 5).first == 10
    assert turn_to(0, View("list", first=20), 5).first == 0
    assert turn_to(21, View("list", first=20), 5).first == 20


def test_the_most_loaded_stands_first_and_nobody_last():
    tasks = [Work(2), Work(2), Work(1), Work(None), Work(9)]  # 9 has left

    loads = measure(tasks, [1, 2, 3], now=NOW, today={None: WEDNESDAY})

    assert [(load.person, load.open) for load in loads] == [(2, 2), (1, 1), (3, 0), (None, 2)]


def test_overdue_this_week_and_in_review_are_counted_apart():
    tasks = [
        Work(due_on=date(2026, 11, 24)),
        Work(due_on=WEDNESDAY, due_at=datetime(2026, 11, 25, 1, 0, tzinfo=UTC)),
        Work(due_on=WEDNESDAY),
        Work(due_on=date(2026, 11, 29), status="review"),
        Work(due_on=date(2026, 11, 30)),
        Work(),
    ]

    (load,) = measure(tasks, [1], now=NOW, today={None: WEDNESDAY})

    assert (load.open, load.overdue, load.this_week, load.in_review) == (6, 2, 2, 1)


def test_today_is_the_assignees_own():
    (load,) = measure([Work(due_on=WEDNESDAY)], [1], now=NOW, today={None: WEDNESDAY, 1: date(2026, 11, 26)})

    assert load.overdue == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("@小王", "小王"),
        ("给小王", "小王"),
        ("交给 @王小雨 吧", "王小雨"),
        ("to @Tom Baker please", "Tom Baker"),
        ("Tom", "Tom"),
        ("to me", "me"),
        ("给我", "me"),
        ("，", ""),
        ("", ""),
    ],
)
def test_whom_an_order_names(words: str, name: str):
    assert read_assignee(words) == name


@pytest.mark.parametrize(
    ("words", "priority"),
    [("urgent", "urgent"), ("特急", "urgent"), ("to high", "high"), ("不急", "low"), ("HIGH priority", "high"),
     ("whenever", None), ("", None)],
)  # fmt: skip
def test_how_urgent_an_order_says_it_is(words: str, priority: str | None):
    assert read_priority(words) == priority


def test_the_words_beside_the_numbers():
    assert without("T-7 and CR-3 to Tom", [(0, 3), (8, 12)]) == "and   to Tom"
