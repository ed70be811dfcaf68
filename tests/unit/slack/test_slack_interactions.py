"""Commands, presses and forms in; arrivals out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import modal
from bot.slack.interactions import read_command, read_press, read_shortcut, read_submission
from bot.slack.payload import UnreadablePayload
from handlers.arrivals import CardRef, Command, Place, Press, Shortcut, Submission
from handlers.replies import Address
from prompts.cards import Field, Form

PAYLOADS = Path(__file__).parents[2] / "data" / "slack" / "payloads"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CHANNEL = Place(platform="slack", workspace="T0AGENCY01", channel="C0LEMON001")
ONE_TO_ONE = Place(platform="slack", workspace="T0AGENCY01", channel="U0LILEI001", is_direct=True)
THREAD = CHANNEL.model_copy(update={"thread": "1795312801.000100"})


def recorded(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return payload


def test_a_slash_command_is_a_command_without_its_name():
    assert read_command(recorded("slash_command"), now=NOW) == Command(
        key="slack:cmd:1795312940.1.aaa",
        place=CHANNEL,
        user="U0LILEI001",
        at=NOW,
        text="log 客户说 payload 周五前给",
        response_url="https://hooks.slack.com/commands/T0AGENCY01/1/abc",
        trigger_id="1795312940.1.aaa",
    )


def test_a_command_in_a_conversation_of_two_is_not_called_direct_since_it_may_be_two_colleagues():
    payload = recorded("slash_command") | {"channel_id": "D0TWO00001", "channel_name": "directmessage"}

    assert not read_command(payload, now=NOW).place.is_direct


def test_a_press_names_the_card_and_its_thread():
    assert read_press(recorded("block_actions"), now=NOW) == Press(
        key="slack:press:1795312950.2.bbb:1795312950.123456",
        place=THREAD,
        user="U0LILEI001",
        at=datetime(2026, 11, 22, 2, 2, 30, 123456, tzinfo=UTC),
        action="confirm",
        value="change:12",
        card=CardRef(
            message_id="1795312945.001400",
            response_url="https://hooks.slack.com/actions/T0AGENCY01/2/def",
        ),
        trigger_id="1795312950.2.bbb",
    )


def test_a_press_on_what_only_one_person_sees_says_so():
    press = read_press(recorded("block_actions_ephemeral"), now=NOW)

    assert press.card.is_ephemeral
    assert press.action == "dismiss"


def test_a_press_from_the_other_organisation_comes_to_our_workspace():
    payload = recorded("block_actions")
    payload["team"] = payload["user"] = {"id": "T0CLIENT01"}

    assert read_press(payload, now=NOW).place.workspace == "T0AGENCY01"


def test_a_sent_form_brings_back_where_it_was_opened():
    assert read_submission(recorded("view_submission"), now=NOW) == Submission(
        key="slack:view:V0FORM0001:1795312955.xYz12",
        place=THREAD,
        user="U0LILEI001",
        at=NOW,
        form="edit_change",
        about="change:12",
        values={"title": "Logo 再大一点", "detail": "", "due": "2026-11-27", "priority": "high", "client": ""},
        card=CardRef(message_id="1795312945.001400", response_url="https://hooks.slack.com/actions/T0AGENCY01/2/def"),
    )


def test_what_a_modal_carries_is_what_its_submission_reads():
    to = Address(platform="slack", workspace="T1", where="modal", channel="D1", thread="1.000001", trigger_id="x")
    form = Form(
        name="new_task", title="t", submit="s", cancel="c", about="client:7", fields=(Field(name="what", label="w"),)
    )
    view = modal(form, to) | {"id": "V1", "hash": "h", "state": {"values": {"what": {"value": {"value": "海报"}}}}}

    sent = read_submission({"team": {"id": "T9"}, "user": {"id": "U1"}, "view": view}, now=NOW)

    assert (sent.form, sent.about, sent.values) == ("new_task", "client:7", {"what": "海报"})
    assert sent.place == Place(platform="slack", workspace="T1", channel="D1", is_direct=True, thread="1.000001")


@pytest.mark.parametrize("metadata", ["", "nonsense", "[]", "1"])
def test_a_form_without_readable_metadata_still_arrives(metadata: str):
    payload = recorded("view_submission")
    payload["view"]["private_metadata"] = metadata

    sent = read_submission(payload, now=NOW)

    assert sent.place == ONE_TO_ONE


def test_a_choice_on_the_home_says_what_was_chosen_and_that_it_stands_there():
    press = read_press(recorded("block_actions_home"), now=NOW)

    assert (press.action, press.value, press.choices) == ("status", "task:7=doing", {"status": ("task:7=doing",)})
    assert press.card == CardRef(is_home=True)
    assert press.place == ONE_TO_ONE


def test_a_shortcut_on_a_message_brings_the_message():
    shortcut = read_shortcut(recorded("message_action"), now=NOW)

    assert shortcut == Shortcut(
        key="slack:shortcut:1795313010.7.ggg",
        place=CHANNEL.model_copy(update={"thread": "1795312700.000100"}),
        user="U0LILEI001",
        at=datetime(2026, 11, 22, 2, 3, 30, 123456, tzinfo=UTC),
        shortcut="change",
        trigger_id="1795313010.7.ggg",
        message_id="1795312801.000100",
        text="@U0LILEI001 logo 再大一点 & 周五前给",
        mentions=("U0LILEI001",),
        author="U0KATE0001",
        said_at=datetime(2026, 11, 22, 2, 0, 1, 100, tzinfo=UTC),
        response_url="https://hooks.slack.com/app/T0AGENCY01/7/jkl",
    )


def test_a_shortcut_from_anywhere_is_between_the_member_and_us():
    shortcut = read_shortcut(recorded("shortcut"), now=NOW)

    assert shortcut is not None
    assert (shortcut.shortcut, shortcut.message_id, shortcut.place) == ("new", None, ONE_TO_ONE)


@pytest.mark.parametrize(("name", "callback"), [("message_action", "new"), ("shortcut", "log"), ("shortcut", "other")])
def test_a_shortcut_that_is_none_of_ours_is_nothing(name: str, callback: str):
    assert read_shortcut(recorded(name) | {"callback_id": callback}, now=NOW) is None


@pytest.mark.parametrize(
    ("name", "read", "gone"),
    [
        ("slash_command", read_command, "trigger_id"),
        ("block_actions", read_press, "actions"),
        ("view_submission", read_submission, "user"),
        ("message_action", read_shortcut, "channel"),
        ("shortcut", read_shortcut, "trigger_id"),
    ],
)
def test_without_what_it_must_have_it_is_unreadable(name: str, read: Any, gone: str):
    payload = recorded(name)
    del payload[gone]

    with pytest.raises(UnreadablePayload):
        read(payload, now=NOW)
