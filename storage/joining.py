"""Two rows of one person become one: everything that points to the one points to the other."""

from sqlalchemy import Column, select, update
from sqlmodel import Session, SQLModel

from storage.tables import Member

Moved = dict[str, list[int]]  # "task.assignee_id" → the rows that were pointed elsewhere


def point_to(session: Session, *, gone: int, kept: int) -> Moved:
    """Let every row that points to one member point to another. Returns which did, for point_back."""
    moved: Moved = {}
    for column in _columns():
        table = column.table
        wanted = column == gone
        if table.name == "member":  # nobody becomes their own manager
            wanted &= table.c.id.not_in((gone, kept))
        ids = list(session.connection().execute(select(table.c.id).where(wanted)).scalars())
        if ids:
            session.connection().execute(update(table).where(wanted).values({column.name: kept}))
            moved[f"{table.name}.{column.name}"] = ids
    session.expire_all()
    return moved


def point_back(session: Session, moved: Moved, *, gone: int, kept: int) -> None:
    """Take it back, as far as the rows still point where they were made to."""
    for column in _columns():
        table = column.table
        for ids in _in_pieces(moved.get(f"{table.name}.{column.name}", [])):
            still = (table.c.id.in_(ids)) & (column == kept)
            session.connection().execute(update(table).where(still).values({column.name: gone}))
    session.expire_all()


def _columns() -> list[Column[int]]:
    """Every column that says which member."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "id" in table.c and any(key.references(Member.__table__) for key in column.foreign_keys)  # type: ignore[attr-defined]
    ]


def _in_pieces(ids: list[int], size: int = 500) -> list[list[int]]:
    return [ids[first : first + size] for first in range(0, len(ids), size)]
