"""Tasks as lists and boards show them, and what was said about one in its thread."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import Message, Task

_OPEN = ("todo", "doing", "review")


def list_on_board(
    session: Session,
    agency_id: int,
    *,
    client_id: int | None = None,
    project_id: int | None = None,
    done_since: datetime,
) -> list[Task]:
    """Open tasks, and those that were done since an instant; in no order."""
    query = select(Task).where(
        Task.agency_id == agency_id,
        col(Task.deleted_at).is_(None),
        col(Task.status).in_(_OPEN) | ((col(Task.status) == "done") & (col(Task.done_at) >= done_since)),
    )
    if client_id is not None:
        query = query.where(Task.client_id == client_id)
    if project_id is not None:
        query = query.where(Task.project_id == project_id)
    return list(session.exec(query))


def count_tasks_by_assignee(session: Session, agency_id: int, *, client_id: int | None) -> dict[int, int]:
    """Member → how many tasks they have had for a client."""
    rows = session.exec(
        select(Task.assignee_id, func.count())
        .where(
            Task.agency_id == agency_id,
            Task.client_id == client_id,
            col(Task.assignee_id).is_not(None),
            col(Task.deleted_at).is_(None),
        )
        .group_by(col(Task.assignee_id))
    )
    return {member_id: count for member_id, count in rows if member_id is not None}


def list_said_in_thread(session: Session, message: Message, *, most: int) -> Sequence[Message]:
    """What was said after a message in its thread and is still there: the latest, oldest first."""
    thread = message.thread_id or message.external_id
    found = session.exec(
        select(Message)
        .where(
            Message.channel_id == message.channel_id,
            Message.thread_id == thread,
            Message.id != message.id,
            Message.said_at >= message.said_at,
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.said_at).desc(), col(Message.id).desc())
        .limit(most)
    ).all()
    return list(reversed(found))
