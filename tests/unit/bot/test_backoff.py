from hypothesis import given
from hypothesis import strategies as st

from bot.backoff import LONGEST_S, backoff_s


@given(attempts=st.integers(min_value=1, max_value=10_000), chance=st.floats(min_value=0, max_value=1))
def test_a_rest_is_around_its_power_of_two_and_never_much_over_ten_minutes(attempts: int, chance: float) -> None:
    middle = min(LONGEST_S, 2.0 ** min(attempts - 1, 40))

    assert 0.5 * middle <= backoff_s(attempts, chance=chance) <= 1.5 * middle


@given(attempts=st.integers(min_value=1, max_value=100), chance=st.floats(min_value=0, max_value=1))
def test_the_next_rest_is_never_shorter_for_the_same_chance(attempts: int, chance: float) -> None:
    assert backoff_s(attempts + 1, chance=chance) >= backoff_s(attempts, chance=chance)
