"""One call to Slack, and what its failure means for what was to be done."""

import json
from typing import Any

import aiohttp

from bot.doors import DoorError, Gone, OurBug, TryLater, Unsure
from bot.proxies import proxy_for
from bot.slack.payload import Payload
from bot.slack.refusals import MAYBE_DONE, code_of, pointers, refusal, seconds_of

API_URL = "https://slack.com/api/"
TIMEOUT_S = 10.0

# Methods that change nothing, or change it to the same when called again: there a lost answer is no doubt.
_REPEATABLE = {
    "chat.update",
    "conversations.open",
    "conversations.history",
    "conversations.replies",
    "views.open",
    "views.update",
    "views.publish",
}
_RESPONSE_URL = "response_url"  # is a secret itself: never in an error's text


class SlackApi:
    """The Web API and response URLs, over one connection pool. Raises DoorError; no error's text names a token."""

    def __init__(self, token: str, *, base_url: str = API_URL, timeout_s: float = TIMEOUT_S) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=min(5.0, timeout_s))
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, args: Payload) -> Payload:
        """The answer of a Web API method."""
        form = {name: _form_value(value) for name, value in args.items() if value is not None}
        return await self._post(
            method,
            f"{self._base_url}{method}",
            is_repeatable=method in _REPEATABLE,
            data=form,
            headers={"Authorization": f"Bearer {self._token}"},
        )

    async def respond(self, url: str, body: Payload, *, is_repeatable: bool) -> None:
        """Post to a response_url. It carries its own permission, so our token stays here."""
        await self._post(_RESPONSE_URL, url, is_repeatable=is_repeatable, json=body)

    async def close(self) -> None:
        """Let the connections go."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, method: str, url: str, *, is_repeatable: bool, **request: Any) -> Payload:
        lost: type[DoorError] = TryLater if is_repeatable else Unsure
        try:
            async with self._open().post(url, proxy=proxy_for(url), allow_redirects=False, **request) as response:
                status, retry_after = response.status, response.headers.get("Retry-After")
                body = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            raise TryLater(f"{method}: no connection ({type(error).__name__})") from None
        except aiohttp.InvalidURL:
            raise OurBug(f"{method}: not a URL") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise lost(f"{method}: no answer ({type(error).__name__})") from None
        if status == 429:
            raise TryLater(f"{method}: ratelimited", after_s=seconds_of(retry_after) or 1.0)
        if status == 503:  # what stands before Slack's own servers didn't let it in
            raise TryLater(f"{method}: HTTP 503", after_s=seconds_of(retry_after))
        if method == _RESPONSE_URL:
            return _read_response(status, body, lost)
        return _read_answer(method, status, body, lost, seconds_of(retry_after))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session


def _form_value(value: object) -> str:
    # Every method takes a form, not every one JSON; nested values go as JSON text.
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read_answer(method: str, status: int, body: bytes, lost: type[DoorError], after_s: float | None) -> Payload:
    answer = _json(body)
    if answer is None or "ok" not in answer:
        # A proxy's page, or half an answer: whoever wrote it, Slack may have done its part before.
        raise lost(f"{method}: HTTP {status} without an answer")
    if answer["ok"] is True:
        return answer
    code = code_of(answer)
    if code in MAYBE_DONE or (status >= 500 and code == "unknown_error"):
        raise lost(f"{method}: {code}")
    raise refusal(method, code, after_s=after_s, where=pointers(answer))


def _read_response(status: int, body: bytes, lost: type[DoorError]) -> Payload:
    if status >= 500:
        raise lost(f"{_RESPONSE_URL}: HTTP {status}")
    answer = _json(body)
    if status == 200 and (body.strip() == b"ok" or (answer is not None and answer.get("ok") is True)):
        return {}
    code = code_of(answer if answer is not None else {"error": body[:64].decode("utf-8", "replace")})
    if status in (403, 404, 410) or code in ("expired_url", "used_url"):
        raise Gone(f"{_RESPONSE_URL}: HTTP {status} {code}")
    if status == 200 and code == "unknown_error":
        raise lost(f"{_RESPONSE_URL}: HTTP 200 without an answer")
    raise refusal(_RESPONSE_URL, code, where=pointers(answer))


def _json(body: bytes) -> Payload | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
