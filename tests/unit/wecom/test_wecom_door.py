"""The callback URL: what is stored, and what WeCom is answered."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from starlette.applications import Starlette
from wecom_wire import AES_KEY, CORP_ID, TEXT, TOKEN, envelope, seal, sign, signed_query, unseal, xml

from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import MAX_BODY_BYTES, Callback
from bot.wecom.envelope import read_xml
from handlers.arrivals import AnyArrival, PersonNews

NOW = datetime(2025, 11, 24, 16, 0, 5, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()) - 3)
WELCOME = xml(MsgType="event", Event="subscribe")


class Inbox:
    """What was put, once per key."""

    def __init__(self) -> None:
        self.rows: dict[str, AnyArrival] = {}
        self.fails = False

    async def put(self, arrival: AnyArrival) -> bool:
        if self.fails:
            raise RuntimeError("INSERT … VALUES ('客户说 logo')")
        is_new = arrival.key not in self.rows
        self.rows.setdefault(arrival.key, arrival)
        return is_new


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def app(inbox: Inbox) -> Starlette:
    def welcome(arrival: AnyArrival) -> str | None:
        return "欢迎 ]]> " + "好" * 900 if isinstance(arrival, PersonNews) else None

    crypto = CallbackCrypto(token=TOKEN, aes_key=AES_KEY, receiver=CORP_ID)
    callback = Callback(crypto, agent_id=1000002, put=inbox.put, now=lambda: NOW, instant_answer=welcome)
    return Starlette(routes=callback.routes())


async def ask(
    app: Starlette, method: str, query: dict[str, str], chunks: list[bytes] | None = None, path: str = "/wecom/callback"
) -> tuple[int, bytes, dict[str, str]]:
    """One request, without a network."""
    parts = chunks or [b""]
    incoming = [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, start=1)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(query).encode(),
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("test", 1),
        "root_path": "",
    }
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]), headers


async def post(app: Starlette, document: str, **query: str) -> tuple[int, bytes]:
    encrypted = seal(document)
    status, body, _ = await ask(app, "POST", signed_query(encrypted, STAMP) | query, [envelope(encrypted)])
    return status, body


async def test_the_url_check_is_answered_with_the_decrypted_echo_and_nothing_else(app: Starlette):
    echo = seal("4213469283480957923")

    status, body, headers = await ask(app, "GET", signed_query(echo, STAMP) | {"echostr": echo})

    assert (status, body) == (200, b"4213469283480957923")
    assert headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"msg_signature": "0" * 40}, 401),
        ({"msg_signature": ""}, 401),
        ({"timestamp": "1"}, 401),
        ({"echostr": seal("1", receiver="ww-other")}, 401),
        ({"echostr": "AAAA"}, 401),
    ],
    ids=["signature", "no signature", "old", "exchanged", "garbage"],
)
async def test_a_url_check_that_is_not_wecoms_gets_nothing(app: Starlette, change: dict[str, str], status: int):
    echo = seal("1")

    answered, body, _ = await ask(app, "GET", signed_query(echo, STAMP) | {"echostr": echo} | change)

    assert answered == status
    assert b"1" not in body


async def test_a_message_is_stored_and_acknowledged_with_nothing(app: Starlette, inbox: Inbox):
    assert await post(app, TEXT) == (200, b"")

    assert [arrival.text for arrival in inbox.rows.values()] == ["客户说 logo 要再大一点，周五前给"]


async def test_the_same_callback_again_stores_nothing_new(app: Starlette, inbox: Inbox):
    encrypted = seal(TEXT)
    query = signed_query(encrypted, STAMP)

    answers = [await ask(app, "POST", query, [envelope(encrypted)]) for _ in range(3)]

    assert [status for status, _, _ in answers] == [200, 200, 200]
    assert len(inbox.rows) == 1


async def test_an_event_that_does_not_concern_us_is_acknowledged_and_not_stored(app: Starlette, inbox: Inbox):
    assert await post(app, xml(MsgType="event", Event="enter_agent")) == (200, b"")
    assert not inbox.rows


async def test_a_new_member_is_welcomed_in_the_acknowledgement(app: Starlette, inbox: Inbox):
    status, body = await post(app, WELCOME)

    sealed = {name: str(value) for name, value in read_xml(body).items()}
    message, receiver = unseal(sealed["Encrypt"])
    reply = read_xml(message)
    assert (status, receiver) == (200, CORP_ID)
    assert sealed["MsgSignature"] == sign(sealed["TimeStamp"], "nonce8", sealed["Encrypt"])
    assert (reply["ToUserName"], reply["FromUserName"], reply["MsgType"]) == ("lilei", CORP_ID, "text")
    content = str(reply["Content"])
    assert content.startswith("欢迎 ]]> 好")
    assert content.endswith("…")
    assert 2040 <= len(content.encode()) <= 2048
    assert len(inbox.rows) == 1


async def test_a_repeated_callback_is_answered_again_since_the_first_answer_was_lost(app: Starlette):
    answers = [await post(app, WELCOME) for _ in range(2)]

    assert all(body for _, body in answers)


async def test_what_cannot_be_stored_is_asked_for_again(app: Starlette, inbox: Inbox):
    inbox.fails = True

    with structlog.testing.capture_logs() as logs:
        assert await post(app, TEXT) == (500, b"")

    assert logs[-1]["error"] == "RuntimeError"
    assert "客户说" not in str(logs)


LAUGHS = '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><ToUserName>&b;</ToUserName></xml>'


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (LAUGHS, 400),
        ("not xml", 400),
        ("<xml></xml>", 400),
        (xml(MsgType="text", Content="no id"), 400),
        (xml(ToUserName="ww-other", MsgType="text", Content="x", MsgId="1"), 401),
    ],
    ids=["entities", "no xml", "empty", "no id", "another company"],
)
async def test_what_is_sealed_but_wrong_is_refused(app: Starlette, inbox: Inbox, document: str, status: int):
    answered, _ = await post(app, document)

    assert answered == status
    assert not inbox.rows


@pytest.mark.parametrize(
    ("query", "status"),
    [({"msg_signature": "0" * 40}, 401), ({"timestamp": str(int(STAMP) - 600)}, 401), ({"msg_signature": ""}, 401)],
)
async def test_what_is_not_signed_now_is_refused(app: Starlette, inbox: Inbox, query: dict[str, str], status: int):
    with structlog.testing.capture_logs() as logs:
        answered, _ = await post(app, TEXT, **query)

    assert answered == status
    assert not inbox.rows
    assert not any(secret in str(logs) for secret in (TOKEN, AES_KEY, "logo"))


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml>", LAUGHS.encode()])
async def test_a_body_that_is_no_envelope_is_malformed(app: Starlette, body: bytes):
    status, _, _ = await ask(app, "POST", signed_query("", STAMP), [body])

    assert status == 400


async def test_a_message_for_another_company_is_refused(app: Starlette, inbox: Inbox):
    encrypted = seal(TEXT, receiver="ww-other")

    status, _, _ = await ask(app, "POST", signed_query(encrypted, STAMP), [envelope(encrypted)])

    assert status == 401
    assert not inbox.rows


async def test_a_body_over_one_mebibyte_is_too_large_however_it_comes(app: Starlette):
    status, _, _ = await ask(app, "POST", signed_query("", STAMP), [b"x" * 65536] * 32)

    assert status == 413


async def test_a_body_of_one_mebibyte_is_still_read(app: Starlette):
    status, _, _ = await ask(app, "POST", signed_query("", STAMP), [b"x" * MAX_BODY_BYTES])

    assert status == 400


async def test_a_sender_that_goes_away_is_no_error(app: Starlette, inbox: Inbox):
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    query = urlencode(signed_query("", STAMP)).encode()
    scope = {"type": "http", "method": "POST", "path": "/wecom/callback", "query_string": query, "headers": []}
    await app(scope, receive, send)

    assert not inbox.rows


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_not_served(app: Starlette, method: str):
    status, _, _ = await ask(app, method, {})

    assert status == 405
