"""WeCom's self-built app, put together: the callback, the way out, the directory."""

from collections.abc import Callable
from datetime import datetime

from starlette.routing import Route

from bot.config import WeComSettings
from bot.wecom.client import WeComClient
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.directory import WeComDirectory
from bot.wecom.door import Callback, InstantAnswer, Put
from bot.wecom.kf import KfMailbox
from bot.wecom.outbound import Link, WeComDoor
from bot.wecom.tokens import TokenShelf


class WeComPlatform:
    """Fulfils bot.platforms.Platform."""

    name = "wecom"

    def __init__(
        self,
        settings: WeComSettings,
        *,
        answer: InstantAnswer,
        now: Callable[[], datetime],
        shelf: TokenShelf,
        link: Link | None = None,
    ) -> None:
        self._settings = settings
        self._answer = answer
        self._now = now
        secret = settings.secret.get_secret_value()
        client = WeComClient(settings.corp_id, secret, now=now, base_url=settings.api_url, shelf=shelf)
        self.directory = WeComDirectory(client)
        self.mailbox = KfMailbox(client)
        self.door = WeComDoor(client, agent_id=settings.agent_id, now=now, link=link)

    def learn(self) -> dict[str, str]:
        """Who we are: the settings say it."""
        return {"external_id": self._settings.corp_id}

    def routes(self, put: Put) -> list[Route]:
        """What the web application mounts."""
        crypto = CallbackCrypto(
            token=self._settings.token.get_secret_value(),
            aes_key=self._settings.aes_key.get_secret_value(),
            receiver=self._settings.corp_id,
        )
        return Callback(
            crypto, agent_id=self._settings.agent_id, put=put, now=self._now, instant_answer=self._answer
        ).routes()

    async def listen(self, put: Put) -> None:
        """The self-built app has no connection of its own: WeCom calls us."""

    async def hang_up(self) -> None:
        """There is no connection to end."""

    async def close(self) -> None:
        """Let go of all connections."""
        self.door.close()
