"""What a model holds, and from which length on it caches a prompt; in tokens."""

from __future__ import annotations

from typing import Final

from audition.models.prices import PROVIDER

CACHE_MINIMUM_TOKENS: Final = 1024
"""The shortest prefix that most models cache."""

SMALLEST_CONTEXT_TOKENS: Final = 100_000
"""Every Claude model holds at least so much: what is shorter needs no look at the price data, slow to load."""

_LONGER_MINIMUM: Final = {
    "claude-haiku-3": 2048,
    "claude-3-haiku": 2048,
    "claude-3-5-haiku": 2048,
    "claude-haiku-4-5": 4096,
    "claude-opus-4-5": 4096,
    "claude-opus-4-6": 4096,
    "claude-opus-4-7": 2048,
}
"""By the start of a model's id, from the API's page on prompt caching."""


def cache_minimum_tokens(model: str) -> int:
    """The shortest prefix of a request that this model caches."""
    return next((least for start, least in _LONGER_MINIMUM.items() if model.startswith(start)), CACHE_MINIMUM_TOKENS)


def context_tokens(model: str) -> int | None:
    """What the model can read and write in one call; None: unknown."""
    from genai_prices.data_snapshot import get_snapshot

    try:
        _, found = get_snapshot().find_provider_model(model, None, PROVIDER, None)
    except LookupError:
        return None
    return found.context_window
