"""The hours that people work, as they type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.reading.hours import Hours, HoursOrder, read_hours, read_hours_order

NINE_TO_SIX = Hours(time(9), time(18))
HALF_PAST = Hours(time(9, 30), time(18, 30))


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("9:30-18:30", HALF_PAST),
        ("09:30–18:30", HALF_PAST),
        ("9:30 — 18:30", HALF_PAST),
        ("９：３０～１８：３０", HALF_PAST),
        ("0930-1830", HALF_PAST),
        ("9.30-18.30", HALF_PAST),
        ("9:30am to 6:30 p.m.", HALF_PAST),
        ("9点半到18点半", HALF_PAST),
        ("9點半至晚上6點半", HALF_PAST),
        ("9点半上班，6点半下班", HALF_PAST),
        ("9:30-6:30", HALF_PAST),
        ("9-6", NINE_TO_SIX),
        ("9am–6pm", NINE_TO_SIX),
        ("from 9 till 6", NINE_TO_SIX),
        ("早九晚六", NINE_TO_SIX),
        ("上午九点到下午六点", NINE_TO_SIX),
        ("10-19", Hours(time(10), time(19))),
        ("9 to 5", Hours(time(9), time(17))),
        ("12pm-8pm", Hours(time(12), time(20))),
        ("2-10pm", Hours(time(14), time(22))),
        ("中午12点到晚上9点", Hours(time(12), time(21))),
        ("十点一刻到十九点", Hours(time(10, 15), time(19))),
        ("12am-8am", Hours(time(0), time(8))),
        ("9-9", Hours(time(9), time(21))),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, hours: Hours):
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed",
    [
        "", "9", "18:30", "918", "foo", "9-", "25-26", "9:75-18", "9-24", "22-6", "09:00-06:00", "18:00-18:00",
        "13pm-14pm", "上午9点到晚上12点", "9-18 foo", "9-18-20", "百到十",
    ],
)  # fmt: skip
def test_what_is_no_range_within_one_day_is_not_read(typed: str):
    assert read_hours(typed) is None


@given(starts=st.times(), ends=st.times())
def test_what_a_clock_shows_is_read_back_exactly(starts: time, ends: time):
    starts, ends = (each.replace(second=0, microsecond=0) for each in (starts, ends))

    found = read_hours(f"{starts:%H:%M}-{ends:%H:%M}")

    if starts < ends:
        assert found == Hours(starts, ends)
    else:
        assert found is None or (found.starts == starts and found.ends > starts)


@given(st.text(alphabet="0123456789:.- 点半到上下午早晚aptom", max_size=30))
def test_no_words_break_it_and_work_always_ends_after_it_begins(typed: str):
    found = read_hours(typed)
    assert found is None or found.starts < found.ends


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("", HoursOrder("tell")),
        ("agency", HoursOrder("tell", is_for_all=True)),
        ("9:30-18:30", HoursOrder("set", hours=HALF_PAST)),
        ("agency 9-6", HoursOrder("set", is_for_all=True, hours=NINE_TO_SIX)),
        ("Everyone: 9-6", HoursOrder("set", is_for_all=True, hours=NINE_TO_SIX)),
        ("公司 9-18", HoursOrder("set", is_for_all=True, hours=NINE_TO_SIX)),
        ("全公司9点到18点", HoursOrder("set", is_for_all=True, hours=NINE_TO_SIX)),
        ("default", HoursOrder("reset")),
        ("默认", HoursOrder("reset")),
        ("公司 默认", HoursOrder("reset", is_for_all=True)),
    ],
)
def test_the_words_say_whose_hours_and_what_to_do(typed: str, order: HoursOrder):
    assert read_hours_order(typed) == order


@pytest.mark.parametrize("typed", ["agency foo", "allow 9-6", "companywide", "明天请假", "later than usual"])
def test_other_words_are_no_order(typed: str):
    assert read_hours_order(typed) is None
