"""How deep the two queues are, and what was given up in them: for metrics and operators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from storage.queue_tables import INBOX, OUTBOX


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is in one state of one queue."""

    queue: str  # inbox, outbox
    state: str  # what isn't finished, or failed: ready, running, unsure, dead
    count: int
    oldest_at: datetime  # since when the oldest of them is there


@dataclass(frozen=True, slots=True)
class Dead:
    """A row of either queue that was given up."""

    id: int
    kind: str  # of the arrival; the card's name
    key: str
    attempts: int
    error_code: str | None
    last_error: str | None
    created_at: datetime


def measure(session: Session) -> list[Depth]:
    """Depth of all states that hold something unfinished or failed."""
    return [
        Depth(table.name, state, count, oldest_at)
        for table in (INBOX, OUTBOX)
        for state in ("ready", "running", "unsure", "dead")
        # A query each: so every state is counted in its own partial index.
        for count, oldest_at in session.execute(
            select(func.count(), func.min(table.c.created_at)).where(table.c.state == state)
        )
        if count
    ]
