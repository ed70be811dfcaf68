"""The settings of the model: who is asked, what it may cost a day, and how long a burst is waited for."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, SecretStr

from prompts.reading.model.providers import Provider, ProviderName, find_provider

PER = 1_000_000  # prices are per so many tokens, as providers list them


class Prices(NamedTuple):
    """What a million tokens cost."""

    tokens_in: float
    tokens_out: float
    currency: str

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """In the currency's unit."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / PER


def make_prices(tokens_in: float | None, tokens_out: float | None, currency: str) -> Prices | None:
    """The prices, where both are known."""
    return None if tokens_in is None or tokens_out is None else Prices(tokens_in, tokens_out, currency)


class ModelSettings(BaseModel):
    """An OpenAI-compatible provider."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    api_key: SecretStr
    base_url: str
    model: str
    chosen_provider: ProviderName | None = None  # None: by the address
    tokens_per_day: int
    prices: Prices | None = None  # None: only tokens are counted
    money_per_day: float | None = None  # in the currency of the prices
    quiet_s: float = 0  # how long a conversation has to be quiet before its messages are read
    shows_corrections: bool = True  # whether it is shown what the agency's members put right

    @property
    def provider(self) -> Provider:
        """How it wants to be asked."""
        return find_provider(self.base_url, self.chosen_provider)
