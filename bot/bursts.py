"""Bursts: the messages of one conversation that follow each other closely are prepared in one go.

People write in pieces ("hi", "about the poster", "could the logo be larger?"). With a model, a call for each would cost
five times as much and read each piece by itself. So the head of a lane waits until its conversation has been quiet
for some seconds, though never long, and not when somebody waits for an answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from storage.ahead import Waiting
from storage.inbox import Item

LOOK_S = 0.25  # between two looks at what has come meanwhile
LOOK_AHEAD = 32  # rows behind the head
MOST_QUIETS = 4  # the head waits at most so many times the quiet time


class Burst(Protocol):
    """What may be prepared along with a row."""

    @property
    def places(self) -> Sequence[int]: ...

    @property
    def may_grow(self) -> bool: ...


class Gathers(Protocol):
    """Who knows which rows belong together (bot/serving.py)."""

    def gather(self, payload: dict[str, Any], behind: Sequence[dict[str, Any]]) -> Burst | None:
        """Those of the rows behind that may be prepared along with the first; None: it goes alone."""


@dataclass(frozen=True)
class Settling:
    """Waits for a burst to be complete. `quiet_s`: 0 takes what is there."""

    gathers: Gathers
    quiet_s: float
    clock: Callable[[], datetime]

    async def settle(
        self, item: Item, *, look: Callable[[], Awaitable[list[Waiting]]], is_stopping: Callable[[], bool]
    ) -> list[Waiting]:
        """The rows that are to be prepared along with this one, none of which was prepared before."""
        until = time.monotonic() + MOST_QUIETS * self.quiet_s
        while True:
            behind = [row for row in await look() if not row.is_prepared]
            burst = self.gathers.gather(item.payload, [row.payload for row in behind])
            if burst is None:
                return []
            chosen = [behind[place] for place in burst.places]
            newest_at = max([item.created_at, *(row.created_at for row in chosen)])
            quiet_in_s = self.quiet_s - (self.clock() - newest_at).total_seconds()
            left_s = min(quiet_in_s, until - time.monotonic())
            if left_s <= 0 or not burst.may_grow or is_stopping():
                return chosen
            await asyncio.sleep(min(left_s, LOOK_S))
