"""What the fake Slack sends: requests that slack_sdk and Bolt accept, and Socket Mode envelopes."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.fakes.server import Fake
from bot.fakes.slack import Channel, FakeSlack, SlackSender, SlackSocketSender, User


class Receiver(Fake):
    """An app's request URL, which checks signatures with slack_sdk."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._verifier = SignatureVerifier(secret)
        self.answer: dict[str, Any] | None = None
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if len(body) > 1024 * 1024:
            return web.Response(status=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not self._verifier.is_valid_request(body, headers):
            return web.Response(status=401)
        self.headers.append(headers)
        self.heard.append(read(request.content_type, body))
        return web.Response() if self.answer is None else web.json_response(self.answer)


def read(content_type: str, body: bytes) -> dict[str, Any]:
    if content_type == "application/json":
        return dict(json.loads(body))
    fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return dict(json.loads(fields["payload"])) if "payload" in fields else fields


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def app(slack: FakeSlack) -> Iterator[Receiver]:
    with Receiver(slack.signing_secret) as receiver:
        yield receiver


@pytest.fixture
def sender(slack: FakeSlack, app: Receiver) -> SlackSender:
    return SlackSender(f"{app.origin}/slack/events", slack)


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.url)


@pytest.fixture
def lin(slack: FakeSlack) -> User:
    return slack.add_user("lin")


@pytest.fixture
def amy(slack: FakeSlack) -> User:
    return slack.add_user("amy", team_id="T0CLIENT01")


@pytest.fixture
def shared(slack: FakeSlack, lin: User, amy: User) -> Channel:
    return slack.add_channel("acme-mujin", [lin, amy])


def test_a_clients_message_is_signed_and_whole(
    slack: FakeSlack, app: Receiver, sender: SlackSender, shared: Channel, amy: User
) -> None:
    sent = sender.message(shared, amy, "logo要再改大一点，周五前给", at=1_764_000_000)

    (heard,) = app.heard
    event = heard["event"]
    assert sent.status == 200
    assert (heard["type"], heard["team_id"], heard["is_ext_shared_channel"]) == ("event_callback", "T0CLIENT01", True)
    assert heard["authorizations"][0]["team_id"] == slack.team_id
    assert heard["authorizations"][0]["user_id"] == slack.bot_user
    assert (event["type"], event["channel_type"], event["user_team"]) == ("message", "channel", "T0CLIENT01")
    assert (event["ts"], event["event_ts"]) == ("1764000000.000000", sent.ts)
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "logo要再改大一点，周五前给"}]
    assert event["client_msg_id"]


def test_what_people_say_can_be_read_back(sender: SlackSender, client: WebClient, shared: Channel, amy: User) -> None:
    said = sender.message(shared, amy, "hi")
    sender.message(shared, amy, "in the thread", thread=said.ts)

    messages = client.conversations_replies(channel=shared.id, ts=said.ts)["messages"]
    assert [message["text"] for message in messages] == ["hi", "in the thread"]


def test_an_edit_and_a_deletion_bring_the_former_words(
    app: Receiver, sender: SlackSender, shared: Channel, amy: User
) -> None:
    said = sender.message(shared, amy, "big")
    sender.edit(said, "bigger")
    sender.delete(said)

    edit, deletion = (heard["event"] for heard in app.heard[1:])
    assert (edit["subtype"], edit["message"]["text"], edit["previous_message"]["text"]) == (
        "message_changed",
        "bigger",
        "big",
    )
    assert edit["message"]["ts"] == said.ts
    assert edit["message"]["edited"]["user"] == amy.id
    assert (deletion["subtype"], deletion["deleted_ts"]) == ("message_deleted", said.ts)
    assert deletion["previous_message"]["text"] == "bigger"


def test_a_mention_comes_twice_with_the_same_ts(app: Receiver, sender: SlackSender, shared: Channel, lin: User) -> None:
    sender.mention(shared, lin, "任务 海报 周五")

    first, second = app.heard
    assert (first["event"]["type"], second["event"]["type"]) == ("app_mention", "message")
    assert first["event"]["ts"] == second["event"]["ts"]
    assert first["event_id"] != second["event_id"]
    assert first["event"]["text"] == "<@U0LIAISON01> 任务 海报 周五"


def test_the_same_event_again_keeps_its_id_and_says_so(
    app: Receiver, sender: SlackSender, shared: Channel, lin: User
) -> None:
    said = sender.message(shared, lin, "hi")
    sender.but(retry_num=1).again(said)

    assert app.heard[0] == app.heard[1]
    assert app.headers[1]["x-slack-retry-num"] == "1"


@pytest.mark.parametrize(
    ("difference", "status"),
    [
        ({}, 200),
        ({"secret": "another"}, 401),
        ({"signature": "v0=00"}, 401),
        ({"signature": ""}, 401),
        ({"timestamp": "1"}, 401),
        ({"timestamp": ""}, 401),
        ({"body": b"x" * 2 * 1024 * 1024}, 413),
    ],
)
def test_bad_requests_can_be_made(
    sender: SlackSender, shared: Channel, lin: User, difference: dict[str, Any], status: int
) -> None:
    assert sender.but(**difference).message(shared, lin, "hi").status == status


def test_raw_bytes_and_the_url_check_are_signed_too(app: Receiver, sender: SlackSender) -> None:
    app.answer = {"challenge": "abc"}

    assert sender.url_verification("abc").json == {"challenge": "abc"}
    assert sender.raw(b'{"type": "odd"}').status == 200
    assert [heard["type"] for heard in app.heard] == ["url_verification", "odd"]


def test_a_command_brings_tickets_and_its_answer_is_shown(
    slack: FakeSlack, app: Receiver, sender: SlackSender, client: WebClient, shared: Channel, lin: User
) -> None:
    app.answer = {"response_type": "ephemeral", "text": "好的"}

    sender.slash("/crm", "help", lin, shared)

    assert (app.heard[0]["command"], app.heard[0]["text"], app.heard[0]["user_id"]) == ("/crm", "help", lin.id)
    assert app.heard[0]["response_url"].startswith(f"{slack.origin}/response/")
    assert [note.text for note in slack.whispered(shared, lin)] == ["好的"]
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "t"}, "blocks": [{"type": "divider"}]}
    assert client.views_open(trigger_id=app.heard[0]["trigger_id"], view=modal)["ok"]


def test_a_button_is_pressed_where_it_stands(
    app: Receiver, slack: FakeSlack, sender: SlackSender, client: WebClient, shared: Channel, lin: User
) -> None:
    button = {"type": "button", "action_id": "confirm", "value": "12", "text": {"type": "plain_text", "text": "确认"}}
    blocks = [{"type": "actions", "block_id": "b1", "elements": [button]}]
    client.chat_postEphemeral(channel=shared.id, user=lin.id, text="CR-12", blocks=blocks)
    client.chat_postMessage(channel=slack.direct(lin).id, text="CR-12", blocks=blocks)

    sender.press(slack.whispered()[0], "confirm", lin)
    sender.press(slack.posted()[0], "confirm", lin, value="12")

    private, direct = app.heard
    assert private["actions"][0]["value"] == "12"
    assert private["container"]["is_ephemeral"] is True
    assert "message" not in private
    assert direct["message"]["ts"] == slack.posted()[0].ts
    with pytest.raises(LookupError, match="reject"):
        sender.press(slack.posted()[0], "reject", lin)


FORM = {
    "type": "modal",
    "callback_id": "change",
    "title": {"type": "plain_text", "text": "变更单"},
    "submit": {"type": "plain_text", "text": "提交"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "改什么"},
            "element": {"type": "plain_text_input", "action_id": "what"},
        },
        {
            "type": "input",
            "block_id": "due",
            "optional": True,
            "label": {"type": "plain_text", "text": "何时"},
            "element": {"type": "datepicker", "action_id": "due", "initial_date": "2026-11-27"},
        },
    ],
}


def test_a_form_is_sent_with_its_values_and_stays_open_on_errors(
    app: Receiver, slack: FakeSlack, sender: SlackSender, client: WebClient, lin: User
) -> None:
    client.views_open(trigger_id=slack.state.issue_trigger(lin.id), view=FORM)
    (form,) = slack.views_of(lin)

    with pytest.raises(LookupError, match="what"):
        sender.submit(form, lin, {})
    app.answer = {"response_action": "errors", "errors": {"what": "太短"}}
    sender.submit(form, lin, {"what": "l"})
    assert slack.views_of(lin) == [form]

    app.answer = None
    sender.submit(form, lin, {"what": "logo"})
    assert slack.views_of(lin) == []
    assert app.heard[-1]["view"]["state"]["values"] == {
        "what": {"what": {"type": "plain_text_input", "value": "logo"}},
        "due": {"due": {"type": "datepicker", "selected_date": "2026-11-27"}},
    }


def test_shortcuts_reactions_homes_and_other_events_are_told(
    app: Receiver, sender: SlackSender, shared: Channel, lin: User, amy: User
) -> None:
    said = sender.message(shared, amy, "hi")
    sender.shortcut("log", lin, said)
    sender.shortcut("new_task", lin)
    sender.react(said, lin, "pushpin")
    sender.opens_home(lin)
    sender.bot_message(shared, "other bot")
    sender.bot_message(shared, "ourselves", own=True)
    sender.event({"type": "channel_shared", "channel": shared.id, "connected_team_id": "T0CLIENT01"})

    on_message, anywhere, reaction, home, other, own, news = app.heard[1:]
    assert (on_message["type"], on_message["message"]["text"]) == ("message_action", "hi")
    assert (anywhere["type"], "channel" in anywhere) == ("shortcut", False)
    assert reaction["event"]["item"]["ts"] == said.ts
    assert (home["event"]["type"], home["event"]["tab"]) == ("app_home_opened", "home")
    assert (other["event"]["subtype"], other["event"]["bot_id"]) == ("bot_message", "B0OTHERBOT1")
    assert own["event"]["bot_id"] == "B0LIAISON01"
    assert news["event"]["connected_team_id"] == "T0CLIENT01"


def test_one_kept_connection_serves_many_threads(app: Receiver, slack: FakeSlack, shared: Channel, lin: User) -> None:
    with SlackSender(f"{app.origin}/", slack, is_kept_alive=True) as sender:
        threads = [threading.Thread(target=sender.message, args=(shared, lin, str(n))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    ids = {heard["event_id"] for heard in app.heard}
    assert len(ids) == 8
    assert len({heard["event"]["ts"] for heard in app.heard}) == 8


@pytest.fixture
def socket(slack: FakeSlack) -> Iterator[SocketModeClient]:
    web_client = WebClient(slack.bot_token, base_url=slack.url)
    one = SocketModeClient(slack.app_token, web_client=web_client, auto_reconnect_enabled=True, ping_interval=1)
    yield one
    one.close()


def test_socket_mode_brings_events_and_takes_answers(
    slack: FakeSlack, socket: SocketModeClient, shared: Channel, lin: User
) -> None:
    heard: list[SocketModeRequest] = []

    def listen(client: Any, request: SocketModeRequest) -> None:
        heard.append(request)
        payload = {"text": "好的"} if request.type == "slash_commands" else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    socket.socket_mode_request_listeners.append(listen)
    socket.connect()
    sender = SlackSocketSender(slack)

    sender.message(shared, lin, "hi")
    sender.slash("/crm", "help", lin, shared)

    assert [request.type for request in heard] == ["events_api", "slash_commands"]
    assert heard[0].payload["event"]["text"] == "hi"
    assert [note.text for note in slack.whispered()] == ["好的"]


def test_an_envelope_that_is_not_acknowledged_comes_again(slack: FakeSlack, socket: SocketModeClient) -> None:
    heard: list[SocketModeRequest] = []

    def listen(client: Any, request: SocketModeRequest) -> None:
        heard.append(request)
        if len(heard) > 1:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    socket.socket_mode_request_listeners.append(listen)
    socket.connect()

    acknowledged = slack.push("events_api", {"type": "event_callback"}, ack_within_s=0.3)

    assert acknowledged.attempts == 2
    assert [(request.retry_attempt, request.retry_reason) for request in heard] == [(0, ""), (1, "timeout")]
    with pytest.raises(TimeoutError):
        slack.push("events_api", {"type": "silence"}, ack_within_s=0, retries=0)


@pytest.mark.parametrize("how", ["disconnect", "drop_connections"])
def test_the_client_comes_back_after_a_disconnect(slack: FakeSlack, socket: SocketModeClient, how: str) -> None:
    def listen(client: Any, request: SocketModeRequest) -> None:
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    socket.socket_mode_request_listeners.append(listen)
    socket.connect()
    slack.push("events_api", {"type": "before"})

    getattr(slack, how)()

    assert slack.push("events_api", {"type": "after"}, ack_within_s=2, retries=5).envelope_id
    assert len(slack.calls_of("apps.connections.open")) >= 2


async def test_a_socket_address_works_once(slack: FakeSlack) -> None:
    url = WebClient(slack.bot_token, base_url=slack.url).apps_connections_open(app_token=slack.app_token)["url"]

    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as line:
            assert (await line.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(url)
    assert slack.sockets.refused == 1
