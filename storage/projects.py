"""Projects: the pieces of work that a client's changes and tasks belong to."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from storage.tables import ChangeRequest, Message, Project, Task

# Asked for every record: a query is made once, since making it takes longer than running it.
_PROJECTS = (
    select(Project)
    .where(Project.client_id == bindparam("client_id"), col(Project.deleted_at).is_(None))
    .order_by(col(Project.id))
)


def list_projects_of(session: Session, client_id: int) -> list[Project]:
    """A client's projects, running or over, oldest first."""
    return list(session.scalars(_PROJECTS, {"client_id": client_id}))


def find_project_of_thread(session: Session, channel_id: int, thread_id: str) -> int | None:
    """The project of the latest record that was made out of a thread."""
    in_thread = or_(Message.thread_id == thread_id, Message.external_id == thread_id)
    found: list[tuple[int, int]] = []
    for table in (ChangeRequest, Task):
        row = session.exec(
            select(Message.id, table.project_id)
            .join(table, col(table.message_id) == col(Message.id))
            .where(
                Message.channel_id == channel_id,
                in_thread,
                col(table.project_id).is_not(None),
                col(table.deleted_at).is_(None),
            )
            .order_by(col(Message.id).desc())
            .limit(1)
        ).first()
        if row is not None and row[0] is not None and row[1] is not None:
            found.append((row[0], row[1]))
    return max(found)[1] if found else None
