"""Keeps the bot's one connection: in one process of ours at a time, and without fighting for it with anybody else's.

WeCom lets a bot have one connection, and the newest wins. Whoever connects while another is connected throws that one
out; two that both come back at once would do so for ever. So only the process that has the seat connects, and when it
is thrown out while it has the seat, somebody outside our installation uses the same secret: then it stands by for
minutes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Literal, Protocol

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.backoff import backoff_s
from bot.proxies import proxy_for
from bot.wecom.bot.frames import Frame
from bot.wecom.bot.line import End, Line, NoAck, NotSent, Rhythm

log = structlog.get_logger(__name__)

State = Literal["waiting", "connecting", "connected", "refused", "displaced"]
MAX_FRAME_BYTES = 4 * 1024 * 1024

OnFrame = Callable[[Frame, Line], Awaitable[None]]


class Seat(Protocol):
    """The right to connect, which one process of an installation has. Blocking."""

    def take(self, lease_s: float) -> bool:
        """Take it or renew it; False: another process has it."""

    def leave(self) -> None:
        """Let go of it."""

    def note(self, state: str, since: datetime, reason: str) -> None:
        """Say how things stand, for those who ask."""


class Refused(Exception):
    """WeCom doesn't take our subscription. The message is WeCom's own, without our secret."""


class Keeper:
    """Connects, and connects again.

    `on_push` is called for every push, in order, and again until it succeeds: nobody sends a push twice. `on_now` is
    called at once, beside it, for what can't wait: it must not fail.
    """

    def __init__(
        self,
        *,
        url: str,
        bot_id: str,
        secret: str,
        seat: Seat,
        on_push: OnFrame,
        on_now: OnFrame,
        now: Callable[[], datetime],
        tell: Callable[[str], None],
        rhythm: Rhythm | None = None,
        random: Random | None = None,
    ) -> None:
        """`tell` is called with every new state: for the metrics."""
        self._url = url
        self._bot_id = bot_id
        self._secret = secret
        self._seat = seat
        self._on_push = on_push
        self._on_now = on_now
        self._now = now
        self._tell = tell
        self._rhythm = rhythm or Rhythm()
        self._random = random or Random()  # noqa: S311 - spreads retries, guards nothing
        self._seated, self._unseated = asyncio.Event(), asyncio.Event()
        self._pushed: asyncio.Queue[tuple[Frame, Line]] = asyncio.Queue()
        self._hurried: set[asyncio.Task[None]] = set()
        self._breaks = self._refusals = self._displacements = 0
        self.state: State = "waiting"
        self.line: Line | None = None  # the connection, while it is subscribed

    async def run(self) -> None:
        """Until it is cancelled; then what came in is stored, the connection closed, and the seat left."""
        storing = asyncio.create_task(self._store())
        sitting = asyncio.create_task(self._sit())
        try:
            while True:
                await self._seated.wait()
                pause_s = await self._connect()
                await self._rest(pause_s)
        finally:
            sitting.cancel()
            if self.line is not None:
                await self.line.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._pushed.join(), self._rhythm.flush_s)
            storing.cancel()
            await asyncio.gather(sitting, storing, *self._hurried, return_exceptions=True)
            await self._leave_seat()

    # Who may connect

    async def _sit(self) -> None:
        """Take the seat and renew it. A database that can't be asked leaves it as it is until it must have run out."""
        loop = asyncio.get_running_loop()
        seated_at = -self._rhythm.lease_s
        while True:
            try:
                has_seat = await asyncio.to_thread(self._seat.take, self._rhythm.lease_s)
            except SQLAlchemyError as error:
                has_seat = loop.time() - seated_at < self._rhythm.lease_s - self._rhythm.renew_s
                log.warning("wecom_bot_seat_unknown", cause=type(error).__name__)
            else:
                seated_at = loop.time() if has_seat else -self._rhythm.lease_s
            if has_seat:
                self._unseated.clear()
                self._seated.set()
            elif self._seated.is_set():
                self._seated.clear()
                self._unseated.set()
                await self._stand("waiting")
                if self.line is not None:
                    await self.line.close()
            await asyncio.sleep(self._rhythm.renew_s)

    async def _leave_seat(self) -> None:
        with suppress(SQLAlchemyError):  # then it runs out by itself
            if self._seated.is_set():
                await self._stand("waiting", "stopped")
                await asyncio.to_thread(self._seat.leave)

    # One connection

    async def _connect(self) -> float:
        """One connection from its beginning to its end; how many seconds to wait before the next."""
        began = asyncio.get_running_loop().time()
        await self._stand("connecting")
        try:
            end = await self._hold()
        except Refused as refused:
            self._refusals += 1
            await self._stand("refused", str(refused))
            log.error("wecom_bot_refused", reason=str(refused), refusals=self._refusals)
            return self._doubled(self._rhythm.refused_s, self._rhythm.longest_refused_s, self._refusals)
        except (aiohttp.ClientError, OSError, TimeoutError, NotSent, NoAck) as error:
            end, reason = End.CLOSED, type(error).__name__
        else:
            reason = end.value
        if not self._seated.is_set():
            return 0.0  # another process of ours connects: that is no fight
        lived_s = asyncio.get_running_loop().time() - began
        if end is End.DISPLACED:
            is_again = lived_s < self._rhythm.longest_displaced_s
            self._displacements = self._displacements + 1 if is_again else 1
            await self._stand("displaced", "another program connected with this bot's secret")
            log.error("wecom_bot_displaced", times=self._displacements)
            return self._doubled(self._rhythm.displaced_s, self._rhythm.longest_displaced_s, self._displacements)
        self._breaks = self._breaks + 1 if lived_s < self._rhythm.settled_s else 1
        wait_s = min(self._rhythm.longest_retry_s, backoff_s(self._breaks, chance=self._random.random()))
        log.warning("wecom_bot_disconnected", reason=reason, wait_s=round(wait_s, 1))
        return wait_s

    async def _hold(self) -> End:
        """Connect, subscribe, and stay. Raises Refused and what can go wrong with a connection."""
        timeout = aiohttp.ClientWSTimeout(ws_close=self._rhythm.flush_s)
        async with aiohttp.ClientSession() as session:
            async with asyncio.timeout(self._rhythm.connect_s):
                socket = await session.ws_connect(
                    self._url, proxy=proxy_for(self._url), timeout=timeout, max_msg_size=MAX_FRAME_BYTES
                )
            line = Line(socket, rhythm=self._rhythm)
            reading = asyncio.create_task(line.read(self._take))
            beating: asyncio.Task[None] | None = None
            try:
                acknowledged = await line.subscribe(self._bot_id, self._secret)
                if acknowledged.errcode:
                    raise Refused(f"{acknowledged.errcode}: {acknowledged.errmsg.replace(self._secret, '***')}")
                self._refusals = 0
                self.line = line
                await self._stand("connected")
                log.info("wecom_bot_connected", connection=line.number)
                beating = asyncio.create_task(line.beat())
                return await reading
            finally:
                self.line = None
                tasks = [task for task in (reading, beating) if task is not None]
                for task in tasks:
                    task.cancel()
                await line.close()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than we have the seat."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._unseated.wait(), seconds)

    def _doubled(self, first_s: float, longest_s: float, times: int) -> float:
        """From once to twice of a wait that doubles each time."""
        return float(min(longest_s, first_s * 2.0 ** min(times - 1, 30)) * (1 + self._random.random()))

    async def _stand(self, state: State, reason: str = "") -> None:
        self.state = state
        self._tell(state)
        if not self._seated.is_set():
            return  # who has the seat says how things stand
        try:
            await asyncio.to_thread(self._seat.note, state, self._now(), reason)
        except SQLAlchemyError as error:
            log.warning("wecom_bot_state_not_noted", state=state, cause=type(error).__name__)

    # What comes in

    def _take(self, frame: Frame, line: Line) -> None:
        hurried = asyncio.create_task(_alone(self._on_now(frame, line)))
        self._hurried.add(hurried)
        hurried.add_done_callback(self._hurried.discard)
        self._pushed.put_nowait((frame, line))

    async def _store(self) -> None:
        """One after the other, as they came; what can't be stored now is tried again until it is."""
        while True:
            frame, line = await self._pushed.get()
            attempts = 0
            while True:
                try:
                    await self._on_push(frame, line)
                    break
                except Exception as error:  # noqa: BLE001  # whatever it is, nobody will tell us of this push again
                    attempts += 1
                    wait_s = min(5.0, backoff_s(attempts, chance=self._random.random()))
                    # Only its type: a database error's text holds the row, which is somebody's words.
                    log.error("wecom_bot_push_not_stored", error=type(error).__name__, wait_s=round(wait_s, 1))
                    await asyncio.sleep(wait_s)
            self._pushed.task_done()


async def _alone(work: Awaitable[None]) -> None:
    await work
