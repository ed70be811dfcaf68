"""What a message says: the one schema that both readers fill.

The reader quotes and the code computes: a due date is quoted as it was written ("周五前") and resolved by
`prompts.reading.dates.finding`, so that no reader, rules or model, can invent a date.
"""

from datetime import date, datetime, time
from typing import Literal, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

Kind = Literal["interaction", "change_request", "task", "noise"]
InteractionKind = Literal["complaint", "approval", "feedback", "meeting", "call", "praise", "question", "info"]
Sentiment = Literal["positive", "neutral", "negative"]
SignalKind = Literal[
    "complaint", "dissatisfaction", "slow_response", "competitor", "budget_cut", "non_renewal", "contact_leaving"
]
Priority = Literal["low", "normal", "high", "urgent"]
ReaderName = Literal["embedded", "model", "said"]


class Frozen(BaseModel):
    """A value: compared by content, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Frozen):
    """One earlier message of the same conversation: context, never itself read."""

    speaker: str
    role: str  # client, ae, designer, member, manager, admin
    text: str
    said_at: AwareDatetime


class Utterance(Frozen):
    """A message about to be read, with what a colleague would know about it."""

    text: str  # plain text: platform markup already turned into words
    speaker: str
    role: str  # "client" for everyone from outside; else the member's role
    said_at: AwareDatetime
    tz: str = "Asia/Shanghai"  # IANA zone in which the speaker's dates are meant
    end_of_day: time = time(18)  # when the speaker's work ends, in that zone: EOD, 下班前
    platform: str = "slack"
    client: str | None = None
    earlier: tuple[Said, ...] = ()  # oldest first
    names: tuple[str, ...] = ()  # people who may be named as assignee, as the agency writes them
    is_relayed: bool = False  # a member tells the bot what the client said (one-to-one with the bot)

    @property
    def is_from_client(self) -> bool:
        return self.role == "client"

    @property
    def is_clients_word(self) -> bool:
        """Whether it is the client's wish that is said, by themselves or passed on by a member."""
        return self.is_from_client or self.is_relayed

    @property
    def is_from_maker(self) -> bool:
        """Whether the speaker makes things, rather than looks after clients."""
        return self.role in ("designer", "member")


class Signal(Frozen):
    """Evidence that the client may leave."""

    kind: SignalKind
    words: str  # the part of the message that shows it, as written


class Due(Frozen):
    """When something is to be done: a local date, and the instant when a clock time was given or implied."""

    on: date
    at: AwareDatetime | None = None

    @property
    def iso(self) -> str:
        """As the labelled messages write it: the date, or the instant with offset."""
        return self.at.isoformat() if self.at else self.on.isoformat()


class Reading(Frozen):
    """What one message says. `noise` stands alone in `kinds`."""

    kinds: tuple[Kind, ...]
    interaction_kind: InteractionKind | None = None
    sentiment: Sentiment = "neutral"
    signals: tuple[Signal, ...] = ()
    due_words: str | None = None  # as written, e.g. "周五前"
    due: Due | None = None  # what due_words mean; resolved by rules, whoever read the message
    assignees: tuple[str, ...] = ()  # as written
    priority: Priority | None = None  # only for change requests and tasks
    title: str | None = None  # a few words in the message's language; None for noise
    confidence: float = 1.0  # 0–1, the reader's own
    reader: ReaderName = "embedded"
    fell_back: str | None = None  # why the rules stepped in for the model: "timeout", "budget", "open_circuit" …

    @property
    def is_noise(self) -> bool:
        return "noise" in self.kinds

    @property
    def is_work(self) -> bool:
        return "change_request" in self.kinds or "task" in self.kinds


NOISE = Reading(kinds=("noise",))


class Reader(Protocol):
    """Reads one message. May take seconds (a model); raises only ModelError, never for odd input."""

    def read(self, utterance: Utterance) -> Reading: ...


def prediction(message_id: str, reading: Reading) -> dict[str, object]:
    """A reading with the gold's field names, as `liaison read` prints it."""
    return {
        "id": message_id,
        "kinds": list(reading.kinds),
        "interaction_kind": reading.interaction_kind,
        "sentiment": reading.sentiment,
        "churn": [signal.kind for signal in reading.signals],
        "due": reading.due.iso if reading.due else None,
        "assignee": list(reading.assignees),
        "priority": reading.priority,
        "title": reading.title,
    }


def resolved(reading: Reading, *, on: date | None, at: datetime | None) -> Reading:
    """The same reading with its due date filled in."""
    return reading.model_copy(update={"due": Due(on=on, at=at) if on else None})
