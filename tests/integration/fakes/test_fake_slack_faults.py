"""The fake Slack fails on command, and its response URLs, forms and triggers wear out as the real ones do."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fakes.faults import Mode
from bot.fakes.slack import Channel, FakeSlack, User


class Clock:
    def __init__(self) -> None:
        self.now = 1_764_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[FakeSlack]:
    with FakeSlack(clock=clock, hang_s=5) as fake:
        yield fake


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    # Without the client's own retries: what goes wrong is to be seen.
    return WebClient(slack.bot_token, base_url=slack.url, timeout=1, retry_handlers=[])


@pytest.fixture
def lin(slack: FakeSlack) -> User:
    return slack.add_user("lin")


@pytest.fixture
def channel(slack: FakeSlack, lin: User) -> Channel:
    return slack.add_channel("acme", [lin])


def error_of(call: Any, *args: Any, **more: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **more)
    return caught.value.response["error"]


def test_throttling_names_the_seconds_and_wears_off(slack: FakeSlack, client: WebClient, channel: Channel) -> None:
    other = slack.add_channel("other")
    slack.throttle("chat.postMessage", retry_after_s=7, times=1, channel=channel.id)

    client.chat_postMessage(channel=other.id, text="elsewhere all is well")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel.id, text="one")
    client.chat_postMessage(channel=channel.id, text="two")

    answer = caught.value.response
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "7")
    assert [post.text for post in slack.posted(channel)] == ["two"]


def test_a_refusal_can_be_ordered(slack: FakeSlack, client: WebClient, channel: Channel) -> None:
    slack.refuse("*", "internal_error", times=2)

    assert error_of(client.auth_test) == "internal_error"
    assert error_of(client.chat_postMessage, channel=channel.id, text="x") == "internal_error"
    client.auth_test()


@pytest.mark.parametrize(
    ("mode", "is_done"),
    [
        ("500", False),
        ("502", False),
        ("html", False),
        ("timeout_before", False),
        ("timeout_after", True),
        ("disconnect", False),
        ("disconnect_after", True),
    ],
)
def test_each_fault_leaves_what_it_says(
    slack: FakeSlack, client: WebClient, channel: Channel, mode: Mode, is_done: bool
) -> None:
    slack.fail("chat.postMessage", mode)

    with pytest.raises((SlackApiError, OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=channel.id, text="hi")

    assert bool(slack.posted(channel)) is is_done
    assert slack.calls[-1].answer is None
    client.chat_postMessage(channel=channel.id, text="again")


def test_the_fake_stops_at_once_even_while_a_call_hangs(channel: Channel, slack: FakeSlack, client: WebClient) -> None:
    slack.fail("auth.test", "timeout_before")
    with pytest.raises(TimeoutError):
        client.auth_test()

    began = time.monotonic()
    slack.stop()

    assert time.monotonic() - began < 2


def test_waiting_ends_when_the_call_has_come_or_the_time_is_over(slack: FakeSlack, client: WebClient) -> None:
    client.auth_test()

    assert slack.wait_for(lambda: slack.calls_of("auth.test"))[0].status == 200
    with pytest.raises(TimeoutError, match="1 calls"):
        slack.wait_for(lambda: slack.calls_of("users.info"), timeout_s=0.05)


def respond(url: str, **said: Any) -> int:
    body = json.dumps(said).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return int(refused.code)


def test_a_response_url_answers_five_times(slack: FakeSlack, channel: Channel, lin: User) -> None:
    url = slack.state.issue_response_url(channel.id, lin.id)

    assert respond(url, text="for you") == 200
    assert respond(url, text="for all", response_type="in_channel") == 200
    assert respond(url, text="") == 400
    assert [respond(url, text=str(number)) for number in range(4)] == [200, 200, 200, 404]
    assert [note.text for note in slack.whispered(channel, lin)] == ["for you", "0", "1", "2"]
    assert [post.text for post in slack.posted(channel)] == ["for all"]


def test_a_response_url_lives_half_an_hour(slack: FakeSlack, channel: Channel, lin: User, clock: Clock) -> None:
    url = slack.state.issue_response_url(channel.id, lin.id)

    clock.now += 30 * 60 + 1

    assert respond(url, text="too late") == 404
    assert slack.whispered() == []


def test_a_response_url_replaces_and_deletes_what_was_pressed(
    slack: FakeSlack, client: WebClient, channel: Channel, lin: User
) -> None:
    client.chat_postEphemeral(channel=channel.id, user=lin.id, text="确认?")
    (note,) = slack.whispered()
    url = slack.state.issue_response_url(channel.id, lin.id, note)

    respond(url, text="已确认", replace_original=True)
    assert [note.text for note in slack.whispered()] == ["已确认"]

    respond(url, delete_original=True)
    assert slack.whispered() == []


MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "变更单"}, "blocks": [{"type": "divider"}]}


def test_a_trigger_opens_one_view_within_three_seconds(
    slack: FakeSlack, client: WebClient, lin: User, clock: Clock
) -> None:
    trigger = slack.state.issue_trigger(lin.id)

    assert client.views_open(trigger_id=trigger, view=MODAL)["view"]["type"] == "modal"
    assert error_of(client.views_open, trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2", view=MODAL) == "invalid_trigger_id"
    late = slack.state.issue_trigger(lin.id)
    clock.now += 3.1
    assert error_of(client.views_open, trigger_id=late, view=MODAL) == "expired_trigger_id"
    assert len(slack.views_of(lin)) == 1


def test_views_are_updated_pushed_and_published_with_their_checks(
    slack: FakeSlack, client: WebClient, lin: User
) -> None:
    opened = client.views_open(trigger_id=slack.state.issue_trigger(lin.id), view=MODAL)["view"]

    changed = client.views_update(view_id=opened["id"], hash=opened["hash"], view={**MODAL, "callback_id": "b"})["view"]
    assert changed["callback_id"] == "b"
    assert error_of(client.views_update, view_id=opened["id"], hash=opened["hash"], view=MODAL) == "hash_conflict"
    assert error_of(client.views_update, view_id="V0NONE", view=MODAL) == "not_found"
    bad = {**MODAL, "title": {"type": "plain_text", "text": "t" * 25}}
    assert error_of(client.views_update, view_id=opened["id"], view=bad) == "invalid_arguments"

    below = opened["id"]
    for _ in range(2):
        trigger = slack.state.issue_trigger(lin.id, below)
        below = client.views_push(trigger_id=trigger, view=MODAL)["view"]["id"]
    assert error_of(client.views_push, trigger_id=slack.state.issue_trigger(lin.id, below), view=MODAL) == (
        "push_limit_reached"
    )

    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = client.views_publish(user_id=lin.id, view=home)["view"]
    client.views_publish(user_id=lin.id, view=home, hash=first["hash"])
    assert error_of(client.views_publish, user_id=lin.id, view=home, hash=first["hash"]) == "hash_conflict"
    assert len(slack.views_of(lin, "home")) == 1
