"""The frames of the long connection: JSON texts {cmd, headers: {req_id}, body}. Pure.

What WeCom pushes has a cmd. What acknowledges one of our frames has none, but its req_id, an errcode and an errmsg.
"""

import json
from dataclasses import dataclass, field
from typing import Any

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
RESPOND = "aibot_respond_msg"
RESPOND_WELCOME = "aibot_respond_welcome_msg"
RESPOND_UPDATE = "aibot_respond_update_msg"
SEND = "aibot_send_msg"

DISCONNECTED = "disconnected_event"
NO_ERRCODE = -1

Json = dict[str, Any]


class BadFrame(ValueError):
    """Not what WeCom writes. The message quotes nothing of it."""


@dataclass(frozen=True)
class Frame:
    """One frame that came in."""

    req_id: str
    cmd: str = ""  # "": an acknowledgement
    body: Json = field(default_factory=dict)
    errcode: int = 0
    errmsg: str = ""

    @property
    def is_push(self) -> bool:
        """Whether somebody said or did something."""
        return self.cmd in (MESSAGE, EVENT)

    @property
    def event(self) -> str:
        """Which event it tells of; "" for everything else."""
        event = self.body.get("event")
        kind = event.get("eventtype") if self.cmd == EVENT and isinstance(event, dict) else None
        return kind if isinstance(kind, str) else ""


def read_frame(text: str) -> Frame:
    """Raises BadFrame."""
    try:
        read = json.loads(text)
    except ValueError:
        raise BadFrame("no JSON") from None
    headers = read.get("headers") if isinstance(read, dict) else None
    if not isinstance(read, dict) or not isinstance(headers, dict):
        raise BadFrame("no headers")
    req_id, cmd, body = headers.get("req_id", ""), read.get("cmd") or "", read.get("body") or {}
    errcode = read.get("errcode", 0 if cmd else NO_ERRCODE)
    if not isinstance(req_id, str) or not isinstance(cmd, str) or not isinstance(body, dict):
        raise BadFrame("fields of the wrong kind")
    if not isinstance(errcode, int):
        raise BadFrame("an errcode that is no number")
    return Frame(req_id=req_id, cmd=cmd, body=body, errcode=errcode, errmsg=str(read.get("errmsg") or "")[:300])


def write_frame(cmd: str, req_id: str, body: Json | None = None) -> str:
    """A frame of ours."""
    frame: Json = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False)
