"""Slack's requests over HTTP: what is let in, what is refused, and what Slack is answered."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_listener import Inbox, Listener

from bot.fakes.slack import FakeSlack, SlackSender
from bot.slack.directory import SlackIdentity
from handlers.arrivals import Command, Deletion, Edit, Message, Press, Submission

PAYLOADS = Path(__file__).parents[2] / "data" / "slack" / "payloads"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def sender(slack: FakeSlack, inbox: Inbox) -> Iterator[SlackSender]:
    with Listener(inbox, slack.signing_secret) as listener, SlackSender(listener.url, slack) as sender:
        yield sender


def recorded(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def test_a_request_url_is_verified(sender: SlackSender):
    answer = sender.url_verification("3eZbrw1a")

    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "3eZbrw1a"})


def test_what_people_say_change_and_take_back_is_stored(slack: FakeSlack, sender: SlackSender, inbox: Inbox):
    lilei = slack.add_user("lilei", real_name="李雷")
    channel = slack.add_channel("lemon", [lilei])

    said = sender.message(channel, lilei, "客户说logo要再改大一点，周五前给")
    sender.edit(said, "客户说logo要再改大一点，周四前给")
    sender.delete(said)

    message, edit, deletion = inbox.arrivals.values()
    assert isinstance(message, Message)
    assert isinstance(edit, Edit)
    assert isinstance(deletion, Deletion)
    assert edit.previous_text == message.text
    assert deletion.previous_text == edit.text == "客户说logo要再改大一点，周四前给"


def test_a_mention_that_comes_as_two_events_is_stored_once(sender: SlackSender, inbox: Inbox):
    for name in ("app_mention", "message_with_mention", "app_mention"):
        assert sender.raw(recorded(name)).status == 200

    assert inbox.only.is_to_bot
    assert inbox.counted == {("message", "stored"): 1, ("message", "duplicate"): 2}


def test_a_command_whose_text_has_the_word_payload_is_heard(sender: SlackSender, inbox: Inbox):
    answer = sender.raw(urlencode(json.loads(recorded("slash_command"))).encode(), FORM)

    assert (answer.status, answer.body) == (200, b"")
    assert isinstance(inbox.only, Command)
    assert inbox.only.text == "log 客户说 payload 周五前给"


def test_a_press_and_a_form_are_stored_and_answered_with_nothing(sender: SlackSender, inbox: Inbox):
    for name in ("block_actions", "view_submission"):
        answer = sender.raw(urlencode({"payload": recorded(name)}).encode(), FORM)
        assert (answer.status, answer.body) == (200, b"")

    press, sent = inbox.arrivals.values()
    assert isinstance(press, Press)
    assert isinstance(sent, Submission)


def test_a_form_with_faults_stays_open_and_is_not_stored(sender: SlackSender, inbox: Inbox):
    inbox.problems = {"due": "不是日期，例如 2026-11-27"}

    answer = sender.raw(urlencode({"payload": recorded("view_submission")}).encode(), FORM)

    assert json.loads(answer.body) == {"response_action": "errors", "errors": {"due": "不是日期，例如 2026-11-27"}}
    assert inbox.arrivals == {}


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "message_action", "callback_id": "x", "trigger_id": "1", "team": {"id": "T1"}, "user": {"id": "U1"}},
        {"type": "shortcut", "callback_id": "x", "trigger_id": "1", "team": {"id": "T1"}, "user": {"id": "U1"}},
        {"type": "view_closed", "view": {"callback_id": "x"}, "team": {"id": "T1"}, "user": {"id": "U1"}},
    ],
)
def test_interactions_that_are_not_served_are_acknowledged(
    sender: SlackSender, inbox: Inbox, payload: dict[str, object]
):
    assert sender.raw(urlencode({"payload": json.dumps(payload)}).encode(), FORM).status == 200
    assert inbox.arrivals == {}
    assert sum(inbox.counted.values()) == inbox.counted.total() == 1
    assert {outcome for _, outcome in inbox.counted} == {"ignored"}


@pytest.mark.parametrize(
    "name", ["reaction_without_meaning", "message_own", "message_from_other_bot", "message_changed_unfurl"]
)
def test_events_that_are_nothing_to_us_are_acknowledged_and_not_stored(sender: SlackSender, inbox: Inbox, name: str):
    assert sender.raw(recorded(name)).status == 200
    assert inbox.arrivals == {}
    assert sum(count for (_, outcome), count in inbox.counted.items() if outcome == "ignored") == 1


def test_another_workspaces_event_is_acknowledged_and_dropped(sender: SlackSender, inbox: Inbox):
    inbox.identity = SlackIdentity(
        workspace="T0OTHER001", url="https://other.slack.com/", bot_user_id="U0LIAISON1", bot_id="B0LIAISON1"
    )

    assert sender.raw(recorded("message")).status == 200
    assert inbox.arrivals == {}
    assert inbox.counted["message", "foreign"] == 1


def test_an_event_that_could_not_be_stored_is_refused_so_that_it_comes_again(
    sender: SlackSender, inbox: Inbox, capfd: pytest.CaptureFixture[str]
):
    inbox.broken_by = RuntimeError("insert failed: 客户的话")

    assert sender.raw(recorded("message")).status == 500
    assert sender.raw(urlencode(json.loads(recorded("slash_command"))).encode(), FORM).status == 500
    inbox.broken_by = None
    assert sender.raw(recorded("message")).status == 200

    assert isinstance(inbox.only, Message)
    assert "客户的话" not in "".join(capfd.readouterr())


def test_an_event_without_what_it_must_have_is_acknowledged_since_it_would_come_no_better(
    sender: SlackSender, inbox: Inbox
):
    event = json.loads(recorded("message"))
    del event["event"]["ts"]

    assert sender.raw(json.dumps(event).encode()).status == 200
    assert inbox.counted["message", "unreadable"] == 1


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "another secret"},
        {"signature": ""},
        {"signature": "v0=bad"},
        {"signature": "v0=\xfc\xe9"},
        {"timestamp": ""},
        {"timestamp": "now"},
        {"timestamp": "1e9"},
        {"timestamp": "-5"},
        {"timestamp": "\xb2\xb2"},
        {"timestamp": "9" * 400},
    ],
    ids=str,
)
def test_what_slack_did_not_sign_now_is_refused(
    sender: SlackSender, inbox: Inbox, capfd: pytest.CaptureFixture[str], how: dict[str, str]
):
    answer = sender.but(**how).raw(recorded("message"))

    assert (answer.status, answer.body) == (401, b"")
    assert inbox.arrivals == {}
    assert "logo" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("off_s", [-302, 400], ids=["too old", "from the future"])
def test_a_request_of_another_time_is_refused(sender: SlackSender, inbox: Inbox, off_s: int):
    answer = sender.but(timestamp=str(int(time.time()) + off_s)).raw(recorded("message"))

    assert (answer.status, answer.body) == (401, b"")
    assert inbox.arrivals == {}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"{}", "application/json"),
        (b'{"type": "event_callback"}', "application/json"),
        (b'{"type": "event_callback", "event": []}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": 1}}', "application/json"),
        (b'{"type": "\xff\xfe"}', "application/json"),
        (b"[" * 200_000, "application/json"),
        (b'{"type": ' + b"9" * 10_000 + b"}", "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=[]", FORM),
        (b"payload=%ff%fe", FORM),
        (b"a=b", FORM),
        (b"", FORM),
        (b'{"type": "event_callback", "event": {"type": "message"}}', "text/plain"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_malformed_is_refused_although_it_is_signed(
    sender: SlackSender, inbox: Inbox, body: bytes, content_type: str
):
    answer = sender.raw(body, content_type)

    assert answer.status == 400
    assert answer.headers["x-slack-no-retry"] == "1"
    assert inbox.arrivals == {}


def test_a_body_over_a_mebibyte_is_too_large(sender: SlackSender, inbox: Inbox):
    assert sender.raw(b"{" + b" " * 2 * 1024 * 1024).status == 413
    assert sender.raw(b" " * (1024 * 1024 + 1)).status == 413
    assert sender.raw(recorded("message") + b" " * (1024 * 1024 - len(recorded("message")))).status == 200
    assert isinstance(inbox.only, Message)


def test_a_body_that_hides_its_length_is_counted(slack: FakeSlack, inbox: Inbox):
    with (
        Listener(inbox, slack.signing_secret) as listener,
        socket.create_connection(("127.0.0.1", listener.port), timeout=10) as line,
    ):
        line.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            line.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_that_stops_half_way_stores_nothing_and_the_next_one_is_served(sender: SlackSender, slack: FakeSlack):
    inbox = Inbox()
    with Listener(inbox, slack.signing_secret) as listener:
        with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as line:
            line.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        with SlackSender(listener.url, slack) as next_sender:
            assert next_sender.raw(recorded("message")).status == 200
    assert isinstance(inbox.only, Message)
