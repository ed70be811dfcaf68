"""Signatures, proxies, and log lines."""

import logging

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.proxies import proxy_for
from bot.slack.refusals import code_of, seconds_of
from bot.slack.socket_mode import _sdk_logger
from bot.slack.web import is_signed, slack_route

# Slack's own example: https://docs.slack.dev/authentication/verifying-requests-from-slack
SECRET = b"8f742231b10e8888abcd99yyyzzz85a5"
TIMESTAMP = "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_slacks_example_is_signed():
    assert is_signed(SECRET, timestamp=TIMESTAMP, body=BODY, signature=SIGNATURE)


@pytest.mark.parametrize(
    ("timestamp", "body", "signature"),
    [
        ("1531420619", BODY, SIGNATURE),
        (TIMESTAMP, BODY + b" ", SIGNATURE),
        (TIMESTAMP, BODY, SIGNATURE[:-1]),
        (TIMESTAMP, BODY, SIGNATURE.upper()),
        (TIMESTAMP, BODY, b""),
    ],
)
def test_what_differs_from_it_is_not(timestamp: str, body: bytes, signature: bytes):
    assert not is_signed(SECRET, timestamp=timestamp, body=body, signature=signature)


def test_an_empty_secret_is_refused_at_the_start():
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    with pytest.raises(ValueError, match="empty"):
        slack_route(AsyncApp(authorize=authorize), signing_secret="", now=lambda: pytest.fail("asked for the time"))


def test_the_machines_proxy_is_used_except_for_what_is_near(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "intranet.example")

    assert proxy_for("https://slack.com/api/") == "http://proxy.example:3128"
    assert proxy_for("wss://wss-primary.slack.com/link") == "http://proxy.example:3128"
    assert proxy_for("https://slack.intranet.example/api/") is None
    assert proxy_for("http://127.0.0.1:8080/api/") is None
    assert proxy_for("http://localhost:8080/api/") is None


def test_a_ticket_does_not_get_into_the_log(caplog: pytest.LogCaptureFixture):
    logger = _sdk_logger()

    try:
        raise ConnectionError("wss://wss.slack.com/link/?ticket=secret&app_id=1")
    except ConnectionError as error:
        logger.exception(f"Failed to connect (error: {error}); Retrying...")
    with caplog.at_level(logging.WARNING):
        logger.info("Received: 客户的话")

    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("Failed to connect (error: wss://wss.slack.com/link/")
    assert "secret" not in caplog.text


@pytest.mark.parametrize("answer", [None, [], {}, {"error": 1}, {"error": "客户的话"}, {"error": "x" * 65}])
def test_what_is_no_code_is_not_taken_for_one(answer: object):
    assert code_of(answer) == "unknown_error"


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, None), ("3", 3.0), (" 3 ", 3.0), ("Fri, 31 Dec 1999", 30.0), ("-1", 30.0)]
)
def test_a_time_to_wait_is_read_whatever_is_written(header: str | None, seconds: float | None):
    assert seconds_of(header) == seconds
