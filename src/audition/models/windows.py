"""What a model holds, from which length on it caches a prompt, in tokens, and whether it takes an effort."""

from __future__ import annotations

from typing import Final

from audition.models.prices import PROVIDERS
from audition.records.project import Provider

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

_WITHOUT_EFFORT: Final = (
    "claude-2", "claude-3", "claude-haiku-3", "claude-haiku-4", "claude-sonnet-3", "claude-sonnet-4-0",
    "claude-sonnet-4-2", "claude-sonnet-4-5", "claude-opus-3", "claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-2",
)  # fmt: skip
"""By the start of a model's id: models that refuse a request which says how much to think."""


def takes_effort(model: str) -> bool:
    """Whether a request to this model may say how much it is to think; as Claude Code does, it is left out else."""
    return not model.startswith(_WITHOUT_EFFORT)


def cache_minimum_tokens(model: str) -> int:
    """The shortest prefix of a request that this model caches."""
    return next((least for start, least in _LONGER_MINIMUM.items() if model.startswith(start)), CACHE_MINIMUM_TOKENS)


def context_tokens(model: str) -> int | None:
    """What the model can read and write in one call; None: unknown."""
    from genai_prices.data_snapshot import get_snapshot

    try:
        _, found = get_snapshot().find_provider_model(model, None, PROVIDERS[Provider.ANTHROPIC], None)
    except LookupError:
        return None
    return found.context_window
