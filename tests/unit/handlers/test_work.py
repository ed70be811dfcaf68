"""What follows from a reading: who is to see it, and whether it is a promise of ours."""

import pytest

from handlers.rules.work import is_promise, is_worth_showing
from prompts.reading.schema import NOISE, Reading, Signal


@pytest.mark.parametrize(
    ("reading", "shown"),
    [
        (NOISE, False),
        (Reading(kinds=("interaction",), interaction_kind="info"), False),
        (Reading(kinds=("interaction",), interaction_kind="praise"), False),
        (Reading(kinds=("interaction",), interaction_kind="complaint"), True),
        (Reading(kinds=("change_request",)), True),
        (Reading(kinds=("interaction", "task")), True),
        (Reading(kinds=("interaction",), signals=(Signal(kind="competitor", words="比稿"),)), True),
        (Reading(kinds=("interaction",), signals=(Signal(kind="slow_response", words="still waiting"),)), False),
    ],
)
def test_work_complaints_and_pressing_signals_are_shown_and_the_rest_is_written_down_quietly(reading, shown):
    assert is_worth_showing(reading) is shown


@pytest.mark.parametrize(
    ("is_ours", "audience", "assignees", "promise"),
    [
        (True, "shared", (), True),
        (True, "internal", ("Amy",), True),
        (True, "internal", ("Tom",), False),
        (False, "shared", ("Amy",), False),
    ],
)
def test_a_promise_is_what_we_say_before_the_client_or_of_ourselves(is_ours, audience, assignees, promise):
    assert is_promise(is_ours=is_ours, audience=audience, assignees=assignees, speaker="Amy") is promise
