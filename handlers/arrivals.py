"""What comes in: the door's translation of a platform's payload into the agency's words. Frozen, storable as JSON.

Doors build these (pure functions), the inbox keeps them, `dispatch` serves them.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

Platform = Literal["slack", "wecom"]
Via = Literal["", "bot", "kf"]  # WeCom's doors: the self-built app (""), the AI bot, customer service (微信客服)


class Value(BaseModel):
    """Frozen, and strict about unknown fields, so that a stored row can't be misread."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Value):
    """Where something was said."""

    platform: Platform
    workspace: str  # Slack team id; WeCom corp id
    channel: str  # Slack channel id; WeCom: the member's userid (one-to-one with the app), a bot's or kf's chat
    via: Via = ""
    is_direct: bool = False  # one-to-one with the bot: nobody else reads it
    thread: str | None = None  # Slack: the parent's ts, only for replies


NOWHERE = Place(platform="slack", workspace="", channel="")  # where the clock's ticks come from


class Attachment(Value):
    """A file, picture, voice, link or location that came along."""

    kind: Literal["file", "image", "voice", "video", "link", "location"]
    name: str = ""
    url: str = ""
    media_id: str = ""


class CardRef(Value):
    """The card that was pressed, so that it can be edited in place."""

    is_home: bool = False  # it stands on the app's home, which is drawn anew as a whole
    message_id: str | None = None  # Slack ts
    is_ephemeral: bool = False
    response_url: str | None = None
    response_code: str | None = None  # WeCom: usable once, within 72 h
    task_id: str | None = None  # WeCom


class Arrival(Value):
    """Common to everything that comes in."""

    key: str  # unique by event: the same event delivered again has the same key
    place: Place
    user: str  # platform id of who did it; "" for the clock and the platform itself
    at: AwareDatetime  # when it happened, by the platform's clock

    @property
    def lane(self) -> str:
        """What must be worked off in order: one conversation."""
        return f"{self.place.platform}:{self.place.workspace}:{self.place.channel}"


class Waited(Arrival):
    """What a form may follow. Who looks at a loading view does not queue behind what is read in the channel."""

    view: str | None = None  # external id of the loading view that the door has opened for it

    @property
    def lane(self) -> str:
        return super().lane if self.view is None else f"{super().lane}:form:{self.user}"


class Message(Arrival):
    """Somebody said something."""

    kind: Literal["message"] = "message"
    message_id: str  # Slack ts, as a string; WeCom MsgId
    text: str  # plain words; a mention of a person is "@" + platform id
    mentions: tuple[str, ...] = ()  # platform ids, in order
    is_to_bot: bool = False  # a mention of the bot, or one-to-one with it
    quote: str = ""  # the earlier words that it answers, where the platform sends them along
    reply_handle: str | None = None  # AI bot: by which this very message is answered; dies soon
    attachments: tuple[Attachment, ...] = ()


class Edit(Arrival):
    """The words of an earlier message changed."""

    kind: Literal["edit"] = "edit"
    message_id: str
    text: str
    previous_text: str | None = None
    said_at: AwareDatetime  # of the message itself
    mentions: tuple[str, ...] = ()


class Deletion(Arrival):
    """An earlier message was taken away."""

    kind: Literal["deletion"] = "deletion"
    message_id: str
    previous_text: str | None = None
    said_at: AwareDatetime
    author: str = ""  # platform id of whose message it was


class Command(Waited):
    """A member typed /crm … (Slack), or a message that starts with a command's word (WeCom, mentions)."""

    kind: Literal["command"] = "command"
    text: str  # without the /crm
    response_url: str | None = None
    trigger_id: str | None = None


class Press(Waited):
    """A button on one of our cards."""

    kind: Literal["press"] = "press"
    action: str
    value: str = ""
    card: CardRef = CardRef()
    trigger_id: str | None = None
    choices: dict[str, tuple[str, ...]] = {}  # what stood chosen in the card's selects: name → values


class Submission(Waited):
    """A form was sent."""

    kind: Literal["submission"] = "submission"
    form: str
    about: str = ""
    values: dict[str, str] = {}
    card: CardRef = CardRef()  # the card whose button opened the form


def reaction_root(place: Place, message_id: str, user: str, emoji: str) -> str:
    """How the keys of all arrivals begin that tell of this person's emoji on this message."""
    return f"{place.platform}:emoji:{place.workspace}:{place.channel}:{message_id}:{user}:{emoji}:"


class Reaction(Arrival):
    """An emoji was put on a message, or taken off it. Its key begins with `root`; taken off, it ends with ":off"."""

    kind: Literal["reaction"] = "reaction"
    emoji: str  # without colons
    is_added: bool
    message_id: str
    author: str = ""  # platform id of whose message it is

    @property
    def root(self) -> str:
        """What this person's emoji on this message is known by."""
        return reaction_root(self.place, self.message_id, self.user, self.emoji)


class Shortcut(Waited):
    """A member chose one of our shortcuts: on a message, or anywhere."""

    kind: Literal["shortcut"] = "shortcut"
    shortcut: str  # log, change, task on a message; new anywhere
    trigger_id: str | None = None
    message_id: str | None = None  # of the message that it was chosen on
    text: str = ""
    mentions: tuple[str, ...] = ()  # platform ids, in order
    author: str = ""  # platform id of whose message it is
    said_at: AwareDatetime | None = None
    response_url: str | None = None


class HomeOpened(Arrival):
    """A member looks at the app's home."""

    kind: Literal["home_opened"] = "home_opened"


class ChannelNews(Arrival):
    """A channel was shared with an outside organisation, unshared, renamed, given a new id, or joined by the bot."""

    kind: Literal["channel_news"] = "channel_news"
    news: Literal["shared", "unshared", "renamed", "moved", "joined"]
    name: str = ""
    new_channel: str = ""


class KfNews(Arrival):
    """WeCom customer service has something new: it has to be fetched. Its lane is the account's."""

    kind: Literal["kf_news"] = "kf_news"
    account: str  # open_kfid
    token: str = ""  # lifts the ration of fetching, for 10 minutes


class PersonNews(Arrival):
    """A member's profile changed, or they followed or left the app."""

    kind: Literal["person_news"] = "person_news"
    news: Literal["changed", "followed", "left"]


class Tick(Arrival):
    """The clock says that something is due."""

    kind: Literal["tick"] = "tick"
    name: str

    @property
    def lane(self) -> str:
        return f"tick:{self.name}"


AnyArrival = Annotated[
    Message
    | Edit
    | Deletion
    | Command
    | Press
    | Submission
    | Reaction
    | Shortcut
    | HomeOpened
    | ChannelNews
    | PersonNews
    | KfNews
    | Tick,
    Field(discriminator="kind"),
]
ARRIVAL: TypeAdapter[AnyArrival] = TypeAdapter(AnyArrival)


def read_arrival(payload: object) -> AnyArrival:
    """An arrival from its stored JSON. Raises pydantic.ValidationError."""
    return ARRIVAL.validate_python(payload)


def as_stored(arrival: AnyArrival) -> dict[str, Any]:
    """An arrival as JSON, as `read_arrival` takes it."""
    return arrival.model_dump(mode="json", exclude_defaults=True) | {"kind": arrival.kind}
