"""Which reader reads: the rules, or a model within the day's budget with the rules behind it."""

import time
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from prompts.reading.embedded import EmbeddedReader
from sqlmodel import Session

from bot.config import ModelSettings
from bot.metrics import Metrics
from prompts.reading.schema import Reader
from storage.store import Store
from storage.usage import add_usage, tokens_spent


def make_reader(
    settings: ModelSettings | None,
    store: Store,
    *,
    agency_id: int,
    tz: str,
    now: Callable[[], datetime],
    metrics: Metrics,
) -> Reader:
    """The agency's reader."""
    embedded = EmbeddedReader()
    if settings is None:
        return embedded
    from prompts.reading.model import FallbackReader, ModelReader, Usage  # openai takes its time to import

    def today() -> date:
        return now().astimezone(ZoneInfo(tz)).date()

    def may_spend() -> bool:
        spent = store.read(lambda session: tokens_spent(session, agency_id, today()))
        return spent < settings.tokens_per_day

    def spent(usage: Usage) -> None:
        metrics.model_called(usage.outcome, calls=usage.calls, tokens_in=usage.tokens_in, tokens_out=usage.tokens_out)

        def note(session: Session) -> None:
            add_usage(
                session,
                agency_id,
                today(),
                calls=usage.calls,
                tokens_in=usage.tokens_in,
                tokens_out=usage.tokens_out,
                failures=0 if usage.outcome == "ok" else 1,
            )

        store.write(note)

    model = ModelReader(
        api_key=settings.api_key.get_secret_value(),
        base_url=settings.base_url,
        model=settings.model,
        monotonic=time.monotonic,
        may_spend=may_spend,
        spent=spent,
    )
    return FallbackReader(model, embedded)
