"""Leases: how long a running row belongs to its owner, by which clock, and which owners are dead."""

import zlib
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

LEASE_S = 30.0
HEARTBEAT_S = 10.0
LOCK_SPACE = 0x4C69  # "Li": our advisory locks on PostgreSQL

HELD = text(
    "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :space AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class LostLease(Exception):
    """The row belongs to somebody else by now: whatever was done for it must be rolled back."""


def is_postgres(session: Session) -> bool:
    """Whether this session talks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def insert_into(table: Table, *, for_postgres: bool) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that knows ON CONFLICT, in the dialect."""
    return postgresql.insert(table) if for_postgres else sqlite.insert(table)


@cache
def insert_new(table: Table, *, for_postgres: bool) -> ReturningInsert[Any]:
    """An INSERT of rows whose key is not there yet, giving their ids. Made once: that takes longer than running it."""
    insert = insert_into(table, for_postgres=for_postgres)
    return insert.on_conflict_do_nothing(index_elements=[table.c.key]).returning(table.c.id)


def lease_clock(session: Session, now: datetime) -> ColumnElement[datetime]:
    """The instant that leases are judged by: the database's on PostgreSQL, where machines' clocks may differ."""
    if is_postgres(session):
        return func.clock_timestamp(type_=UTCDateTime())
    return literal(now, UTCDateTime())


def lease_end(session: Session, now: datetime, lease_s: float) -> ColumnElement[datetime]:
    """When a lease that is taken now ends."""
    if is_postgres(session):
        return func.clock_timestamp(type_=UTCDateTime()) + literal(timedelta(seconds=lease_s), postgresql.INTERVAL())
    return literal(now + timedelta(seconds=lease_s), UTCDateTime())


def lock_number(owner: str) -> int:
    """The advisory lock that an owner holds while it lives: 31 bits, since pg_locks shows them unsigned."""
    return zlib.crc32(owner.encode()) & 0x7FFFFFFF


def find_dead_owners(session: Session, table: Table) -> list[str]:
    """Owners of running rows whose process is gone. Only PostgreSQL can tell: elsewhere none, and leases decide."""
    if not is_postgres(session):
        return []
    # Owners first, locks second: an owner takes its lock before it claims anything.
    owners = session.execute(select(table.c.owner).where(table.c.state == "running").distinct()).scalars().all()
    if not owners:
        return []
    held = set(session.execute(HELD, {"space": LOCK_SPACE}).scalars())
    return [owner for owner in owners if lock_number(owner) not in held]
