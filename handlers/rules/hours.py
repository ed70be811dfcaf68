"""When people work: a member's own hours, else the agency's, else until six."""

from datetime import time

from prompts.reading.dates.finding import END_OF_DAY
from storage.tables import Agency, Member

__all__ = ["END_OF_DAY", "end_of_work", "hours_of"]


def hours_of(row: Member | Agency | None) -> tuple[str, str] | None:
    """The hours that were said of a member or the agency, as 09:30 and 18:30; None: nobody said."""
    if row is None or row.works_from is None or row.works_until is None:
        return None
    return row.works_from, row.works_until


def end_of_work(member: Member | None, agency: Agency | None) -> time:
    """What EOD and 下班前 mean to a member, in their zone; without a member (a client speaks), to the agency."""
    hours = hours_of(member) or hours_of(agency)
    return time.fromisoformat(hours[1]) if hours else END_OF_DAY
