"""Slack, put together: the way in (HTTP and Socket Mode), the way out, the directory, and who we are there."""

from collections.abc import Callable
from datetime import datetime

from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from bot.config import SlackSettings
from bot.slack.api import SlackApi
from bot.slack.directory import SlackDirectory, SlackIdentity
from bot.slack.door import Check, Count, Opens, Put, make_app
from bot.slack.keeping import Keeping
from bot.slack.outbound import LinkForm, SlackDoor
from bot.slack.screen import Screen
from bot.slack.socket_mode import SocketMode
from bot.slack.web import slack_route


class SlackPlatform:
    """Fulfils bot.platforms.Platform."""

    name = "slack"

    def __init__(
        self,
        settings: SlackSettings,
        *,
        check: Check,
        opens: Opens,
        now: Callable[[], datetime],
        count: Count,
        link: LinkForm | None = None,
    ) -> None:
        token = settings.bot_token.get_secret_value()
        self._settings = settings
        self._check = check
        self._opens = opens
        self._now = now
        self._count = count
        self._identity: SlackIdentity | None = None
        self._socket: SocketMode | None = None
        self.directory = SlackDirectory(token, base_url=settings.api_url)
        self._api = SlackApi(token, base_url=settings.api_url)
        self._screen = Screen(self._api)
        self._kept: list[Keeping] = []
        self.door = SlackDoor(token, base_url=settings.api_url, link=link)

    def learn(self) -> dict[str, str]:
        """Ask Slack who we are. Blocking. Raises LookupFailed."""
        found = self._identity = self.directory.identity()
        return {
            "external_id": found.workspace,
            "url": found.url,
            "bot_user_id": found.bot_user_id,
            "bot_id": found.bot_id,
        }

    def routes(self, put: Put) -> list[Route]:
        """What the web application mounts."""
        secret = self._settings.signing_secret.get_secret_value()
        return [slack_route(self._make_app(put), signing_secret=secret, now=self._now, count=self._count)]

    async def listen(self, put: Put) -> None:
        """Open the connection of Socket Mode, if there is an app token."""
        if self._settings.app_token is None:
            return
        token = self._settings.app_token.get_secret_value()
        self._socket = SocketMode(self._make_app(put), app_token=token, base_url=self._settings.api_url)
        await self._socket.start()

    async def hang_up(self) -> None:
        """Take nothing in any more."""
        if self._socket is not None:
            await self._socket.stop()

    async def close(self) -> None:
        """See through what was acknowledged and isn't stored yet, then let go of all connections."""
        for keeping in self._kept:
            await keeping.finish()
        await self._api.close()
        await self.door.close()

    def _make_app(self, put: Put) -> AsyncApp:
        keeping = Keeping(put, apologise=self._screen.apologise)
        self._kept.append(keeping)
        return make_app(
            put=put,
            check=self._check,
            now=self._now,
            identity=lambda: self._identity,
            count=self._count,
            opens=self._opens,
            screen=self._screen,
            keeping=keeping,
        )
