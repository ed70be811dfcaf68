"""What every door promises the rest of the program, and what can go wrong at one.

DoorError
├── TryLater          nothing was sent; the same send may succeed later (429, 5xx, refused connection)
├── Unsure            nobody knows whether it was sent (a timeout after the request had left)
├── Gone              this address can't be reached any more (expired URL or trigger): use the fallback
├── ChannelStopped    this channel or person takes nothing (archived, not a member, blocked)
├── WorkspaceStopped  the whole workspace takes nothing until somebody acts (token revoked, IP not trusted)
└── OurBug            the platform refused what we wrote: sending it again can't help
"""

from datetime import datetime
from typing import Protocol

from handlers.arrivals import Value
from handlers.replies import Address
from prompts.cards import Said


class Receipt(Value):
    """What the platform gave back for a send: enough to find the message again and to edit it."""

    channel: str = ""
    message_id: str | None = None  # Slack ts; WeCom msgid
    response_code: str | None = None  # WeCom: updates the card once, within 72 h
    task_id: str | None = None  # WeCom

    @property
    def can_be_edited(self) -> bool:
        """Whether it names a message at all."""
        return self.message_id is not None or self.response_code is not None


class DoorError(Exception):
    """A send that failed. The message is safe to log: no token, no secret, no client words."""

    code = "door_error"

    def __init__(self, reason: str, *, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s  # the platform asked to wait this long


class TryLater(DoorError):
    """Nothing was sent; the same send may succeed later."""

    code = "try_later"


class Unsure(DoorError):
    """Nobody knows whether it was sent."""

    code = "unsure"


class Gone(DoorError):
    """This address can't be reached any more; its fallback may."""

    code = "gone"


class ChannelStopped(DoorError):
    """This channel or person takes nothing."""

    code = "channel_stopped"


class WorkspaceStopped(DoorError):
    """The workspace takes nothing until somebody acts."""

    code = "workspace_stopped"


class OurBug(DoorError):
    """The platform refused what we wrote."""

    code = "our_bug"


class Door(Protocol):
    """One platform's way out. Coming in, doors translate payloads and put them into the inbox."""

    platform: str

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        """Say it once, under our own id `key`. Raises DoorError."""

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        """Whether an unsure send arrived after all: its receipt, or None if it surely did not.

        Raises Unsure when the platform has no way to tell, TryLater when it can't be asked now.
        """
