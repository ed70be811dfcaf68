"""Who is from outside, and who reads a channel."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.fakes.slack import Channel, FakeSlack, Post, User
from bot.slack.directory import SlackDirectory, SlackIdentity, is_connected, is_insider
from handlers.ports import ChannelFacts, LookupFailed, PersonFacts

US, THEM = "T0AGENCY001", "T0CLIENT001"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(hang_s=5) as fake:
        yield fake


@pytest.fixture
def directory(slack: FakeSlack) -> SlackDirectory:
    return SlackDirectory(slack.bot_token, base_url=slack.url, timeout_s=1, clock=lambda: 0.0)


def test_it_knows_who_we_are(slack: FakeSlack, directory: SlackDirectory):
    identity = directory.identity()

    assert identity == SlackIdentity(
        workspace=US,
        url="https://mujin.slack.com/",
        bot_user_id=slack.bot_user,
        bot_id=slack.state.bot_id,
        name="木槿 Mujin Agency",
        scopes=identity.scopes,
    )
    assert "chat:write" in identity.scopes


def test_a_colleague_is_described(slack: FakeSlack, directory: SlackDirectory):
    lilei = slack.add_user("李雷", email="lilei@mujin.example")

    assert directory.person(US, lilei.id) == PersonFacts(
        name="李雷", is_outsider=False, org=US, email="lilei@mujin.example", tz="Asia/Shanghai", lang="zh"
    )


@pytest.mark.parametrize(
    "more",
    [{"team_id": THEM}, {"is_restricted": True}, {"is_ultra_restricted": True}, {"team_id": THEM, "is_stranger": True}],
)
def test_people_of_other_organisations_and_guests_are_outsiders(
    slack: FakeSlack, directory: SlackDirectory, more: dict[str, Any]
):
    kate = slack.add_user("kate", locale="en-GB", **more)

    person = directory.person(US, kate.id)

    assert person.is_outsider
    assert person.lang == "en"


def test_a_channel_of_colleagues_is_internal(slack: FakeSlack, directory: SlackDirectory):
    channel = slack.add_channel("team", [slack.add_user("lilei"), slack.add_user("han")])

    assert directory.channel(US, channel.id) == ChannelFacts(name="team", audience="internal")


def test_a_channel_with_another_organisation_is_shared(slack: FakeSlack, directory: SlackDirectory):
    channel = slack.add_channel("lemon", [slack.add_user("lilei"), slack.add_user("kate", team_id=THEM)])

    assert directory.channel(US, channel.id).audience == "shared"


def test_a_channel_with_a_guest_is_shared(slack: FakeSlack, directory: SlackDirectory):
    lilei = slack.add_user("lilei")
    team = slack.add_channel("team", [lilei])
    assert directory.channel(US, team.id).audience == "internal"

    # The guest was let in after people were last asked for.
    lemon = slack.add_channel("lemon", [lilei, slack.add_user("kate", is_ultra_restricted=True)])

    assert directory.channel(US, lemon.id).audience == "shared"
    assert directory.channel(US, lemon.id).audience == "shared"
    assert sum(call.method == "users.list" for call in slack.calls) == 2


def test_a_conversation_of_two_is_internal_only_with_a_colleague(slack: FakeSlack, directory: SlackDirectory):
    with_lilei = slack.direct(slack.add_user("lilei"))
    with_kate = slack.direct(slack.add_user("kate", team_id=THEM))

    assert directory.channel(US, with_lilei.id) == ChannelFacts(name="", audience="internal", is_direct=True)
    assert directory.channel(US, with_kate.id).audience == "shared"


PLAIN: dict[str, Any] = {
    "is_ext_shared": False,
    "is_shared": False,
    "is_pending_ext_shared": False,
    "shared_team_ids": [US],
}


@pytest.mark.parametrize(
    ("channel", "connected"),
    [
        (PLAIN, False),
        (PLAIN | {"is_shared": True, "is_org_shared": True}, False),
        (PLAIN | {"shared_team_ids": [US, "T0SISTER01"], "internal_team_ids": [US, "T0SISTER01"]}, False),
        (PLAIN | {"is_ext_shared": True}, True),
        (PLAIN | {"is_shared": True}, True),
        (PLAIN | {"is_pending_ext_shared": True}, True),
        (PLAIN | {"pending_shared": [THEM]}, True),
        (PLAIN | {"pending_connected_team_ids": [THEM]}, True),
        (PLAIN | {"shared_team_ids": [US, THEM]}, True),
        (PLAIN | {"connected_team_ids": [THEM]}, True),
        ({}, False),  # its members decide
    ],
)
def test_doubt_about_a_channel_counts_as_shared(channel: dict[str, Any], connected: bool):
    assert is_connected(channel, US) is connected


def test_in_an_enterprise_grid_the_workspaces_of_a_person_count():
    user = {"id": "W1", "team_id": "E0GRID0001", "enterprise_user": {"teams": ["T0SISTER01", US]}}

    assert is_insider(user, US)
    assert not is_insider({"id": "W2", "team_id": "E0GRID0001"}, US)


@pytest.mark.parametrize(
    ("error", "may_retry"),
    [("user_not_found", False), ("invalid_auth", False), ("internal_error", True), ("ratelimited", True)],
)
def test_a_refusal_says_whether_to_ask_again(slack: FakeSlack, directory: SlackDirectory, error: str, may_retry: bool):
    slack.refuse("users.info", error)

    with pytest.raises(LookupFailed) as raised:
        directory.person(US, "U1")

    assert raised.value.may_retry is may_retry
    assert str(raised.value) == f"users.info: {error}"


@pytest.mark.parametrize("mode", ["500", "502", "html", "timeout_before", "disconnect"])
def test_without_an_answer_asking_again_may_help(slack: FakeSlack, directory: SlackDirectory, mode: Any):
    slack.fail("users.info", mode, times=5)

    with pytest.raises(LookupFailed) as raised:
        directory.person(US, "U1")

    assert raised.value.may_retry


def test_a_throttled_lookup_may_be_asked_again(slack: FakeSlack, directory: SlackDirectory):
    slack.throttle("conversations.info")

    with pytest.raises(LookupFailed) as raised:
        directory.channel(US, "C1")

    assert raised.value.may_retry


def said_unheard(slack: FakeSlack, channel: Channel, user: User, text: str, thread: str | None = None) -> Post:
    with slack.lock:
        post = Post(channel.id, slack.state.mint_ts(), user.id, text, thread_ts=thread)
        slack.state.add_post(post)
    return post


def test_what_was_said_before_we_came_can_be_read_in_a_channel_and_in_a_thread(
    slack: FakeSlack, directory: SlackDirectory
):
    kate = slack.add_user("kate", team_id=THEM)
    room = slack.add_channel("lemon", [kate])
    parent = said_unheard(slack, room, kate, "logo &amp; headline")
    reply = said_unheard(slack, room, kate, f"<@{kate.id}> larger", thread=parent.ts)
    said_unheard(slack, room, kate, "later", thread=parent.ts)

    first, second = directory.message(US, room.id, parent.ts), directory.message(US, room.id, reply.ts)

    assert first is not None
    assert (first.text, first.author, first.thread) == ("logo & headline", kate.id, None)
    assert second is not None
    assert (second.text, second.mentions, second.thread) == (f"@{kate.id} larger", (kate.id,), parent.ts)


def test_a_message_that_is_gone_or_hidden_is_told_as_such(slack: FakeSlack, directory: SlackDirectory):
    closed = slack.add_channel("closed", [], has_bot=False)

    for channel, ts in ((closed.id, "1.000001"), ("C0NOWHERE", "1.000001")):
        with pytest.raises(LookupFailed) as failure:
            directory.message(US, channel, ts)
        assert not failure.value.may_retry


def test_what_happens_on_the_home_is_between_the_member_and_us(slack: FakeSlack, directory: SlackDirectory):
    amy, kate = slack.add_user("amy"), slack.add_user("kate", team_id=THEM)

    assert directory.channel(US, amy.id) == ChannelFacts(name="", audience="internal", is_direct=True)
    assert directory.channel(US, kate.id).audience == "shared"
