"""Holds: what only one process at a time may have, a connection say, and what it says of it.

A hold is a row of Shared whose value is its owner and which runs out unless it is renewed. Beside it, under a name of
its own, its owner notes how things stand, for those who ask (`liaison doctor`, /readyz).
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col

from storage.leases import insert_into, is_postgres, lease_clock, lease_end
from storage.shared import find_shared, share
from storage.tables import Shared

_TABLE = Shared.__table__  # type: ignore[attr-defined]
_STATE = ":state"


@dataclass(frozen=True)
class Standing:
    """How things stand with what is held."""

    owner: str
    state: str
    since: str  # ISO, with zone
    reason: str = ""


def take_hold(session: Session, name: str, owner: str, *, now: datetime, lease_s: float) -> bool:
    """Take it, or renew it, for this long. False: somebody else has it."""
    values = {"name": name, "value": owner, "expires_at": lease_end(session, now, lease_s)}
    insert = insert_into(_TABLE, for_postgres=is_postgres(session)).values(values)
    is_free = or_(_TABLE.c.value == owner, _TABLE.c.expires_at < lease_clock(session, now))
    statement = insert.on_conflict_do_update(
        index_elements=[_TABLE.c.name],
        set_={"value": insert.excluded.value, "expires_at": insert.excluded.expires_at},
        where=is_free,
    )
    return len(session.execute(statement.returning(_TABLE.c.name)).all()) == 1


def leave_hold(session: Session, name: str, owner: str) -> bool:
    """Let go of it, so that another can take it at once. False: it was somebody else's."""
    ours = delete(Shared).where(col(Shared.name) == name, col(Shared.value) == owner)
    return len(session.execute(ours.returning(col(Shared.name))).all()) == 1


def note_standing(session: Session, name: str, standing: Standing) -> None:
    """Say how things stand, in the place of what was said before."""
    share(session, name + _STATE, json.dumps(asdict(standing), ensure_ascii=False))


def find_standing(session: Session, name: str) -> Standing | None:
    """What was said last; None if nobody ever had it."""
    kept = find_shared(session, name + _STATE)
    return Standing(**json.loads(kept.value)) if kept is not None else None


def find_holder(session: Session, name: str, *, now: datetime) -> str | None:
    """Who has it now."""
    kept = find_shared(session, name)
    is_held = kept is not None and kept.expires_at is not None and kept.expires_at > now
    return kept.value if kept is not None and is_held else None
