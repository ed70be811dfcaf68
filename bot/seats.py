"""The seat of a connection that only one process may have, in the database; and how that connection stands."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.config import Settings, WeComBotSettings
from storage.holds import Standing, find_holder, find_standing, leave_hold, note_standing, take_hold
from storage.presence import name_owner
from storage.store import Store


class DatabaseSeat:
    """One process's claim to it. Fulfils bot.wecom.bot.keeper.Seat. Blocking."""

    def __init__(self, store: Store, name: str, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._name = name
        self._now = now
        self._owner = name_owner()

    def take(self, lease_s: float) -> bool:
        """Take it or renew it for this long; False: another process has it."""

        def unit(session: Session) -> bool:
            return take_hold(session, self._name, self._owner, now=self._now(), lease_s=lease_s)

        return self._store.write(unit)

    def leave(self) -> None:
        """Let go of it, so that another process can take it at once."""
        self._store.write(lambda session: leave_hold(session, self._name, self._owner))

    def note(self, state: str, since: datetime, reason: str) -> None:
        """Say how things stand, for `liaison doctor` and /readyz."""
        standing = Standing(owner=self._owner, state=state, since=since.isoformat(timespec="seconds"), reason=reason)
        self._store.write(lambda session: note_standing(session, self._name, standing))


def seat_name(bot: WeComBotSettings) -> str:
    """What the seat of this bot's connection is called."""
    return f"wecom-bot:{bot.bot_id}"


def find_standing_of(store: Store, bot: WeComBotSettings, *, now: datetime) -> Standing | None:
    """How the bot's connection stands, by the word of the process that has it now; None: none has it. Blocking."""

    def read(session: Session) -> Standing | None:
        holder = find_holder(session, seat_name(bot), now=now)
        standing = find_standing(session, seat_name(bot))
        return standing if standing is not None and standing.owner == holder else None

    return store.read(read)


def list_remarks(settings: Settings, store: Store, *, now: datetime) -> list[str]:
    """What /readyz says beside yes: a connection that isn't up. Blocking."""
    bot = settings.wecom_bot
    if bot is None or bot.secret is None:
        return []
    standing = find_standing_of(store, bot, now=now)
    if standing is None:
        return ["the WeCom AI bot is not connected: no worker is running"]
    if standing.state == "connected":
        return []
    because = f": {standing.reason}" if standing.reason else ""
    return [f"the WeCom AI bot is not connected: {standing.state} since {standing.since}{because}"]
