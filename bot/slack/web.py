"""POST /slack/events: checked to the last byte before Bolt, or anything else, sees it."""

import hmac
import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.door import Count
from bot.slack.payload import Payload

PATH = "/slack/events"
MAX_BYTES = 1024 * 1024
MAX_AGE_S = 300

# A sender who is cut off while still writing may never see our answer: so much more is read, and thrown away.
_DRAINED_BYTES = 4 * MAX_BYTES
_NO_RETRY = {"x-slack-no-retry": "1"}  # it would be refused again


class _Refused(Exception):
    """The request goes no further."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def slack_route(
    app: AsyncApp,
    *,
    signing_secret: str,
    now: Callable[[], datetime],
    count: Count = lambda kind, outcome: None,
) -> Route:
    """The route that Slack's events, commands and interactions come to. `now` is aware. Raises ValueError."""
    if not signing_secret:
        raise ValueError("an empty signing secret would let anybody in")

    async def receive(request: Request) -> Response:
        try:
            payload = await _checked(request, signing_secret.encode(), now)
        except _Refused as refused:
            count("request", refused.reason)
            return Response(status_code=refused.status, headers={} if refused.status == 401 else _NO_RETRY)
        return await _dispatched(app, request, payload)

    return Route(PATH, receive, methods=["POST"])


def is_signed(secret: bytes, *, timestamp: str, body: bytes, signature: bytes) -> bool:
    """Whether Slack signed exactly these bytes. Takes as long for a near miss as for any other."""
    expected = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(b"v0=" + expected.encode(), signature)


async def _checked(request: Request, secret: bytes, now: Callable[[], datetime]) -> Payload:
    """The request's payload. Raises _Refused, with nothing of the body in it."""
    body = await _read(request)
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise _Refused(401, "no_timestamp")
    if abs(now().timestamp() - int(timestamp)) > MAX_AGE_S:
        raise _Refused(401, "stale")
    signature = request.headers.get("x-slack-signature", "").encode("latin-1")
    if not is_signed(secret, timestamp=timestamp, body=body, signature=signature):
        raise _Refused(401, "bad_signature")
    return _parsed(body, request.headers.get("content-type", ""))


async def _read(request: Request) -> bytes:
    """The body, counted while it comes in, because Content-Length may lie or be missing."""
    kept, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= MAX_BYTES:
                kept.append(chunk)
            elif size > _DRAINED_BYTES:
                break
    except ClientDisconnect:
        raise _Refused(400, "cut_off") from None
    if size > MAX_BYTES:
        raise _Refused(413, "too_large")
    return b"".join(kept)


def _parsed(body: bytes, content_type: str) -> Payload:
    try:
        match content_type.partition(";")[0].strip().lower():
            case "application/json":
                return _event(json.loads(body.decode()))
            case "application/x-www-form-urlencoded":
                return _form(body.decode())
    except (ValueError, RecursionError):
        # ValueError: not UTF-8, not JSON, or a number with thousands of digits; RecursionError: nested that deeply.
        raise _Refused(400, "malformed") from None
    raise _Refused(400, "malformed")


def _event(payload: object) -> Payload:
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
        raise ValueError("not an event")
    if payload["type"] == "event_callback":
        event = payload.get("event")
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            raise ValueError("an envelope without an event")
    return payload


def _form(body: str) -> Payload:
    fields = dict(parse_qsl(body, keep_blank_values=True, errors="strict"))
    if "payload" in fields:
        payload = json.loads(fields["payload"])
        if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
            raise ValueError("not an interaction")
        return payload
    if "command" not in fields and fields.get("ssl_check") != "1":
        raise ValueError("neither a command nor an interaction")
    return dict(fields)


async def _dispatched(app: AsyncApp, request: Request, payload: Payload) -> Response:
    # "socket_mode" makes Bolt take the payload as it is. Its own parser loses a slash command whose text has the
    # word "payload" in it, and fails on what has just been refused with 400.
    bolt_request = AsyncBoltRequest(body=payload, mode="socket_mode", headers=dict(request.headers))
    answer = await app.async_dispatch(bolt_request)
    return Response(answer.body, status_code=answer.status, headers=answer.first_headers_without_set_cookie())
