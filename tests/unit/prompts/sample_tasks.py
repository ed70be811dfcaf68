"""Cards about tasks: lists, the board, the team's load, one task, hand-over, altered sources."""

from dataclasses import replace
from typing import Any

from handlers.drawing import Last
from handlers.rules.workload import Load
from handlers.task_cards import File
from handlers.task_lists import Line, Told
from handlers.task_steps import Brought

Cards = list[tuple[str, dict[str, Any]]]
URL = "https://studio.slack.com/archives/C1/p1"
MORE = {"left": 3, "more": "list.m5.10", "back": None}
LAST_PAGE: dict[str, Any] = {"left": 0, "more": None, "back": "list.m5.0"}
WHOLE: dict[str, Any] = {"left": 0, "more": None, "back": None}


def task_cards(row: Any) -> Cards:
    """Every card of this subject in every shape that it takes. `row` as in sample_cards.py."""
    return [*_lists(row), *_boards(row), *_one_task(row), *_handed(row), *_altered(row)]


def _line(row: Any, status: str, act: str | None, number: int, *, is_altered: bool = False) -> Line:
    return Line(replace(row, status=status, number=number), row.name, is_altered, act)


def _lists(row: Any) -> Cards:
    lines = [_line(row, "todo", "start", 1, is_altered=True), _line(row, "doing", "review", 2)._replace(client=None)]
    told = Told(replace(row, status="done"), Brought(row.who, row.at))
    own = {"whose": None, "lines": lines, "show_client": True, "count": 5, "told": told, "view": "list.m5.0"}
    return [
        ("tasks", {**own, **MORE}),
        ("tasks", {**own, **LAST_PAGE, "whose": row.name, "told": told._replace(first=None), "count": 1}),
        ("tasks", {**own, **WHOLE, "lines": [], "count": 0, "told": None}),
        ("tasks", {**own, **WHOLE, "lines": [], "count": 0, "told": None, "whose": row.name}),
        ("task_stepped", {"lines": [(replace(row, status="review"), "T-12", row.name)], "step": "review", "act": "a",
                          "who": row.who}),
        ("task_stepped", {"lines": [(row, "T-12", None)], "step": "prioritised", "act": "a", "who": row.who}),
    ]  # fmt: skip


def _boards(row: Any) -> Cards:
    columns = [
        ("todo", [_line(row, "todo", "start", 1)]),
        ("doing", [_line(row, "doing", "review", 2)]),
        ("review", [_line(replace(row, assignee=None), "review", "done", 3)]),
        ("done", [_line(replace(row, done_at=row.at), "done", None, 4), _line(row, "done", None, 5, is_altered=True)]),
    ]
    counts = [("todo", 1), ("doing", 1), ("review", 1), ("done", 2)]
    board = {"of": None, "counts": counts, "columns": columns, "show_client": True, "days": 7, "view": "board.a.0"}
    told = Told(replace(row, status="done"), Brought(row.who, row.at))
    busy = Load(5, open=4, overdue=2, this_week=1, in_review=1)
    team = {"lines": [(row.name, busy), (row.who, Load(6))], "unassigned": None, "buttons": [(row.name, "list.m5.0")]}
    return [
        ("board", {**board, **MORE, "told": told}),
        ("board", {**board, **LAST_PAGE, "told": told._replace(first=None), "of": row.name, "show_client": False}),
        ("board", {**board, **WHOLE, "told": None, "columns": []}),
        ("workload", {**team, **MORE}),
        ("workload", {**team, **LAST_PAGE, "unassigned": Load(None, open=3, overdue=1), "buttons": []}),
        ("workload", {**team, **WHOLE, "unassigned": Load(None, open=1), "lines": []}),
    ]


def _one_task(row: Any) -> Cards:
    task: dict[str, Any] = {
        "task": replace(row, status="todo"),
        "label": "T-12",
        "client": row.name,
        "project": row.name,
        "change": row,
        "message": row,
        "earlier": row.text,
        "link_url": URL,
        "told": [("date", row.title, row.said_by, row.at)],
        "comments": [(row, URL), (row, None)],
        "files": [File(row.name, URL, row.said_by), File(row.name, "", row.said_by)],
        "acts": ("start", "done", "cancel"),
        "statuses": [("todo", "x"), ("doing", "y")],
        "colleagues": [("1", row.who), ("2", row.name)],
        "last": Last(row.who, "assigned", row.at),
        "value": "task:7",
    }
    nothing = ("client", "project", "change", "message", "earlier", "link_url", "last")
    empty = ("told", "comments", "files", "statuses", "colleagues")
    bare: dict[str, Any] = {**dict.fromkeys(nothing), **{name: [] for name in empty}}
    states = (
        ("doing", ("review", "done", "cancel")),
        ("review", ("done", "start", "cancel")),
        ("done", ("reopen",)),
        ("cancelled", ("reopen",)),
    )
    return [
        ("task_shown", task),
        ("task_shown", {**task, **bare}),
        *(("task_shown", {**task, "task": replace(row, status=status), "acts": acts}) for status, acts in states),
    ]


def _handed(row: Any) -> Cards:
    handed: dict[str, Any] = {
        "role": "new",
        "record": replace(row, status="todo", assignee=row.name),
        "label": "T-12",
        "lines": [("T-12", row.title, row.name), ("CR-3", row.title, None)],
        "client": row.name,
        "message": row,
        "link_url": URL,
        "who": row.who,
        "value": "task:7",
        "is_task": True,
        "act": "a",
    }
    return [
        ("handed", handed),
        ("handed", {**handed, "is_task": False, "client": None, "message": None, "link_url": None}),
        ("handed", {**handed, "role": "old"}),
        ("handed", {**handed, "role": "receipt"}),
    ]


def _altered(row: Any) -> Cards:
    altered = {"message": replace(row, edited_at=row.at), "before": row.title, "edits": 2, "labels": ["CR-3", "T-12"],
               "client": row.name, "link_url": URL}  # fmt: skip
    gone = replace(row, deleted_at=row.at)
    return [
        ("altered", altered),
        ("altered", {**altered, "message": gone, "client": None, "link_url": None}),
        ("altered", {**altered, "message": gone, "before": None, "edits": 0, "labels": [row.name]}),
    ]
