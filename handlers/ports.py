"""What handlers ask the world outside: who somebody is, and what a channel is. The doors answer."""

from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import AwareDatetime, field_serializer

from handlers.arrivals import AnyArrival, Value, as_stored

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


class Original(Value):
    """A message as its platform still has it."""

    text: str
    author: str  # platform id; "" for an app's
    said_at: AwareDatetime
    thread: str | None = None  # the parent's id, only for replies
    mentions: tuple[str, ...] = ()  # platform ids, in order


class Post(Value):
    """What was fetched from a mailbox: what it tells, and how far that goes."""

    arrivals: tuple[AnyArrival, ...] = ()
    began_at: str | None = None  # the cursor that it was fetched behind
    cursor: str | None = None  # the cursor behind it
    has_more: bool = False

    @field_serializer("arrivals")
    def _with_kinds(self, arrivals: tuple[AnyArrival, ...]) -> list[dict[str, Any]]:
        """Without its kind, which is a default, nobody could tell what an arrival is."""
        return [as_stored(arrival) for arrival in arrivals]


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


@runtime_checkable
class Archive(Protocol):
    """A platform that can be asked for what was said before we came. Not every one can."""

    def message(self, workspace: str, channel: str, message_id: str) -> Original | None:
        """None if there is no such message. Raises LookupFailed."""


class Mailbox(Protocol):
    """Where a platform keeps what clients write until it is fetched. Blocking; called with no transaction open."""

    def fetch(self, workspace: str, account: str, *, cursor: str | None, token: str) -> Post:
        """What came behind a cursor (None: all that is still there). Raises LookupFailed."""
