"""What became of things in the queues: a message that was sent, an arrival that was served and what it made us say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session

from storage.queue_tables import INBOX, OUTBOX

State = Literal["ready", "running", "done", "dead"]


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A row of the outbox."""

    payload: dict[str, Any]
    receipt: dict[str, Any] | None  # None: nobody knows yet whether it was sent
    since: datetime  # when it was sent; when it was written, until that is known


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the inbox, and what serving it made us say."""

    state: State
    error_code: str | None
    said: tuple[tuple[str, dict[str, Any]], ...]  # outbox key and payload, in order


def find_sent_message(session: Session, key: str) -> SentMessage | None:
    """The message of this outbox key."""
    columns = (OUTBOX.c.payload, OUTBOX.c.receipt, OUTBOX.c.sent_at, OUTBOX.c.created_at)
    row = session.execute(select(*columns).where(OUTBOX.c.key == key)).one_or_none()
    if row is None:
        return None
    return SentMessage(payload=row.payload, receipt=row.receipt, since=row.sent_at or row.created_at)


def find_outcome(session: Session, key: str) -> Outcome | None:
    """What became of the arrival of this key; None if none came."""
    columns = (INBOX.c.id, INBOX.c.state, INBOX.c.error_code)
    row = session.execute(select(*columns).where(INBOX.c.key == key)).one_or_none()
    if row is None:
        return None
    said = select(OUTBOX.c.key, OUTBOX.c.payload).where(OUTBOX.c.inbox_id == row.id).order_by(OUTBOX.c.id)
    lines = session.execute(said).all() if row.state == "done" else []
    return Outcome(state=row.state, error_code=row.error_code, said=tuple((line.key, line.payload) for line in lines))
