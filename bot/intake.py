"""The way into the inbox, for every door and the clock. What is new gets the id that it keeps to the end."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlmodel import Session

from bot.logs import new_trace
from bot.metrics import Metrics
from handlers.arrivals import AnyArrival
from storage import inbox
from storage.store import Store

log = structlog.get_logger(__name__)


class Intake:
    """Stores arrivals, durably, before it returns."""

    def __init__(self, store: Store, *, metrics: Metrics, now: Callable[[], datetime]) -> None:
        self._store = store
        self._metrics = metrics
        self._now = now

    async def put(self, arrival: AnyArrival) -> bool:
        """Store an arrival; False if it was there already."""
        trace_id = new_trace()
        now = self._now()
        payload = arrival.model_dump(mode="json", exclude_defaults=True) | {"kind": arrival.kind}

        def unit(session: Session) -> int | None:
            return inbox.put(
                session,
                key=arrival.key,
                lane=arrival.lane,
                kind=arrival.kind,
                payload=payload,
                trace_id=trace_id,
                now=now,
            )

        number = await asyncio.wrap_future(self._store.submit(unit, is_urgent=True))
        is_new = number is not None
        platform = arrival.place.platform
        self._metrics.arrived(platform, arrival.kind, "stored" if is_new else "duplicate")
        log.info("arrived", trace=trace_id, platform=platform, kind=arrival.kind, key=arrival.key, is_new=is_new)
        return is_new
