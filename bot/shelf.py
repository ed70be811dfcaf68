"""WeCom's access token on the database's shelf, so that all processes of an installation use one."""

from datetime import UTC, datetime

from sqlmodel import Session

from bot.wecom.tokens import AccessToken
from storage.shared import find_shared, share
from storage.store import Store


class DatabaseShelf:
    """Fulfils bot.wecom.tokens.TokenShelf. Blocking."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> AccessToken | None:
        """The token that some process has left, if any."""

        def read(session: Session) -> AccessToken | None:
            kept = find_shared(session, key)
            if kept is None or kept.expires_at is None:
                return None
            fetched, _, value = kept.value.partition(" ")
            fetched_at = datetime.fromtimestamp(float(fetched), UTC)
            return AccessToken(value=value, fetched_at=fetched_at, expires_at=kept.expires_at)

        return self._store.read(read)

    def set(self, key: str, token: AccessToken) -> None:
        """Leave a token for the others."""
        value = f"{token.fetched_at.timestamp()} {token.value}"
        self._store.write(lambda session: share(session, key, value, expires_at=token.expires_at))
