"""What the program asks of a platform, and finding out who we are on it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import structlog
from sqlmodel import Session
from starlette.routing import Route

from bot.backoff import backoff_s
from bot.doors import Door
from handlers.arrivals import AnyArrival
from handlers.ports import Directory, LookupFailed, Mailbox
from storage.agencies import find_agency, remember_workspace
from storage.store import Store

log = structlog.get_logger(__name__)

Put = Callable[[AnyArrival], Awaitable[bool]]


class Platform(Protocol):
    """Slack or WeCom, put together."""

    @property
    def name(self) -> str: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def door(self) -> Door: ...

    def learn(self) -> dict[str, str]:
        """Ask who we are: fields of a Workspace. Blocking. Raises LookupFailed."""

    def routes(self, put: Put) -> list[Route]:
        """What the web application mounts."""

    async def listen(self, put: Put) -> None:
        """Open the connection by which things come in, where there is one."""

    async def hang_up(self) -> None:
        """Take nothing in over it any more."""

    async def close(self) -> None:
        """Let go of all connections."""


class Attendant(Protocol):
    """A connection that only one process of all may have, and by which that process also sends."""

    @property
    def held_back(self) -> frozenset[str]:
        """Workspaces, as the outbox names them, that this process can't send to now."""

    async def run(self, put: Put) -> None:
        """Connect whenever it is our turn, until cancelled."""


@runtime_checkable
class HasMailbox(Protocol):
    """A platform that keeps what clients write until it is fetched."""

    @property
    def mailbox(self) -> Mailbox | None: ...


def mailboxes_of(platforms: Sequence[Platform]) -> dict[str, Mailbox]:
    """Platform's name → its mailbox, of those that have one."""
    return {
        platform.name: platform.mailbox
        for platform in platforms
        if isinstance(platform, HasMailbox) and platform.mailbox is not None
    }


def learn_once(store: Store, platform: Platform, now: datetime) -> None:
    """Ask a platform who we are, and note it. Blocking. Raises LookupFailed."""
    found = platform.learn()

    def note(session: Session) -> None:
        agency = find_agency(session)
        assert agency is not None
        remember_workspace(session, agency, platform.name, now=now, **found)

    store.write(note)
    log.info("platform.known", platform=platform.name, workspace=found["external_id"])


async def keep_learning(store: Store, platform: Platform, *, clock: Callable[[], datetime]) -> None:
    """Ask until the platform answers. Nothing waits for it but the links in cards."""
    attempts = 0
    while True:
        try:
            await asyncio.to_thread(learn_once, store, platform, clock())
        except LookupFailed as failure:
            attempts += 1
            wait_s = min(60.0, backoff_s(attempts, chance=0.5))
            log.warning("platform.unknown", platform=platform.name, cause=str(failure), wait_s=round(wait_s, 1))
            await asyncio.sleep(wait_s)
        else:
            return
