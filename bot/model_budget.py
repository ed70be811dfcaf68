"""What the model has cost an agency today, and what it may cost: one account for reader, doctor and metrics."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.model_settings import ModelSettings
from storage.usage import DayUsage, find_usage


@dataclass(frozen=True)
class ModelDay:
    """One day of one agency."""

    usage: DayUsage
    tokens_limit: int
    money: float | None  # None: no prices are set
    money_limit: float | None
    currency: str

    @property
    def is_spent(self) -> bool:
        """Whether nothing may be asked any more until midnight in the agency's zone."""
        is_out_of_money = self.money is not None and self.money_limit is not None and self.money >= self.money_limit
        return self.usage.tokens >= self.tokens_limit or is_out_of_money


def local_day(now: datetime, tz: str) -> date:
    """The day that is charged: the agency's."""
    return now.astimezone(ZoneInfo(tz)).date()


def read_day(session: Session, settings: ModelSettings, *, agency_id: int, day: date) -> ModelDay:
    """What a day has cost so far. Money is worked out at the prices of now."""
    usage = find_usage(session, agency_id, day)
    prices = settings.prices
    return ModelDay(
        usage=usage,
        tokens_limit=settings.tokens_per_day,
        money=prices.cost(usage.tokens_in, usage.tokens_out) if prices else None,
        money_limit=settings.money_per_day if prices else None,
        currency=prices.currency if prices else "",
    )
