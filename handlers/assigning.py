"""From a name as written to the member who is meant; where several could be, nobody is guessed."""

from handlers.desk import Desk
from handlers.rules.people import list_meant
from storage.people import list_members_who_spoke, list_names_of_members
from storage.tables import Task


def find_assignee(desk: Desk, said: str) -> int | None:
    """The member meant by a name, a nickname or its pinyin; None for a role, a stranger, and where several fit."""
    found = list_meant_by(desk, said)
    return found[0] if len(found) == 1 else None


def list_possible(desk: Desk, task: Task) -> list[str]:
    """The members of whom the task's assignee may be any: for asking which one is meant. Empty when that is clear."""
    if task.assignee_id is not None or not task.assignee:
        return []
    names = list_names_of_members(desk.session, desk.agency_id)
    for said in task.assignee.split(", "):
        found = list_meant_by(desk, said)
        if len(found) > 1:
            return [names[member_id][0] for member_id in found]
    return []


def list_meant_by(desk: Desk, said: str) -> list[int]:
    """Everybody who fits; of several, those who speak in this channel, if that leaves any."""
    found = list_meant(said, list_names_of_members(desk.session, desk.agency_id))
    if len(found) < 2 or desk.channel is None or desk.channel.id is None or desk.channel.is_direct:
        return found
    spoke = list_members_who_spoke(desk.session, desk.channel.id)
    return [member_id for member_id in found if member_id in spoke] or found
