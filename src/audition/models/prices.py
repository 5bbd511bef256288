"""What calls cost at the dated list prices of `genai-prices`, cache and batch rates included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from audition.errors import UsageError
from audition.records.project import Provider, Service
from audition.records.turns import Usage

PROVIDERS = {
    Provider.ANTHROPIC: "anthropic",
    Provider.BEDROCK: "aws",
    Provider.VERTEX: "google",
    Provider.FOUNDRY: "azure",
}
"""What `genai-prices` calls them."""
DIRECT = Service()
"""The API itself."""
MTOK = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """Today's prices of one model, in dollars a million tokens."""

    model: str
    batch: bool
    input: float
    output: float
    cache_read: float
    cache_write: float

    def cost_usd(self, usage: Usage) -> float:
        """The price of this usage, in dollars."""
        return (
            usage.input_tokens * self.input
            + usage.output_tokens * self.output
            + usage.cache_read_tokens * self.cache_read
            + usage.cache_write_tokens * self.cache_write
        ) / MTOK


def cost_usd(model: str, usage: Usage, *, batch: bool = False, service: Service = DIRECT) -> float | None:
    """The price of one call's usage, in dollars; None where the model's price is unknown."""
    tariff = tariff_of(model, usage.total_tokens - usage.output_tokens, batch=batch, service=service)
    return None if tariff is None else tariff.cost_usd(usage)


def worst_cost_usd(
    model: str, input_tokens: int, output_tokens: int, *, batch: bool = False, service: Service = DIRECT
) -> float | None:
    """The most that a call of so many tokens can cost, in dollars: all of its input newly written to the cache."""
    tariff = tariff_of(model, input_tokens, batch=batch, service=service)
    if tariff is None:
        return None
    return (input_tokens * max(tariff.input, tariff.cache_write) + output_tokens * tariff.output) / MTOK


def require_prices(models: Iterable[str], service: Service = DIRECT) -> None:
    """Check, before a run with a cap in dollars, that every model has a price.

    Raises:
        UsageError: Some model has none, so that a cap would be a promise nobody could keep.
    """
    unknown = sorted({model for model in models if tariff_of(model, 0, service=service) is None})
    if unknown:
        raise UsageError(
            f"no list price is known for {', '.join(unknown)}{_at(service)}, so a cap in dollars cannot be kept; "
            "run without a cap, pin a model with a known price, or update genai-prices"
        )


def tariff_of(model: str, input_tokens: int, *, batch: bool = False, service: Service = DIRECT) -> Tariff | None:
    """The prices that hold for a call with so many input tokens (long prompts can cost more); None: unknown."""
    provider = PROVIDERS[service.provider]
    rates = _rates(service.id_of(model), batch, provider) or _rates(model, batch, provider)
    if rates is None:
        return None
    return Tariff(model=model, batch=batch, **{name: _rate(value, input_tokens) for name, value in rates.items()})


def _at(service: Service) -> str:
    return "" if service.provider is Provider.ANTHROPIC else f" at {service.provider.value}"


@cache
def _rates(model: str, batch: bool, provider: str) -> dict[str, Any] | None:
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    context = {"processing": "batch"} if batch else None
    try:
        prices = calc_price(PricedUsage(input_tokens=1), model, provider_id=provider, price_context=context).model_price
    except LookupError:
        return None
    rates = {
        "input": prices.input_mtok,
        "output": prices.output_mtok,
        "cache_read": prices.cache_read_mtok,
        "cache_write": prices.cache_write_mtok,
    }
    return None if any(rate is None for rate in rates.values()) else rates


def _rate(value: Any, input_tokens: int) -> float:
    """A flat price, or the price of the tier in which this many input tokens fall."""
    if isinstance(value, Decimal):
        return float(value)
    reached = [tier for tier in value.tiers if input_tokens > tier.start]
    return float(reached[-1].price if reached else value.base)
