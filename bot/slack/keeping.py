"""Storing what Slack sends only once, commands and interactions, without letting the member wait for a slow database.

An event is stored before it is acknowledged: what isn't, Slack sends again. A command or a press comes only once, and
Slack shows a failure unless it is acknowledged within 3 s; so after 2 s it is acknowledged while storing goes on
(docs/adr/0016-a-slow-database-and-a-command.md).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from handlers.arrivals import AnyArrival

log = structlog.get_logger(__name__)

PATIENCE_S = 2.0  # Slack's 3 s, without what the way there and back takes


class Keeping:
    """Stores arrivals; what takes longer goes on behind the acknowledgement, and is waited for at the end."""

    def __init__(
        self,
        put: Callable[[AnyArrival], Awaitable[bool]],
        *,
        apologise: Callable[[AnyArrival], Awaitable[None]],
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`apologise` tells the member that what was acknowledged could not be stored."""
        self._put = put
        self._apologise = apologise
        self._patience_s = patience_s
        self._going_on: set[asyncio.Task[Any]] = set()

    async def keep(self, arrival: AnyArrival) -> bool:
        """Whether it is stored by now. Raises what storing raises while Slack still waits."""
        storing = asyncio.ensure_future(self._put(arrival))
        done, _ = await asyncio.wait({storing}, timeout=self._patience_s)
        if done:
            storing.result()
            return True
        log.warning("slack.stored_later", key=arrival.key, kind=arrival.kind)
        self.go_on(self._see_through(storing, arrival))
        return False

    def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that nobody waits for until the program stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)

    async def finish(self, within_s: float = 10.0) -> None:
        """Wait for what goes on."""
        if self._going_on:
            await asyncio.wait(set(self._going_on), timeout=within_s)

    async def _see_through(self, storing: Awaitable[bool], arrival: AnyArrival) -> None:
        try:
            await storing
        except Exception as error:  # noqa: BLE001 - whatever it was, the member was told that it had been taken
            log.error("slack.not_stored", code="not_stored", key=arrival.key, cause=type(error).__name__)
            await self._apologise(arrival)
