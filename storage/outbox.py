"""The outbox: what is to be said, kept with what caused it, sent in order per lane, and not too fast.

`running` is committed before the request leaves. Whoever finds a row running without an owner can't know whether it
was sent: it becomes `unsure`, and is looked up at the platform, never blindly sent again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage import rates
from storage.depths import Dead
from storage.leases import LEASE_S, LostLease, insert_new, is_postgres, lease_clock, lease_end
from storage.queue_tables import OUTBOX, RATE
from storage.rates import PACING, Pacing
from storage.wakeup import ring_after_commit

TOPIC = "outbox"
DIED = "the process that sent this died, or lost the database"
UNFINISHED = ("ready", "running", "unsure")
CLAIM_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('liaison outbox claim'))")

c = OUTBOX.c
head = OUTBOX.alias("head")
h = head.c
earlier = OUTBOX.alias("earlier").c
lane_rate = RATE.alias("lane_rate")
workspace_rate = RATE.alias("workspace_rate")
stop = RATE.alias("stop")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to be said, on its way into the outbox."""

    key: str
    lane: str
    workspace: str
    payload: dict[str, Any]
    name: str
    trace_id: str
    is_paced: bool = True
    may_repeat: bool = True
    expires_at: datetime | None = None
    run_at: datetime | None = None  # None: now
    inbox_id: int | None = None
    is_latest_only: bool = False  # it takes the place of all that waits in its lane: what they say is old by now


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row: ours while it is running (or unsure) at this attempt."""

    id: int
    key: str
    lane: str
    workspace: str
    is_paced: bool
    name: str
    payload: dict[str, Any]
    attempts: int  # this one included
    may_repeat: bool
    expires_at: datetime | None
    owner: str | None
    trace_id: str
    created_at: datetime
    is_unsure: bool  # to be looked for, not sent


PARCEL_COLUMNS = (
    c.id, c.key, c.lane, c.workspace, c.is_paced, c.name, c.payload, c.attempts, c.may_repeat, c.expires_at, c.owner,
    c.trace_id, c.created_at, c.state, c.run_at,
)  # fmt: skip


def put_all(session: Session, outgoing: Sequence[Outgoing], *, now: datetime) -> int:
    """Store what is to be said; a key that is stored already is left alone. How many are new."""
    if not outgoing:
        return 0
    rows = [
        {
            "key": one.key, "lane": one.lane, "workspace": one.workspace, "is_paced": one.is_paced, "name": one.name,
            "payload": one.payload, "state": "ready", "attempts": 0, "run_at": one.run_at or now,
            "expires_at": one.expires_at, "may_repeat": one.may_repeat, "trace_id": one.trace_id,
            "inbox_id": one.inbox_id, "created_at": now,
        }
        for one in outgoing
    ]  # fmt: skip
    _supersede(session, {one.lane for one in outgoing if one.is_latest_only}, but={one.key for one in outgoing})
    statement = insert_new(OUTBOX, for_postgres=is_postgres(session))
    stored = session.connection().execute(statement, rows).all()
    if stored:
        ring_after_commit(session, TOPIC)
    return len(stored)


def _supersede(session: Session, lanes: Collection[str], *, but: Collection[str]) -> None:
    """Drop what waits in lanes of which only the latest counts."""
    if lanes:
        waiting = update(OUTBOX).where(c.lane.in_(lanes), c.state == "ready", c.key.not_in(but))
        session.execute(waiting.values(state="dropped", last_error="a later one took its place"))


def claim(
    session: Session,
    *,
    owner: str,
    limit: int,
    now: datetime,
    pacing: Pacing = PACING,
    lease_s: float = LEASE_S,
    without: Collection[str] = (),
) -> list[Parcel]:
    """Take the heads of up to `limit` lanes that may send now, and move their rates on. Oldest first.

    `without`: workspaces that this process can't send to now.
    """
    if is_postgres(session):
        session.execute(CLAIM_LOCK)  # one claimer at a time: a workspace's rate is shared by all of its lanes
    heads = session.execute(
        select(h.id, h.lane, h.workspace, h.is_paced)
        .select_from(_heads_and_rates())
        .where(h.state == "ready", h.run_at <= now, *_not_in(without), ~_has_earlier(), _may_send(now))
        .order_by(h.run_at, h.id)
        .limit(limit)
    ).all()
    chosen = _choose_within_rates(session, heads, now=now, pacing=pacing)
    if not chosen:
        return []
    statement = (
        update(OUTBOX)
        .where(c.id.in_(chosen), c.state == "ready")
        .values(state="running", owner=owner, attempts=c.attempts + 1, lease_until=lease_end(session, now, lease_s))
        .returning(*PARCEL_COLUMNS)
    )
    try:
        with session.begin_nested():
            rows = session.execute(statement).all()
    except IntegrityError:
        return []  # a lane's row was put back into another state by a peer: the next claim sees it
    return [_read_parcel(row) for row in sorted(rows, key=lambda row: (row.run_at, row.id))]


def _heads_and_rates() -> Any:
    return (
        head.outerjoin(lane_rate, lane_rate.c.key == h.lane)
        .outerjoin(workspace_rate, workspace_rate.c.key == h.workspace)
        .outerjoin(stop, stop.c.key == rates.STOP + h.workspace)
    )


def _may_send(until: datetime) -> ColumnElement[bool]:
    """Whether no rate holds the head back beyond this instant."""
    return and_(
        or_(lane_rate.c.next_at.is_(None), lane_rate.c.next_at <= until),
        or_(~h.is_paced, workspace_rate.c.next_at.is_(None), workspace_rate.c.next_at <= until),
        or_(stop.c.next_at.is_(None), stop.c.next_at <= until),
    )


def _not_in(workspaces: Collection[str]) -> list[ColumnElement[bool]]:
    return [h.workspace.not_in(workspaces)] if workspaces else []


def _has_earlier() -> ColumnElement[bool]:
    return select(earlier.id).where(earlier.lane == h.lane, earlier.id < h.id, earlier.state.in_(UNFINISHED)).exists()


def _choose_within_rates(session: Session, heads: Sequence[Row[Any]], *, now: datetime, pacing: Pacing) -> list[int]:
    """Those of the heads that their workspaces take now; the rates are moved on for them."""
    next_at = rates.read_rates(session, {row.lane for row in heads} | {row.workspace for row in heads})
    moved: dict[str, datetime] = {}
    chosen = []
    for row in heads:
        if row.is_paced:
            if next_at.get(row.workspace, now) > now:
                continue
            pace = pacing.of(row.workspace)
            for key, rule in ((row.lane, pace.lane), (row.workspace, pace.workspace)):
                if rule.gap_s > 0:
                    next_at[key] = moved[key] = rule.next_at(next_at.get(key), now)
        chosen.append(row.id)
    rates.hold(session, moved)
    return chosen


def _read_parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        id=row.id, key=row.key, lane=row.lane, workspace=row.workspace, is_paced=row.is_paced, name=row.name,
        payload=row.payload, attempts=row.attempts, may_repeat=row.may_repeat, expires_at=row.expires_at,
        owner=row.owner, trace_id=row.trace_id, created_at=row.created_at, is_unsure=row.state == "unsure",
    )  # fmt: skip


def _change(session: Session, parcel: Parcel, *, was: str = "running", **values: Any) -> None:
    """Change a row that is still in the state and at the attempt in which we took it. Raises LostLease."""
    is_ours = [c.id == parcel.id, c.state == was, c.attempts == parcel.attempts]
    if was == "running":
        is_ours.append(c.owner == parcel.owner)
    free = {"owner": None, "lease_until": None} | values
    if len(session.execute(update(OUTBOX).where(*is_ours).values(**free).returning(c.id)).all()) != 1:
        raise LostLease(f"outbox row {parcel.id} is no longer ours")
    ring_after_commit(session, TOPIC)  # the lane may move on


def mark_sent(session: Session, parcel: Parcel, *, receipt: dict[str, Any], now: datetime) -> bool:
    """Note that it arrived, whoever has the row by now: knowing is better than guessing. False if it was known."""
    known = {"owner": None, "lease_until": None, "last_error": None, "error_code": None}
    statement = update(OUTBOX).where(c.id == parcel.id, c.state != "sent")
    changed = session.execute(
        statement.values(state="sent", sent_at=now, receipt=receipt, **known).returning(c.id)
    ).all()
    ring_after_commit(session, TOPIC)
    return len(changed) == 1


def hand_on(session: Session, key: str, receipt: dict[str, Any]) -> None:
    """The card that the row of this key said stands somewhere else now: whoever replaces it next finds it there."""
    session.execute(update(OUTBOX).where(c.key == key, c.state == "sent").values(receipt=receipt))


def retry(
    session: Session,
    parcel: Parcel,
    *,
    run_at: datetime,
    reason: str,
    error_code: str,
    is_counted: bool = True,
    was: str = "running",
) -> None:
    """Put it back: surely nothing was sent. Raises LostLease."""
    attempts = parcel.attempts if is_counted else parcel.attempts - 1
    _change(
        session, parcel, was=was, state="ready", run_at=run_at, attempts=attempts, last_error=reason,
        error_code=error_code,
    )  # fmt: skip


def mark_unsure(session: Session, parcel: Parcel, *, look_at: datetime, reason: str, error_code: str) -> None:
    """Nobody knows whether it arrived: look at this instant; its lane waits. Raises LostLease."""
    _change(session, parcel, state="unsure", run_at=look_at, last_error=reason, error_code=error_code)


def claim_unsure(session: Session, *, limit: int, now: datetime, again_at: datetime) -> list[Parcel]:
    """Unsure rows that it is time to look for. They stay unsure; nobody else looks for them before `again_at`."""
    due = select(h.id).where(h.state == "unsure", h.run_at <= now).order_by(h.run_at, h.id).limit(limit)
    if is_postgres(session):
        locked = due.with_for_update(skip_locked=True).cte("due").prefix_with("MATERIALIZED")
        due = select(locked.c.id)
    statement = update(OUTBOX).where(c.id.in_(due)).values(run_at=again_at).returning(*PARCEL_COLUMNS)
    return [_read_parcel(row) for row in session.execute(statement).all()]


def look_again(session: Session, parcel: Parcel, *, look_at: datetime, reason: str) -> None:
    """The platform couldn't be asked: it stays unsure. Raises LostLease."""
    _change(session, parcel, was="unsure", run_at=look_at, last_error=reason)


def reroute(
    session: Session,
    parcel: Parcel,
    *,
    payload: dict[str, Any],
    lane: str,
    workspace: str,
    is_paced: bool,
    now: datetime,
) -> None:
    """Say it somewhere else, since its address can't be reached: nothing was sent. Raises LostLease."""
    _change(
        session, parcel, state="ready", attempts=0, run_at=now, payload=payload, lane=lane, workspace=workspace,
        is_paced=is_paced,
    )  # fmt: skip


def bury(
    session: Session, parcel: Parcel, *, reason: str, error_code: str, now: datetime, was: str = "running"
) -> None:
    """Give it up, with its cause. Raises LostLease."""
    _change(session, parcel, was=was, state="dead", last_error=reason, error_code=error_code, sent_at=None, run_at=now)


def drop(session: Session, parcel: Parcel, *, reason: str) -> None:
    """Don't send it: it is not worth it any more, or may not be said there. Raises LostLease."""
    _change(session, parcel, state="dropped", last_error=reason)


def drop_stale(session: Session, *, now: datetime) -> list[tuple[str, str, str]]:
    """Drop what is no longer worth sending: key, name and trace id of each."""
    stale = update(OUTBOX).where(c.state == "ready", c.expires_at <= now)
    rows = session.execute(
        stale.values(state="dropped", last_error="too late to be worth sending").returning(c.key, c.name, c.trace_id)
    ).all()
    if rows:
        ring_after_commit(session, TOPIC)
    return [(row.key, row.name, row.trace_id) for row in rows]


def release(session: Session, parcels: Sequence[Parcel]) -> int:
    """Give back what surely was not sent and is still ours; the attempt doesn't count. How many were given back."""
    released = 0
    for parcel in parcels:
        try:
            _change(session, parcel, state="ready", attempts=parcel.attempts - 1)
        except LostLease:
            continue  # sent, or taken over: nothing to give back
        released += 1
    return released


def heartbeat(
    session: Session, *, owner: str, numbers: Collection[int], now: datetime, lease_s: float = LEASE_S
) -> int:
    """Renew the leases of these rows, as far as they are this owner's; how many that is.

    Only of what the owner has in hand: a row that it has lost sight of must run out and be recovered.
    """
    statement = update(OUTBOX).where(c.id.in_(numbers), c.state == "running", c.owner == owner)
    changed = session.execute(statement.values(lease_until=lease_end(session, now, lease_s)).returning(c.id))
    return len(changed.all())


def recover(
    session: Session,
    *,
    now: datetime,
    look_at: datetime,
    dead_owners: Collection[str] = (),
    everyone: bool = False,
) -> int:
    """What the dead were sending becomes unsure, to be looked for at `look_at`: their requests may still arrive."""
    lapsed: ColumnElement[bool] = or_(c.lease_until < lease_clock(session, now), c.owner.in_(dead_owners))
    orphaned = c.state == "running" if everyone else and_(c.state == "running", lapsed)
    changed = session.execute(
        update(OUTBOX)
        .where(orphaned)
        .values(state="unsure", run_at=look_at, owner=None, lease_until=None, last_error=DIED)
        .returning(c.id)
    ).all()
    if changed:
        ring_after_commit(session, TOPIC)
    return len(changed)


def replay(session: Session, *, now: datetime, number: int | None = None) -> int:
    """Put dead rows back: all, or the one with this id. How many."""
    dead = [c.state == "dead"] + ([] if number is None else [c.id == number])
    changed = session.execute(
        update(OUTBOX).where(*dead).values(state="ready", attempts=0, run_at=now, expires_at=None).returning(c.id)
    ).all()
    if changed:
        ring_after_commit(session, TOPIC)
    return len(changed)


def list_dead(session: Session, *, limit: int = 1000) -> list[Dead]:
    """Sends that were given up, oldest first."""
    columns = (c.id, c.name, c.key, c.attempts, c.error_code, c.last_error, c.created_at)
    rows = session.execute(select(*columns).where(c.state == "dead").order_by(c.id).limit(limit))
    return [Dead(*row) for row in rows]


def find_receipt(session: Session, key: str) -> dict[str, Any] | None:
    """What the platform gave back for the row of this key, if it was sent."""
    receipt: dict[str, Any] | None = session.execute(select(c.receipt).where(c.key == key)).scalar_one_or_none()
    return receipt


def find_payload(session: Session, key: str) -> dict[str, Any] | None:
    """What the row of this key says, and to whom."""
    payload: dict[str, Any] | None = session.execute(select(c.payload).where(c.key == key)).scalar_one_or_none()
    return payload


def is_idle(session: Session, *, now: datetime, soon: datetime, without: Collection[str] = ()) -> bool:
    """Whether nothing is on its way, and no head of a lane is due that pacing lets go by `soon`.

    What waits for a later time doesn't count: a retry, a stopped workspace, a look for an unsure send after `soon`;
    nor what waits for another process, in the workspaces of `without`.
    """
    busy = or_(
        h.state == "running",
        and_(h.state == "unsure", h.run_at <= soon),
        and_(h.state == "ready", h.run_at <= now, *_not_in(without), ~_has_earlier(), _may_send(soon)),
    )
    return session.execute(select(h.id).select_from(_heads_and_rates()).where(busy).limit(1)).first() is None


def next_look_at(session: Session, *, now: datetime) -> datetime | None:
    """When the next row may become sendable: the earliest of what is waited for, or None if nothing waits."""
    # A head waits for the latest of its own time and its rates; asking for the earliest of each is close enough
    # to sleep by, since waking too early costs one look.
    waiting = select(func.min(h.run_at)).where(h.state.in_(("ready", "unsure")), h.run_at > now)
    held = select(func.min(RATE.c.next_at)).where(RATE.c.next_at > now)
    instants = [session.execute(waiting).scalar_one(), session.execute(held).scalar_one()]
    return min((instant for instant in instants if instant is not None), default=None)


def forget_sent(session: Session, *, before: datetime) -> int:
    """Clear away what was sent or dropped before an instant; how many rows. Its card can't be edited any more."""
    is_over = c.state.in_(("sent", "dropped"))
    gone = session.execute(OUTBOX.delete().where(is_over, c.created_at < before).returning(c.id)).all()
    return len(gone)
