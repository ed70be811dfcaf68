"""Which messages are read in one go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.arrivals import AnyArrival, Command, Message, Place, Press
from handlers.bursts import gather
from prompts.reading.bursts import MOST_CHARACTERS, MOST_MESSAGES

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SHARED = Place(platform="slack", workspace="T1", channel="C1")


def say(text: str = "logo larger", after_s: float = 0, *, thread: str | None = None, **more: Any) -> Message:
    place = SHARED.model_copy(update={"thread": thread} | more.pop("place", {}))
    at = AT + timedelta(seconds=after_s)
    return Message(key=f"m{after_s}", place=place, user="U1", at=at, message_id="1", text=text, **more)


PRESS = Press(key="p", place=SHARED, user="U1", at=AT, action="confirm", value="message:1")
ORDER = Command(key="c", place=SHARED, user="U1", at=AT, text="log hello", response_url="https://x", trigger_id="1")


def test_messages_of_one_conversation_within_two_minutes_are_a_burst_that_may_grow():
    found = gather(say(), [say(after_s=30), say(after_s=120), say(after_s=121), say(after_s=122)])

    assert found is not None
    assert found.places == (0, 1)
    assert not found.may_grow  # the window is over

    found = gather(say(), [say(after_s=30)])
    assert found is not None
    assert found == ((0,), True)


def test_another_thread_is_another_conversation():
    found = gather(say(thread="7"), [say(after_s=1), say(after_s=2, thread="7")])

    assert found is not None
    assert found == ((1,), True)


@pytest.mark.parametrize("between", [PRESS, ORDER, say("/crm undo", is_to_bot=True), say("  "), None])
def test_what_is_no_talk_is_left_out_and_not_kept_waiting(between: AnyArrival | None):
    found = gather(say(), [say(after_s=1), between, say(after_s=2)])

    assert found is not None
    assert found == ((0, 2), False)


@pytest.mark.parametrize("head", [PRESS, ORDER, say(""), say("记录 今天通了电话", is_to_bot=True)])
def test_what_is_no_talk_begins_no_burst(head: AnyArrival):
    assert gather(head, [say(after_s=1)]) is None


@pytest.mark.parametrize("head", [say(is_to_bot=True), say(place={"is_direct": True}, is_to_bot=True)])
def test_who_speaks_to_the_bot_is_not_kept_waiting_but_read_with_what_is_there(head: Message):
    found = gather(head, [head])

    assert found is not None
    assert found == ((0,), False)


def test_a_burst_is_capped_by_messages_and_characters():
    many = gather(say(), [say(after_s=number) for number in range(1, 30)])
    long = gather(say(), [say("字" * (MOST_CHARACTERS // 2)), say("字" * (MOST_CHARACTERS // 2 + 1)), say()])

    assert many is not None
    assert long is not None
    assert len(many.places) == MOST_MESSAGES - 1
    assert long == ((0,), False)
