"""Who may approve what a colleague has submitted: never who submitted it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Colleague:
    """A member, as far as it matters here."""

    number: int
    role: str  # ae, member, manager, admin


def list_asked(colleagues: Sequence[Colleague], *, submitter: int | None, named: int | None) -> list[int]:
    """Who is shown the approval card: the named approver; else all managers; else all admins. Empty: nobody can."""
    others = [one for one in colleagues if one.number != submitter]
    chosen = [one.number for one in others if one.number == named]
    return chosen or _list_standing(others)


def may_approve(
    colleague: Colleague, colleagues: Sequence[Colleague], *, submitter: int | None, named: int | None
) -> bool:
    """The named approver and any manager; an admin where nobody else is a manager. Never who submitted it."""
    if colleague.number == submitter:
        return False
    others = [one for one in colleagues if one.number != submitter]
    return colleague.number == named or colleague.number in _list_standing(others)


def list_who_may(colleagues: Sequence[Colleague], *, submitter: int | None, named: int | None) -> list[int]:
    """Everybody who may: for telling others whom to ask."""
    return [one.number for one in colleagues if may_approve(one, colleagues, submitter=submitter, named=named)]


def _list_standing(others: Sequence[Colleague]) -> list[int]:
    """Who may without being named."""
    managers = [one.number for one in others if one.role == "manager"]
    return managers or [one.number for one in others if one.role == "admin"]
