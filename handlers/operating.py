"""What an operator does from the command line, with the same trail as what members do."""

from datetime import datetime

from sqlmodel import Session

from storage.agencies import find_agency, lock_agency
from storage.audits import add_line
from storage.people import find_member_by_email, list_members
from storage.tables import Member

OPERATOR = "operator"


class CannotDo(Exception):
    """Why not, and what to do instead, in one line."""


def give_role(session: Session, name: str, role: str, *, now: datetime) -> str:
    """Give a member a role, and tell what was done. Raises CannotDo: nobody of this name, or it is the last admin's."""
    agency = find_agency(session)
    if agency is None or agency.id is None:
        raise CannotDo("nobody works here yet: the first colleague who writes to the bot becomes admin")
    lock_agency(session, agency)
    members = list_members(session, agency.id)
    member = _find(session, agency.id, members, name)
    if member.role == role:
        return f"{member.name} is {role} already."
    if role != "admin" and [one.id for one in members if one.role == "admin"] == [member.id]:
        raise CannotDo(f"{member.name} is the only admin: make somebody else admin first")
    assert member.id is not None
    before, member.role = member.role, role
    session.add(member)
    session.flush()
    add_line(
        session,
        agency_id=agency.id,
        at=now,
        act=f"cli:role:{member.id}:{now.isoformat()}",
        member_id=None,
        who=OPERATOR,
        action="role",
        record_kind="member",
        record_id=member.id,
        record=member.name,
        before={"role": before},
        after={"role": role},
        origin="cli",
    )
    return f"{member.name} is now {role} (was {before})."


def _find(session: Session, agency_id: int, members: list[Member], name: str) -> Member:
    """The one of this name or address."""
    if "@" in name and (found := find_member_by_email(session, agency_id, name)) in members and found is not None:
        return found
    fitting = [one for one in members if one.name.casefold() == name.strip().casefold()]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(one.name for one in members[:20]) or "nobody"
    if fitting:
        raise CannotDo(f"{len(fitting)} colleagues are called {name}: give the e-mail address (`liaison member list`)")
    raise CannotDo(f"no colleague called {name}; there are: {known}")
