"""The tables of the queues: inbox (to be worked off), outbox (to be sent), rate (from when on a lane may send).

Inbox: ready → running → done, or dead. Outbox: ready → running → sent, dead or dropped; a send of which nobody knows
whether it arrived is unsure. `running` is committed before the work begins, so a crash leaves a trace.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import TextClause
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

metadata: MetaData = SQLModel.metadata

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only as INTEGER

READY = text("state = 'ready'")
RUNNING = text("state = 'running'")
DEAD = text("state = 'dead'")


def _where(name: str, condition: TextClause, *columns: str, unique: bool = False) -> Index:
    """An index of some rows only: the queue stays small however long the history is."""
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


INBOX = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # of the event: the same event again is not stored again
    Column("lane", String, nullable=False),  # one conversation: worked off in order
    Column("kind", String, nullable=False),
    Column("payload", Json, nullable=False),
    Column("prepared", Json),  # what was costly to find out (a model's answer), kept so that a retry doesn't pay twice
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_at", UTCDateTime(), nullable=False),
    Column("lease_until", UTCDateTime()),  # by the database's clock on PostgreSQL
    Column("owner", String),
    Column("last_error", Text),
    Column("error_code", String),  # stands in the log beside the cause
    Column("outcome", String),
    Column("trace_id", String, nullable=False),
    Column("created_at", UTCDateTime(), nullable=False),
    Column("done_at", UTCDateTime()),
    _where("inbox_ready", READY, "run_at", "id"),
    _where("inbox_unfinished", text("state IN ('ready', 'running')"), "lane", "id"),
    _where("inbox_leased", RUNNING, "lease_until"),
    _where("inbox_dead", DEAD, "id"),
    _where("inbox_one_running", RUNNING, "lane", unique=True),
)

OUTBOX = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # also our id at the platform, by which a send is found again
    Column("lane", String, nullable=False),  # one channel or person: sent in order, and paced
    Column("workspace", String, nullable=False),  # "slack:T1": paced and stopped as a whole
    Column("is_paced", Boolean, nullable=False),  # False: an answer that a person waits for
    Column("name", String, nullable=False),  # of the card, for the log
    Column("payload", Json, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_at", UTCDateTime(), nullable=False),  # when unsure: when to look whether it arrived
    Column("expires_at", UTCDateTime()),  # not worth sending after this
    Column("may_repeat", Boolean, nullable=False),  # if nobody can tell whether it arrived: better twice than never
    Column("lease_until", UTCDateTime()),
    Column("owner", String),
    Column("last_error", Text),
    Column("error_code", String),
    Column("receipt", Json),
    Column("trace_id", String, nullable=False),
    Column("inbox_id", Id),  # what caused it; no foreign key, so that old inbox rows can go
    Column("created_at", UTCDateTime(), nullable=False),
    Column("sent_at", UTCDateTime()),
    _where("outbox_ready", READY, "run_at", "id"),
    _where("outbox_unfinished", text("state IN ('ready', 'running', 'unsure')"), "lane", "id"),
    _where("outbox_leased", RUNNING, "lease_until"),
    _where("outbox_dead", DEAD, "id"),
    _where("outbox_unsure", text("state = 'unsure'"), "run_at"),
    _where("outbox_expiring", text("state = 'ready' AND expires_at IS NOT NULL"), "expires_at"),
    _where("outbox_one_running", RUNNING, "lane", unique=True),
)

RATE = Table(
    "rate",
    metadata,
    Column("key", String, primary_key=True),  # a lane, a workspace, or "stop:" and a workspace
    Column("next_at", UTCDateTime(), nullable=False),
)
