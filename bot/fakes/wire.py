"""How the fakes speak to the bot: plain HTTP, blocking, from any thread; kept alive when there is much to say."""

import contextlib
import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What the bot answered."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object, or None if it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


class Wire:
    """A way to one URL of the bot."""

    def __init__(self, url: str, *, timeout_s: float = 10.0, is_kept_alive: bool = False) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None:
            raise ValueError(f"an http:// address is needed, not {url!r}")
        self._host, self._port, self._path = parts.hostname, parts.port or 80, parts.path or "/"
        self._timeout_s = timeout_s
        self._is_kept_alive = is_kept_alive
        self._own = threading.local()
        self._open: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def send(self, verb: str, body: bytes | None, headers: Mapping[str, str], query: str = "") -> Answer:
        """Raises OSError or http.client.HTTPException when no answer comes."""
        path = f"{self._path}?{query}" if query else self._path
        if not self._is_kept_alive:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
            try:
                return _exchange(connection, verb, path, body, {**headers, "Connection": "close"})
            finally:
                connection.close()
        connection = self._connection()
        try:
            return _exchange(connection, verb, path, body, headers)
        except (OSError, http.client.HTTPException):
            connection.close()  # the next request opens it anew
            raise

    def close(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
            self._own.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection


def _exchange(
    connection: http.client.HTTPConnection, verb: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    # A server that refuses a large body answers before it has read it all: the answer counts, not the broken pipe.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.request(verb, path, body=body, headers=dict(headers))
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
