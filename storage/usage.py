"""What the model cost, per day."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.leases import insert_into, is_postgres
from storage.tables import ModelUsage


class DayUsage(NamedTuple):
    """What was asked of the model on one day."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failures: int = 0  # bursts of which no message could be read

    @property
    def tokens(self) -> int:
        """Sent and received."""
        return self.tokens_in + self.tokens_out


def find_usage(session: Session, agency_id: int, day: date) -> DayUsage:
    """The day's account; all nought when nothing was asked."""
    usage = session.get(ModelUsage, (agency_id, day))
    return DayUsage(usage.calls, usage.tokens_in, usage.tokens_out, usage.failures) if usage else DayUsage()


def add_usage(session: Session, agency_id: int, day: date, usage: DayUsage) -> None:
    """Add to the day's account. Two processes may do so at once, also for the first time of a day."""
    added = {"agency_id": agency_id, "day": day, **usage._asdict()}
    session.connection().execute(_make_add(for_postgres=is_postgres(session)), added)


@cache
def _make_add(*, for_postgres: bool) -> "postgresql.Insert | sqlite.Insert":
    """The statement of add_usage, made once."""
    table: Any = ModelUsage.__table__  # type: ignore[attr-defined]
    insert = insert_into(table, for_postgres=for_postgres)
    return insert.on_conflict_do_update(
        index_elements=["agency_id", "day"],
        set_={name: table.c[name] + insert.excluded[name] for name in DayUsage._fields},
    )
