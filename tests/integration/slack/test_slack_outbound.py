"""What is sent to Slack, and what its answers mean."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.doors import ChannelStopped, Gone, OurBug, Receipt, TryLater, Unsure, WorkspaceStopped
from bot.fakes.faults import Call
from bot.fakes.slack import Channel, FakeSlack, User
from bot.slack.outbound import SlackDoor
from bot.slack.screen import loading_view
from handlers.replies import Address
from prompts.cards import Button, Card, Field, Form, Item, Page, Said, Section

CARD = Card(title="变更单 CR-12", body="Logo <大>一点", buttons=(Button(label="确认", action="confirm", value="c:12"),))
SAID = Said(card=CARD)
FORM = Said(form=Form(name="f", title="t", submit="s", cancel="c", fields=(Field(name="due", label="期限"),)))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(hang_s=5) as fake:
        yield fake


@pytest.fixture
def lilei(slack: FakeSlack) -> User:
    return slack.add_user("lilei", real_name="李雷")


@pytest.fixture
def channel(slack: FakeSlack, lilei: User) -> Iterator[Channel]:
    yield slack.add_channel("lemon", [lilei])
    slack.faults.clear()


@pytest.fixture
async def door(slack: FakeSlack) -> AsyncIterator[SlackDoor]:
    door = SlackDoor(slack.bot_token, base_url=slack.url, timeout_s=0.5)
    yield door
    await door.close()


def to(where: Any, channel: Channel | None = None, **more: Any) -> Address:
    return Address(
        platform="slack", workspace="T0AGENCY001", where=where, channel=channel.id if channel else "", **more
    )


def calls(slack: FakeSlack, method: str) -> list[Call]:
    return [call for call in slack.calls if call.method == method]


async def test_a_post_carries_fallback_text_our_key_and_unfolds_nothing(
    slack: FakeSlack, door: SlackDoor, channel: Channel
):
    receipt = await door.send(to("channel", channel), SAID, key="outbox:1")

    (post,) = slack.posted(channel)
    assert receipt == Receipt(channel=channel.id, message_id=post.ts)
    assert post.text == "变更单 CR-12\nLogo &lt;大&gt;一点"
    assert post.blocks[0]["text"]["text"] == "*变更单 CR-12*\nLogo &lt;大&gt;一点"
    assert post.metadata == {"event_type": "liaison", "event_payload": {"key": "outbox:1"}}
    call = calls(slack, "chat.postMessage")[-1]
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == ("false", "false")


async def test_a_reply_goes_into_its_thread(slack: FakeSlack, door: SlackDoor, channel: Channel):
    first = await door.send(to("channel", channel), SAID, key="1")
    await door.send(to("channel", channel, thread=first.message_id), SAID, key="2")

    assert slack.posted(channel)[-1].thread_ts == first.message_id


async def test_a_private_card_is_seen_by_one_and_cannot_be_edited_later(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    receipt = await door.send(to("private", channel, user=lilei.id), SAID, key="1")

    assert len(slack.whispered(channel, lilei)) == 1
    assert slack.posted(channel) == []
    assert receipt.message_id is None


async def test_a_direct_card_opens_the_conversation_once(slack: FakeSlack, door: SlackDoor, lilei: User):
    before = len(calls(slack, "conversations.open"))

    for key in ("1", "2"):
        await door.send(to("direct", user=lilei.id), SAID, key=key)

    assert len(slack.posted(slack.direct(lilei))) == 2
    assert len(calls(slack, "conversations.open")) == before + 1


@pytest.mark.parametrize("is_visible", [False, True])
async def test_an_answer_is_private_unless_it_is_to_be_seen(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User, is_visible: bool
):
    url = slack.state.issue_response_url(channel.id, lilei.id)

    await door.send(to("answer", channel, response_url=url, is_visible=is_visible), SAID, key="1")

    assert len(slack.posted(channel)) == is_visible
    assert len(slack.whispered(channel)) == (not is_visible)


async def test_an_answer_can_replace_the_card_that_was_pressed(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    await door.send(to("private", channel, user=lilei.id), SAID, key="1")
    (note,) = slack.whispered(channel)
    url = slack.state.issue_response_url(channel.id, lilei.id, note)

    await door.send(
        to("answer", channel, response_url=url, is_replacing=True), Said(card=Card(title="已确认")), key="2"
    )

    assert [shown.text for shown in slack.whispered(channel)] == ["已确认"]


async def test_a_response_url_that_is_used_up_is_gone(slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User):
    url = slack.state.issue_response_url(channel.id, lilei.id)
    for number in range(5):
        await door.send(to("answer", channel, response_url=url), SAID, key=str(number))

    with pytest.raises(Gone):
        await door.send(to("answer", channel, response_url=url), SAID, key="6")
    with pytest.raises(Gone):
        await door.send(to("answer", channel), SAID, key="7")


async def test_an_update_takes_the_cards_place(slack: FakeSlack, door: SlackDoor, channel: Channel):
    receipt = await door.send(to("channel", channel), SAID, key="1")
    done = Said(card=Card(title="已确认"))

    await door.send(to("update", channel, message_id=receipt.message_id), done, key="2")
    assert [(post.text, post.ts) for post in slack.posted(channel)] == [("已确认", receipt.message_id)]

    await door.send(to("channel", channel), SAID, key="3", replaces=receipt)
    assert len(slack.posted(channel)) == 1


async def test_a_card_whose_predecessor_is_deleted_is_said_anew(slack: FakeSlack, door: SlackDoor, channel: Channel):
    gone = Receipt(channel=channel.id, message_id="1700000000.000100")

    receipt = await door.send(to("channel", channel), SAID, key="1", replaces=gone)

    assert receipt.message_id == slack.posted(channel)[0].ts
    with pytest.raises(Gone):
        await door.send(to("update", channel, message_id=gone.message_id), SAID, key="2")
    with pytest.raises(Gone):
        await door.send(to("update", channel), SAID, key="3", replaces=Receipt(channel=channel.id))


async def test_a_form_opens_once_per_trigger(slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User):
    trigger = slack.state.issue_trigger(lilei.id)

    await door.send(to("modal", channel, trigger_id=trigger), FORM, key="1")

    assert slack.views_of(lilei)[-1].view["callback_id"] == "f"
    for spent in (trigger, "never-given", None):
        with pytest.raises(Gone):
            await door.send(to("modal", channel, trigger_id=spent), FORM, key="2")


async def test_a_form_takes_the_place_of_the_loading_view(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    trigger = slack.state.issue_trigger(lilei.id)
    opened = slack.state.issue_trigger(lilei.id)
    await door._api.call("views.open", {"trigger_id": opened, "view": loading_view("liaison-1")})
    view = slack.views_of(lilei)[-1]

    await door.send(to("modal", channel, trigger_id=trigger, view="liaison-1"), FORM, key="1")

    assert slack.views_of(lilei)[-1] is view
    assert (view.view["callback_id"], view.view["external_id"]) == ("f", "liaison-1")


async def test_a_card_takes_the_place_of_the_loading_view_where_no_form_comes(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    opened = slack.state.issue_trigger(lilei.id)
    await door._api.call("views.open", {"trigger_id": opened, "view": loading_view("liaison-2")})

    await door.send(to("modal", channel, view="liaison-2"), SAID, key="1")

    assert slack.views_of(lilei)[-1].view["callback_id"] == "told"
    assert "CR-12" in str(slack.views_of(lilei)[-1].view["blocks"])


async def test_a_form_whose_loading_view_never_opened_is_opened_by_the_trigger(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    trigger = slack.state.issue_trigger(lilei.id)

    await door.send(to("modal", channel, trigger_id=trigger, view="liaison-never"), FORM, key="1")

    assert slack.views_of(lilei)[-1].view["callback_id"] == "f"


async def test_a_form_waits_a_moment_for_a_loading_view_that_is_being_opened(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    trigger = slack.state.issue_trigger(lilei.id)
    slack.refuse("views.update", "not_found", times=2)
    await door._api.call("views.open", {"trigger_id": trigger, "view": loading_view("liaison-3")})

    await door.send(to("modal", channel, trigger_id=trigger, view="liaison-3"), FORM, key="1")

    assert slack.views_of(lilei)[-1].view["callback_id"] == "f"


@pytest.mark.parametrize("trigger", ["never-given", None])
async def test_a_form_that_can_go_nowhere_is_gone(door: SlackDoor, channel: Channel, trigger: str | None):
    with pytest.raises(Gone):
        await door.send(to("modal", channel, trigger_id=trigger, view="liaison-closed"), FORM, key="1")


async def test_a_page_is_published_as_the_home(slack: FakeSlack, door: SlackDoor, lilei: User):
    page = Page(title="你好", sections=(Section(heading="我的任务", items=(Item(text="T-1"),)),))

    await door.send(to("home", user=lilei.id), Said(page=page), key="1")
    await door.send(to("home", user=lilei.id), Said(page=page.model_copy(update={"title": "再见"})), key="2")

    (home,) = slack.views_of(lilei, "home")
    assert home.view["blocks"][0]["text"]["text"] == "再见"


@pytest.mark.parametrize("where", ["channel", "direct", "modal"])
async def test_a_page_goes_nowhere_else(door: SlackDoor, channel: Channel, lilei: User, where: str):
    with pytest.raises(OurBug):
        await door.send(to(where, channel, user=lilei.id), Said(page=Page(title="t")), key="1")


@pytest.mark.parametrize(("where", "is_linked"), [("direct", True), ("private", True), ("channel", False)])
async def test_a_form_in_words_links_to_its_page_where_nobody_else_reads(
    slack: FakeSlack, channel: Channel, lilei: User, where: str, is_linked: bool
):
    door = SlackDoor(slack.bot_token, base_url=slack.url, timeout_s=2, link=lambda key, to: f"https://l.example/{key}")

    await door.send(to(where, channel, user=lilei.id), FORM, key="k")
    await door.close()

    assert ("https://l.example/k" in str(slack.calls[-1].args)) is is_linked


async def test_a_form_for_which_it_is_too_late_is_asked_in_words(slack: FakeSlack, door: SlackDoor, lilei: User):
    await door.send(to("direct", user=lilei.id), FORM, key="1")

    assert slack.posted(slack.direct(lilei))[-1].text == "t\n• 期限"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ratelimited", TryLater),
        ("rate_limited", TryLater),
        ("service_unavailable", TryLater),
        ("internal_error", Unsure),
        ("fatal_error", Unsure),
        ("channel_not_found", ChannelStopped),
        ("not_in_channel", ChannelStopped),
        ("is_archived", ChannelStopped),
        ("restricted_action_read_only_channel", ChannelStopped),
        ("invalid_auth", WorkspaceStopped),
        ("token_revoked", WorkspaceStopped),
        ("account_inactive", WorkspaceStopped),
        ("invalid_blocks", OurBug),
        ("msg_too_long", OurBug),
        ("missing_scope", WorkspaceStopped),
        ("an_error_of_next_year", OurBug),
        ("客户的话 <b>", OurBug),
    ],
)
async def test_a_refused_post_says_what_to_do_about_it(
    slack: FakeSlack, door: SlackDoor, channel: Channel, code: str, error: type[Exception]
):
    slack.refuse("chat.postMessage", code)

    with pytest.raises(error) as raised:
        await door.send(to("channel", channel), SAID, key="1")

    assert type(raised.value) is error
    assert "客户" not in str(raised.value)
    assert "xoxb" not in str(raised.value)


@pytest.mark.parametrize("code", ["user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived"])
async def test_a_private_card_that_cannot_be_shown_there_may_go_another_way(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User, code: str
):
    slack.refuse("chat.postEphemeral", code)

    with pytest.raises(Gone):
        await door.send(to("private", channel, user=lilei.id), SAID, key="1")


@pytest.mark.parametrize(("retry_after", "after_s"), [("7", 7.0), ("2.5", 2.5), ("soon", 30.0), (None, 1.0)])
async def test_slack_says_how_long_to_wait(retry_after: str | None, after_s: float):
    async def answer(request: web.Request) -> web.Response:
        headers = {"Retry-After": retry_after} if retry_after else {}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    async with odd_slack(answer) as door:
        with pytest.raises(TryLater) as raised:
            await door.send(to("channel", Channel("C1", "c")), SAID, key="1")

    assert raised.value.after_s == after_s


@pytest.mark.parametrize("mode", ["500", "502", "html", "timeout_before", "timeout_after", "disconnect_after"])
async def test_a_lost_answer_to_a_post_leaves_a_doubt_and_to_an_edit_none(
    slack: FakeSlack, door: SlackDoor, channel: Channel, mode: Any
):
    slack.fail("chat.postMessage", mode)
    with pytest.raises(Unsure):
        await door.send(to("channel", channel), SAID, key="1")

    slack.fail("chat.update", mode)
    with pytest.raises(TryLater):
        await door.send(to("update", channel, message_id="1.000001"), SAID, key="1")


async def test_a_lost_answer_of_a_response_url_leaves_a_doubt_unless_it_replaces(
    slack: FakeSlack, door: SlackDoor, channel: Channel, lilei: User
):
    url = slack.state.issue_response_url(channel.id, lilei.id)
    slack.fail("response_url", "timeout_after", times=2)

    with pytest.raises(Unsure):
        await door.send(to("answer", channel, response_url=url), SAID, key="1")
    with pytest.raises(TryLater):
        await door.send(to("answer", channel, response_url=url, is_replacing=True), SAID, key="1")


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", "<html>", '{"ok": tr', "[" * 50_000])
async def test_half_an_answer_leaves_a_doubt(body: str):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    async with odd_slack(answer) as door:
        with pytest.raises(Unsure):
            await door.send(to("channel", Channel("C1", "c")), SAID, key="1")


async def test_the_place_of_a_fault_is_told_without_the_words_there():
    async def answer(request: web.Request) -> web.Response:
        told = ["[ERROR] invalid url: 客户的话 [json-pointer:/blocks/0/text]"]
        answer = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": told}}
        return web.json_response(answer)

    async with odd_slack(answer) as door:
        with pytest.raises(OurBug) as raised:
            await door.send(to("channel", Channel("C1", "c")), SAID, key="1")

    assert str(raised.value) == "chat.postMessage: invalid_blocks at /blocks/0/text"


async def test_our_token_goes_to_slack_and_not_to_a_response_url_nor_where_it_redirects():
    seen: list[tuple[str, str | None]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.path, request.headers.get("Authorization")))
        if request.path.startswith("/api/"):
            raise web.HTTPTemporaryRedirect("/elsewhere")
        return web.Response(text="ok")

    async with odd_slack(answer) as door:
        with pytest.raises(Unsure):
            await door.send(to("channel", Channel("C1", "c")), SAID, key="1")
        origin = door._api._base_url.removesuffix("/api/")
        await door.send(to("answer", response_url=f"{origin}/response/1"), SAID, key="2")

    assert seen == [("/api/chat.postMessage", "Bearer xoxb-odd"), ("/response/1", None)]


async def test_a_refused_connection_means_that_nothing_was_sent(unused_tcp_port: int):
    door = SlackDoor("xoxb-1", base_url=f"http://127.0.0.1:{unused_tcp_port}/api/")

    with pytest.raises(TryLater):
        await door.send(to("channel", Channel("C1", "c")), SAID, key="1")
    await door.close()


@pytest.mark.parametrize("thread", [False, True])
async def test_an_unsure_post_is_found_again_by_its_key(
    slack: FakeSlack, door: SlackDoor, channel: Channel, thread: bool
):
    since = datetime.now(UTC)
    parent = (await door.send(to("channel", channel), SAID, key="parent")).message_id
    here = to("channel", channel, thread=parent if thread else None)
    slack.fail("chat.postMessage", "timeout_after")
    with pytest.raises(Unsure):
        await door.send(here, SAID, key="outbox:7")
    slack.fail("chat.postMessage", "timeout_before")
    with pytest.raises(Unsure):
        await door.send(here, SAID, key="outbox:8")

    found = await door.find_sent(here, key="outbox:7", since=since)

    assert found == Receipt(channel=channel.id, message_id=slack.posted(channel)[-1].ts)
    assert await door.find_sent(here, key="outbox:8", since=since) is None


async def test_an_unsure_direct_post_is_found_again(slack: FakeSlack, door: SlackDoor, lilei: User):
    sent = await door.send(to("direct", user=lilei.id), SAID, key="outbox:9")

    assert await door.find_sent(to("direct", user=lilei.id), key="outbox:9", since=datetime.now(UTC)) == sent


@pytest.mark.parametrize("where", ["private", "answer", "modal"])
async def test_what_leaves_no_trace_stays_unsure(door: SlackDoor, channel: Channel, where: str):
    with pytest.raises(Unsure):
        await door.find_sent(to(where, channel), key="1", since=LONG_AGO)


async def test_an_unsure_send_cannot_be_resolved_while_slack_is_silent(
    slack: FakeSlack, door: SlackDoor, channel: Channel
):
    slack.fail("conversations.history", "timeout_before")

    with pytest.raises(TryLater):
        await door.find_sent(to("channel", channel), key="1", since=LONG_AGO)


class odd_slack:  # noqa: N801 - read as a verb: async with odd_slack(answer) as door
    """A door to a server that answers everything with `answer`."""

    def __init__(self, answer: Any) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> SlackDoor:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self._door = SlackDoor("xoxb-odd", base_url=f"http://127.0.0.1:{port}/api/", timeout_s=2)
        return self._door

    async def __aexit__(self, *_: object) -> None:
        await self._door.close()
        await self._runner.cleanup()
