"""What a story is made of: people, rooms, and the things they do in them, in order."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
Bilingual = tuple[str, str]  # zh, en
WECOM = "wecom"  # the room of everybody who writes to the WeCom app: one-to-one with the bot
OURS = ""  # the side of the agency


@dataclass(frozen=True)
class Person:
    """Somebody in the story. `side` is the client they work for, or OURS."""

    key: str
    name: str
    lang: Lang
    job: str
    side: str = OURS
    platform: Literal["slack", "wecom"] = "slack"


@dataclass(frozen=True)
class Room:
    """A Slack channel, or a WeCom group with the AI bot in it.

    A channel is shared with outside as soon as somebody of a client is in it; a group is among colleagues.
    """

    key: str
    name: str
    people: tuple[str, ...]
    platform: Literal["slack", "wecom"] = "slack"


@dataclass(frozen=True)
class Day:
    """A working day begins: 0 is Monday."""

    number: int
    title: Bilingual


@dataclass(frozen=True)
class Says:
    """Somebody says something. `id` names it for what happens to it later."""

    at: str  # 09:30
    who: str
    where: str  # a room, or WECOM
    text: str
    id: str = ""
    thread: str = ""  # the id of the message it answers
    to_bot: bool = False  # a mention of the bot: Slack tells of it twice
    quote: str = ""  # the words it quotes, in a WeCom group
    holds: int = 0  # a pasted chat record: how many messages it holds
    redelivered: int = 0  # so many times more, as when an acknowledgement got lost


@dataclass(frozen=True)
class Edits:
    """Somebody changes the words of what they said."""

    at: str
    id: str
    text: str


@dataclass(frozen=True)
class Deletes:
    """Somebody takes back what they said."""

    at: str
    id: str


@dataclass(frozen=True)
class Follows:
    """Somebody opens the WeCom app for the first time."""

    at: str
    who: str


@dataclass(frozen=True)
class Types:
    """Somebody types a slash command."""

    at: str
    who: str
    where: str
    text: str


@dataclass(frozen=True)
class Presses:
    """Somebody presses a button: on the card that shows message `id`, else on the newest card that has it."""

    at: str
    who: str
    button: str  # the action: confirm, dismiss, undo, done, link, approve
    id: str = ""


@dataclass(frozen=True)
class Fills:
    """Somebody presses a button on the card that shows message `id`, fills in the form that opens, and sends it."""

    at: str
    who: str
    button: str  # the action: edit, order, reject
    id: str
    values: tuple[tuple[str, str], ...]  # by the fields' names


Deed = Says | Edits | Deletes | Follows | Types | Presses | Fills
Beat = Day | Deed
