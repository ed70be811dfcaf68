"""Which words of an arrival are read: of ours, not those of a command; of outsiders, all."""

from datetime import UTC, datetime

import pytest

from handlers.arrivals import Message, Place
from handlers.preparing import words_to_read

SHARED = Place(platform="slack", workspace="T01", channel="CSHARED")


def said(text: str, *, is_to_bot: bool = True) -> Message:
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    return Message(key="k", place=SHARED, user="U1", at=at, message_id="1.0", text=text, is_to_bot=is_to_bot)


@pytest.mark.parametrize(
    "text", ["task list for the launch please", "变更 logo 再大一点", "cancel T-7", "tasks", "完成 T-7"]
)
def test_what_an_outsider_says_to_the_bot_is_read_whole(text: str):
    assert words_to_read(said(text), is_ours=False) == text


def test_a_members_command_is_read_without_its_name_or_not_at_all():
    assert words_to_read(said("task posters by Friday")) == "posters by Friday"
    assert words_to_read(said("done T-7")) is None
    assert words_to_read(said("done T-7", is_to_bot=False)) == "done T-7"
