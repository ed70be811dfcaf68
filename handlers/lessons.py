"""The labelled examples with their words: for scoring, training, the model, and as lines of JSON."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.desk import row_id
from prompts.reading.labels import Example, known_label
from prompts.reading.learned.outputs import KINDS
from prompts.reading.model.answers import Answer, QuotedSignal
from prompts.reading.model.examples import Example as Shown
from prompts.reading.schema import Kind, Reading, Said, Utterance, prediction
from storage.examples import Evidence, find_words, list_examples
from storage.tables import Agency, Channel, Client, KeptExample, Member, Message

MOST_SHOWN = 200  # of the latest, among which the model's examples are chosen
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORDS = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Lesson:
    """One message that people decided about: what was read, and what is right as far as they said."""

    example: Example
    reading: Reading
    thread: str
    client: str | None
    how: str  # confirmed, edited, dismissed, said
    decided_by: str | None
    decided_at: datetime

    @property
    def read(self) -> dict[str, object]:
        """What was read, with the field names of labels."""
        return prediction(self.example.id, self.reading)


def list_lessons(
    session: Session, agency: Agency, *, client_id: int | None = None, most: int | None = None
) -> list[Lesson]:
    """An agency's examples, the latest decision first."""
    found = list_examples(session, row_id(agency.id), client_id=client_id, most=most)
    words = find_words(session, (number for each in found for number in each.kept.earlier_ids))
    return [_lesson(session, each, words) for each in found]


def get_lesson(session: Session, kept: KeptExample) -> Lesson:
    """One example with its words."""
    message = session.get(Message, kept.message_id)
    assert message is not None
    channel = session.get(Channel, message.channel_id)
    assert channel is not None
    return _lesson(session, Evidence(kept, message, channel), find_words(session, kept.earlier_ids))


def _lesson(session: Session, found: Evidence, words: dict[int, tuple[Message, bool]]) -> Lesson:
    kept, message, channel = found
    client = session.get(Client, message.client_id) if message.client_id else None
    member = session.get(Member, kept.decided_by_id) if kept.decided_by_id else None
    label, known = known_label(kept.label)
    text = message.text[kept.begins_at :]
    earlier = [words[number] for number in kept.earlier_ids if number in words]
    utterance = Utterance(
        text=text,
        speaker=message.said_by,
        role=kept.role,
        said_at=message.said_at.astimezone(ZoneInfo(kept.tz)),
        tz=kept.tz,
        platform=channel.platform,
        client=client.name if client else None,
        earlier=tuple(
            Said(
                speaker=said.said_by, role="client" if is_outsider else "ae", text=said.text, said_at=said.said_at
            )
            for said, is_outsider in earlier
        ),
        names=tuple(kept.names),
        is_relayed=kept.is_relayed,
    )  # fmt: skip
    return Lesson(
        example=Example(
            id=str(message.id),
            group=client.name if client else f"{channel.platform} {channel.external_id}",
            lang=_lang(text),
            tags=(kept.how,),
            utterance=utterance,
            label=label,
            known=known,
        ),
        reading=Reading.model_validate(kept.reading),
        thread=f"{channel.platform}:{channel.external_id}:{message.thread_id or message.external_id}",
        client=client.name if client else None,
        how=kept.how,
        decided_by=member.name if member else None,
        decided_at=kept.decided_at,
    )


def _lang(text: str) -> str:
    if not _CHINESE.search(text):
        return "en"
    return "mixed" if len(_LATIN_WORDS.findall(text)) > 2 else "zh"


def to_line(lesson: Lesson) -> dict[str, Any]:
    """As labelled messages are written: `gold` as far as it is known, `known` says how far, `read` is what we read."""
    example, utterance = lesson.example, lesson.example.utterance
    return {
        "id": example.id,
        "thread": lesson.thread,
        "client": lesson.client,
        "platform": utterance.platform,
        "lang": example.lang,
        "speaker": utterance.speaker,
        "role": utterance.role,
        "ts": utterance.said_at.isoformat(),
        "tz": utterance.tz,
        "text": utterance.text,
        "earlier": [
            {"speaker": said.speaker, "role": said.role, "ts": said.said_at.isoformat(), "text": said.text}
            for said in utterance.earlier
        ],
        "names": list(utterance.names),
        "is_relayed": utterance.is_relayed,
        "gold": example.label.model_dump(mode="json"),
        "known": sorted(example.known or ()),
        "tags": list(example.tags),
        "read": lesson.read,
        "how": lesson.how,
        "decided_by": lesson.decided_by,
    }


def list_shown(session: Session, agency: Agency) -> list[Shown]:
    """What a model may be shown of this agency's own corrections, the latest first."""
    lessons = list_lessons(session, agency, most=MOST_SHOWN)
    return [shown for lesson in lessons if (shown := to_shown(lesson)) is not None]


def to_shown(lesson: Lesson) -> Shown | None:
    """A lesson as an example for the model; None where too little is known, or the right answer can't be quoted."""
    example, reading = lesson.example, lesson.reading
    label, text = example.label, example.utterance.text
    kinds = _kinds(lesson)
    if kinds is None:
        return None
    is_noise = kinds == ["noise"]
    due_words = reading.due_words
    if example.knows("due") and label.due != (reading.due.iso if reading.due else None):
        if label.due is not None:
            return None  # a date that was put right by hand stands nowhere in the message
        due_words = None
    assignees = list(label.assignee if example.knows("assignee") else reading.assignees)
    if not all(name in text for name in assignees):
        return None
    signals = [each for each in reading.signals if not example.knows("churn") or each.kind in label.churn]
    is_work = bool({"change_request", "task"} & set(kinds))
    answer = Answer(
        kinds=kinds,
        interaction_kind=(label.interaction_kind or reading.interaction_kind) if "interaction" in kinds else None,
        sentiment="neutral" if is_noise else reading.sentiment,
        signals=[] if is_noise else [QuotedSignal(kind=each.kind, words=each.words) for each in signals],
        due_words=None if is_noise else due_words,
        assignees=assignees if "task" in kinds else [],
        priority=(label.priority or reading.priority or "normal") if is_work else None,
        title=None if is_noise else (label.title or reading.title),
    )
    return Shown(text, example.utterance.role, answer, example.utterance.speaker, is_theirs=True)


def _kinds(lesson: Lesson) -> list[Kind] | None:
    """All kinds of a message: those that were judged, and of the others what was read. None where it isn't clear."""
    example, read = lesson.example, set(lesson.reading.kinds)
    present = {kind for kind in KINDS if (kind in example.label.kinds if example.knows(kind) else kind in read)}
    if present == {"noise"} or (present and "noise" not in present):
        return [kind for kind in KINDS if kind in present]
    return None
