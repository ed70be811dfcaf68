"""What was recorded: interactions, change requests, tasks, signals; found by message, number, client or member."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists
from sqlalchemy import select as select_any
from sqlmodel import Session, col, select

from storage.tables import ChangeRequest, Interaction, Message, Signal, Task

OPEN_CHANGES = ("proposed", "submitted", "approved", "in_progress", "delivered")
OPEN_TASKS = ("todo", "doing", "review")
AnyRecord = Interaction | ChangeRequest | Task | Signal
RECORD_TABLES: tuple[type[AnyRecord], ...] = (Interaction, ChangeRequest, Task, Signal)


def list_records_of(session: Session, message_id: int, *, with_deleted: bool = False) -> list[AnyRecord]:
    """Everything that was recorded from one message, without what lies in the recycle bin unless asked for."""
    # Most messages have none, and few have all kinds: one look tells which tables to ask.
    of_message = {"message_id": message_id}
    has_some = session.execute(_HAS_RECORDS, of_message).one()
    found: list[AnyRecord] = []
    for table, has_any in zip(RECORD_TABLES, has_some, strict=True):
        if has_any:
            found.extend(session.scalars(_make_records_of(table, with_deleted=with_deleted), of_message))
    return found


_HAS_RECORDS = select_any(
    *(exists().where(col(table.message_id) == bindparam("message_id")) for table in RECORD_TABLES)
)


@cache
def _make_records_of(table: type[AnyRecord], *, with_deleted: bool) -> Select[Any]:
    """The query of list_records_of for one table, made once: it is asked for every message."""
    query = select_any(table).where(col(table.message_id) == bindparam("message_id")).order_by(col(table.id))
    return query if with_deleted else query.where(col(table.deleted_at).is_(None))


def find_change(session: Session, agency_id: int, number: int) -> ChangeRequest | None:
    """CR-number; of one that was merged, the one that it was merged into."""
    found = session.exec(
        select(ChangeRequest).where(ChangeRequest.agency_id == agency_id, ChangeRequest.number == number)
    ).first()
    if found is not None and found.merged_into_id is not None:
        found = follow_merges(session, found)
    return found if found is not None and found.deleted_at is None else None


def follow_merges(session: Session, change: ChangeRequest) -> ChangeRequest | None:
    """The change request that this one has become; itself, unless it was merged."""
    seen: set[int] = set()
    current: ChangeRequest | None = change
    while current is not None and current.merged_into_id is not None and current.merged_into_id not in seen:
        seen.add(current.merged_into_id)
        current = session.get(ChangeRequest, current.merged_into_id)
    return current


def find_task(session: Session, agency_id: int, number: int) -> Task | None:
    """T-number."""
    return session.exec(
        select(Task).where(Task.agency_id == agency_id, Task.number == number, col(Task.deleted_at).is_(None))
    ).first()


def list_open_changes(session: Session, client_id: int) -> list[ChangeRequest]:
    """A client's change requests that aren't decided and done, oldest first."""
    return list(
        session.exec(
            select(ChangeRequest)
            .where(
                ChangeRequest.client_id == client_id,
                col(ChangeRequest.status).in_(OPEN_CHANGES),
                col(ChangeRequest.deleted_at).is_(None),
            )
            .order_by(col(ChangeRequest.number))
        )
    )


def list_open_changes_of(session: Session, agency_id: int, *, client_id: int | None = None) -> list[ChangeRequest]:
    """All open change requests of an agency, or of one of its clients."""
    query = select(ChangeRequest).where(
        ChangeRequest.agency_id == agency_id,
        col(ChangeRequest.status).in_(OPEN_CHANGES),
        col(ChangeRequest.deleted_at).is_(None),
    )
    if client_id is not None:
        query = query.where(ChangeRequest.client_id == client_id)
    return list(session.exec(query))


def list_open_tasks(
    session: Session, agency_id: int, *, client_id: int | None = None, assignee_id: int | None = None
) -> list[Task]:
    """Tasks to be done, the earliest due first, those without a date last."""
    query = select(Task).where(
        Task.agency_id == agency_id, col(Task.status).in_(OPEN_TASKS), col(Task.deleted_at).is_(None)
    )
    if client_id is not None:
        query = query.where(Task.client_id == client_id)
    if assignee_id is not None:
        query = query.where(Task.assignee_id == assignee_id)
    tasks: Iterable[Task] = session.exec(query)
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on, task.due_at is None, task.due_at, task.id))


def list_recent_interactions(session: Session, client_id: int, limit: int) -> list[tuple[Interaction, Message | None]]:
    """A client's latest interactions with the message that shows each, newest first."""
    rows = session.exec(
        select(Interaction, Message)
        .join(Message, col(Message.id) == col(Interaction.message_id), isouter=True)
        .where(Interaction.client_id == client_id, col(Interaction.deleted_at).is_(None))
        .order_by(col(Interaction.happened_at).desc())
        .limit(limit)
    )
    return [(interaction, message) for interaction, message in rows.all()]
