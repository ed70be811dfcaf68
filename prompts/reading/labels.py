"""Labelled messages: what people say that a message says. Read from lines of JSON, as the labelling guide has them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, get_args

from pydantic import ValidationError

from prompts.reading.lines import utterances
from prompts.reading.schema import Frozen, InteractionKind, Kind, Priority, Sentiment, SignalKind, Utterance


class Label(Frozen):
    """The answer expected for one message."""

    kinds: tuple[Kind, ...]
    interaction_kind: InteractionKind | None = None
    sentiment: Sentiment = "neutral"
    churn: tuple[SignalKind, ...] = ()
    due: str | None = None  # ISO date, or instant with offset
    assignee: tuple[str, ...] = ()
    priority: Priority | None = None
    title: str | None = None

    @property
    def is_work(self) -> bool:
        return "change_request" in self.kinds or "task" in self.kinds

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.due[:10]) if self.due else None

    @property
    def due_at(self) -> datetime | None:
        return datetime.fromisoformat(self.due) if self.due and "T" in self.due else None


class Example(Frozen):
    """A labelled message."""

    id: str
    group: str  # the client: a group is never split between learning and scoring
    lang: str  # zh, en, mixed
    tags: tuple[str, ...]
    utterance: Utterance
    label: Label
    known: frozenset[str] | None = None  # kinds and fields that somebody judged; None: all

    @property
    def is_hard(self) -> bool:
        return bool(self.tags)

    def knows(self, *names: str) -> bool:
        """Whether somebody judged all of these: "task", "due" …"""
        return self.known is None or self.known.issuperset(names)


def read_examples(lines: Iterable[Mapping[str, Any]]) -> list[Example]:
    """Labelled lines, in order; earlier lines of a thread are its context. Raises ValueError that names the line."""
    kept = list(lines)
    examples = []
    for number, (line, (thread, message_id, utterance)) in enumerate(zip(kept, utterances(kept), strict=True), start=1):
        if not isinstance(line.get("gold"), Mapping):
            raise ValueError(f"line {number}: field gold is missing: this file isn't labelled")
        try:
            label = Label.model_validate(line["gold"])
        except ValidationError as fault:
            where = ".".join(str(part) for part in fault.errors()[0]["loc"])
            raise ValueError(f"line {number}: gold.{where}: {fault.errors()[0]['msg']}") from None
        examples.append(
            Example(
                id=message_id,
                group=str(line.get("client") or thread),
                lang=str(line.get("lang") or "zh"),
                tags=tuple(line.get("tags") or ()),
                utterance=utterance,
                label=label,
                known=frozenset(line["known"]) if isinstance(line.get("known"), list) else None,
            )
        )
    return examples


def known_label(judged: Mapping[str, Any]) -> tuple[Label, frozenset[str]]:
    """A label of which only a part is known, and which part: {"kinds": {"task": true}, "due": null …}."""
    kinds: Mapping[str, bool] = judged.get("kinds") or {}
    fields = {name: value for name, value in judged.items() if name != "kinds"}
    present = [kind for kind in get_args(Kind) if kinds.get(kind)]
    return Label.model_validate({"kinds": present, **fields}), frozenset((*kinds, *fields))
