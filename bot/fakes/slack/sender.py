"""The two ways in which Slack reaches an app: signed HTTP requests, and Socket Mode."""

import copy
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from bot.fakes.slack.actor import Kind, Sent, SlackActor
from bot.fakes.slack.fake import FakeSlack
from bot.fakes.slack.payloads import VERIFICATION_TOKEN
from bot.fakes.slack.socket import EnvelopeType
from bot.fakes.wire import Answer, Wire

__all__ = ["How", "Sent", "SlackSender", "SlackSocketSender"]

ENVELOPES: dict[Kind, EnvelopeType] = {"event": "events_api", "command": "slash_commands", "interaction": "interactive"}


@dataclass(frozen=True)
class How:
    """How a request differs from a good one; as it is, it differs in nothing."""

    secret: str | None = None  # signed with another secret
    signature: str | None = None  # this instead of a signature; "" leaves the header out
    timestamp: str | None = None  # unix seconds, or anything else; "" leaves the header out
    body: bytes | None = None  # sent instead of the payload (and signed)
    content_type: str | None = None
    retry_num: int | None = None  # Slack's retry headers
    retry_reason: str = "http_timeout"
    headers: dict[str, str] = field(default_factory=dict)


class SlackSender(SlackActor):
    """Slack, sending signed requests to one URL of the bot."""

    def __init__(
        self,
        url: str,
        slack: FakeSlack,
        *,
        signing_secret: str | None = None,
        timeout_s: float = 10.0,
        is_kept_alive: bool = False,
    ) -> None:
        """The secret is the fake's own unless another is given. Kept alive, it must be closed."""
        super().__init__(slack)
        self._secret = slack.signing_secret if signing_secret is None else signing_secret
        self._wire = Wire(url, timeout_s=timeout_s, is_kept_alive=is_kept_alive)
        self._how = How()

    def but(self, **difference: Any) -> "SlackSender":
        """The same sender with requests that differ, as in How: `sender.but(signature="v0=bad").message(…)`."""
        other = copy.copy(self)
        other._how = replace(self._how, **difference)
        return other

    def url_verification(self, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P") -> Answer:
        """What Slack asks when a request URL is entered."""
        return self.deliver("event", {"type": "url_verification", "token": VERIFICATION_TOKEN, "challenge": challenge})

    def raw(self, body: bytes, content_type: str = "application/json") -> Answer:
        """Any bytes, signed."""
        how = replace(self._how, body=body, content_type=content_type)
        return self._wire.send("POST", body, self.headers_for(body, content_type, how))

    def deliver(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        body, content_type = self.request_for(kind, payload)
        return self._wire.send("POST", body, self.headers_for(body, content_type, self._how))

    def request_for(self, kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
        """The body of a delivery and its content type."""
        how = self._how
        if kind == "event":
            body, content_type = json.dumps(payload, ensure_ascii=True).encode(), "application/json"
        else:
            fields = payload if kind == "command" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return how.body if how.body is not None else body, how.content_type or content_type

    def headers_for(self, body: bytes, content_type: str, how: How | None = None) -> dict[str, str]:
        """All headers, the signature among them."""
        how = how or self._how
        # Signed by this machine's clock, whatever time it is in the workspace: the bot looks at its own.
        timestamp = str(int(time.time())) if how.timestamp is None else how.timestamp
        signature = how.signature
        if signature is None:
            signature = sign(self._secret if how.secret is None else how.secret, timestamp, body)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if timestamp:
            headers["X-Slack-Request-Timestamp"] = timestamp
        if signature:
            headers["X-Slack-Signature"] = signature
        if how.retry_num is not None:
            headers |= {"X-Slack-Retry-Num": str(how.retry_num), "X-Slack-Retry-Reason": how.retry_reason}
        return headers | how.headers

    def close(self) -> None:
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class SlackSocketSender(SlackActor):
    """Slack, sending the same payloads through the bot's Socket Mode connection."""

    def __init__(self, slack: FakeSlack, *, ack_within_s: float = 3.0) -> None:
        super().__init__(slack)
        self._ack_within_s = ack_within_s

    def deliver(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        """Raises TimeoutError when the bot doesn't acknowledge it."""
        heard = self._slack.push(ENVELOPES[kind], payload, ack_within_s=self._ack_within_s)
        body = json.dumps(heard.payload, ensure_ascii=False).encode() if heard.payload is not None else b""
        return Answer(200, {"content-type": "application/json"}, body)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature, version 0."""
    base = b"v0:" + timestamp.encode("utf-8", "surrogateescape") + b":" + body
    return f"v0={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"
