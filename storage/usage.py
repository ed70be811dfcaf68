"""What the model cost, per day."""

from datetime import date

from sqlmodel import Session

from storage.tables import ModelUsage


def tokens_spent(session: Session, agency_id: int, day: date) -> int:
    """Tokens sent and received on this day."""
    usage = session.get(ModelUsage, (agency_id, day))
    return usage.tokens_in + usage.tokens_out if usage else 0


def add_usage(
    session: Session, agency_id: int, day: date, *, calls: int, tokens_in: int, tokens_out: int, failures: int
) -> None:
    """Add to the day's account."""
    usage = session.get(ModelUsage, (agency_id, day), with_for_update=True)
    if usage is None:
        usage = ModelUsage(agency_id=agency_id, day=day)
    usage.calls += calls
    usage.tokens_in += tokens_in
    usage.tokens_out += tokens_out
    usage.failures += failures
    session.add(usage)
