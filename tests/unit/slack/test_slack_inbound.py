"""Recorded events in, arrivals out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.inbound import read_event
from bot.slack.payload import UnreadablePayload
from handlers.arrivals import (
    ChannelNews,
    Deletion,
    Edit,
    HomeOpened,
    Message,
    PersonNews,
    Place,
    Reaction,
    read_arrival,
)

PAYLOADS = Path(__file__).parents[2] / "data" / "slack" / "payloads"
BOT = {"bot_user_id": "U0LIAISON1", "bot_id": "B0LIAISON1"}
CHANNEL = Place(platform="slack", workspace="T0AGENCY01", channel="C0LEMON001")


def recorded(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return payload


def heard(name: str) -> Message:
    arrival = read_event(recorded(name), **BOT)
    assert isinstance(arrival, Message)
    return arrival


def test_a_post_is_a_message():
    assert heard("message") == Message(
        key="slack:msg:T0AGENCY01:C0LEMON001:1795312801.000100",
        place=CHANNEL,
        user="U0LILEI001",
        at=datetime(2026, 11, 22, 2, 0, 1, 100, tzinfo=UTC),
        message_id="1795312801.000100",
        text="客户说logo要再改大一点，周五前给 & <ASAP>",
    )


def test_a_reply_stands_in_its_thread_and_a_parent_does_not():
    assert heard("message_reply").place.thread == "1795312801.000100"
    assert heard("message_thread_parent").place.thread is None


def test_a_message_from_the_other_side_of_a_shared_channel_comes_to_our_workspace():
    message = heard("message_from_connect")

    assert message.place.workspace == "T0AGENCY01"
    assert message.user == "U0KATE0001"


def test_a_file_without_words_is_a_message_with_its_title():
    message = heard("message_file_share")

    assert message.text == "双11海报 v3.png"
    assert [(file.kind, file.media_id) for file in message.attachments] == [("image", "F0POSTER01")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("message_thread_broadcast", "终稿已发"),
        ("message_me", "is on the way to the client"),
        ("message_forwarded", "预算砍了一半"),
        ("message_rich_text_only", "@U0KATE0001 说 <A&B> brief:eyes:\n- logo 放大\n- 背景换成绿色\n> 周五前"),
    ],
)
def test_whatever_people_say_is_heard(name: str, text: str):
    assert heard(name).text == text


def test_a_mention_delivered_as_two_events_is_one_arrival():
    as_message, as_mention = heard("message_with_mention"), heard("app_mention")

    assert as_message == as_mention
    assert as_message.is_to_bot
    assert as_message.text == "把主视觉改成绿色，<周五>前给 @U0KATE0001"
    assert as_message.mentions == ("U0KATE0001",)


def test_without_auth_test_the_envelope_tells_who_the_bot_is():
    assert read_event(recorded("message_with_mention")) == heard("message_with_mention")
    assert read_event(recorded("message_own")) is None


def test_a_direct_message_is_to_the_bot():
    message = heard("message_im")

    assert message.place.is_direct
    assert message.is_to_bot


@pytest.mark.parametrize(
    "name",
    [
        "message_own",
        "message_from_other_bot",
        "message_bot_message",
        "message_channel_join",
        "message_changed_unfurl",
        "message_changed_own",
        "message_deleted_tombstone",
        "reaction_without_meaning",
    ],
)
def test_what_nobody_said_is_nothing(name: str):
    assert read_event(recorded(name), **BOT) is None


def test_an_edit_keeps_the_words_before():
    assert read_event(recorded("message_changed"), **BOT) == Edit(
        key=f"slack:{recorded('message_changed')['event_id']}",
        place=CHANNEL,
        user="U0LILEI001",
        at=datetime(2026, 11, 22, 2, 1, 40, 1000, tzinfo=UTC),
        message_id="1795312801.000100",
        text="客户说logo要再改大一点，@U0KATE0001 周四前给",
        previous_text="客户说logo要再改大一点，周五前给",
        said_at=datetime(2026, 11, 22, 2, 0, 1, 100, tzinfo=UTC),
        mentions=("U0KATE0001",),
    )


def test_a_deletion_names_the_author_and_not_who_did_it():
    deletion = read_event(recorded("message_deleted"), **BOT)

    assert isinstance(deletion, Deletion)
    assert (deletion.message_id, deletion.author, deletion.user) == ("1795312810.000200", "U0LILEI001", "")
    assert deletion.previous_text == "收到，明天给"
    assert deletion.place.thread == "1795312801.000100"


def test_a_deleted_message_whose_thread_goes_on_is_a_deletion():
    deletion = read_event(recorded("message_changed_tombstone"), **BOT)

    assert isinstance(deletion, Deletion)
    assert deletion.message_id == "1795312801.000100"
    assert deletion.author == "U0LILEI001"
    assert deletion.previous_text == "客户说logo要再改大一点，@U0KATE0001 周四前给"


@pytest.mark.parametrize(
    ("name", "news"),
    [
        ("channel_shared", "shared"),
        ("channel_unshared", "unshared"),
        ("channel_unshared_by_one_of_two", "shared"),
        ("channel_rename", "renamed"),
        ("channel_id_changed", "moved"),
        ("member_joined_channel", "joined"),
        ("member_joined_channel_other", "joined"),
    ],
)
def test_news_of_a_channel(name: str, news: str):
    arrival = read_event(recorded(name), **BOT)

    assert isinstance(arrival, ChannelNews)
    assert arrival.news == news
    assert arrival.key == f"slack:{recorded(name)['event_id']}"


def test_a_moved_channel_tells_both_ids_and_a_renamed_one_its_name():
    moved, renamed = read_event(recorded("channel_id_changed")), read_event(recorded("channel_rename"))

    assert isinstance(moved, ChannelNews)
    assert isinstance(renamed, ChannelNews)
    assert (moved.place.channel, moved.new_channel) == ("G0OLD00001", "C0NEW00001")
    assert (renamed.place.channel, renamed.name) == ("C0LEMON001", "柠檬酸奶-双11")


def test_a_changed_profile_is_news_of_the_person():
    arrival = read_event(recorded("user_change"), **BOT)

    assert isinstance(arrival, PersonNews)
    assert (arrival.user, arrival.news) == ("U0LILEI001", "changed")


def test_a_closed_account_is_news_that_somebody_left():
    payload = recorded("user_change")
    payload["event"]["user"]["deleted"] = True

    arrival = read_event(payload, **BOT)

    assert isinstance(arrival, PersonNews)
    assert (arrival.user, arrival.news) == ("U0LILEI001", "left")


def test_what_no_database_takes_is_left_out():
    payload = recorded("message")
    payload["event"]["text"] = "a\x00b \ud83d c \ud83c\udf4b"

    arrival = read_event(payload, **BOT)

    assert isinstance(arrival, Message)
    assert arrival.text == "ab \ufffd c 🍋"


@pytest.mark.parametrize(("name", "is_added"), [("reaction_added", True), ("reaction_removed", False)])
def test_an_emoji_that_orders_something_tells_on_whose_message_it_is(name: str, is_added: bool):
    reaction = read_event(recorded(name), **BOT)

    assert isinstance(reaction, Reaction)
    assert (reaction.emoji, reaction.is_added) == ("pushpin", is_added)
    assert (reaction.user, reaction.message_id, reaction.author) == ("U0LILEI001", "1795312801.000100", "U0KATE0001")
    assert reaction.key.startswith(reaction.root)
    assert reaction.key.endswith(":off") is not is_added


def test_an_emoji_on_a_file_is_nothing():
    payload = recorded("reaction_added")
    payload["event"]["item"] = {"type": "file", "file": "F1"}

    assert read_event(payload, **BOT) is None


def test_who_looks_at_the_home_is_met_one_to_one():
    opened = read_event(recorded("app_home_opened"), **BOT)

    assert isinstance(opened, HomeOpened)
    assert opened.place == Place(platform="slack", workspace="T0AGENCY01", channel="U0LILEI001", is_direct=True)


def test_the_messages_tab_beside_the_home_is_nothing():
    payload = recorded("app_home_opened")
    payload["event"]["tab"] = "messages"

    assert read_event(payload, **BOT) is None


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_every_arrival_survives_storage(path: Path):
    payload = json.loads(path.read_text(encoding="utf-8"))
    if payload.get("type") != "event_callback":
        return
    arrival = read_event(payload, **BOT)

    assert arrival is None or read_arrival(json.loads(arrival.model_dump_json())) == arrival


@pytest.mark.parametrize("gone", ["ts", "channel", "user"])
def test_an_event_without_what_it_must_have_is_unreadable_or_nothing(gone: str):
    payload = recorded("message")
    del payload["event"][gone]

    if gone == "user":
        assert read_event(payload, **BOT) is None
    else:
        with pytest.raises(UnreadablePayload, match=gone):
            read_event(payload, **BOT)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "ts", "user", "type", "id"]), inner)
    ),
    max_leaves=6,
)
NAMES = [
    path.stem for path in sorted(PAYLOADS.glob("*.json")) if "event" in json.loads(path.read_text(encoding="utf-8"))
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_shape_of_an_event_breaks_the_door(name: str, data: st.DataObject):
    payload = recorded(name)
    event = payload["event"]
    target = data.draw(st.sampled_from([payload, event, *(part for part in event.values() if isinstance(part, dict))]))
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(anything)
    if not isinstance(payload.get("event"), dict) or not isinstance(payload["event"].get("type"), str):
        return  # refused before it is read

    try:
        arrival = read_event(payload, **BOT)
    except UnreadablePayload:
        return
    assert arrival is None or arrival.key.startswith("slack:")
