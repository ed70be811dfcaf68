"""The zone that a person names, in either language."""

from datetime import UTC, datetime

import pytest

from prompts.places import read_zone

WINTER = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("伦敦", "Europe/London"),
        ("London", "Europe/London"),
        ("london time", "Europe/London"),
        ("纽约时间", "America/New_York"),
        ("New York", "America/New_York"),
        ("深圳", "Asia/Shanghai"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("Los Angeles", "America/Los_Angeles"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("UTC+8", "Asia/Shanghai"),
        ("东八区", "Asia/Shanghai"),
        ("utc +9", "Etc/GMT-9"),
        ("GMT-5", "Etc/GMT+5"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("UTC", "UTC"),
    ],
)
def test_a_place_an_offset_or_a_name_is_a_zone(said: str, zone: str):
    found = read_zone(said, at=WINTER, home="Asia/Shanghai")

    assert found == zone or (zone == "America/Buenos_Aires" and found == "America/Argentina/Buenos_Aires")


@pytest.mark.parametrize("said", ["", "somewhere", "UTC+25", "8", "+5:17", "月球", "Asia/"])
def test_what_names_no_zone_is_none(said: str):
    assert read_zone(said, at=WINTER, home="Asia/Shanghai") is None
