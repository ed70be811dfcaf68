"""Asking a platform: one request, a time limit, and the platform's clock noted on the way."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import loads
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp


class Answer(NamedTuple):
    """What came back. `json` is empty when it was no JSON object."""

    status: int
    json: Mapping[str, Any]
    headers: Mapping[str, str]


class NoAnswer(Exception):
    """The platform could not be asked. The text names the host and holds no secret."""

    code = "no_answer"


class Asker:
    """Asks over one session. `skews_s` gathers how far our clock is from the clocks of those asked."""

    def __init__(self, session: aiohttp.ClientSession, *, now: Callable[[], datetime], timeout_s: float) -> None:
        self._session = session
        self._now = now
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self.skews_s: dict[str, float] = {}

    async def ask(
        self,
        method: str,
        url: str,
        *,
        bearer: str | None = None,
        query: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Answer:
        """One request. Raises NoAnswer."""
        host = urlsplit(url).netloc.rpartition("@")[2]
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            async with self._session.request(
                method, url, params=query, json=json, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                body = await response.read()
                self._note_clock(host, response.headers.get("Date"))
                return Answer(response.status, _object(body), response.headers)
        except TimeoutError:
            raise NoAnswer(f"{host}: timeout ({self._timeout.total:g} s)") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The cause may quote the address, and with it a secret.
            raise NoAnswer(f"{host}: {type(error).__name__}") from None

    def _note_clock(self, host: str, date: str | None) -> None:
        if date is None:
            return
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return  # a proxy's odd header is no clock
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        self.skews_s[host] = (self._now() - theirs).total_seconds()


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
