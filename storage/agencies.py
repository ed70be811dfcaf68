"""Agencies, their workspaces, and the numbers they have given."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, col, select

from storage.leases import is_postgres
from storage.once import once
from storage.tables import Agency, Counter, Workspace

# Asked for every message: a query is made once, since making it takes longer than running it.
# The agency comes along, so that session.get finds it without asking.
_WORKSPACE = (
    select(Workspace, Agency)
    .join(Agency, col(Agency.id) == col(Workspace.agency_id))
    .where(Workspace.platform == bindparam("platform"), Workspace.external_id == bindparam("external_id"))
)


def ensure_agency(session: Session, *, lang: str, tz: str, now: datetime) -> Agency:
    """The agency of this installation, made on first sight. Lang and zone count only then: later an admin sets them."""
    agency = find_agency(session)
    if agency is None:
        agency = Agency(lang=lang, tz=tz, created_at=now)
        session.add(agency)
        session.flush()
    return agency


def lock_agency(session: Session, agency: Agency) -> None:
    """Let nobody else make somebody's first row meanwhile (two conversations of one newcomer run side by side)."""
    session.exec(select(Agency.id).where(Agency.id == agency.id).with_for_update())


def find_agency(session: Session) -> Agency | None:
    """The agency of this installation, once it is made."""
    return session.exec(select(Agency).order_by(col(Agency.id)).limit(1)).first()


def find_workspace(session: Session, platform: str, external_id: str) -> Workspace | None:
    """The workspace with this platform id."""
    found = {"platform": platform, "external_id": external_id}
    row = once(session, ("workspace", *found.values()), lambda: session.execute(_WORKSPACE, found).first())
    return row[0] if row else None


def remember_workspace(
    session: Session,
    agency: Agency,
    platform: str,
    external_id: str,
    *,
    now: datetime,
    url: str = "",
    bot_user_id: str = "",
    bot_id: str = "",
) -> Workspace:
    """Note a workspace and who the bot is in it; what isn't known now stays as it was."""
    workspace = find_workspace(session, platform, external_id)
    if workspace is None:
        assert agency.id is not None
        workspace = Workspace(agency_id=agency.id, platform=platform, external_id=external_id, updated_at=now)
    workspace.url = url or workspace.url
    workspace.bot_user_id = bot_user_id or workspace.bot_user_id
    workspace.bot_id = bot_id or workspace.bot_id
    workspace.updated_at = now
    session.add(workspace)
    session.flush()
    return workspace


def list_workspaces(session: Session, agency_id: int) -> list[Workspace]:
    """All workspaces of an agency."""
    return list(session.exec(select(Workspace).where(Workspace.agency_id == agency_id)))


def next_number(session: Session, agency_id: int, name: str) -> int:
    """The next CR-n or T-n. Holds the counter's row until the transaction ends: take numbers late."""
    counted = {"agency_id": agency_id, "name": name, "value": 1}
    return int(session.connection().execute(_make_count(for_postgres=is_postgres(session)), counted).scalar_one())


@cache
def _make_count(*, for_postgres: bool) -> ReturningInsert[Any]:
    """The statement of next_number, made once."""
    table: Any = Counter.__table__  # type: ignore[attr-defined]
    insert = postgresql.insert(table) if for_postgres else sqlite.insert(table)
    return insert.on_conflict_do_update(
        index_elements=["agency_id", "name"], set_={"value": table.c.value + 1}
    ).returning(table.c.value)
