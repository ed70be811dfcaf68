"""Which reader reads: the rules, or a model within the day's budget with the rules behind it."""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.config import ModelSettings
from bot.metrics import Metrics
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.schema import Reader
from storage.store import Store
from storage.usage import add_usage, tokens_spent

if TYPE_CHECKING:
    from prompts.reading.model import Usage


def make_reader(
    settings: ModelSettings | None,
    store: Store,
    *,
    agency_id: int,
    tz: str,
    now: Callable[[], datetime],
    metrics: Metrics,
) -> Reader:
    """The agency's reader. What a model costs is kept per day in the agency's zone, for all processes together."""
    if settings is None:
        return EmbeddedReader()
    limit = settings.tokens_per_day

    def today() -> date:
        return now().astimezone(ZoneInfo(tz)).date()

    def may_spend() -> bool:
        return store.read(lambda session: tokens_spent(session, agency_id, today())) < limit

    def spent(usage: "Usage") -> None:
        metrics.model_called(usage.outcome, calls=usage.calls, tokens_in=usage.tokens_in, tokens_out=usage.tokens_out)
        store.write(lambda session: _note(session, agency_id, today(), usage))

    return make_model_reader(settings, may_spend=may_spend, spent=spent)


def make_model_reader(
    settings: ModelSettings,
    *,
    may_spend: Callable[[], bool] = lambda: True,
    spent: Callable[["Usage"], None] = lambda usage: None,
) -> Reader:
    """A model with the rules behind it."""
    from prompts.reading.model import FallbackReader, ModelReader  # openai takes its time to import

    model = ModelReader(
        api_key=settings.api_key.get_secret_value(),
        base_url=settings.base_url,
        model=settings.model,
        monotonic=time.monotonic,
        may_spend=may_spend,
        spent=spent,
    )
    return FallbackReader(model, EmbeddedReader())


def _note(session: Session, agency_id: int, day: date, usage: "Usage") -> None:
    add_usage(
        session,
        agency_id,
        day,
        calls=usage.calls,
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        failures=0 if usage.outcome == "ok" else 1,
    )
