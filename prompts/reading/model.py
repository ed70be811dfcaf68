"""The reader that asks a language model, and what happens when the model doesn't answer well.

Any OpenAI-compatible provider: plain JSON mode, with the schema in the prompt, since strict schemas are not portable.
The model only quotes; what it quotes must stand in the message, and dates are computed by the rules. No error that
leaves here carries the key or the message.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.reading.circuit import Circuit
from prompts.reading.dues import quoted_due
from prompts.reading.plain import evened
from prompts.reading.schema import (
    InteractionKind,
    Kind,
    Priority,
    Reader,
    Reading,
    Sentiment,
    Signal,
    SignalKind,
    Utterance,
)

if TYPE_CHECKING:
    from openai import OpenAI

TIMEOUT_S = 12.0  # for one message, the repair included
MOST_CHARACTERS = 8000  # of a message that are sent; beyond that it is pasted material
MOST_TOKENS = 800
_LEAST_REPAIR_S = 1.0
_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S | re.I)
# Says nothing about the provider's health: the next message may well be answered.
_NOT_THE_PROVIDER = frozenset({"filtered", "too_long"})


class ModelError(Exception):
    """The model gave no usable reading. `code` says why; may_retry whether asking later can help."""

    def __init__(self, code: str, *, may_retry: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.may_retry = may_retry


@dataclass(frozen=True, slots=True)
class Usage:
    """What reading one message cost."""

    calls: int
    tokens_in: int
    tokens_out: int
    outcome: str  # "ok" or the ModelError's code


class _QuotedSignal(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: SignalKind
    words: str


class _Answer(BaseModel):
    """What the model fills in. Unknown fields are dropped, so a message can't add any."""

    model_config = ConfigDict(extra="ignore")

    kinds: list[Kind] = Field(min_length=1)
    interaction_kind: InteractionKind | None = None
    sentiment: Sentiment = "neutral"
    signals: list[_QuotedSignal] = []
    due_words: str | None = None
    assignees: list[str] = []
    priority: Priority | None = None
    title: str | None = None
    confidence: float = Field(default=0.8, ge=0, le=1)


@dataclass(slots=True)
class _Spent:
    """Running count of one reading."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(Path(__file__).parent / "prompts"),
        undefined=StrictUndefined,
        keep_trailing_newline=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment


class ModelReader:
    """Reads with a model. Thread-safe; blocking for at most about timeout_s.

    may_spend is asked before a message (the day's budget); spent is told afterwards what it cost, failures included.
    """

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        base_url: str | None = None,
        monotonic: Callable[[], float],
        may_spend: Callable[[], bool] = lambda: True,
        spent: Callable[[Usage], None] = lambda usage: None,
        timeout_s: float = TIMEOUT_S,
        circuit: Circuit | None = None,
    ) -> None:
        self._api_key = api_key
        self._model = model
        self._base_url = base_url
        self._monotonic = monotonic
        self._may_spend = may_spend
        self._spent = spent
        self._timeout_s = timeout_s
        self._circuit = circuit or Circuit(monotonic)
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        environment = _environment()
        self._system = environment.get_template("system.j2").render(schema=_Answer.model_json_schema())
        self._message = environment.get_template("message.j2")
        self._repair = environment.get_template("repair.j2")

    def read(self, utterance: Utterance) -> Reading:
        """Raises ModelError."""
        if not self._may_spend():
            raise ModelError("budget")
        if not self._circuit.may_call():
            raise ModelError("open_circuit")
        spent, outcome = _Spent(), "failed"
        try:
            answer = self._ask(utterance, spent)
            outcome = "ok"
        except ModelError as error:
            outcome = error.code
            raise
        finally:
            self._report(outcome)
            self._spent(Usage(spent.calls, spent.tokens_in, spent.tokens_out, outcome))
        return _reading(answer, utterance)

    def close(self) -> None:
        """Give the connections back. Reading again opens them anew."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _report(self, outcome: str) -> None:
        if outcome == "ok":
            self._circuit.succeeded()
        elif outcome in _NOT_THE_PROVIDER:
            self._circuit.abandoned()
        else:
            self._circuit.failed()

    def _ask(self, utterance: Utterance, spent: _Spent) -> _Answer:
        """The model's answer; when it isn't what was asked for, it is told why, once."""
        until = self._monotonic() + self._timeout_s
        messages = [
            {"role": "system", "content": self._system},
            {"role": "user", "content": self._message.render(conversation=_conversation(utterance))},
        ]
        content = self._complete(messages, self._timeout_s, spent)
        try:
            return _parsed(content)
        except ValueError as error:
            problem = _problem(error)
        left_s = until - self._monotonic()
        if left_s < _LEAST_REPAIR_S:
            raise ModelError("timeout")
        messages += [
            {"role": "assistant", "content": content[:4000]},
            {"role": "user", "content": self._repair.render(problem=problem)},
        ]
        try:
            return _parsed(self._complete(messages, left_s, spent))
        except ValueError:
            raise ModelError("bad_answer") from None  # its text would quote the message

    def _complete(self, messages: list[dict[str, str]], timeout_s: float, spent: _Spent) -> str:
        """The text of one completion. Raises ModelError, never with the provider's words: they may echo ours."""
        import openai

        spent.calls += 1
        client: Any = self._connected()
        try:
            completion = client.chat.completions.create(
                model=self._model,
                messages=messages,
                response_format={"type": "json_object"},
                temperature=0,
                max_tokens=MOST_TOKENS,
                timeout=timeout_s,
            )
        except openai.APITimeoutError:
            raise ModelError("timeout") from None
        except openai.APIConnectionError:
            raise ModelError("unreachable") from None
        except openai.APIStatusError as error:
            raise _status_error(error.status_code) from None
        except (openai.OpenAIError, ValueError, TypeError, AttributeError):
            raise ModelError("bad_answer") from None  # 200 with something that is no completion
        return _content(completion, spent)

    def _connected(self) -> "OpenAI":
        # Imported at the first call: it takes longer than the rest of the program's start.
        from openai import OpenAI

        with self._lock:
            if self._client is None:
                self._client = OpenAI(
                    api_key=self._api_key, base_url=self._base_url, timeout=self._timeout_s, max_retries=0
                )
            return self._client


class FallbackReader:
    """The model when it answers, the rules when it doesn't; the reading says which, and why."""

    def __init__(self, model: Reader, embedded: Reader) -> None:
        self._model = model
        self._embedded = embedded

    def read(self, utterance: Utterance) -> Reading:
        try:
            return self._model.read(utterance)
        except ModelError as error:
            reading = self._embedded.read(utterance)
            return reading.model_copy(update={"reader": "embedded", "fell_back": error.code})


def _conversation(utterance: Utterance) -> dict[str, object]:
    """What the model is shown: no ids, no client's name beyond what was said."""
    role = "client" if utterance.is_relayed else utterance.role
    return {
        "earlier": [
            {"speaker": said.speaker, "role": said.role, "text": said.text[:1000]} for said in utterance.earlier[-8:]
        ],
        "message": {
            "speaker": utterance.speaker,
            "role": role,
            "sent_at": utterance.said_at.isoformat(),
            "text": utterance.text[:MOST_CHARACTERS],
        },
    }


def _status_error(status: int) -> ModelError:
    if status == 429:
        return ModelError("rate_limited")
    if status in (401, 402, 403):
        return ModelError("refused", may_retry=False)
    return ModelError("server_error") if status >= 500 else ModelError("bad_request", may_retry=False)


def _content(completion: Any, spent: _Spent) -> str:
    """The words of a completion. A page of HTML, an error body or an empty answer with status 200 is a failure."""
    usage = getattr(completion, "usage", None)
    spent.tokens_in += getattr(usage, "prompt_tokens", None) or 0
    spent.tokens_out += getattr(usage, "completion_tokens", None) or 0
    choices = getattr(completion, "choices", None)
    if not isinstance(choices, list) or not choices:
        raise ModelError("bad_answer")
    reason = getattr(choices[0], "finish_reason", None)
    if reason == "length":
        raise ModelError("too_long")
    if reason in ("content_filter", "sensitive"):
        raise ModelError("filtered")
    content = getattr(getattr(choices[0], "message", None), "content", None)
    if not isinstance(content, str) or not _bare(content):
        raise ModelError("blank")
    return content


def _bare(content: str) -> str:
    """The answer without the thoughts and fences that some providers put around it."""
    content = _THINKING.sub("", content).strip()
    first, last = content.find("{"), content.rfind("}")
    return content[first : last + 1] if 0 <= first < last else content


def _parsed(content: str) -> _Answer:
    """Raises ValueError (json's or pydantic's)."""
    return _Answer.model_validate(json.loads(_bare(content)))


def _problem(error: ValueError) -> str:
    """What was wrong, in the schema's words only."""
    if not isinstance(error, ValidationError):
        return "it is not valid JSON"
    fields = [".".join(str(part) for part in each["loc"]) or "the object" for each in error.errors()]
    return "wrong or missing: " + ", ".join(fields[:5])


def _reading(answer: _Answer, utterance: Utterance) -> Reading:
    """The model's answer, held to the message: what isn't quoted from it is dropped, dates are computed here."""
    if "noise" in answer.kinds:
        return Reading(kinds=("noise",), confidence=answer.confidence, reader="model")
    text = evened(utterance.text) if len(utterance.text) <= 4000 else utterance.text.lower()
    kinds = tuple(dict.fromkeys(answer.kinds))
    is_work = "change_request" in kinds or "task" in kinds
    due_words = answer.due_words if answer.due_words and _stands_in(answer.due_words, text) else None
    due = quoted_due(due_words, utterance) if due_words else None
    return Reading(
        kinds=kinds,
        interaction_kind=(answer.interaction_kind or "info") if "interaction" in kinds else None,
        sentiment=answer.sentiment,
        signals=_quoted_signals(answer, utterance, text),
        due_words=due_words if due else None,
        due=due,
        assignees=_people(answer, utterance, text) if "task" in kinds else (),
        priority=(answer.priority or "normal") if is_work else None,
        title=_one_line(answer.title),
        confidence=answer.confidence,
        reader="model",
    )


def _stands_in(quoted: str, text: str) -> bool:
    return bool(quoted.strip()) and evened(quoted.strip()) in text


def _quoted_signals(answer: _Answer, utterance: Utterance, text: str) -> tuple[Signal, ...]:
    if not (utterance.is_from_client or utterance.is_relayed):
        return ()
    found: dict[SignalKind, Signal] = {}
    for each in answer.signals:
        if _stands_in(each.words, text):
            found.setdefault(each.kind, Signal(kind=each.kind, words=each.words))
    return tuple(found.values())


def _people(answer: _Answer, utterance: Utterance, text: str) -> tuple[str, ...]:
    named = (name.strip().lstrip("@") for name in answer.assignees)
    return tuple(dict.fromkeys(name for name in named if name == utterance.speaker or _stands_in(name, text)))


def _one_line(title: str | None) -> str | None:
    words = " ".join("".join(char if char.isprintable() else " " for char in title or "").split())
    return words[:120] or None
