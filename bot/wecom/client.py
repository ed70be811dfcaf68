"""WeCom's API: wechatpy's client, with what it leaves out.

wechatpy 1.8.18 fetches a token per thread, ignores timeouts and the base URL for gettoken, recurses on a token that
stays refused, hands out HTML as if it were an answer, and writes secrets into its exceptions. Here every call ends in
its answer, in Refused, or in a DoorError; none of them holds a request, an address or a secret.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError
from wechatpy.enterprise import WeChatClient

from bot.doors import DoorError, TryLater, Unsure, WorkspaceStopped
from bot.wecom.tokens import AccessToken, TokenKeeper, TokenShelf

API_URL = "https://qyapi.weixin.qq.com/cgi-bin/"
CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 10.0
_TOKEN_DIED = (40001, 40014, 42001)
_SECRET_IN_QUERY = re.compile(r"((?:access_token|corpsecret|secret|key)=)[^&\s'\"]+", re.IGNORECASE)
_NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, NameResolutionError)

Json = dict[str, Any]


class Refused(Exception):
    """WeCom answered with an errcode. The message is WeCom's own, without our secrets."""

    def __init__(self, errcode: int, reason: str) -> None:
        super().__init__(f"{errcode}: {reason}")
        self.errcode = errcode
        self.reason = reason


class _QueryCensor(logging.Filter):
    """Keeps secrets out of the log of the library below: at DEBUG it writes every URL, and ours hold secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _SECRET_IN_QUERY.sub(r"\1***", record.getMessage())
        record.args = ()
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_QueryCensor())


class WeComClient(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """One self-built app of one company. Blocking; safe to use from any thread.

    Its calls (`message.send`, `user.get`, `post`, `get`) raise Refused for an errcode and DoorError for all else:
    TryLater when nothing can have reached WeCom, Unsure when something may have.
    """

    def __init__(
        self,
        corp_id: str,
        secret: str,
        *,
        now: Callable[[], datetime],
        base_url: str = API_URL,
        timeout_s: tuple[float, float] = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
        shelf: TokenShelf | None = None,
    ) -> None:
        super().__init__(corp_id, secret, timeout=timeout_s, auto_retry=False)
        # wechatpy reads it from the class; every call is made through _request, which reads it here.
        self.API_BASE_URL = base_url.rstrip("/") + "/"
        self._now = now
        # One token per app: the hash tells apps of one company apart, and a changed secret from the one before.
        token_key = f"wecom:{corp_id}:{hashlib.sha256(secret.encode()).hexdigest()[:12]}"
        self._tokens = TokenKeeper(self._fetch_token, key=token_key, now=now, shelf=shelf)
        # No retries here: delivery owns them.
        self._http.mount(self.API_BASE_URL, HTTPAdapter(pool_maxsize=16, max_retries=0))

    @property
    def access_token(self) -> str:
        """The token to call with now; fetched when there is none."""
        return self._tokens.current()

    def fetch_access_token(self) -> Json:
        """A new token in the place of the one held now, in wechatpy's form."""
        value = self._tokens.renew(self._tokens.known() or "")
        return {"access_token": value}

    def close(self) -> None:
        """Let go of all connections."""
        self._http.close()

    def redact(self, text: str) -> str:
        """Text without the app's secret and token, short enough for a log line."""
        for secret in (self.secret, self._tokens.known()):
            if secret:
                text = text.replace(secret, "***")
        return _SECRET_IN_QUERY.sub(r"\1***", text)[:300]

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Json:
        """Called by all of wechatpy's verbs. A token that died early is renewed once, then its error stands."""
        result_processor = kwargs.pop("result_processor", None)
        kwargs.pop("api_base_url", None)
        token = self._tokens.current()
        answer = self._call(method, url_or_endpoint, token, **kwargs)
        if answer["errcode"] in _TOKEN_DIED:
            answer = self._call(method, url_or_endpoint, self._tokens.renew(token), **kwargs)
        if answer["errcode"]:
            raise self._refusal(answer)
        processed: Json = result_processor(answer) if result_processor else answer
        return processed

    def _call(self, method: str, endpoint: str, token: str, **kwargs: Any) -> Json:
        params = {**kwargs.pop("params", {}), "access_token": token}
        body = kwargs.pop("data", None)
        if isinstance(body, dict):
            # WeCom refuses \\uXXXX escapes (40033).
            body = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        return self._exchange(method, endpoint, params=params, data=body)

    def _fetch_token(self) -> AccessToken:
        fetched_at = self._now()
        params = {"corpid": self.corp_id, "corpsecret": self.secret}
        try:
            answer = self._exchange("get", "gettoken", params=params)
        except Unsure as unsure:
            reason = str(unsure)
        else:
            return self._read_token(answer, fetched_at)
        # Whatever was to be sent with the token has not been sent.
        raise TryLater(f"gettoken: {reason}")

    def _read_token(self, answer: Json, fetched_at: datetime) -> AccessToken:
        if answer["errcode"]:
            raise self._refusal(answer)
        value, expires_in = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(expires_in, int):
            raise TryLater("gettoken: the answer holds no token")
        return AccessToken(value, fetched_at=fetched_at, expires_at=fetched_at + timedelta(seconds=expires_in))

    def _exchange(self, method: str, endpoint: str, **kwargs: Any) -> Json:
        """One request and its answer, always with an `errcode`. Raises DoorError."""
        answered: requests.Response | None = None
        failure: DoorError | None = None
        try:
            answered = self._http.request(
                method, self.API_BASE_URL + endpoint, timeout=self.timeout, allow_redirects=False, **kwargs
            )
        except requests.RequestException as error:
            failure = _transport_failure(error)
        # Raised out here, so that it holds no trace of the request: its address has the secret in it.
        if failure is not None or answered is None:
            raise failure or TryLater("no answer")
        return _read_answer(answered)

    def _refusal(self, answer: Json) -> Refused:
        return Refused(answer["errcode"], self.redact(str(answer.get("errmsg", ""))))


def _transport_failure(error: requests.RequestException) -> DoorError:
    """What a failed exchange means: did anything reach WeCom? Only the error's type is told: its words hold the URL."""
    name = type(error).__name__
    if isinstance(error, ValueError):  # InvalidURL, MissingSchema, InvalidSchema
        return WorkspaceStopped(f"WECOM_API_URL is no address ({name})")
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return TryLater(f"WeCom can't be reached ({name})")
    if isinstance(error, requests.ConnectionError) and _never_connected(error):
        return TryLater(f"WeCom can't be reached ({name})")
    if isinstance(error, requests.Timeout | requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return Unsure(f"WeCom's answer didn't come ({name})")
    return Unsure(f"the exchange with WeCom broke off ({name})")


def _never_connected(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        return isinstance(cause.reason, _NEVER_CONNECTED)
    return isinstance(cause, _NEVER_CONNECTED)


def _read_answer(answered: requests.Response) -> Json:
    status = answered.status_code
    if status == 429 or status >= 500:
        raise TryLater(f"HTTP {status}", after_s=_retry_after_s(answered))
    if 400 <= status < 500:
        raise WorkspaceStopped(f"HTTP {status}: is WECOM_API_URL right?")
    try:
        answer = json.loads(answered.content)
    except ValueError:
        answer = None
    # A gateway's error page, or a login page of the network we are in.
    if status != 200 or not isinstance(answer, dict):
        raise TryLater(f"HTTP {status} without JSON")
    errcode = answer.get("errcode", 0)
    if not isinstance(errcode, int):
        raise TryLater("an errcode that is no number")
    return {**answer, "errcode": errcode}


def _retry_after_s(answered: requests.Response) -> float | None:
    value = answered.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdecimal() and len(value) <= 5 else None
