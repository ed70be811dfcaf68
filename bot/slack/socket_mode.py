"""Socket Mode: the same listeners over a WebSocket that we open, so that no public address is needed."""

import asyncio
import logging
import re

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.proxies import proxy_for
from bot.slack.api import API_URL, TIMEOUT_S

log = structlog.get_logger(__name__)


class SocketMode:
    """Keeps a connection to Slack, and hands what comes over it to the app's listeners.

    What isn't acknowledged (the listener failed, the connection broke) Slack sends again.
    """

    def __init__(self, app: AsyncApp, *, app_token: str, base_url: str = API_URL, check_every_s: float = 10.0) -> None:
        self._app = app
        self._app_token = app_token
        self._base_url = base_url
        self._check_every_s = check_every_s
        self._handler: _Handler | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.is_connected = False  # as of the last check

    async def start(self) -> None:
        """Begin to connect; returns at once, and goes on trying for as long as it takes."""
        web_client = AsyncWebClient(base_url=self._base_url, timeout=round(TIMEOUT_S), logger=_sdk_logger())
        web_client.proxy = proxy_for(self._base_url)  # the client's own choice overlooks NO_PROXY
        self._handler = _Handler(
            self._app,
            app_token=self._app_token,
            logger=_sdk_logger(),
            web_client=web_client,
            ping_interval=self._check_every_s,
        )
        self._handler.client.proxy = web_client.proxy
        self._tasks = [
            asyncio.create_task(self._handler.client.connect(), name="slack-connect"),  # type: ignore[no-untyped-call]
            asyncio.create_task(self._watch(self._handler.client), name="slack-watch"),
        ]

    async def stop(self, *, within_s: float = 3.0) -> None:
        """Let what is being stored be stored and acknowledged, then close."""
        if self._handler is None:
            return
        await self._handler.finish(within_s)
        client = self._handler.client
        for task in self._tasks:
            task.cancel()
        await client.close()  # type: ignore[no-untyped-call]
        own = [client.message_processor, client.message_receiver, client.current_session_monitor]
        await asyncio.gather(*self._tasks, *filter(None, own), return_exceptions=True)
        self._handler, self._tasks, self.is_connected = None, [], False

    async def _watch(self, client: SocketModeClient) -> None:
        while True:
            was_connected = self.is_connected
            self.is_connected = await client.is_connected()
            if self.is_connected != was_connected:
                log.info("slack.socket", is_connected=self.is_connected)
            if not self.is_connected and not was_connected:
                # The client tries the address that it has for ever, but an address is good for one try and half a
                # minute: without this, a night without network would end only with a restart.
                client.wss_uri = None
            await asyncio.sleep(self._check_every_s)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which knows what is still in hand."""

    client: SocketModeClient

    def __init__(
        self,
        app: AsyncApp,
        *,
        app_token: str,
        logger: logging.Logger,
        web_client: AsyncWebClient,
        ping_interval: float,
    ) -> None:
        super().__init__(app, app_token, logger=logger, web_client=web_client, ping_interval=ping_interval)
        self._in_hand: set[asyncio.Task[object]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._in_hand.discard(task)

    async def finish(self, within_s: float) -> None:
        """Wait for what is in hand. What takes longer stays unacknowledged, and comes again."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=within_s)


class _Discreet(logging.Filter):
    """Takes tickets out of the client's log lines, and tracebacks, whose local lines say nothing more."""

    _TICKET = re.compile(r"(wss?://[^\s?'\"]+)\?[^\s'\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._TICKET.sub(r"\1", record.getMessage()), ()
        record.exc_info = record.exc_text = None
        return True


def _sdk_logger() -> logging.Logger:
    """The client's logger, kept at warnings: below them it writes whole messages."""
    logger = logging.getLogger("liaison.slack.socket")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(found, _Discreet) for found in logger.filters):
        logger.addFilter(_Discreet())
    return logger
