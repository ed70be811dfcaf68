"""The model's account of today, as the database has it at the moment of the scrape."""

from collections.abc import Callable, Iterable, Iterator

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.model_budget import ModelDay

log = structlog.get_logger()


class ModelDays(Collector):
    """Calls, tokens and money of today, and their limits."""

    def __init__(self, day: Callable[[], ModelDay]) -> None:
        self._day = day

    def describe(self) -> Iterable[Metric]:
        """Named without asking: registering must not need a database."""
        return [*_families()]

    def collect(self) -> Iterator[Metric]:
        spent, limit = _families()
        try:
            day = self._day()
        except Exception:  # a database that is away must not take the other metrics along
            log.warning("model_day_not_counted", exc_info=True)
            return
        spent.add_metric(["calls", ""], day.usage.calls)
        spent.add_metric(["failures", ""], day.usage.failures)
        spent.add_metric(["tokens", ""], day.usage.tokens)
        limit.add_metric(["tokens", ""], day.tokens_limit)
        if day.money is not None:
            spent.add_metric(["money", day.currency], day.money)
        if day.money_limit is not None:
            limit.add_metric(["money", day.currency], day.money_limit)
        yield from (spent, limit)


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    labels = ["what", "currency"]
    return (
        GaugeMetricFamily("liaison_model_today", "What the model has cost since midnight", labels=labels),
        GaugeMetricFamily("liaison_model_today_limit", "What it may cost until midnight", labels=labels),
    )
