"""The reader that asks a language model, and what happens when the model doesn't answer well.

Any OpenAI-compatible provider (`providers`). One call reads a burst of messages. The model only quotes; what it quotes
must stand in the message, and dates are computed by the rules (`checks`). No error that leaves here carries the key
or the message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prompts.reading.bursts import MOST_MESSAGES
from prompts.reading.model.answers import Answer, answer_schema, bare, read_answers
from prompts.reading.model.checks import Check, check_answer
from prompts.reading.model.circuit import Circuit
from prompts.reading.model.completions import Completion, Completions, ModelError
from prompts.reading.model.examples import Examples
from prompts.reading.model.prompting import Messages, Prompting
from prompts.reading.model.providers import Provider, find_provider
from prompts.reading.schema import Reader, Reading, Utterance

__all__ = ["FallbackReader", "ModelError", "ModelReader", "Usage"]

TIMEOUT_S = 12.0  # for one message, the repair included
MORE_S = 2.0  # for each further message of a burst
MOST_TOKENS = 800  # of the answer for one message
MORE_TOKENS = 350  # for each further one
_LEAST_CALL_S = 1.0  # with less time left, nothing is asked any more
# Says nothing about the provider's health: the next message may well be answered.
_NOT_THE_PROVIDER = frozenset({"filtered", "too_long"})
# May be the fault of one message: the others are asked about without it.
_OF_ONE_MESSAGE = frozenset({"filtered", "too_long", "blank"})


@dataclass(frozen=True, slots=True)
class Usage:
    """What reading a burst cost."""

    calls: int
    tokens_in: int
    tokens_out: int
    outcome: str  # "ok" if any message was read, else the first ModelError's code
    messages: int = 1
    dropped: tuple[Check, ...] = ()  # what failed the checks, once for each thing dropped


@dataclass(slots=True)
class _Reading:
    """A burst while it is read. Messages are numbered from 1."""

    utterances: Sequence[Utterance]
    hints: Sequence[Reading | None]
    until: float
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    answers: dict[int, Answer] = field(default_factory=dict)
    errors: dict[int, ModelError] = field(default_factory=dict)

    def pay(self, completion: Completion) -> None:
        self.tokens_in += completion.tokens_in
        self.tokens_out += completion.tokens_out

    @property
    def outcome(self) -> str:
        return "ok" if self.answers else next(iter(self.errors.values())).code


class ModelReader:
    """Reads with a model. Thread-safe; blocking for at most about timeout_s, and MORE_S per further message.

    may_spend is asked before a call (the day's budget); spent is told afterwards what it cost, failures included.
    hint: another reader, whose reading the model is shown. examples: those to show for these messages.
    """

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        base_url: str | None = None,
        provider: Provider | None = None,
        monotonic: Callable[[], float],
        may_spend: Callable[[], bool] = lambda: True,
        spent: Callable[[Usage], None] = lambda usage: None,
        hint: Reader | None = None,
        examples: Examples = lambda utterances: (),
        timeout_s: float = TIMEOUT_S,
        circuit: Circuit | None = None,
    ) -> None:
        provider = provider or find_provider(base_url or "")
        self._completions = Completions(provider, api_key=api_key, base_url=base_url, model=model, monotonic=monotonic)
        self._schema = answer_schema()
        self._prompting = Prompting(schema=None if provider.takes_schema else self._schema)
        self._monotonic = monotonic
        self._may_spend = may_spend
        self._spent = spent
        self._hint = hint
        self._examples = examples
        self._timeout_s = timeout_s
        self._circuit = circuit or Circuit(monotonic)

    def read(self, utterance: Utterance) -> Reading:
        """Raises ModelError."""
        (found,) = self.read_each([utterance])
        if isinstance(found, ModelError):
            raise found
        return found

    def read_each(self, utterances: Sequence[Utterance]) -> list[Reading | ModelError]:
        """For each message of one conversation, oldest first, its reading or why there is none."""
        parts = [utterances[at : at + MOST_MESSAGES] for at in range(0, len(utterances), MOST_MESSAGES)]
        return [found for part in parts for found in self._read_burst(part)]

    def close(self) -> None:
        """Give the connections back. Reading again opens them anew."""
        self._completions.close()

    def _read_burst(self, utterances: Sequence[Utterance]) -> list[Reading | ModelError]:
        if not self._may_spend():
            return [ModelError("budget") for _ in utterances]
        if not self._circuit.may_call():
            return [ModelError("open_circuit") for _ in utterances]
        burst = _Reading(
            utterances,
            hints=[self._hint.read(utterance) if self._hint else None for utterance in utterances],
            until=self._monotonic() + self._timeout_s + MORE_S * (len(utterances) - 1),
        )
        dropped: list[Check] = []
        outcome = "failed"
        try:
            self._read_part(burst, list(range(1, len(utterances) + 1)))
            found = [
                _held_to(utterance, burst, number, dropped) for number, utterance in enumerate(utterances, start=1)
            ]
            outcome = burst.outcome
        finally:
            self._report(outcome)
            self._spent(Usage(burst.calls, burst.tokens_in, burst.tokens_out, outcome, len(utterances), tuple(dropped)))
        return found

    def _report(self, outcome: str) -> None:
        if outcome == "ok":
            self._circuit.succeeded()
        elif outcome in _NOT_THE_PROVIDER:
            self._circuit.abandoned()
        else:
            self._circuit.failed()

    def _read_part(self, burst: _Reading, numbers: list[int]) -> None:
        """Ask about these messages. What one of them may be to blame for is looked for in halves, time permitting."""
        try:
            self._ask(burst, numbers)
        except ModelError as error:
            left = [number for number in numbers if number not in burst.answers]
            may_search = burst.until - self._monotonic() >= _LEAST_CALL_S
            if error.code in _OF_ONE_MESSAGE and len(left) > 1 and may_search:
                middle = len(left) // 2
                self._read_part(burst, left[:middle])
                self._read_part(burst, left[middle:])
                return
            for number in left:
                burst.errors[number] = error

    def _ask(self, burst: _Reading, numbers: list[int]) -> None:
        """The answers for these messages; when they aren't what was asked for, the model is told why, once."""
        utterances = [burst.utterances[number - 1] for number in numbers]
        asked = self._prompting.ask(
            utterances, [burst.hints[number - 1] for number in numbers], self._examples(utterances)
        )
        wanted = list(range(1, len(numbers) + 1))  # as they are numbered in this question
        content = self._complete(burst, asked, len(wanted))
        is_alone = len(wanted) == 1
        read = read_answers(content, wanted, is_alone=is_alone)
        burst.answers |= {numbers[place - 1]: answer for place, answer in read.answers.items()}
        missing = [place for place in wanted if place not in read.answers]
        if read.problem is None:
            return
        if burst.until - self._monotonic() < _LEAST_CALL_S:
            raise ModelError("timeout")
        again = self._prompting.ask_again(asked, content, read.problem, missing)
        read = read_answers(self._complete(burst, again, len(missing)), missing, is_alone=is_alone)
        burst.answers |= {numbers[place - 1]: answer for place, answer in read.answers.items()}
        if read.problem is not None:
            raise ModelError("bad_answer")  # its text would quote the message

    def _complete(self, burst: _Reading, messages: Messages, count: int) -> str:
        """The text of one completion. Raises ModelError."""
        left_s = burst.until - self._monotonic()
        if left_s <= 0:
            raise ModelError("timeout")
        burst.calls += 1
        completion = self._completions.ask(
            messages,
            schema=self._schema,
            most_tokens=MOST_TOKENS + MORE_TOKENS * (count - 1),
            timeout_s=left_s,
        )
        burst.pay(completion)
        if completion.error is not None:
            raise ModelError(completion.error)
        if not bare(completion.content):
            raise ModelError("blank")  # nothing but thoughts
        return completion.content


class FallbackReader:
    """The model when it answers, the rules when it doesn't; the reading says which, and why."""

    def __init__(self, model: ModelReader, embedded: Reader) -> None:
        self._model = model
        self._embedded = embedded

    def read(self, utterance: Utterance) -> Reading:
        """By the model, else by the rules."""
        return self.read_many([utterance])[0]

    def read_many(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """A burst in one call; a message that fails in it falls back alone."""
        return [
            self._by_rules(utterance, found) if isinstance(found, ModelError) else found
            for utterance, found in zip(utterances, self._model.read_each(utterances), strict=True)
        ]

    def _by_rules(self, utterance: Utterance, error: ModelError) -> Reading:
        reading = self._embedded.read(utterance)
        return reading.model_copy(update={"reader": "embedded", "fell_back": error.code})


def _held_to(utterance: Utterance, burst: _Reading, number: int, dropped: list[Check]) -> Reading | ModelError:
    answer = burst.answers.get(number)
    if answer is None:
        return burst.errors[number]
    checked = check_answer(answer, utterance)
    dropped.extend(checked.dropped)
    return checked.reading
