"""The cards that show a record, wherever they stand."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.tables import ShownCard


def list_shown(session: Session, record_kind: str, record_id: int) -> list[ShownCard]:
    """All cards that show a record, oldest first."""
    return list(
        session.exec(
            select(ShownCard)
            .where(ShownCard.record_kind == record_kind, ShownCard.record_id == record_id)
            .order_by(col(ShownCard.id))
        )
    )


def forget_shown(session: Session, record_kind: str, record_id: int, *, purpose: str, member_id: int | None) -> None:
    """Forget the earlier cards of one purpose for one reader: newer ones take their place."""
    session.execute(
        delete(ShownCard).where(
            col(ShownCard.record_kind) == record_kind,
            col(ShownCard.record_id) == record_id,
            col(ShownCard.purpose) == purpose,
            col(ShownCard.member_id) == member_id,
        )
    )
