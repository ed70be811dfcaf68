"""Every card with facts to fill it, plain and hostile: what the tests of rendering share."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sample_decisions import OVER, decision_cards
from sample_pastes import paste_cards
from sample_people import people_cards
from sample_tasks import task_cards

from handlers.proposing import Told
from prompts.commands import BY_VERB
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
    assignee_id: int | None = 1
    done_at: datetime | None = None
    said_at: datetime = NOW
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
    rounds_included: int | None = 2
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
        "bot_act": None, "kept": [], "could_be": ["王小雨", "王磊"], "counted": OVER, "waits_for": None,
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
        ("proposal", proposal(row, state="confirmed", decision=row, waits_for=[row.who], bot_act=("delivery", "a"))),
        ("proposal", proposal(row, state="confirmed", decision=row, waits_for=[], counted=None)),
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
        "counted": OVER if kind == "change_request" else None,
        "waits_for": [row.who] if kind == "change_request" else None,
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
        ("done", {"records": [("T-12", row, None), ("CR-12", row, row)], "act": "a"}),
        ("done", {"records": [("T-12", row, row)], "act": None}),
        *decision_cards(row),
        ("for_colleagues", {}),
        *people_cards(row, error),
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
        *paste_cards(row),
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
        *(("saved", {"record": row, "kind": kind, "label": row.record, "client": name, "who": row.who, "act": "a"})
          for kind in ("change_request", "task", "interaction", "client")),
        ("settled", {"complaint": row, "act": "a"}),
        *task_cards(row),
        ("proposal", proposal(row, state="confirmed", decision=row, kept=[row.id])),
        *(("project", {"client": name, "done": done, "project": row, "projects": [row, LINE], "act": "a"})
          for done in ("made", "renamed", "finished", "reopened", "rounds")),
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
        error("name_taken", name=name, client="ACME"),
        error("unreadable_message"),
        error("not_allowed"),
        error("may_not_approve", record="CR-12", who=[row.who], is_own=False),
        error("may_not_approve", record="CR-12", who=[], is_own=True),
        error("unknown_member", name=name),
        error("no_quote"),
        error("already_decided", record="CR-12", verdict="approved", who=row.who, at=NOW, because=None),
        error("already_decided", record="CR-12", verdict="rejected", who=row.who, at=None, because=row.text),
        *(error("wrong_state", record="CR-12", status="submitted", act=act)
          for act in ("submit", "approve", "reject", "start", "deliver", "done", "withdraw", "order", "confirm")),
        error("already_ordered", record="CR-12", order="SO-1", status="approved"),
        error("no_shared_channel", record="CR-12"),
        error("too_late_to_undo", record=row.record, table="change_request", at=NOW),
        error("too_late_to_undo", record=row.record, table="member", at=NOW),
        error("changed_since", record=row.record),
        error("changed_since", record=row.record, table="agency"),
    ]  # fmt: skip
