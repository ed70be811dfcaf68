"""The inbox: what came in, stored before it is acknowledged, worked off once and in order per lane."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.depths import Dead
from storage.leases import LEASE_S, LostLease, insert_new, is_postgres, lease_clock, lease_end
from storage.queue_tables import INBOX
from storage.wakeup import ring_after_commit

TOPIC = "inbox"
MAX_ATTEMPTS = 8
DIED = "the process that served this died, or lost the database"

c = INBOX.c
head = INBOX.alias("head").c
earlier = INBOX.alias("earlier").c


@dataclass(frozen=True, slots=True)
class Item:
    """A claimed row: ours while it is running under our owner and attempt."""

    id: int
    key: str
    lane: str
    kind: str
    payload: dict[str, Any]
    prepared: dict[str, Any] | None
    attempts: int  # this one included
    owner: str
    trace_id: str
    created_at: datetime


ITEM_COLUMNS = (
    c.id, c.key, c.lane, c.kind, c.payload, c.prepared, c.attempts, c.owner, c.trace_id, c.created_at, c.run_at,
)  # fmt: skip


def put(
    session: Session,
    *,
    key: str,
    lane: str,
    kind: str,
    payload: dict[str, Any],
    trace_id: str,
    now: datetime,
    run_at: datetime | None = None,
) -> int | None:
    """Store an event: its id, or None if this key has been stored before."""
    values = {
        "key": key, "lane": lane, "kind": kind, "payload": payload, "state": "ready", "attempts": 0,
        "run_at": run_at or now, "trace_id": trace_id, "created_at": now,
    }  # fmt: skip
    statement = insert_new(INBOX, for_postgres=is_postgres(session))
    number: int | None = session.connection().execute(statement, values).scalar_one_or_none()
    if number is not None:
        ring_after_commit(session, TOPIC)
    return number


def claim(session: Session, *, owner: str, limit: int, now: datetime, lease_s: float = LEASE_S) -> list[Item]:
    """Take the heads of up to `limit` lanes: due, nothing earlier unfinished, nothing running. Oldest first."""
    heads = (
        select(head.id)
        .where(head.state == "ready", head.run_at <= now, ~_has_earlier())
        .order_by(head.run_at, head.id)
        .limit(limit)
    )
    return _take(session, heads, owner=owner, now=now, lease_s=lease_s)


def claim_next(session: Session, item: Item, *, now: datetime, lease_s: float = LEASE_S) -> Item | None:
    """Take what follows in the same lane, in the unit that finished the row before it: no search over all lanes."""
    # Nobody else can take it: until this unit is committed, the row before it is running for all others.
    row = (
        session.connection()
        .execute(
            _make_follow(for_postgres=is_postgres(session)),
            {
                "in_lane": item.lane, "at": now, "me": item.owner, "lease": timedelta(seconds=lease_s),
                "lease_end": now + timedelta(seconds=lease_s),
            },
        )
        .one_or_none()
    )  # fmt: skip
    return None if row is None else _read_item(row)


@cache
def _make_follow(*, for_postgres: bool) -> ReturningUpdate[Any]:
    """The statement of claim_next. Made once: making it takes longer than running it."""
    first = (
        select(func.min(earlier.id))
        .where(earlier.lane == bindparam("in_lane"), earlier.state.in_(("ready", "running")))
        .scalar_subquery()
    )
    ends: ColumnElement[Any] = bindparam("lease_end", type_=UTCDateTime())
    if for_postgres:
        ends = func.clock_timestamp(type_=UTCDateTime()) + bindparam("lease", type_=postgresql.INTERVAL())
    return (
        update(INBOX)
        .where(c.id == first, c.state == "ready", c.run_at <= bindparam("at", type_=UTCDateTime()))
        .values(state="running", owner=bindparam("me"), attempts=c.attempts + 1, lease_until=ends)
        .returning(*ITEM_COLUMNS)
    )


def _has_earlier() -> ColumnElement[bool]:
    return (
        select(earlier.id)
        .where(earlier.lane == head.lane, earlier.id < head.id, earlier.state.in_(("ready", "running")))
        .exists()
    )


def _take(session: Session, heads: Select[Any], *, owner: str, now: datetime, lease_s: float) -> list[Item]:
    if is_postgres(session):
        # As a CTE of its own: inlined, the planner may lock more rows than the limit.
        locked = heads.with_for_update(skip_locked=True).cte("heads").prefix_with("MATERIALIZED")
        heads = select(locked.c.id)
    statement = (
        update(INBOX)
        .where(c.id.in_(heads))
        .values(state="running", owner=owner, attempts=c.attempts + 1, lease_until=lease_end(session, now, lease_s))
        .returning(*ITEM_COLUMNS)
    )
    try:
        with session.begin_nested():
            rows = session.execute(statement).all()
    except IntegrityError:
        return []  # a peer took a row of one of these lanes at the same moment: the next claim sees it
    return [_read_item(row) for row in sorted(rows, key=lambda row: (row.run_at, row.id))]


def _read_item(row: Row[Any]) -> Item:
    return Item(
        id=row.id, key=row.key, lane=row.lane, kind=row.kind, payload=row.payload, prepared=row.prepared,
        attempts=row.attempts, owner=row.owner, trace_id=row.trace_id, created_at=row.created_at,
    )  # fmt: skip


def _change(session: Session, item: Item, **values: Any) -> None:
    """Change a row that is still ours. Raises LostLease."""
    is_ours = and_(c.id == item.id, c.state == "running", c.owner == item.owner, c.attempts == item.attempts)
    changed = session.execute(update(INBOX).where(is_ours).values(**values).returning(c.id)).all()
    if len(changed) != 1:
        raise LostLease(f"inbox row {item.id} is no longer ours")


def keep_prepared(session: Session, item: Item, prepared: dict[str, Any]) -> None:
    """Keep what was costly to find out, so that a retry doesn't pay twice. Raises LostLease."""
    _change(session, item, prepared=prepared)


FINISH = (
    update(INBOX)
    .where(
        c.id == bindparam("number"), c.state == "running", c.owner == bindparam("me"),
        c.attempts == bindparam("attempt"),
    )
    .values(
        state="done", done_at=bindparam("at"), outcome=bindparam("how"), owner=None, lease_until=None,
        last_error=None, error_code=None,
    )
)  # fmt: skip


def finish(session: Session, item: Item, *, now: datetime, outcome: str = "done") -> None:
    """Note, in the unit that did the work, that it is done. Raises LostLease: then the unit must fail as a whole."""
    mine = {"number": item.id, "me": item.owner, "attempt": item.attempts, "at": now, "how": outcome}
    if session.connection().execute(FINISH, mine).rowcount != 1:
        raise LostLease(f"inbox row {item.id} is no longer ours")


def retry_later(session: Session, item: Item, *, run_at: datetime, reason: str, error_code: str) -> None:
    """Put it back for a later time; what follows in the lane waits behind it. Raises LostLease."""
    _change(
        session, item, state="ready", run_at=run_at, owner=None, lease_until=None, last_error=reason,
        error_code=error_code,
    )  # fmt: skip


def bury(session: Session, item: Item, *, reason: str, error_code: str, now: datetime) -> None:
    """Give it up, with its cause: `liaison replay` can put it back. Raises LostLease."""
    _change(
        session, item, state="dead", done_at=now, outcome="dead", owner=None, lease_until=None, last_error=reason,
        error_code=error_code,
    )  # fmt: skip
    ring_after_commit(session, TOPIC)  # the lane moves on


def release(session: Session, items: Sequence[Item]) -> int:
    """Give back unserved what is still ours; the attempt doesn't count. How many were given back."""
    released = 0
    for item in items:
        try:
            _change(session, item, state="ready", attempts=item.attempts - 1, owner=None, lease_until=None)
        except LostLease:
            continue  # done, or taken over: nothing to give back
        released += 1
    if released:
        ring_after_commit(session, TOPIC)
    return released


def heartbeat(
    session: Session, *, owner: str, numbers: Collection[int], now: datetime, lease_s: float = LEASE_S
) -> int:
    """Renew the leases of these rows, as far as they are this owner's; how many that is.

    Only of what the owner has in hand: a row that it has lost sight of must run out and be recovered.
    """
    statement = update(INBOX).where(c.id.in_(numbers), c.state == "running", c.owner == owner)
    changed = session.execute(statement.values(lease_until=lease_end(session, now, lease_s)).returning(c.id))
    return len(changed.all())


def recover(
    session: Session,
    *,
    now: datetime,
    dead_owners: Collection[str] = (),
    everyone: bool = False,
    max_attempts: int = MAX_ATTEMPTS,
) -> int:
    """Put back what the dead had running: their lease is over, or they are known to be gone. How many rows.

    With `everyone`, all running rows (the caller is the only process). An event whose attempts are used up is
    buried: it may be what kills its workers.
    """
    lapsed: ColumnElement[bool] = or_(c.lease_until < lease_clock(session, now), c.owner.in_(dead_owners))
    orphaned = c.state == "running" if everyone else and_(c.state == "running", lapsed)
    free = {"owner": None, "lease_until": None, "last_error": DIED}
    buried = session.execute(
        update(INBOX)
        .where(orphaned, c.attempts >= max_attempts)
        .values(state="dead", done_at=now, outcome="dead", error_code="E-died", **free)
        .returning(c.id)
    ).all()
    freed = session.execute(update(INBOX).where(orphaned).values(state="ready", **free).returning(c.id)).all()
    if buried or freed:
        ring_after_commit(session, TOPIC)
    return len(buried) + len(freed)


def replay(session: Session, *, now: datetime, number: int | None = None, key: str | None = None) -> int:
    """Put dead rows back as if they had just come: all, or the one with this id or key. How many.

    Their prepared reading is kept. A replayed row is older than what came after it, so it is served first in its lane.
    """
    dead = [c.state == "dead"]
    if number is not None:
        dead.append(c.id == number)
    if key is not None:
        dead.append(c.key == key)
    changed = session.execute(
        update(INBOX)
        .where(*dead)
        .values(state="ready", attempts=0, run_at=now, done_at=None, outcome=None)
        .returning(c.id)
    ).all()
    if changed:
        ring_after_commit(session, TOPIC)
    return len(changed)


def list_dead(session: Session, *, limit: int = 1000) -> list[Dead]:
    """Rows that were given up, oldest first."""
    columns = (c.id, c.kind, c.key, c.attempts, c.error_code, c.last_error, c.created_at)
    rows = session.execute(select(*columns).where(c.state == "dead").order_by(c.id).limit(limit))
    return [Dead(*row) for row in rows]


def next_run_at(session: Session, *, now: datetime) -> datetime | None:
    """When the next row that waits for its time is due, or None if none does."""
    waiting = select(func.min(c.run_at)).where(c.state == "ready", c.run_at > now)
    earliest: datetime | None = session.execute(waiting).scalar_one()
    return earliest


def is_idle(session: Session, *, now: datetime) -> bool:
    """Whether nothing is running, and no head of a lane is due. What waits for a later time doesn't count."""
    busy = or_(head.state == "running", and_(head.state == "ready", head.run_at <= now, ~_has_earlier()))
    return session.execute(select(head.id).where(busy).limit(1)).first() is None


def forget_done(session: Session, *, before: datetime) -> int:
    """Clear away what was done before an instant; how many rows. A redelivery older than that counts as new."""
    gone = session.execute(INBOX.delete().where(c.state == "done", c.done_at < before).returning(c.id)).all()
    return len(gone)
