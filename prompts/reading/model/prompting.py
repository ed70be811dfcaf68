"""What the model is asked: the rules of reading, examples, the conversation and what our rules made of it.

Whatever people wrote goes in as one piece of JSON between two lines; in JSON a line break is escaped, so that no
message can draw such a line itself.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from prompts.reading.model.examples import Example
from prompts.reading.schema import Reading, Utterance

MOST_CHARACTERS = 8000  # of a message that are sent; beyond that it is pasted material
_MOST_EARLIER = 8
_MOST_EARLIER_CHARACTERS = 1000

Messages = list[dict[str, str]]


class Prompting:
    """Renders the prompts. `schema`: shown where the provider isn't given it otherwise."""

    def __init__(self, *, schema: Mapping[str, Any] | None) -> None:
        environment = SandboxedEnvironment(
            loader=FileSystemLoader(Path(__file__).parent / "prompts"), undefined=StrictUndefined
        )
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._system = environment.get_template("system.j2").render(schema=schema)  # first and the same: it is cached
        self._burst = environment.get_template("burst.j2")
        self._repair = environment.get_template("repair.j2")

    def ask(
        self, utterances: Sequence[Utterance], hints: Sequence[Reading | None], examples: Sequence[Example]
    ) -> Messages:
        """The question about the messages of one conversation, oldest first; they are numbered from 1."""
        told = {
            "examples": [example.told() for example in examples],
            "earlier": _earlier(utterances[0]),
            "messages": [
                _message(number, utterance, hint)
                for number, (utterance, hint) in enumerate(zip(utterances, hints, strict=True), start=1)
            ],
        }
        shown = {name: value for name, value in told.items() if value}
        return [
            {"role": "system", "content": self._system},
            {"role": "user", "content": self._burst.render(conversation=shown, count=len(utterances))},
        ]

    def ask_again(self, asked: Messages, content: str, problem: str, wanted: Sequence[int]) -> Messages:
        """The question once more, with what was wrong with the answer."""
        return [
            *asked,
            {"role": "assistant", "content": content[:4000]},
            {"role": "user", "content": self._repair.render(problem=problem, wanted=list(wanted))},
        ]


def _earlier(utterance: Utterance) -> list[dict[str, str]]:
    """What was said before: no ids, no client's name beyond what was said."""
    return [
        {"speaker": said.speaker, "role": said.role, "text": said.text[:_MOST_EARLIER_CHARACTERS]}
        for said in utterance.earlier[-_MOST_EARLIER:]
    ]


def _message(number: int, utterance: Utterance, hint: Reading | None) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": number,
        "speaker": utterance.speaker,
        "role": "client" if utterance.is_relayed else utterance.role,
        "sent_at": utterance.said_at.isoformat(),
        "text": utterance.text[:MOST_CHARACTERS],
    }
    return shown if hint is None else shown | {"hint": _hint(hint)}


def _hint(reading: Reading) -> dict[str, object]:
    """What the rules found, in few words."""
    told: dict[str, object] = {
        "kinds": list(reading.kinds),
        "interaction_kind": reading.interaction_kind,
        "signals": [signal.kind for signal in reading.signals],
        "due_words": reading.due_words,
        "assignees": list(reading.assignees),
    }
    return {name: value for name, value in told.items() if value}
