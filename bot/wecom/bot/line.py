"""One connection to WeCom, from the subscription to its end: frames out with their acknowledgements, pushes in."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from weakref import WeakValueDictionary

import structlog
from aiohttp import ClientError, ClientWebSocketResponse, WSMsgType

from bot.wecom.bot.frames import DISCONNECTED, PING, SUBSCRIBE, BadFrame, Frame, Json, read_frame, write_frame

log = structlog.get_logger(__name__)

OnPush = Callable[[Frame, "Line"], None]


@dataclass(frozen=True)
class Rhythm:
    """How often, and how long."""

    ping_s: float = 30.0
    missed_pongs: int = 2  # so many pings without an answer, and the connection counts as dead
    ack_s: float = 8.0  # until an acknowledgement is given up; less than delivery's patience
    connect_s: float = 10.0
    renew_s: float = 5.0  # between two looks at who may connect
    lease_s: float = 15.0
    longest_retry_s: float = 60.0  # after a connection that broke
    refused_s: float = 60.0  # after a subscription that was refused, doubling …
    longest_refused_s: float = 1800.0
    displaced_s: float = 300.0  # after somebody else connected with our secret, doubling …
    longest_displaced_s: float = 3600.0
    settled_s: float = 60.0  # a connection that lived so long was a good one
    flush_s: float = 3.0  # at the end, for what came in and isn't stored yet


class End(Enum):
    """How a connection ended."""

    CLOSED = "closed"
    SILENT = "silent"  # pings got no answer
    DISPLACED = "displaced"  # a newer connection of the same bot took over


class NotSent(Exception):
    """The connection is down: the frame has not left."""


class NoAck(Exception):
    """The frame left, and nobody knows what became of it."""


class Line:
    """One connection. Lives in one event loop."""

    def __init__(self, socket: ClientWebSocketResponse, *, rhythm: Rhythm) -> None:
        self.number = secrets.token_hex(4)  # req_ids belong to it
        self._socket = socket
        self._rhythm = rhythm
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        # Answers to one req_id go one after the other: their acknowledgements bear the same name.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._missed = 0
        self._end: End | None = None

    async def subscribe(self, bot_id: str, secret: str) -> Frame:
        """Say who we are: WeCom's acknowledgement. Raises NotSent, NoAck."""
        return await self.ask(SUBSCRIBE, {"bot_id": bot_id, "secret": secret})

    async def ask(self, cmd: str, body: Json, *, req_id: str | None = None) -> Frame:
        """Send a frame, and its acknowledgement. `req_id`: of the push that it answers. Raises NotSent, NoAck."""
        name = req_id or f"{cmd}_{secrets.token_hex(8)}"
        turn = self._turns.setdefault(name, asyncio.Lock())
        async with turn:
            return await self._exchange(cmd, name, body)

    async def read(self, on_push: OnPush) -> End:
        """Take in what comes until the connection ends. Whoever still waits for an acknowledgement then gets NoAck."""
        try:
            async for message in self._socket:
                if message.type == WSMsgType.TEXT:
                    self._take(message.data, on_push)
                if self._end is not None:
                    break
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(NoAck("the connection ended before the acknowledgement"))
        return self._end or End.CLOSED

    async def beat(self) -> None:
        """Ping until the connection ends; without answers, end it."""
        while not self._socket.closed:
            await asyncio.sleep(self._rhythm.ping_s)
            if self._missed >= self._rhythm.missed_pongs:
                self._end = End.SILENT
                await self._socket.close()
                return
            self._missed += 1
            try:
                await self._socket.send_str(write_frame(PING, f"{PING}_{secrets.token_hex(8)}"))
            except (ClientError, ConnectionError):
                return  # read() sees the end

    async def close(self) -> None:
        await self._socket.close()

    async def _exchange(self, cmd: str, req_id: str, body: Json) -> Frame:
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = waiting
        try:
            if self._socket.closed or self._end is not None:
                raise NotSent("the connection is down")
            try:
                await self._socket.send_str(write_frame(cmd, req_id, body))
            except (ClientError, ConnectionError) as error:
                raise NotSent(f"the connection is down ({type(error).__name__})") from None
            try:
                async with asyncio.timeout(self._rhythm.ack_s):
                    return await waiting
            except TimeoutError:
                raise NoAck(f"no acknowledgement in {self._rhythm.ack_s:g} s") from None
        finally:
            del self._waiting[req_id]

    def _take(self, text: str, on_push: OnPush) -> None:
        try:
            frame = read_frame(text)
        except BadFrame as bad:
            log.warning("wecom_bot_bad_frame", reason=str(bad))
            return
        if frame.event == DISCONNECTED:
            self._end = End.DISPLACED
        elif frame.is_push:
            on_push(frame, self)
        elif frame.req_id.startswith(PING):
            self._missed = 0
        elif (waiting := self._waiting.get(frame.req_id)) is not None and not waiting.done():
            waiting.set_result(frame)
