"""Festivals, public holidays and working days, of years that are published and of years that are not."""

from datetime import date

import pytest

from prompts.reading.dates.calendars import (
    day_of_month,
    is_working_day,
    months_on,
    nearest_year,
    next_weekday,
    quarter,
    working_days_on,
)
from prompts.reading.dates.festivals import festival_on, lunar_on, next_festival
from prompts.reading.dates.zones import country_of


@pytest.mark.parametrize(
    ("name", "year", "on"),
    [
        ("spring", 2026, "2026-02-17"),
        ("spring", 2027, "2027-02-06"),
        ("lunar_eve", 2027, "2027-02-05"),
        ("lantern", 2027, "2027-02-20"),
        ("little_new_year", 2026, "2027-01-30"),  # the last month of the lunar year that began in 2026
        ("dragon_boat", 2026, "2026-06-19"),
        ("mid_autumn", 2028, "2028-10-03"),
        ("qingming", 2028, "2028-04-04"),
        ("winter_solstice", 2026, "2026-12-22"),
        ("easter", 2026, "2026-04-05"),
        ("easter", 2027, "2027-03-28"),
        ("good_friday", 2027, "2027-03-26"),
        ("mothering_sunday", 2027, "2027-03-07"),
        ("thanksgiving", 2026, "2026-11-26"),
        ("black_friday", 2026, "2026-11-27"),
        ("cyber_monday", 2026, "2026-11-30"),
        ("memorial", 2026, "2026-05-25"),
        ("memorial", 2027, "2027-05-31"),
        ("super_bowl", 2027, "2027-02-14"),
    ],
)
def test_a_festival_falls_on_its_day(name: str, year: int, on: str) -> None:
    assert festival_on(name, year).isoformat() == on


@pytest.mark.parametrize(
    ("name", "country", "on"),
    [
        ("diwali", "SG", "2026-11-08"),
        ("bank_holiday", "GB", "2026-08-31"),
        ("long_weekend", "GB", "2026-08-29"),
        ("labor_day", "US", "2026-09-07"),
        ("labour_day", "SG", "2027-05-01"),
        ("holiday", "CN", "2026-09-25"),
        ("holiday", "US", "2026-09-07"),
        ("thanksgiving", "CA", "2026-10-12"),
        ("national_day", "SG", "2027-08-09"),
        ("national_day", "CN", "2026-10-01"),
        ("bank_holiday", "CN", "2026-08-31"),
    ],
)
def test_the_next_festival_is_that_of_the_country(name: str, country: str, on: str) -> None:
    found = next_festival(name, date(2026, 8, 20), country)

    assert found is not None
    assert found.isoformat() == on


def test_a_country_without_a_calendar_has_no_holidays() -> None:
    assert next_festival("holiday", date(2026, 8, 20), "ZZ") is None
    assert is_working_day(date(2026, 12, 25), "")


def test_days_off_begin_before_the_festival_where_the_calendar_says_so() -> None:
    assert next_festival("days_off", date(2026, 2, 1)) == date(2026, 2, 15)  # two days before the festival
    assert next_festival("holiday", date(2026, 2, 1)) == date(2026, 2, 17)


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        ("2026-02-14", "CN", True),  # a Saturday, worked for the Spring Festival
        ("2026-10-02", "CN", False),
        ("2026-10-10", "CN", True),
        ("2027-02-05", "CN", False),  # not published yet: the law gives that eve
        ("2027-02-08", "CN", False),
        ("2028-10-02", "CN", False),
        ("2027-04-05", "CN", False),
        ("2026-11-26", "US", False),
        ("2026-11-26", "GB", True),
        ("2026-12-28", "GB", False),  # Boxing Day fell on a Saturday
        ("2026-08-10", "SG", False),
        ("2026-11-22", "FR", False),  # a Sunday
        ("2026-07-14", "FR", False),
    ],
)
def test_offices_are_open_on_working_days(day: str, country: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day), country) is works


def test_working_days_are_counted_over_holidays_in_both_directions() -> None:
    assert working_days_on(date(2026, 9, 30), 1, "CN") == date(2026, 10, 8)
    assert working_days_on(date(2026, 10, 8), -1, "CN") == date(2026, 9, 30)
    assert working_days_on(date(2026, 11, 25), 1, "US") == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("tz", "country"),
    [
        ("Asia/Shanghai", "CN"),
        ("Asia/Urumqi", "CN"),
        ("PRC", "CN"),
        ("America/New_York", "US"),
        ("US/Pacific", "US"),
        ("America/Toronto", "CA"),
        ("Europe/London", "GB"),
        ("Europe/Paris", "FR"),
        ("Asia/Hong_Kong", "HK"),
        ("Australia/Sydney", "AU"),
        ("UTC", ""),
        ("Etc/GMT-8", ""),
    ],
)
def test_a_zone_belongs_to_a_country(tz: str, country: str) -> None:
    assert country_of(tz) == country


def test_days_are_counted_through_months_of_all_lengths() -> None:
    assert day_of_month(31, date(2027, 2, 1)) == date(2027, 3, 31)
    assert day_of_month(32, date(2027, 2, 1)) is None
    assert months_on(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert nearest_year(2, 29, date(2027, 2, 1)) == date(2028, 2, 29)
    assert nearest_year(12, 30, date(2027, 1, 2)) == date(2026, 12, 30)
    assert nearest_year(13, 1, date(2027, 1, 2)) is None
    assert next_weekday(4, date(2026, 11, 20)) == date(2026, 11, 27)
    assert quarter(2026, 5) == (date(2027, 1, 1), date(2027, 3, 31))


def test_a_lunar_month_may_lack_its_thirtieth_day() -> None:
    with pytest.raises(ValueError, match="no day 30"):
        lunar_on(2027, 3, 30)
