"""The nights in which clocks change: wall times that don't exist, those that exist twice, hours counted across them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.reading.dates.finding import resolve_due

NEW_YORK = "America/New_York"
ZONES = ("Asia/Shanghai", NEW_YORK, "Europe/London", "Australia/Sydney", "Asia/Kolkata")
MOMENTS = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 12, 1)).map(
    lambda each: each.replace(hour=8 + each.hour % 12, second=0, microsecond=0)
)


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.integers(1, 300), st.sampled_from(ZONES))
def test_hours_are_counted_in_real_time(said: datetime, hours: int, tz: str) -> None:
    sent_at = said.replace(tzinfo=ZoneInfo(tz))

    due = resolve_due(f"within {hours} hours", sent_at=sent_at, tz=tz)

    assert due is not None
    assert due.at is not None
    assert due.at.timestamp() - sent_at.timestamp() == timedelta(hours=hours).total_seconds()


@pytest.mark.parametrize(
    ("said", "words", "due"),
    [
        (datetime(2026, 3, 7, 10), "tomorrow at 2:30am", "2026-03-08T03:30:00-04:00"),  # that hour is skipped
        (datetime(2026, 3, 7, 23, 30), "in 3 hours", "2026-03-08T03:30:00-04:00"),
        (datetime(2026, 3, 7, 10), "tomorrow at noon", "2026-03-08T12:00:00-04:00"),
        (datetime(2026, 10, 31, 10), "tomorrow at 1:30am", "2026-11-01T01:30:00-04:00"),  # the first of the two
        (datetime(2026, 10, 31, 23, 30), "in 3 hours", "2026-11-01T01:30:00-05:00"),
    ],
)
def test_a_time_in_that_night_is_one_that_comes(said: datetime, words: str, due: str) -> None:
    found = resolve_due(words, sent_at=said.replace(tzinfo=ZoneInfo(NEW_YORK)), tz=NEW_YORK, country="US")

    assert found is not None
    assert found.iso == due
