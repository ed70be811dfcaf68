"""How fast each lane and workspace may send. A row of `rate` says from when on; no row means from now on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import func, select
from sqlmodel import Session

from storage.leases import insert_into, is_postgres
from storage.queue_tables import RATE

STOP = "stop:"  # before a workspace: nothing at all goes there


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `burst` at once, then one every `gap_s`: in any T seconds, no more than burst + T / gap_s."""

    gap_s: float
    burst: int = 1

    def next_at(self, next_at: datetime | None, now: datetime) -> datetime:
        """From when on the next may go, after one that goes now."""
        earned = now - timedelta(seconds=self.gap_s * (self.burst - 1))
        return (earned if next_at is None else max(next_at, earned)) + timedelta(seconds=self.gap_s)


@dataclass(frozen=True, slots=True)
class Pace:
    """A platform's rules."""

    lane: Rule
    workspace: Rule


@dataclass(frozen=True, slots=True)
class Pacing:
    """The rules of every platform, and of its further doors; without rules of its own a door keeps its platform's."""

    by_platform: Mapping[str, Pace]

    def scaled(self, factor: float) -> "Pacing":
        """The same with all gaps times `factor`; 0 is no pacing at all."""
        return Pacing(
            {
                platform: Pace(_scale(pace.lane, factor), _scale(pace.workspace, factor))
                for platform, pace in self.by_platform.items()
            }
        )

    def of(self, workspace: str) -> Pace:
        """The rules for a workspace, written "slack:T1" or "wecom-bot:ww1"; what has none is not held back."""
        door = workspace.partition(":")[0]
        return self.by_platform.get(door) or self.by_platform.get(door.partition("-")[0], UNPACED)


def _scale(rule: Rule, factor: float) -> Rule:
    return replace(rule, gap_s=rule.gap_s * factor)


UNPACED = Pace(lane=Rule(0.0), workspace=Rule(0.0))
PACING = Pacing(
    MappingProxyType(
        {
            # Slack: about one message a second in a channel, several hundred a minute in a workspace.
            "slack": Pace(lane=Rule(1.1), workspace=Rule(0.1, burst=30)),
            # WeCom drops without a word what goes beyond 30 a minute to one member: 5 + 60 / 2.4 is 30.
            "wecom": Pace(lane=Rule(2.4, burst=5), workspace=Rule(0.01, burst=50)),
            # Its AI bot may say 30 things a minute and 1,000 an hour in a chat: 13 + 60 / 3.7, 13 + 3600 / 3.7.
            "wecom-bot": Pace(lane=Rule(3.7, burst=13), workspace=Rule(0.01, burst=50)),
        }
    )
)


def read_rates(session: Session, keys: set[str]) -> dict[str, datetime]:
    """From when on each of these may send."""
    rows = session.execute(select(RATE.c.key, RATE.c.next_at).where(RATE.c.key.in_(keys)))
    return {row.key: row.next_at for row in rows}


def hold(session: Session, until_by_key: Mapping[str, datetime]) -> None:
    """Let nothing go under these keys before their instants; a longer hold that stands already stays."""
    if not until_by_key:
        return
    rows = [{"key": key, "next_at": until} for key, until in sorted(until_by_key.items())]
    insert = insert_into(RATE, for_postgres=is_postgres(session)).values(rows)
    later = func.greatest if is_postgres(session) else func.max
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[RATE.c.key], set_={"next_at": later(RATE.c.next_at, insert.excluded.next_at)}
        )
    )


def stop_workspace(session: Session, workspace: str, *, until: datetime) -> None:
    """Send nothing at all to a workspace for a while."""
    hold(session, {STOP + workspace: until})


def stop_lane(session: Session, lane: str, *, until: datetime) -> None:
    """Send nothing in a lane for a while: the platform asked for it."""
    hold(session, {lane: until})


def forget(session: Session, *, before: datetime) -> int:
    """Clear away what holds nobody back any more; how many rows."""
    gone = session.execute(RATE.delete().where(RATE.c.next_at < before).returning(RATE.c.key)).all()
    return len(gone)
