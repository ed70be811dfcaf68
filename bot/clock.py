"""The clock: puts keyed ticks into the inbox when they are due. A second clock puts the same keys, to no effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from handlers.arrivals import NOWHERE, AnyArrival, Tick

log = structlog.get_logger(__name__)

Put = Callable[[AnyArrival], Awaitable[bool]]


@dataclass(frozen=True)
class Schedule:
    """A tick's name and its time of day, in the agency's zone."""

    name: str
    hour: int
    minute: int


# Not on the hour: everybody else's clock strikes then.
SCHEDULES = (Schedule("housekeeping", 3, 17),)


class Clock:
    """Ticks until stopped. Whether a tick has been put before is the database's business, not the scheduler's."""

    def __init__(self, put: Put, *, now: Callable[[], datetime], tz: str) -> None:
        self._put = put
        self._now = now
        self._zone = ZoneInfo(tz)
        self._scheduler = AsyncIOScheduler(timezone=self._zone)

    async def start(self) -> None:
        """Begin to tick; what was missed since midnight is made up for at once."""
        for schedule in SCHEDULES:
            trigger = CronTrigger(hour=schedule.hour, minute=schedule.minute, timezone=self._zone)
            self._scheduler.add_job(
                self._tick, trigger, args=[schedule], id=schedule.name, coalesce=True, misfire_grace_time=3600
            )
            if _is_past(schedule, self._now().astimezone(self._zone)):
                await self._tick(schedule)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self, schedule: Schedule) -> None:
        now = self._now()
        arrival = tick_of(schedule, now, self._zone)
        is_new = await self._put(arrival)
        log.info("clock.tick", key=arrival.key, is_new=is_new)


def tick_of(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Tick:
    """The tick of this day: its key names the day, so that it counts once, whoever puts it."""
    day = now.astimezone(zone).date()
    return Tick(key=f"tick:{schedule.name}:{day.isoformat()}", place=NOWHERE, user="", at=now, name=schedule.name)


def _is_past(schedule: Schedule, local: datetime) -> bool:
    due = local.replace(hour=schedule.hour, minute=schedule.minute, second=0, microsecond=0)
    return due <= local < due + timedelta(days=1)
