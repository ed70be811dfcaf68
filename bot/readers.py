"""Which reader reads: the rules, or a model within the day's budget with the rules behind it."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.metrics import Metrics
from bot.model_budget import local_day, read_day
from bot.model_settings import ModelSettings
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.schema import Reader
from storage.store import Store
from storage.usage import DayUsage, add_usage

if TYPE_CHECKING:
    from prompts.reading.model.examples import Example
    from prompts.reading.model.reader import Usage

CORRECTIONS_KNOWN_FOR_S = 60.0  # a correction teaches from the next minute on

T = TypeVar("T")


def no_corrections() -> "Sequence[Example]":
    """Nobody has corrected anything."""
    return ()


def make_reader(
    settings: ModelSettings | None,
    store: Store,
    *,
    agency_id: int,
    tz: str,
    now: Callable[[], datetime],
    metrics: Metrics,
    theirs: "Callable[[], Sequence[Example]]" = no_corrections,
    embedded: EmbeddedReader | None = None,
) -> Reader:
    """The agency's reader. What a model costs is kept per day in the agency's zone, for all processes together.

    theirs: this agency's confirmed corrections, the latest first; no other agency's reader is ever shown them.
    embedded: the reader that needs no model; absent, the one that came with the program.
    """
    embedded = embedded or EmbeddedReader()
    if settings is None:
        return embedded
    shown = theirs if settings.shows_corrections else no_corrections

    def today() -> date:
        return local_day(now(), tz)

    def may_spend() -> bool:
        day = store.read(lambda session: read_day(session, settings, agency_id=agency_id, day=today()))
        return not day.is_spent

    def spent(usage: "Usage") -> None:
        metrics.model_read(usage)
        failures = 0 if usage.outcome == "ok" else 1
        added = DayUsage(usage.calls, usage.tokens_in, usage.tokens_out, failures)
        store.write(lambda session: add_usage(session, agency_id, today(), added))

    return make_model_reader(
        settings,
        may_spend=may_spend,
        spent=spent,
        theirs=Remembered(shown, for_s=CORRECTIONS_KNOWN_FOR_S),
        rules=embedded,
    )


def make_model_reader(
    settings: ModelSettings,
    *,
    may_spend: Callable[[], bool] = lambda: True,
    spent: "Callable[[Usage], None]" = lambda usage: None,
    theirs: "Callable[[], Sequence[Example]]" = no_corrections,
    rules: EmbeddedReader | None = None,
) -> Reader:
    """A model with the rules behind it, which also give it a first hint."""
    from prompts.reading.model.examples import chooser, our_examples
    from prompts.reading.model.reader import FallbackReader, ModelReader

    rules = rules or EmbeddedReader()
    model = ModelReader(
        api_key=settings.api_key.get_secret_value(),
        base_url=settings.base_url,
        model=settings.model,
        provider=settings.provider,
        monotonic=time.monotonic,
        may_spend=may_spend,
        spent=spent,
        hint=rules,
        examples=chooser(our_examples(), theirs),
    )
    return FallbackReader(model, rules)


class Remembered(Generic[T]):
    """The answer to a question, asked anew when it is too old. Thread-safe."""

    def __init__(self, ask: Callable[[], T], *, for_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._for_s = for_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: tuple[float, T] | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._known is None or self._monotonic() - self._known[0] >= self._for_s:
                self._known = (self._monotonic(), self._ask())
            return self._known[1]
