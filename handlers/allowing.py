"""Holding what comes in to the table of access, before it is served."""

from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.errors import NotAllowed
from handlers.rules.access import Audience, Way, judge, list_roles
from storage.people import list_members

MOST_NAMED = 5


def audience_of(desk: Desk) -> Audience:
    """Who reads along where it was asked."""
    if desk.here.is_direct:
        return "direct"
    return "internal" if desk.is_internal else "shared"


def role_of(desk: Desk) -> str:
    """What they are to us. Whoever isn't known is an outsider."""
    return desk.member.role if desk.member is not None else "outsider"


def may_enter(desk: Desk) -> bool:
    """Whether it is served at all: of an outsider, only the button that is theirs. Nobody else gets an answer."""
    if desk.member is not None:
        return True
    press = desk.arrival
    return isinstance(press, Press) and judge("press", press.action, "outsider", audience_of(desk)) != "forbidden"


def check_access(desk: Desk, way: Way, name: str) -> None:
    """Let it pass, and note when the answer is for who asks alone. Raises NotAllowed with who may."""
    verdict = judge(way, name, role_of(desk), audience_of(desk))
    if verdict == "forbidden":
        roles = [role for role in list_roles(way, name) if role != "outsider"]
        members = list_members(desk.session, desk.agency_id)
        raise NotAllowed(roles=roles, who=[one.name for one in members if one.role in roles][:MOST_NAMED])
    desk.is_confidential = desk.is_confidential or verdict == "privately"
