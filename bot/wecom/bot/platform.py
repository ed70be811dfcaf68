"""WeCom with its AI bot: beside the self-built app, or without one."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from starlette.routing import Route

from bot.config import WeComBotSettings
from bot.doors import Door, Receipt
from bot.wecom.bot.callback import BotCallback
from bot.wecom.bot.directory import BotDirectory
from bot.wecom.bot.ear import Ear
from bot.wecom.bot.inbound import BotOrigin
from bot.wecom.bot.keeper import Keeper, Seat
from bot.wecom.bot.line import Line, Rhythm
from bot.wecom.bot.outbound import BotDoor
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import InstantAnswer, Put
from bot.wecom.outbound import Link
from bot.wecom.platform import WeComPlatform
from handlers.replies import Address
from prompts.cards import Said


class WeComDoors:
    """Both ways out: the app's, and the bot's for what is addressed to it, or for all where there is no app."""

    platform = "wecom"

    def __init__(self, app: Door | None, bot: Door) -> None:
        self._app = app
        self._bot = bot

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        """Say it through the door that it is addressed to. Raises DoorError."""
        return await self._choose(to).send(to, said, key=key, replaces=replaces)

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        """Whether an unsure send arrived. Raises Unsure, TryLater."""
        return await self._choose(to).find_sent(to, key=key, since=since)

    def _choose(self, to: Address) -> Door:
        return self._bot if to.via == "bot" or self._app is None else self._app


class LongConnection:
    """The bot's connection, which one process has, and by which that process sends. Fulfils bot.platforms.Attendant."""

    def __init__(
        self,
        settings: WeComBotSettings,
        *,
        answer: InstantAnswer,
        now: Callable[[], datetime],
        seat: Seat,
        tell: Callable[[str], None],
        sends_for: frozenset[str],
        rhythm: Rhythm | None = None,
    ) -> None:
        """`sends_for`: the outbox's names of what can be sent by this connection alone."""
        self._settings = settings
        self._answer = answer
        self._now = now
        self._seat = seat
        self._tell = tell
        self._sends_for = sends_for
        self._rhythm = rhythm
        self._keeper: Keeper | None = None

    @property
    def line(self) -> Line | None:
        """The connection, while it is up in this process."""
        return self._keeper.line if self._keeper is not None else None

    @property
    def held_back(self) -> frozenset[str]:
        """What this process can't send now."""
        return frozenset() if self.line is not None else self._sends_for

    async def run(self, put: Put) -> None:
        """Connect whenever it is our turn, until cancelled."""
        settings = self._settings
        assert settings.bot_id is not None
        assert settings.secret is not None
        ear = Ear(_origin(settings), put=put, answer=self._answer, now=self._now)
        self._keeper = Keeper(
            url=settings.ws_url,
            bot_id=settings.bot_id,
            secret=settings.secret.get_secret_value(),
            seat=self._seat,
            on_push=ear.on_push,
            on_now=ear.on_now,
            now=self._now,
            tell=self._tell,
            rhythm=self._rhythm,
        )
        await self._keeper.run()


class WeComWithBot:
    """Fulfils bot.platforms.Platform. `app` is the self-built app, if it is set up too."""

    name = "wecom"

    def __init__(
        self,
        settings: WeComBotSettings,
        app: WeComPlatform | None,
        *,
        answer: InstantAnswer,
        now: Callable[[], datetime],
        seat: Seat,
        tell: Callable[[str], None],
        link: Link | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings = settings
        self._app = app
        self._answer = answer
        self._now = now
        workspace = settings.workspace
        own = {f"wecom-bot:{workspace}"} | ({f"wecom:{workspace}"} if app is None else set())
        self.connection = (
            LongConnection(
                settings, answer=answer, now=now, seat=seat, tell=tell, sends_for=frozenset(own), rhythm=rhythm
            )
            if settings.bot_id is not None and settings.secret is not None
            else None
        )
        self._door = BotDoor(workspace=workspace, line=self._line, now=now, link=link)
        self.directory = BotDirectory(app.directory if app is not None else None)
        self.mailbox = app.mailbox if app is not None else None
        self.door = WeComDoors(app.door if app is not None else None, self._door)

    def learn(self) -> dict[str, str]:
        """Who we are: the settings say it."""
        return {"external_id": self._settings.workspace}

    def routes(self, put: Put) -> list[Route]:
        """What the web application mounts."""
        routes = self._app.routes(put) if self._app is not None else []
        settings = self._settings
        if settings.token is None or settings.aes_key is None:
            return routes
        token, aes_key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        parts = urlsplit(settings.api_url)
        callback = BotCallback(
            CallbackCrypto(token=token, aes_key=aes_key, receiver=""),
            origin=_origin(settings),
            response_urls=f"{parts.scheme}://{parts.netloc}/",
            put=put,
            answer=self._answer,
            now=self._now,
        )
        return routes + callback.routes()

    async def listen(self, put: Put) -> None:
        """WeCom calls us, or `connection` listens in the processes that work."""

    async def hang_up(self) -> None:
        """There is nothing to hang up in the processes that serve."""

    async def close(self) -> None:
        """Let go of all connections."""
        await self._door.close()
        if self._app is not None:
            await self._app.close()

    def _line(self) -> Line | None:
        return self.connection.line if self.connection is not None else None


def _origin(settings: WeComBotSettings) -> BotOrigin:
    return BotOrigin(workspace=settings.workspace, corp_id=settings.corp_id)
