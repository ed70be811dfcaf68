"""Socket Mode: single-use addresses, envelopes that are sent again until they are acknowledged, disconnects."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

EnvelopeType = Literal["events_api", "slash_commands", "interactive"]
Reason = Literal["warning", "refresh_requested", "link_disabled"]

MOST_CONNECTIONS = 10


@dataclass(frozen=True)
class Acknowledged:
    """What the bot sent back for an envelope."""

    envelope_id: str
    payload: dict[str, Any] | None
    attempts: int  # how often it was sent
    took_s: float  # from the first sending


class Sockets:
    """The WebSocket side of the fake. Lives in the server's loop."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._lines: list[web.WebSocketResponse] = []
        self._turn = 0
        self._connected = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = {}
        self.refused = 0  # connections with a ticket that was used or never given

    @property
    def count(self) -> int:
        return len(self._lines)

    def issue_ticket(self) -> str:
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._lines) >= MOST_CONNECTIONS:
            self.refused += 1
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.discard(ticket)
        line = web.WebSocketResponse(max_msg_size=4 * 1024 * 1024)
        await line.prepare(request)
        self._lines.append(line)
        self._connected.set()
        try:
            await line.send_json(self._hello())
            async for message in line:
                if message.type == WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            self._forget(line)
        return line

    async def push(
        self, kind: EnvelopeType, payload: dict[str, Any], *, ack_within_s: float, retries: int, takes_payload: bool
    ) -> Acknowledged:
        """Send an envelope until it is acknowledged, each time on the next connection. Raises TimeoutError."""
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid4()),
            "type": kind,
            "accepts_response_payload": takes_payload,
            "payload": payload,
        }
        began = time.monotonic()
        for attempt in range(retries + 1):
            # Slack counts attempts in envelopes of events only.
            if kind == "events_api":
                reason = "timeout" if attempt else ""
                envelope |= {"retry_attempt": attempt, "retry_reason": reason}
            answered = asyncio.get_running_loop().create_future()
            self._waiting[envelope["envelope_id"]] = answered
            try:
                async with asyncio.timeout(ack_within_s):
                    await (await self._next_line()).send_json(envelope)
                    answer = await answered
                return Acknowledged(envelope["envelope_id"], answer, attempt + 1, time.monotonic() - began)
            except (TimeoutError, ConnectionError):
                # Gone or silent: the envelope is sent again, as Slack does.
                continue
            finally:
                del self._waiting[envelope["envelope_id"]]
        raise TimeoutError(f"not acknowledged after {retries + 1} attempts")

    async def disconnect(self, reason: Reason) -> None:
        """Tell every connection to go; Slack then closes it, except after a mere warning."""
        for line in list(self._lines):
            await line.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}})
            if reason != "warning":
                await line.close()

    async def drop(self) -> None:
        """Break every connection without a word."""
        for line in list(self._lines):
            self._forget(line)
            transport = line._req.transport if line._req is not None else None
            if transport is not None:
                transport.abort()

    async def close(self) -> None:
        for line in list(self._lines):
            await line.close(code=1001)

    async def _next_line(self) -> web.WebSocketResponse:
        await self._connected.wait()
        self._turn += 1
        return self._lines[self._turn % len(self._lines)]

    def _forget(self, line: web.WebSocketResponse) -> None:
        if line in self._lines:
            self._lines.remove(line)
        if not self._lines:
            self._connected.clear()

    def _hear(self, text: str) -> None:
        heard = json.loads(text)
        waiting = self._waiting.get(heard.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(heard.get("payload"))

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._lines),
            "debug_info": {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }
