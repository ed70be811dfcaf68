"""The audit trail: written with every change, read by undo."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from storage.tables import Audit

_INSERT = Audit.__table__.insert()  # type: ignore[attr-defined]


def add_line(session: Session, **values: Any) -> None:
    """Write one line (fields as in Audit). At once, and never read back: a unit of work holds many of them."""
    session.connection().execute(_INSERT, {"origin": "", "undone_by": None, **values})


def list_act(session: Session, agency_id: int, act: str) -> list[Audit]:
    """All that one act changed, in order."""
    return list(
        session.exec(select(Audit).where(Audit.agency_id == agency_id, Audit.act == act).order_by(col(Audit.id)))
    )


def list_submitted(session: Session, agency_id: int, act: str) -> list[tuple[str, int]]:
    """The change requests and supplementary orders that one act made or submitted, each once; in order."""
    found = session.exec(
        select(Audit).where(
            Audit.agency_id == agency_id,
            Audit.act == act,
            col(Audit.record_kind).in_(("change_request", "supplementary_order")),
            col(Audit.action) != "undone",
            col(Audit.member_id).is_not(None),
        )
    )
    made = [
        (line.record_kind, line.record_id)
        for line in found
        if line.action == "created" or (line.after or {}).get("status") == "submitted"
    ]
    return list(dict.fromkeys(made))


def list_left(session: Session, agency_id: int, act: str) -> list[tuple[str, int, str]]:
    """The change requests and supplementary orders whose state one act has changed, with the state before."""
    found = session.exec(
        select(Audit).where(
            Audit.agency_id == agency_id,
            Audit.act == act,
            col(Audit.record_kind).in_(("change_request", "supplementary_order")),
            col(Audit.action) != "undone",
        )
    )
    left = [(line.record_kind, line.record_id, str((line.before or {}).get("status") or "")) for line in found]
    return [one for one in dict.fromkeys(left) if one[2]]


def list_history(session: Session, records: Iterable[tuple[str, int]]) -> list[Audit]:
    """All that was done to records ("task", 12) and has not been taken back, oldest first."""
    wanted = [and_(col(Audit.record_kind) == kind, col(Audit.record_id) == number) for kind, number in records]
    if not wanted:
        return []
    return list(
        session.exec(
            select(Audit)
            .where(or_(*wanted), col(Audit.undone_by).is_(None), Audit.action != "undone")
            .order_by(col(Audit.id))
        )
    )


def list_later(session: Session, line: Audit) -> list[Audit]:
    """What others changed of the same record after this line, and has not been taken back."""
    return list(
        session.exec(
            select(Audit).where(
                Audit.record_kind == line.record_kind,
                Audit.record_id == line.record_id,
                col(Audit.id) > line.id,
                col(Audit.member_id) != line.member_id,
                col(Audit.undone_by).is_(None),
                col(Audit.action).not_in(("undone", "linked")),
            )
        )
    )


def find_last_act(session: Session, agency_id: int, member_id: int) -> str | None:
    """The member's latest act that hasn't been taken back (taking back is no act of its own)."""
    return session.exec(
        select(Audit.act)
        .where(
            Audit.agency_id == agency_id,
            Audit.member_id == member_id,
            col(Audit.undone_by).is_(None),
            Audit.action != "undone",
        )
        .order_by(col(Audit.id).desc())
        .limit(1)
    ).first()


def find_last_act_like(session: Session, agency_id: int, root: str) -> str | None:
    """The latest act whose key begins so, changed a record, and hasn't been taken back."""
    return session.exec(
        select(Audit.act)
        .where(
            Audit.agency_id == agency_id,
            col(Audit.act).startswith(root, autoescape=True),
            col(Audit.undone_by).is_(None),
            col(Audit.action).not_in(("undone", "emoji_off")),
        )
        .order_by(col(Audit.id).desc())
        .limit(1)
    ).first()


def list_acts_like(session: Session, agency_id: int, root: str, *, action: str) -> list[str]:
    """The acts whose keys begin so, as far as they did this."""
    begins = col(Audit.act).startswith(root, autoescape=True)
    return list(session.exec(select(Audit.act).where(Audit.agency_id == agency_id, begins, Audit.action == action)))


def find_decision(session: Session, record_kind: str, record_id: int) -> Audit | None:
    """Who last confirmed, dismissed, finished, withdrew or merged a record."""
    return session.exec(
        select(Audit)
        .where(
            Audit.record_kind == record_kind,
            Audit.record_id == record_id,
            col(Audit.action).in_(("confirmed", "dismissed", "done", "withdrawn", "merged")),
            col(Audit.undone_by).is_(None),
        )
        .order_by(col(Audit.id).desc())
        .limit(1)
    ).first()


def find_creation(session: Session, record_kind: str, record_id: int) -> Audit | None:
    """The line that tells of a record's making."""
    return session.exec(
        select(Audit)
        .where(Audit.record_kind == record_kind, Audit.record_id == record_id, Audit.action == "created")
        .order_by(col(Audit.id))
        .limit(1)
    ).first()


def find_act(session: Session, record_kind: str, record_id: int, action: str) -> Audit | None:
    """The line that tells of this being done to a record, unless it was taken back."""
    return session.exec(
        select(Audit)
        .where(
            Audit.record_kind == record_kind,
            Audit.record_id == record_id,
            Audit.action == action,
            col(Audit.undone_by).is_(None),
        )
        .order_by(col(Audit.id).desc())
        .limit(1)
    ).first()
