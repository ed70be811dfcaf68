"""The app's access token: fetched once, shared by all threads and, through a shelf, by all processes.

WeCom gives one token per app, the same to everybody until it runs out, and may let it die early. gettoken is rationed,
so no two threads of a process ask for it at a time.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

MARGIN_S = 180  # a token is renewed this long before it runs out: 60 to 300 s, so that no request outlives it


@dataclass(frozen=True)
class AccessToken:
    """A token and the instants between which it may be used."""

    value: str = field(repr=False)
    fetched_at: datetime
    expires_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is far enough from its end. One that came with little time left is used for half of that."""
        life = self.expires_at - self.fetched_at
        return now < max(self.expires_at - timedelta(seconds=MARGIN_S), self.fetched_at + life / 2)


class TokenShelf(Protocol):
    """Where the processes of one installation leave the token for each other."""

    def get(self, key: str) -> AccessToken | None: ...

    def set(self, key: str, token: AccessToken) -> None: ...


class TokenKeeper:
    """Hands out the current token. Blocking; safe from any thread.

    `fetch` asks WeCom for a token. `key` names the app on the shelf; it must not contain the secret.
    """

    def __init__(
        self,
        fetch: Callable[[], AccessToken],
        *,
        key: str,
        now: Callable[[], datetime],
        shelf: TokenShelf | None = None,
    ) -> None:
        self._fetch = fetch
        self._key = key
        self._now = now
        self._shelf = shelf
        self._lock = threading.Lock()
        self._token: AccessToken | None = None

    def current(self) -> str:
        """A token that is good as far as anybody knows. Raises what `fetch` raises."""
        token = self._token
        if token is not None and token.is_fresh(self._now()):
            return token.value
        with self._lock:
            return self._renewed(dead=None).value

    def renew(self, dead: str) -> str:
        """A token other than `dead`, which WeCom refused. Threads that held the same dead one fetch one new one."""
        with self._lock:
            return self._renewed(dead=dead).value

    def known(self) -> str | None:
        """The token that is held now, so that it can be kept out of logs."""
        return self._token.value if self._token else None

    def _renewed(self, *, dead: str | None) -> AccessToken:
        for token in (self._token, self._shelf.get(self._key) if self._shelf else None):
            if token is not None and token.value != dead and token.is_fresh(self._now()):
                self._token = token
                return token
        self._token = self._fetch()
        if self._shelf:
            self._shelf.set(self._key, self._token)
        return self._token
