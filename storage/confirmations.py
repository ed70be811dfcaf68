"""What was put before clients in writing, and what they answered."""

from sqlmodel import Session, col, select

from storage.tables import Confirmation


def list_confirmations_of(session: Session, change_id: int) -> list[Confirmation]:
    """What was put before the client about a change request, oldest first."""
    return list(
        session.exec(
            select(Confirmation)
            .where(Confirmation.change_id == change_id, col(Confirmation.deleted_at).is_(None))
            .order_by(col(Confirmation.id))
        )
    )


def list_asked(session: Session, channel_id: int) -> list[Confirmation]:
    """What waits for the client's answer in a channel, the latest first."""
    return list(
        session.exec(
            select(Confirmation)
            .where(
                Confirmation.channel_id == channel_id,
                Confirmation.status == "asked",
                col(Confirmation.deleted_at).is_(None),
            )
            .order_by(col(Confirmation.id).desc())
        )
    )
