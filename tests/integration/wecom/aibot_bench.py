"""A bot's connection on the bench: its parts put together by hand, with times short enough to be waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

from bot.fakes.wecom import FakeAiBot
from bot.wecom.bot.ear import Ear
from bot.wecom.bot.inbound import BotOrigin
from bot.wecom.bot.keeper import Keeper, Seat
from bot.wecom.bot.line import Rhythm
from handlers.arrivals import AnyArrival

CORP = "ww01"
QUICK = Rhythm(
    ping_s=0.05, ack_s=0.5, renew_s=0.05, lease_s=0.4, longest_retry_s=0.05, refused_s=30, displaced_s=30, flush_s=0.5
)


class Chair:
    """A seat that nobody else wants."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.is_free = True

    def take(self, lease_s: float) -> bool:
        return self.is_free

    def leave(self) -> None:
        self.states.append("left")

    def note(self, state: str, since: datetime, reason: str) -> None:
        self.states.append(f"{state} {reason}".strip())


class Watch:
    """The time, which can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Inbox:
    """What was put, in order; it may fail for a while."""

    def __init__(self) -> None:
        self.arrivals: list[AnyArrival] = []
        self.failures = 0

    async def put(self, arrival: AnyArrival) -> bool:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("INSERT … VALUES ('客户说 logo')")
        is_new = arrival.key not in {known.key for known in self.arrivals}
        self.arrivals.append(arrival)
        return is_new


def no_answer(arrival: AnyArrival) -> str | None:
    return None


@asynccontextmanager
async def keeping(
    aibot: FakeAiBot,
    inbox: Inbox,
    *,
    seat: Seat | None = None,
    secret: str | None = None,
    url: str | None = None,
    answer: Callable[[AnyArrival], str | None] = no_answer,
    now: Callable[[], datetime] | None = None,
    rhythm: Rhythm = QUICK,
) -> AsyncIterator[Keeper]:
    """A keeper that runs."""
    now = now or Watch()
    ear = Ear(BotOrigin(CORP, CORP), put=inbox.put, answer=answer, now=now)
    keeper = Keeper(
        url=url or aibot.ws_url,
        bot_id=aibot.bot_id,
        secret=secret or aibot.secret,
        seat=seat or Chair(),
        on_push=ear.on_push,
        on_now=ear.on_now,
        now=now,
        tell=lambda _: None,
        rhythm=rhythm,
        random=Random(1),
    )
    running = asyncio.create_task(keeper.run())
    try:
        yield keeper
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(holds: Callable[[], object], *, timeout_s: float = 8.0) -> None:
    """Until it holds. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not holds():  # noqa: ASYNC110 - the fake lives in another thread
            await asyncio.sleep(0.01)
