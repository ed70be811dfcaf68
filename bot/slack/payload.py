"""Reading Slack's JSON without trusting its shape."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

Payload = dict[str, Any]

_TS = re.compile(r"(\d{1,10})(?:\.(\d{1,6}))?")


class UnreadablePayload(Exception):
    """A genuine Slack request without what its kind must have. Sending it again can't help."""


def part(payload: Payload, name: str) -> Payload:
    """The object of this name, or an empty one."""
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def parts(payload: Payload, name: str) -> list[Payload]:
    """The objects in the list of this name."""
    value = payload.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def string(payload: Payload, name: str) -> str:
    """The string of this name, storable, or an empty one."""
    value = payload.get(name)
    return storable(value) if isinstance(value, str) else ""


def required(payload: Payload, name: str) -> str:
    """The string of this name. Raises UnreadablePayload."""
    value = string(payload, name)
    if not value:
        raise UnreadablePayload(f"no {name}")
    return value


def storable(text: str) -> str:
    """The same text without what a database refuses: NUL, and halves of surrogate pairs (JSON can carry both)."""
    text = text.replace("\x00", "")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def instant(ts: str) -> datetime:
    """The instant that a Slack ts names: seconds, a point, microseconds. Raises UnreadablePayload."""
    match = _TS.fullmatch(ts)
    if match is None:
        raise UnreadablePayload("not a ts")
    micros = int((match[2] or "0").ljust(6, "0"))
    return datetime.fromtimestamp(int(match[1]), UTC) + timedelta(microseconds=micros)


def event_instant(envelope: Payload) -> datetime:
    """When the event happened: the event's own ts, or the envelope's time. Raises UnreadablePayload."""
    event = part(envelope, "event")
    ts = string(event, "event_ts") or string(event, "ts")
    if ts:
        return instant(ts)
    return instant(str(envelope.get("event_time", "")))


def installation(envelope: Payload) -> Payload:
    """The installation that the event was sent to. The outer team_id may be the other side of Slack Connect."""
    authorizations = parts(envelope, "authorizations")
    return authorizations[0] if authorizations else {}


def workspace_of(envelope: Payload) -> str:
    """Our team id. Raises UnreadablePayload."""
    return string(installation(envelope), "team_id") or required(envelope, "team_id")
