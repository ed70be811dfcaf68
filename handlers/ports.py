"""What handlers ask the world outside: who somebody is, and what a channel is. The doors answer."""

from typing import Literal, Protocol

from handlers.arrivals import Value

Audience = Literal["internal", "shared"]


class PersonFacts(Value):
    """What a platform knows about one of its users."""

    name: str
    is_outsider: bool  # not of the agency's own workspace, or a guest in it
    is_bot: bool = False
    org: str = ""  # the organisation they come from: Slack team id, WeCom corp name
    email: str | None = None
    tz: str | None = None  # IANA
    lang: Literal["zh", "en"] | None = None


class ChannelFacts(Value):
    """What a platform knows about a channel."""

    name: str
    audience: Audience
    is_direct: bool = False


class LookupFailed(Exception):
    """The platform didn't say (now). `may_retry` tells whether asking again can help."""

    def __init__(self, reason: str, *, may_retry: bool) -> None:
        super().__init__(reason)
        self.may_retry = may_retry


class Directory(Protocol):
    """One platform's knowledge of people and channels. Blocking; called with no transaction open."""

    def person(self, workspace: str, user: str) -> PersonFacts:
        """Raises LookupFailed."""

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        """Raises LookupFailed."""
