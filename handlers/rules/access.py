"""Who may do what, and who else may read the answer: one table for commands, buttons, forms, shortcuts and emoji.

What a table leaves out nobody may do. Some acts ask more than a role (who submitted it may not approve it): the rule of
the act itself says so, in its own module.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["ae", "member", "manager", "admin", "outsider"]
Audience = Literal["direct", "internal", "shared"]
Verdict = Literal["allowed", "privately", "forbidden"]  # privately: the answer is for who asked, and nobody else
Way = Literal["command", "press", "form", "shortcut", "emoji", "act"]

ROLES: tuple[Role, ...] = get_args(Role)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
OURS: tuple[Role, ...] = ("ae", "member", "manager", "admin")
FOR_CLIENTS: tuple[Role, ...] = ("ae", "manager", "admin")  # who speaks for us to a client, and of money
LEADING: tuple[Role, ...] = ("manager", "admin")
ADMINS: tuple[Role, ...] = ("admin",)


@dataclass(frozen=True)
class Rule:
    """Which roles may, and whether even colleagues don't read the answer."""

    who: tuple[Role, ...] = OURS
    is_personal: bool = False


_ANYBODY = Rule()
_ONESELF = Rule(is_personal=True)
_FOR_CLIENTS = Rule(FOR_CLIENTS)
_MONEY = Rule(FOR_CLIENTS, is_personal=True)

COMMANDS: dict[str, Rule] = {
    **dict.fromkeys(
        (
            *("client", "project", "log", "paste", "change", "task", "promise", "tasks", "done", "edit", "undo"),
            *("approve", "reject", "start", "deliver", "withdraw", "changes", "board", "assign", "priority", "review"),
            *("cancel", "reopen", "members", "ask", "confirm", "show"),
        ),
        _ANYBODY,
    ),
    **dict.fromkeys(("lang", "timezone", "me", "link_me", "help", "hours"), _ONESELF),
    **dict.fromkeys(("link", "reply"), _FOR_CLIENTS),
    **dict.fromkeys(("contract", "order"), _MONEY),
    "role": Rule(LEADING, is_personal=True),
    "team": Rule(LEADING),
}
PRESSES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            *("confirm", "dismiss", "edit", "edit_record", "done", "undo", "same", "different", "split", "withdraw"),
            *("keep", "approves", "show", "approve", "reject", "submit", "start", "deliver", "finish", "take_back"),
            *("changes", "new", "home", "task_status", "paste_client", "paste_confirm", "do", "leave_it", "ask"),
            *("assign", "tasks", "task_step", "client_text", "lang", "join_people"),
        ),
        _ANYBODY,
    ),
    **dict.fromkeys(("link", "kf_send", "client_post"), _FOR_CLIENTS),
    "order": _MONEY,
    "client_confirm": Rule((*OURS, "outsider")),  # ours are told that it is the client's
}
FORMS: dict[str, Rule] = {
    **dict.fromkeys(("log", "change", "task", "client", "new", "edit_proposal", "reject"), _ANYBODY),
    "order": _MONEY,
}
SHORTCUTS: dict[str, Rule] = dict.fromkeys(("log", "change", "task", "new"), _ANYBODY)
EMOJI: dict[str, Rule] = dict.fromkeys(("log", "change", "done", "seen"), _ANYBODY)
# What a command may do beside its usual work.
ACTS: dict[str, Rule] = {
    "agency_hours": Rule(LEADING),
    "agency_lang": Rule(ADMINS),
    "agency_timezone": Rule(ADMINS),
    "set_leading_role": Rule(ADMINS),  # make somebody manager or admin, or take it from them
}
TABLES: dict[Way, dict[str, Rule]] = {
    "command": COMMANDS,
    "press": PRESSES,
    "form": FORMS,
    "shortcut": SHORTCUTS,
    "emoji": EMOJI,
    "act": ACTS,
}


def judge(way: Way, name: str, role: str, audience: Audience) -> Verdict:
    """Whether a role may do it where this audience reads along."""
    rule = TABLES[way].get(name)
    if rule is None or role not in rule.who:
        return "forbidden"
    if audience == "shared" and role != "outsider":
        return "privately"
    return "privately" if rule.is_personal and audience == "internal" else "allowed"


def list_roles(way: Way, name: str) -> tuple[Role, ...]:
    """Who may: for telling others whom to ask."""
    rule = TABLES[way].get(name)
    return rule.who if rule is not None else ()


def may_set_role(setter: str, before: str, after: str) -> bool:
    """Whether somebody of the role `setter` may move a colleague from one role to another."""
    if before in LEADING or after in LEADING:
        return setter in list_roles("act", "set_leading_role")
    return setter in list_roles("command", "role")
