"""Every card with facts to fill it, plain and hostile: what the tests of rendering share."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers.proposing import Told
from prompts.commands import BY_VERB, COMMANDS
from storage.enquiries import Unanswered
from storage.tables import Enquiry

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOSTILE = "<!channel> {{ 7*7 }} {% raw %} *bold* \n\n| `x` </script> \u202e“None” " + "很长" * 900


@dataclass(frozen=True)
class Row:
    """Stands for a record."""

    id: int = 7
    number: int = 12
    title: str = "主KV logo 放大 20%"
    summary: str = "新包装方向定了"
    name: str = "青柠酸奶"
    kind: str = "feedback"
    status: str = "submitted"
    priority: str = "high"
    state: str = "proposed"
    assignee: str | None = "王小雨"
    is_promise: bool = True
    due_on: date | None = date(2026, 11, 27)
    due_at: datetime | None = None
    tier: str | None = "A"
    stage: str | None = None
    happened_at: datetime = NOW - timedelta(days=2)
    said_by: str = "马姐"
    text: str = "logo要再大一点，周五前给"
    reading: dict[str, Any] = field(default_factory=dict)
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    who: str = "Amy"
    at: datetime = NOW
    act: str = "slack:press:1"
    member_id: int | None = 1
    record: str = "CR-12"
    record_kind: str = "change_request"
    before: dict[str, Any] | None = None


ROW = Row()
LINE = replace(ROW, record="ACME", record_kind="client", before={"owner_id": 1})
HOSTILE_ROW = Row(
    title=HOSTILE, summary=HOSTILE, name=HOSTILE, assignee=HOSTILE, said_by=HOSTILE, text=HOSTILE, who=HOSTILE,
    record=HOSTILE, tier=HOSTILE, stage=HOSTILE, edited_at=NOW, deleted_at=NOW, due_on=date(2025, 1, 1),
)  # fmt: skip
BARE_ROW = Row(assignee=None, is_promise=False, due_on=None, tier=None, priority="normal", status="active")
URL = "https://studio.slack.com/archives/C1/p1"


def proposal(row: Row, **more: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "client": row.name, "message": row, "link_url": URL, "changes": [row], "tasks": [row], "interactions": [row],
        "signals": [replace(row, kind="competitor")], "state": "proposed", "decision": None, "subject": "message:42",
        "told": [], "questions": [], "approved": [], "refers_to": [], "merged_into": [], "done_for": [],
        "bot_act": None, "could_be": ["王小雨", "王磊"],
    }  # fmt: skip
    return {**facts, **more}


def told(row: Row, kind: str, state: str = "counted", number: int = 3, **more: Any) -> Told:
    facts: dict[str, Any] = {"record": row.record, "record_id": row.id, "record_kind": "change_request", **more}
    return Told(number=number, kind=kind, state=state, words=row.text, said_by=row.said_by,
                said_at=NOW - timedelta(hours=1), is_deleted=row.deleted_at is not None, **facts)  # fmt: skip


def proposals_told(row: Row) -> list[tuple[str, dict[str, Any]]]:
    """What later messages do to a proposal's card."""
    kinds = ("addition", "date", "order", "promise", "delivery", "approval", "withdrawal")
    all_kinds = [told(row, kind) for kind in kinds]
    label = f"CR-7 {row.title}"
    return [
        ("proposal", proposal(row, told=all_kinds, bot_act=("date", "a"))),
        ("proposal", proposal(row, told=[told(row, "addition", "proposed")], state="proposed")),
        ("proposal", proposal(row, told=[told(row, "withdrawal", "asked")], state="confirmed", decision=row)),
        ("proposal", proposal(row, told=[told(row, "withdrawal")], state="withdrawn", bot_act=("withdrawal", "a"))),
        ("proposal", proposal(row, state="merged", merged_into=["CR-7"], decision=row)),
        ("proposal", proposal(row, questions=[told(row, "same", "asked")])),
        ("proposal", proposal(row, questions=[told(row, "part", "asked")])),
        ("proposal", proposal(row, changes=[], tasks=[], signals=[], questions=[
            told(row, "approval", "asked", 3, record="KV v2"), told(row, "approval", "asked", 4, record="KV v3")])),
        ("proposal", proposal(row, changes=[], tasks=[], signals=[], approved=[row.title], bot_act=("approval", "a"))),
        ("proposal", proposal(row, refers_to=[label], done_for=[label])),
    ]  # fmt: skip


def recorded(row: Row, kind: str, **more: Any) -> dict[str, Any]:
    label = {"task": "T-12", "change_request": "CR-12"}.get(kind, "")
    facts = {
        "record": row,
        "kind": kind,
        "label": label,
        "client": row.name,
        "who": row.who,
        "link_url": URL,
        "could_be": [],
        "act": "a",
    }
    return {**facts, **more}


def client_card(row: Row) -> dict[str, Any]:
    return {
        "client": row, "owner": row.who, "aliases": [row.name, "Lime"], "channels": [row.name], "changes": [row],
        "tasks": [row], "recent": [(row, row, URL), (row, None, None)], "unanswered": [
            Unanswered(Enquiry(kind="question", asked_at=NOW), row, NOW),  # type: ignore[arg-type, call-arg]
            Unanswered(Enquiry(kind="complaint", asked_at=NOW), row, None),  # type: ignore[arg-type, call-arg]
        ],
    }  # fmt: skip


def linked(row: Row, **more: Any) -> dict[str, Any]:
    facts = {"client": row, "owner": row.who, "is_made": True, "adopted": 2, "is_shared": True, "is_direct": False}
    return {**facts, "act": "a", **more}


def error(code: str, **facts: Any) -> tuple[str, dict[str, Any]]:
    return "errors", {"code": code, **facts}


def cards(row: Row) -> list[tuple[str, dict[str, Any]]]:
    """Every card in every shape that it takes."""
    name = row.name
    return [
        ("client", client_card(row)),
        ("client", {**client_card(replace(row, status="paused")), "owner": None, "aliases": [], "channels": [],
                    "changes": [], "tasks": [], "recent": [], "unanswered": []}),
        ("done", {"records": [("T-12", row), ("CR-12", row)], "act": "a"}),
        ("help", {"commands": COMMANDS, "tied": True}),
        ("help", {"commands": COMMANDS, "tied": False}),
        ("lang", {}),
        *(("hours", {"own": own, "agencys": agencys, "own_end": "18:30", "agencys_end": "19:00", "done": done,
                     "is_manager": done != "told", "act": "a" if done != "told" else None})
          for own, agencys in ((None, None), ("09:30–18:30", None), (None, "10:00–19:00"), ("09:30–18:30",) * 2)
          for done in ("told", "own", "agency")),
        ("link_choice", {"wanted": name, "choices": {5: name, 6: "ACME"}, "place": 3}),
        ("linked", linked(row)),
        ("linked", linked(row, owner=None, is_made=False, adopted=0, is_shared=False)),
        ("linked", linked(row, adopted=1, is_shared=False, is_direct=True)),
        ("media_kept", {}),
        ("not_work", {}),
        ("proposal", proposal(row)),
        ("proposal", proposal(row, client=None, tasks=[], signals=[], link_url=None)),
        ("proposal", proposal(row, changes=[], tasks=[], interactions=[replace(row, kind="complaint")])),
        ("proposal", proposal(row, changes=[], tasks=[])),
        ("proposal", proposal(row, state="confirmed", decision=row)),
        ("proposal", proposal(row, state="dismissed", decision=row)),
        ("proposal", proposal(row, state="dismissed", decision=replace(row, member_id=None))),
        ("proposal", proposal(replace(row, reading={"fell_back": "timeout"}))),
        *proposals_told(row),
        ("recorded", recorded(row, "change_request")),
        ("recorded", recorded(row, "task", client=None, link_url=None)),
        ("recorded", recorded(row, "interaction")),
        ("tasks", {"lines": [(row, name), (row, None)], "count": 12, "shown": 10, "with_button": 5, "just_done": row}),
        ("tasks", {"lines": [(row, name)], "count": 1, "shown": 10, "with_button": 5, "just_done": None}),
        ("tasks", {"lines": [], "count": 0, "shown": 10, "with_button": 5, "just_done": None}),
        *(("project", {"client": name, "done": done, "project": row, "projects": [row, LINE], "act": "a"})
          for done in ("made", "renamed", "finished", "reopened")),
        ("project", {"client": name, "done": "listed", "project": None, "projects": [], "act": "a"}),
        ("undone", {"lines": [row, LINE, replace(LINE, record_kind="member")]}),
        ("welcome", {}),
        error("unknown_command", typed=name, command=BY_VERB["task"]),
        error("unknown_command", typed=name, command=None),
        error("bad_command", verb="edit", command=BY_VERB["edit"]),
        error("unknown_client", name=name, similar=["ACME", name]),
        error("unknown_client", name=name, similar=[]),
        error("no_client_here"),
        error("unknown_record", record="T-99"),
        error("nothing_to_undo"),
        error("not_allowed"),
        error("changed_since", record=row.record),
        error("changed_since", record=row.record, table="agency"),
    ]  # fmt: skip
