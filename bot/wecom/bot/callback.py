"""The AI bot's callback URL: verify, decrypt, translate, put into the inbox, acknowledge.

It is the app's callback with JSON in the place of XML, and without a receiver's id. What is said about a message goes
to its response_url later (bot/wecom/bot/outbound.py); only a hello and a word about what can't be read are in the
answer.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.wecom.bot.drawing import plain, stream
from bot.wecom.bot.ear import answers_at_once
from bot.wecom.bot.handles import Handle
from bot.wecom.bot.inbound import BotOrigin, read_bot_push
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import InstantAnswer, Put, read_body, refuse, signed_query
from bot.wecom.refusals import CallbackRefused, Malformed
from handlers.arrivals import AnyArrival, PersonNews

PATH = "/wecom/bot"

log = structlog.get_logger(__name__)


class BotCallback:
    """The callback URL of one bot.

    `put` must not return before an arrival is stored. `response_urls`: how WeCom's own addresses begin; we answer to no
    others.
    """

    def __init__(
        self,
        crypto: CallbackCrypto,
        *,
        origin: BotOrigin,
        response_urls: str,
        put: Put,
        answer: InstantAnswer,
        now: Callable[[], datetime],
    ) -> None:
        self._crypto = crypto
        self._origin = origin
        self._response_urls = response_urls
        self._put = put
        self._answer = answer
        self._now = now

    def routes(self) -> list[Route]:
        """What the web application mounts."""
        return [Route(PATH, self.on_url_check, methods=["GET"]), Route(PATH, self.on_callback, methods=["POST"])]

    async def on_url_check(self, request: Request) -> Response:
        """Prove that the token and the key are ours: the decrypted echostr, as it is."""
        try:
            echo = self._crypto.open(request.query_params.get("echostr", ""), **signed_query(request), now=self._now())
        except CallbackRefused as refused:
            return refuse(refused)
        return PlainTextResponse(echo)

    async def on_callback(self, request: Request) -> Response:
        """Store what happened, then acknowledge it."""
        now = self._now()
        try:
            signed = signed_query(request)
            encrypted = _encrypted(await read_body(request))
            pushed = _object(self._crypto.open(encrypted, **signed, now=now))
            arrival = read_bot_push(pushed, self._origin, handle=self._handle(pushed, now))
        except CallbackRefused as refused:
            return refuse(refused)
        except ClientDisconnect:
            return Response(status_code=400)
        if arrival is None:
            log.info("wecom_bot_event", event_type=pushed.get("msgtype"))
            return Response()
        return await self._acknowledge(arrival, nonce=signed["nonce"], now=now)

    async def _acknowledge(self, arrival: AnyArrival, *, nonce: str, now: datetime) -> Response:
        try:
            is_new = await self._put(arrival)
        except Exception as error:  # noqa: BLE001  # whatever it is, WeCom has to send the callback again
            # Only its type: a database error's text holds the row, which is somebody's words.
            log.error("wecom_bot_callback_not_stored", key=arrival.key, error=type(error).__name__)
            return Response(status_code=500)
        log.info("wecom_bot_callback", key=arrival.key, kind=arrival.kind, is_new=is_new)
        words = self._answer(arrival) if answers_at_once(arrival) else None
        if not words:
            return Response()
        if isinstance(arrival, PersonNews):
            said = {"msgtype": "text", "text": {"content": words}}
        else:
            said = stream(plain(words), key=arrival.key)
        timestamp = str(int(now.timestamp()))
        return JSONResponse(
            self._crypto.seal_json(json.dumps(said, ensure_ascii=False), nonce=nonce, timestamp=timestamp)
        )

    def _handle(self, pushed: dict[str, Any], now: datetime) -> Handle:
        url = pushed.get("response_url")
        is_theirs = isinstance(url, str) and url.startswith(self._response_urls)
        return Handle(at=now, url=str(url) if is_theirs else "")


def _encrypted(body: bytes) -> str:
    encrypted = _object(body).get("encrypt")
    if not isinstance(encrypted, str) or not encrypted:
        raise Malformed("encrypt is missing or no text")
    return encrypted


def _object(text: bytes | str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    if not isinstance(read, dict):
        raise Malformed("the body is no JSON object")
    return read
