"""Reading a pasted chat record message by message, each with those before it as its context."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from handlers.rules.names import fold_name
from prompts.pasting.record import ChatRecord
from prompts.reading.bursts import fits, read_many
from prompts.reading.schema import NOISE, Reader, Reading, Said, Utterance


@dataclass(frozen=True)
class Setting:
    """What all messages of a record have in common."""

    roles: Mapping[str, str]  # of those who speak, by folded name; whoever is missing is the client's
    tz: str
    end_of_day: time
    platform: str
    client: str | None
    colleagues: tuple[str, ...]


def read_messages(reader: Reader, record: ChatRecord, setting: Setting, *, context: int) -> tuple[Reading, ...]:
    """One reading for each message, in their order. What has no words, a picture say, is noise."""
    said: list[Said] = []
    heard: dict[int, Utterance] = {}
    for number, message in enumerate(record.messages):
        role = setting.roles.get(fold_name(message.speaker) or message.speaker, "client")
        if message.words:
            heard[number] = Utterance(
                text=message.words,
                speaker=message.speaker,
                role=role,
                said_at=message.said_at,
                tz=setting.tz,
                end_of_day=setting.end_of_day,
                platform=setting.platform,
                client=setting.client,
                earlier=tuple(said[-context:]),
                names=setting.colleagues,
            )
        said.append(Said(speaker=message.speaker, role=role, text=message.text, said_at=message.said_at))
    readings = dict(zip(heard, _read_in_bursts(reader, list(heard.values())), strict=True))
    return tuple(readings.get(number, NOISE) for number in range(len(said)))


def _read_in_bursts(reader: Reader, utterances: Sequence[Utterance]) -> list[Reading]:
    """A model reads several in one call, as many as it does of what is said live."""
    readings: list[Reading] = []
    burst: list[Utterance] = []
    for utterance in utterances:
        if burst and not fits([len(each.text) for each in (*burst, utterance)]):
            readings += read_many(reader, burst)
            burst = []
        burst.append(utterance)
    return readings + (read_many(reader, burst) if burst else [])
