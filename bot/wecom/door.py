"""WeCom's callback URL: verify, decrypt, translate, put into the inbox, acknowledge.

WeCom sends a callback again, three times, unless it is answered with 200 within 5 s; the URL check has 1 s.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.wecom.crypto import CallbackCrypto, cdata
from bot.wecom.envelope import read_xml
from bot.wecom.inbound import Origin, read_callback
from bot.wecom.limits import TEXT_BYTES, clean, cut_bytes
from bot.wecom.refusals import BadSignature, CallbackRefused
from handlers.arrivals import AnyArrival

PATH = "/wecom/callback"
MAX_BODY_BYTES = 1024 * 1024
_MAX_DISCARDED_BYTES = 8 * MAX_BODY_BYTES

Put = Callable[[AnyArrival], Awaitable[bool]]
InstantAnswer = Callable[[AnyArrival], str | None]

log = structlog.get_logger(__name__)


class _TooLarge(CallbackRefused):
    """The body is over MAX_BODY_BYTES."""

    status = 413
    code = "too_large"


def no_instant_answer(arrival: AnyArrival) -> str | None:
    """Everything is answered later, through message/send."""
    return None


class Callback:
    """The self-built app's callback URL.

    `put` stores an arrival and tells whether it is new; it must not return before that is durable.
    `instant_answer` is pure: the words that answer an arrival in the acknowledgement itself, or None.
    """

    def __init__(
        self,
        crypto: CallbackCrypto,
        *,
        agent_id: int,
        put: Put,
        now: Callable[[], datetime],
        instant_answer: InstantAnswer = no_instant_answer,
    ) -> None:
        self._crypto = crypto
        self._origin = Origin(corp_id=crypto.receiver, agent_id=agent_id)
        self._put = put
        self._now = now
        self._instant_answer = instant_answer

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
            body = await read_body(request)
            message = self._crypto.open_body(body, **signed_query(request), now=now)
            arrival = read_callback(read_xml(message), self._origin)
        except CallbackRefused as refused:
            return refuse(refused)
        except ClientDisconnect:
            return Response(status_code=400)
        if arrival is None:
            return Response()
        return await self._acknowledge(arrival, nonce=request.query_params.get("nonce", ""), now=now)

    async def _acknowledge(self, arrival: AnyArrival, *, nonce: str, now: datetime) -> Response:
        try:
            is_new = await self._put(arrival)
        except Exception as error:  # noqa: BLE001  # whatever it is, WeCom has to send the callback again
            # Only its type: a database error's text holds the row, which is a client's words.
            log.error("wecom_callback_not_stored", key=arrival.key, error=type(error).__name__)
            return Response(status_code=500)
        log.info("wecom_callback", key=arrival.key, kind=arrival.kind, is_new=is_new)
        # A repeated callback is answered too: WeCom repeats it because the first answer didn't reach it.
        answer = self._instant_answer(arrival)
        if not answer:
            return Response()
        timestamp = str(int(now.timestamp()))
        reply = passive_reply(answer, user=arrival.user, corp_id=self._origin.corp_id, timestamp=timestamp)
        return Response(self._crypto.seal(reply, nonce=nonce, timestamp=timestamp), media_type="application/xml")


def passive_reply(text: str, *, user: str, corp_id: str, timestamp: str) -> str:
    """The XML of a text that answers a callback, cut to what WeCom shows."""
    content = cut_bytes(clean(text), TEXT_BYTES)
    return (
        f"<xml><ToUserName>{cdata(user)}</ToUserName><FromUserName>{cdata(corp_id)}</FromUserName>"
        f"<CreateTime>{timestamp}</CreateTime><MsgType>{cdata('text')}</MsgType><Content>{cdata(content)}</Content></xml>"
    )


def signed_query(request: Request) -> dict[str, str]:
    """What WeCom signs with. Raises BadSignature when the request doesn't even claim to be signed."""
    query = request.query_params
    if not query.get("msg_signature"):
        raise BadSignature("the request is not signed")
    return {
        "signature": query["msg_signature"],
        "timestamp": query.get("timestamp", ""),
        "nonce": query.get("nonce", ""),
    }


async def read_body(request: Request) -> bytes:
    """The body, counted while it comes in: a length in the header may be missing or untrue. Raises _TooLarge."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY_BYTES:
            chunks.append(chunk)
        # Read on for a while: a sender that is cut off in mid-body never sees the 413.
        elif size > _MAX_DISCARDED_BYTES:
            break
    if size > MAX_BODY_BYTES:
        raise _TooLarge("the body is too large")
    return b"".join(chunks)


def refuse(refused: CallbackRefused) -> Response:
    """The answer to a callback that is not served, and its line in the log."""
    log.warning("wecom_callback_refused", code=refused.code, reason=str(refused), status=refused.status)
    return PlainTextResponse(refused.code, status_code=refused.status)
