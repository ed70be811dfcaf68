"""The Slack door behind a real server on loopback, with a list for an inbox."""

import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self

import uvicorn
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette

from bot.slack.directory import SlackIdentity
from bot.slack.door import make_app
from bot.slack.web import PATH, slack_route
from handlers.arrivals import AnyArrival, Submission


class Inbox:
    """Keeps arrivals by key, as the real one does; can be broken."""

    def __init__(self) -> None:
        self.arrivals: dict[str, AnyArrival] = {}
        self.counted: Counter[tuple[str, str]] = Counter()
        self.identity: SlackIdentity | None = None
        self.problems: dict[str, str] = {}
        self.broken_by: Exception | None = None

    async def put(self, arrival: AnyArrival) -> bool:
        if self.broken_by is not None:
            raise self.broken_by
        is_new = arrival.key not in self.arrivals
        self.arrivals[arrival.key] = arrival
        self.counted[arrival.kind, "stored" if is_new else "duplicate"] += 1
        return is_new

    def check(self, submission: Submission) -> dict[str, str]:
        return self.problems

    def count(self, kind: str, outcome: str) -> None:
        self.counted[kind, outcome] += 1

    def app(self) -> AsyncApp:
        return make_app(
            put=self.put,
            check=self.check,
            now=lambda: datetime.now(UTC),
            identity=lambda: self.identity,
            count=self.count,
        )

    async def close(self) -> None:
        """When the server stops."""

    @property
    def only(self) -> Any:
        (arrival,) = self.arrivals.values()
        return arrival


class Listener:
    """A web server with the Slack route, in a thread of its own."""

    def __init__(self, inbox: Inbox, signing_secret: str) -> None:
        route = slack_route(
            inbox.app(), signing_secret=signing_secret, now=lambda: datetime.now(UTC), count=inbox.count
        )

        @asynccontextmanager
        async def until_stopped(_: Starlette) -> AsyncIterator[None]:
            yield
            await inbox.close()

        app = Starlette(routes=[route], lifespan=until_stopped)
        config = uvicorn.Config(app, log_level="critical", lifespan="on", ws="none")
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}{PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
