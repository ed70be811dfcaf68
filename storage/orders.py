"""Supplementary orders (加价单), found by number or by change request."""

from sqlmodel import Session, col, select

from storage.tables import SupplementaryOrder


def find_order(session: Session, agency_id: int, number: int) -> SupplementaryOrder | None:
    """SO-number."""
    return session.exec(
        select(SupplementaryOrder).where(
            SupplementaryOrder.agency_id == agency_id,
            SupplementaryOrder.number == number,
            col(SupplementaryOrder.deleted_at).is_(None),
        )
    ).first()


def list_orders_of(session: Session, change_id: int) -> list[SupplementaryOrder]:
    """The supplementary orders for a change request, oldest first."""
    return list(
        session.exec(
            select(SupplementaryOrder)
            .where(SupplementaryOrder.change_id == change_id, col(SupplementaryOrder.deleted_at).is_(None))
            .order_by(col(SupplementaryOrder.id))
        )
    )
