"""What the model fills in: one answer per message of a burst. Read leniently around the JSON, strictly inside it."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.reading.schema import InteractionKind, Kind, Priority, Sentiment, SignalKind

_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)


class QuotedSignal(BaseModel):
    """Evidence that the client may leave, as the model quotes it."""

    model_config = ConfigDict(extra="ignore")

    kind: SignalKind
    words: str


class Answer(BaseModel):
    """What the model says of one message. Unknown fields are dropped, so a message can't add any."""

    model_config = ConfigDict(extra="ignore")

    id: int = 1  # which message, counted from 1
    kinds: list[Kind] = Field(min_length=1)
    interaction_kind: InteractionKind | None = None
    sentiment: Sentiment = "neutral"
    signals: list[QuotedSignal] = []
    due_words: str | None = None
    assignees: list[str] = []
    priority: Priority | None = None
    title: str | None = None
    confidence: float = Field(default=0.8, ge=0, le=1)


class _Answers(BaseModel):
    answers: list[Answer]


class Read(NamedTuple):
    """What of an answer can be used, by number of message (from 1), and what is wrong with the rest."""

    answers: Mapping[int, Answer]
    problem: str | None


def answer_schema() -> dict[str, Any]:
    """The JSON schema of all answers, in the strict form that every provider with schemas takes."""
    schema: dict[str, Any] = _strict(_Answers.model_json_schema())
    return schema


def read_answers(content: str, wanted: list[int], *, is_alone: bool) -> Read:
    """The answers for these messages. Never raises; the problem is told in the schema's words only.

    is_alone: the question was about one message, so that there is no doubt which one an answer is for.
    """
    try:
        told = json.loads(bare(content))
    except (ValueError, RecursionError):
        return Read({}, "it is not valid JSON")
    if not isinstance(told, dict):
        return Read({}, "it is not a JSON object")
    entries = told.get("answers", [told] if is_alone else None)
    if not isinstance(entries, list):
        return Read({}, 'the list "answers" is missing')
    return _read_entries(entries, wanted, is_alone=is_alone)


def _read_entries(entries: list[Any], wanted: list[int], *, is_alone: bool) -> Read:
    found: dict[int, Answer] = {}
    problems = []
    for position, entry in enumerate(entries, start=1):
        try:
            answer = Answer.model_validate(entry)
        except ValidationError as error:
            fields = [".".join(str(part) for part in each["loc"]) or "the object" for each in error.errors()]
            problems.append(f"answer {position}: wrong or missing: {', '.join(fields[:5])}")
            continue
        if is_alone:
            found.setdefault(wanted[0], answer)
        elif answer.id in wanted and "id" in answer.model_fields_set:
            found.setdefault(answer.id, answer)
    missing = [str(number) for number in wanted if number not in found]
    if not missing:
        return Read(found, None)
    return Read(found, "; ".join([*problems[:3], f"no answer for message {', '.join(missing)}"]))


def bare(content: str) -> str:
    """The answer without the thoughts and fences that some providers put around it."""
    content = _THINKING.sub("", content).strip()
    first, last = content.find("{"), content.rfind("}")
    return content[first : last + 1] if 0 <= first < last else content


def _strict(node: Any) -> Any:
    """Every property required, none beside them: what OpenAI's strict mode asks for, and others bear."""
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: {name: _strict(each) for name, each in value.items()} if key in ("properties", "$defs") else _strict(value)
        for key, value in node.items()
        if key not in ("default", "title", "description")
    }
    if "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept
