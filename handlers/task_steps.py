"""One step in a task's life, taken once: whoever comes second is told who was first, and when."""

from datetime import datetime
from typing import NamedTuple

from handlers.desk import Desk, row_id
from handlers.errors import AlreadyDecided, UnknownRecord, WrongState
from handlers.recording import BOT, change, finish, hold, record_label
from handlers.rules.task_states import OPEN, TASK_STEPS, TRACES, act_towards, leads_to
from storage.audits import list_history
from storage.tables import Task


class Brought(NamedTuple):
    """Who brought a task to where it stands, and when."""

    who: str
    at: datetime


def get_task(desk: Desk, value: str) -> Task:
    """What "task:7" in a button's value means. Raises UnknownRecord."""
    number = value.removeprefix("task:").partition(":")[0]
    task = desk.session.get(Task, int(number)) if number.isdecimal() and len(number) < 10 else None
    if task is None or task.agency_id != desk.agency_id or task.deleted_at is not None:
        raise UnknownRecord(record="T-?")
    return task


def take_step(desk: Desk, task: Task, act: str) -> None:
    """Start, review, done, cancel, reopen. Raises AlreadyDecided where somebody did it before, WrongState."""
    if act not in TASK_STEPS:
        raise UnknownRecord(record=record_label(task))
    hold(desk, task)
    wanted = leads_to(act, task.status)
    if wanted is None or task.deleted_at is not None:
        if task.status == TASK_STEPS[act].leads_to:
            tell_who_was_first(desk, task)
        raise WrongState(record=record_label(task), status=task.status, act=act)
    if act == "done":
        finish(desk, task)
    elif act == "reopen":
        before = _status_before(desk, task)
        change(desk, task, TRACES[act], by=desk.speaker, status=before or wanted, done_at=None)
    else:
        change(desk, task, TRACES[act], by=desk.speaker, status=wanted)


def put_into(desk: Desk, task: Task, status: str) -> None:
    """Bring a task into another state, whatever lies between. Raises UnknownRecord for what is no state."""
    hold(desk, task)
    if task.status == status:
        return
    act = act_towards(task.status, status)
    if act == "done":
        finish(desk, task)
    else:
        action = TRACES[act] if act is not None else "changed"
        change(desk, task, action, by=desk.speaker, status=status, done_at=None)


def who_brought(desk: Desk, task: Task) -> Brought | None:
    """Who brought the task into the state that it is in, by the audit trail."""
    lines = list_history(desk.session, [("task", row_id(task.id))])
    found = [line for line in lines if (line.after or {}).get("status") == task.status]
    return Brought("Liaison" if found[-1].who == BOT else found[-1].who, found[-1].at) if found else None


def tell_who_was_first(desk: Desk, task: Task) -> None:
    """Raises AlreadyDecided with who it was."""
    first = who_brought(desk, task)
    if first is not None:
        raise AlreadyDecided(record=record_label(task), verdict=task.status, who=first.who, at=first.at, because=None)


def _status_before(desk: Desk, task: Task) -> str | None:
    """Where a task stood on the board before it was closed."""
    lines = list_history(desk.session, [("task", row_id(task.id))])
    closed = [line for line in lines if (line.after or {}).get("status") == task.status]
    before = (closed[-1].before or {}).get("status") if closed else None
    return before if before in OPEN else None
