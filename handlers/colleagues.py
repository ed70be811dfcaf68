"""Who is who in the agency, and what each may do: the list of colleagues, and their roles."""

import re

from handlers.allowing import role_of
from handlers.assigning import find_assignee
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, LastAdmin, NotAllowed, UnknownMember
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.access import may_set_role
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.agencies import lock_agency
from storage.once import ask_again
from storage.people import MEMBERS, list_accounts_of, list_members
from storage.tables import Member

SHOWN = 30
ROLE_WORDS = {
    "客户经理": "ae", "account executive": "ae", "account exec": "ae", "客户执行": "ae", "ae": "ae",
    "成员": "member", "设计": "member", "设计师": "member", "策划": "member", "designer": "member",
    "planner": "member", "member": "member",
    "经理": "manager", "主管": "manager", "manager": "manager",
    "管理员": "admin", "administrator": "admin", "admin": "admin",
}  # fmt: skip
_ORDER = re.compile(
    r"^@?(?P<name>.+?)[\s:：,，]*(?:设为|改为|改成|是|as|to|is|=)?\s*"
    rf"(?<![a-z])(?P<role>{'|'.join(sorted(map(re.escape, ROLE_WORDS), key=len, reverse=True))})$",
    re.IGNORECASE,
)


def on_members(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Who works here: role, platforms, zone: /crm members."""
    everybody = list_members(desk.session, desk.agency_id)
    lines = [(member, _platforms(desk, member), desk.readership(member).tz) for member in everybody[:SHOWN]]
    return [desk.answer(desk.card("members", lines=lines, count=len(everybody), left=len(everybody) - len(lines)))]


def on_role(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """What a colleague may do: /crm role @Tom manager. Raises BadCommand, UnknownMember, NotAllowed, LastAdmin."""
    match = _ORDER.match(words.strip())
    if match is None:
        raise BadCommand(verb="role")
    name, role = match["name"].strip(" @"), ROLE_WORDS[match["role"].casefold()]
    found = find_assignee(desk, name)
    member = desk.session.get(Member, found) if found is not None else None
    if member is None or member.left_on is not None:
        raise UnknownMember(name=one_line(name, 40))
    lock_agency(desk.session, desk.agency)  # two admins who lower each other at once
    desk.session.refresh(member)
    if not may_set_role(role_of(desk), member.role, role):
        raise NotAllowed(roles=["admin"], who=[one.name for one in _list_admins(desk)])
    if role != "admin" and [one.id for one in _list_admins(desk)] == [member.id]:
        raise LastAdmin(name=member.name, is_joining=False)
    is_new = change(desk, member, "role", by=desk.speaker, role=role)
    card = desk.card("role_set", member=member, act=desk.arrival.key if is_new else None)
    return [desk.answer(card), *_tell(desk, member, is_new=is_new)]


def _tell(desk: Desk, member: Member, *, is_new: bool) -> list[Reply]:
    """Whoever is given a role hears of it, unless they gave it to themselves."""
    to = desk.to_member(member) if is_new and member.id != desk.speaker.id else None
    if to is None:
        return []
    card = desk.card_for(member, "role_given", platform=to.platform, member=member, by=desk.speaker.name)
    return [Reply(to=to, card=card, key="role-given")]


def _list_admins(desk: Desk) -> list[Member]:
    ask_again(desk.session, MEMBERS)
    return [member for member in list_members(desk.session, desk.agency_id) if member.role == "admin"]


def _platforms(desk: Desk, member: Member) -> list[str]:
    return sorted({account.platform for account in list_accounts_of(desk.session, row_id(member.id))})
