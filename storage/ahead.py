"""Rows of a lane that are looked at before their turn: what stands behind the one in hand may be found out with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session

from storage.inbox import Item
from storage.queue_tables import INBOX

c = INBOX.c
_head = INBOX.alias("head")


class Waiting(NamedTuple):
    """A row that is not its lane's head yet. Nobody's."""

    id: int
    payload: dict[str, Any]
    is_prepared: bool
    created_at: datetime


def list_waiting(session: Session, item: Item, *, limit: int) -> list[Waiting]:
    """What waits behind a row in its lane, in order."""
    rows = session.execute(
        select(c.id, c.payload, c.prepared, c.created_at)
        .where(c.lane == item.lane, c.id > item.id, c.state == "ready")
        .order_by(c.id)
        .limit(limit)
    )
    return [Waiting(row.id, row.payload, row.prepared is not None, row.created_at) for row in rows]


def keep_ahead(session: Session, item: Item, prepared: Mapping[int, dict[str, Any]]) -> int:
    """Keep on rows behind `item` what was found out about them, by their numbers; how many took it.

    Only while the row in hand is still ours: then nobody else can be at work on those behind it.
    """
    is_ours = (
        select(_head.c.id)
        .where(
            _head.c.id == item.id,
            _head.c.state == "running",
            _head.c.owner == item.owner,
            _head.c.attempts == item.attempts,
        )
        .exists()
    )
    kept = 0
    for number, values in prepared.items():
        statement = update(INBOX).where(c.id == number, c.lane == item.lane, c.state == "ready", is_ours)
        kept += len(session.execute(statement.values(prepared=values).returning(c.id)).all())
    return kept
