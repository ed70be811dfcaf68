"""Clock times where clocks are changed, and in zones that the words name."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.dates.finding import find_due, resolve_due

NEW_YORK, LONDON, SHANGHAI = ZoneInfo("America/New_York"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Shanghai")


def due_of(text: str, sent_at: datetime, country: str = "US") -> str | None:
    found = find_due(text, sent_at=sent_at, tz=str(sent_at.tzinfo), country=country)
    return found[1].iso if found else None


BEFORE_SPRING = datetime(2027, 3, 13, 20, 0, tzinfo=NEW_YORK)  # at two in the night clocks go on to three
BEFORE_AUTUMN = datetime(2026, 10, 31, 20, 0, tzinfo=NEW_YORK)  # at two in the night clocks go back to one


@pytest.mark.parametrize(
    ("text", "sent_at", "due"),
    [
        ("by 2:30am tomorrow", BEFORE_SPRING, "2027-03-14T03:30:00-04:00"),  # no clock shows half past two
        ("by 4am tomorrow", BEFORE_SPRING, "2027-03-14T04:00:00-04:00"),
        ("within 12 hours", BEFORE_SPRING, "2027-03-14T09:00:00-04:00"),  # twelve hours, thirteen on the clock
        ("by 1:30am tomorrow", BEFORE_AUTUMN, "2026-11-01T01:30:00-04:00"),  # the first of two
        ("within 12 hours", BEFORE_AUTUMN, "2026-11-01T07:00:00-05:00"),
        ("by EOD tomorrow", BEFORE_AUTUMN, "2026-11-01T18:00:00-05:00"),
        ("in two days", BEFORE_SPRING, "2027-03-15"),
    ],
)
def test_a_change_of_clocks_is_counted_with(text: str, sent_at: datetime, due: str) -> None:
    assert due_of(text, sent_at) == due


def test_the_second_of_two_equal_times_is_meant_when_the_first_is_over() -> None:
    first_half_past_one = datetime(2026, 11, 1, 5, 40, tzinfo=UTC).astimezone(NEW_YORK)  # 1:40, summer time

    assert first_half_past_one.isoformat() == "2026-11-01T01:40:00-04:00"
    assert due_of("by 1:30am", first_half_past_one) == "2026-11-01T01:30:00-05:00"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("call at 9am New York time tomorrow", "2026-11-19T22:00:00+08:00"),
        ("tomorrow 3pm PST", "2026-11-20T07:00:00+08:00"),
        ("明天伦敦时间上午9点开会", "2026-11-19T17:00:00+08:00"),
        ("周五美东时间下午4点前给", "2026-11-21T05:00:00+08:00"),
        ("by 5pm SGT", "2026-11-18T17:00:00+08:00"),
        ("by 10:00 GMT", "2026-11-18T18:00:00+08:00"),
        ("at 3pm CST", "2026-11-18T15:00:00+08:00"),  # China's, said in China
    ],
)
def test_a_zone_that_the_words_name_is_meant(text: str, due: str) -> None:
    assert due_of(text, datetime(2026, 11, 18, 10, tzinfo=SHANGHAI), "CN") == due


def test_cst_said_in_america_is_that_of_chicago() -> None:
    assert due_of("at 3pm CST", datetime(2026, 11, 18, 10, tzinfo=NEW_YORK)) == "2026-11-18T16:00:00-05:00"


@pytest.mark.parametrize("words", ["下班前", "EOD", "by close of business", "COB"])
def test_the_end_of_the_day_is_that_of_the_speaker(words: str) -> None:
    due = resolve_due(words, sent_at=datetime(2026, 11, 18, 10, tzinfo=SHANGHAI), end_of_day=time(19, 30))

    assert due is not None
    assert due.iso == "2026-11-18T19:30:00+08:00"


def test_the_zone_of_the_speaker_decides_which_day_it_is() -> None:
    sent_at = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)

    shanghai = find_due("明天给", sent_at=sent_at, tz="Asia/Shanghai")
    london = find_due("tomorrow please", sent_at=sent_at, tz="Europe/London", country="GB")

    assert shanghai is not None
    assert london is not None
    assert (shanghai[1].iso, london[1].iso) == ("2026-11-20", "2026-11-19")
