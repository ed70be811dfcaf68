"""The fake Slack answers slack_sdk's real client, and refuses what Slack refuses."""

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fakes.slack import Channel, FakeSlack, User


class Clock:
    """Stands still unless told."""

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
    return WebClient(slack.bot_token, base_url=slack.url, timeout=1)


@pytest.fixture
def lin(slack: FakeSlack) -> User:
    return slack.add_user("lin", real_name="林悦", email="lin@mujin.example", tz="Asia/Shanghai")


@pytest.fixture
def channel(slack: FakeSlack, lin: User) -> Channel:
    return slack.add_channel("acme", [lin])


def error_of(call: Any, *args: Any, **more: Any) -> Any:
    """The code of the refusal that a call gets."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **more)
    return caught.value.response["error"]


def test_the_bot_learns_who_it_is_and_which_scopes_it_has(slack: FakeSlack, client: WebClient) -> None:
    answer = client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (slack.bot_user, "B0LIAISON01", slack.team_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_a_message_is_posted_with_its_own_ts_and_can_be_read_back_with_its_metadata(
    slack: FakeSlack, client: WebClient, channel: Channel
) -> None:
    metadata = {"event_type": "liaison", "event_payload": {"key": "out:1"}}
    first = client.chat_postMessage(channel=channel.id, text="已记录 CR-12", metadata=metadata)
    second = client.chat_postMessage(channel=channel.id, text="done")

    assert first["ts"] == "1764000000.000000"
    assert first["ts"] < second["ts"]
    said = client.conversations_history(channel=channel.id, include_all_metadata=True, oldest="1764000000.000000")
    assert [message["ts"] for message in said["messages"]] == [second["ts"]]
    said = client.conversations_history(
        channel=channel.id, include_all_metadata=True, oldest=first["ts"], inclusive=True
    )
    assert said["messages"][1]["metadata"] == metadata
    assert "metadata" not in client.conversations_history(channel=channel.id)["messages"][1]
    assert [post.text for post in slack.posted(channel)] == ["已记录 CR-12", "done"]
    assert client.chat_getPermalink(channel=channel.id, message_ts=first["ts"])["permalink"] == (
        f"https://mujin.slack.com/archives/{channel.id}/p1764000000000000"
    )


def test_replies_come_with_their_parent_and_stay_out_of_the_history(client: WebClient, channel: Channel) -> None:
    parent = client.chat_postMessage(channel=channel.id, text="parent")["ts"]
    reply = client.chat_postMessage(channel=channel.id, text="reply", thread_ts=parent)["ts"]

    assert [m["ts"] for m in client.conversations_replies(channel=channel.id, ts=parent)["messages"]] == [parent, reply]
    assert [m["ts"] for m in client.conversations_history(channel=channel.id)["messages"]] == [parent]
    assert error_of(client.conversations_replies, channel=channel.id, ts="1.000000") == "thread_not_found"


def test_what_is_not_there_or_not_allowed_is_refused(
    slack: FakeSlack, client: WebClient, channel: Channel, lin: User
) -> None:
    elsewhere = slack.add_channel("elsewhere", has_bot=False)
    hidden = slack.add_channel("hidden", has_bot=False, is_private=True)
    old = slack.add_channel("old", is_archived=True)
    other = slack.add_user("other")

    def post(channel_id: str, **more: Any) -> Any:
        return error_of(client.chat_postMessage, channel=channel_id, **({"text": "hi"} | more))

    assert post("C0NOWHERE") == "channel_not_found"
    assert post(hidden.id) == "channel_not_found"
    assert post(elsewhere.id) == "not_in_channel"
    assert post(old.id) == "is_archived"
    assert error_of(client.api_call, "chat.postMessage", json={"channel": channel.id, "text": ""}) == "no_text"
    assert post(channel.id, blocks=[{"type": "marquee"}]) == "invalid_blocks"
    assert post(channel.id, metadata={"event_type": 7, "event_payload": {}}) == "invalid_metadata_format"
    assert error_of(client.users_info, user="U0NOBODY") == "user_not_found"
    assert error_of(client.users_lookupByEmail, email="nobody@x.example") == "users_not_found"
    assert error_of(client.chat_postEphemeral, channel=channel.id, user=other.id, text="hi") == "user_not_in_channel"
    assert error_of(client.api_call, "chat.shout") == "unknown_method"
    assert error_of(client.api_call, "chat.postMessage", json={"text": "hi"}) == "invalid_arguments"
    assert slack.posted() == []


def test_only_own_posts_can_be_changed_and_ephemerals_not_at_all(
    slack: FakeSlack, client: WebClient, channel: Channel, lin: User
) -> None:
    own = client.chat_postMessage(channel=channel.id, text="one", blocks=[{"type": "divider"}])["ts"]
    whisper = client.chat_postEphemeral(channel=channel.id, user=lin.id, text="psst")["message_ts"]

    client.chat_update(channel=channel.id, ts=own, text="two")

    assert (slack.posted()[0].text, slack.posted()[0].blocks) == ("two", [])
    assert slack.posted()[0].former == [("one", [{"type": "divider"}])]
    assert error_of(client.chat_update, channel=channel.id, ts=whisper, text="x") == "message_not_found"
    assert error_of(client.chat_update, channel=channel.id, ts=own, text="x" * 4001) == "msg_too_long"
    assert [note.text for note in slack.whispered(channel, lin)] == ["psst"]
    client.chat_delete(channel=channel.id, ts=own)
    assert slack.posted() == []
    assert error_of(client.chat_update, channel=channel.id, ts=own, text="x") == "message_not_found"


def test_a_very_long_text_is_cut_as_slack_cuts_it(slack: FakeSlack, client: WebClient, channel: Channel) -> None:
    client.chat_postMessage(channel=channel.id, text="长" * 40_001)

    post = slack.posted()[0]
    assert (len(post.text), post.is_cut) == (40_000, True)


def test_wrong_tokens_and_missing_scopes_are_refused(slack: FakeSlack) -> None:
    assert error_of(WebClient(base_url=slack.url).auth_test) == "not_authed"
    assert error_of(WebClient("xoxb-other", base_url=slack.url).auth_test) == "invalid_auth"
    assert error_of(WebClient(slack.app_token, base_url=slack.url).auth_test) == "not_allowed_token_type"
    assert error_of(
        WebClient(slack.bot_token, base_url=slack.url).apps_connections_open, app_token=slack.bot_token
    ) == ("not_allowed_token_type")


def test_a_scope_that_was_not_granted_is_named() -> None:
    with FakeSlack(scopes=["chat:write", "channels:read"]) as slack:
        public = slack.add_channel("public")
        secret = slack.add_channel("secret", is_private=True)
        client = WebClient(slack.bot_token, base_url=slack.url)

        assert client.conversations_info(channel=public.id)["channel"]["is_member"] is True
        with pytest.raises(SlackApiError) as caught:
            client.conversations_info(channel=secret.id)

    answer = caught.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:read")
    assert answer["provided"] == "channels:read,chat:write"


def test_methods_that_read_forms_only_do_not_see_json(client: WebClient, lin: User) -> None:
    assert client.users_info(user=lin.id)["user"]["profile"]["email"] == "lin@mujin.example"
    assert error_of(client.api_call, "users.info", json={"user": lin.id}) == "invalid_arguments"


def test_people_from_outside_are_told_by_their_team(slack: FakeSlack, client: WebClient, lin: User) -> None:
    amy = slack.add_user("amy", team_id="T0CLIENT01", email="amy@acme.example", is_stranger=True)
    shared = slack.add_channel("acme-mujin", [lin, amy])

    told = client.users_info(user=amy.id, include_locale=True)["user"]
    assert (told["team_id"], told["is_stranger"], told["locale"]) == ("T0CLIENT01", True, "zh-CN")
    assert "email" not in told["profile"]
    info = client.conversations_info(channel=shared.id)["channel"]
    assert (info["is_ext_shared"], info["connected_team_ids"]) == (True, ["T0CLIENT01"])
    assert client.conversations_members(channel=shared.id)["members"] == [lin.id, amy.id, slack.bot_user]
    assert [user["id"] for user in client.users_list()["members"]] == [slack.bot_user, lin.id]


def test_all_that_outsiders_can_see_is_listed_former_words_too(
    slack: FakeSlack, client: WebClient, lin: User, channel: Channel
) -> None:
    amy = slack.add_user("amy", team_id="T0CLIENT01")
    shared = slack.add_channel("acme-mujin", [lin, amy])

    client.chat_postMessage(channel=channel.id, text="inside")
    client.chat_postEphemeral(channel=shared.id, user=lin.id, text="for Lin only")
    assert slack.visible_to_outsiders() == []

    leak = client.chat_postMessage(channel=shared.id, text="leaked")["ts"]
    client.chat_update(channel=shared.id, ts=leak, text="mended")
    client.chat_postEphemeral(channel=shared.id, user=amy.id, text="whispered to Amy")
    client.chat_postMessage(channel=amy.id, text="direct to Amy")

    seen = [(one.kind, one.text) for one in slack.visible_to_outsiders()]
    assert seen == [
        ("post", "leaked"),
        ("post", "mended"),
        ("post", "direct to Amy"),
        ("ephemeral", "whispered to Amy"),
    ]


def test_a_picture_is_uploaded_in_three_steps(slack: FakeSlack, client: WebClient, channel: Channel) -> None:
    client.files_upload_v2(channel=channel.id, content=b"\x89PNG....", filename="week.png", initial_comment="周报")

    (post,) = slack.posted(channel)
    assert (post.subtype, post.text, post.files[0]["name"]) == ("file_share", "周报", "week.png")
    assert error_of(client.files_getUploadURLExternal, filename="a.png", length=0) == "invalid_arguments"
    assert error_of(client.files_completeUploadExternal, files=[{"id": "F0NONE"}]) == "file_not_found"


def test_a_file_is_given_only_with_the_token(slack: FakeSlack) -> None:
    file = slack.add_file("brief.pdf", b"%PDF")
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {slack.bot_token}"})

    with urllib.request.urlopen(request) as answer:
        assert answer.read() == b"%PDF"
    with urllib.request.urlopen(file["url_private"]) as answer:
        assert b"Sign in" in answer.read()


def test_reactions_are_put_and_taken(client: WebClient, channel: Channel) -> None:
    ts = client.chat_postMessage(channel=channel.id, text="hi")["ts"]

    client.reactions_add(channel=channel.id, timestamp=ts, name="eyes")

    assert error_of(client.reactions_add, channel=channel.id, timestamp=ts, name="eyes") == "already_reacted"
    assert error_of(client.reactions_add, channel=channel.id, timestamp=ts, name=":eyes:") == "invalid_name"
    client.reactions_remove(channel=channel.id, timestamp=ts, name="eyes")
    assert error_of(client.reactions_remove, channel=channel.id, timestamp=ts, name="eyes") == "no_reaction"


def test_direct_messages_are_opened_once_and_found_by_user(slack: FakeSlack, client: WebClient, lin: User) -> None:
    opened = client.conversations_open(users=lin.id)["channel"]["id"]

    assert client.conversations_open(users=[lin.id])["channel"]["id"] == opened
    assert client.chat_postMessage(channel=lin.id, text="hi")["channel"] == opened
    assert error_of(client.conversations_open, users="U0NOBODY") == "user_not_found"


def test_posts_that_come_too_fast_are_counted(
    slack: FakeSlack, client: WebClient, channel: Channel, clock: Clock
) -> None:
    for pause_s in (0, 0.5, 1.1):
        clock.now += pause_s
        client.chat_postMessage(channel=channel.id, text="hi")

    assert slack.state.fast_posts == {channel.id: 1}


def test_every_call_is_written_down_with_its_answer_and_without_the_token(
    slack: FakeSlack, client: WebClient, channel: Channel
) -> None:
    client.chat_postMessage(channel=channel.id, text="hi", blocks=[{"type": "divider"}])
    assert (
        error_of(client.api_call, "users.info", params={"user": "U0NO", "token": slack.bot_token}) == "user_not_found"
    )

    posted, asked = slack.calls
    assert (posted.method, posted.args["blocks"], posted.status) == ("chat.postMessage", [{"type": "divider"}], 200)
    assert posted.answer is not None
    assert posted.answer["ok"] is True
    assert "token" not in asked.args
