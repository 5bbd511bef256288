"""What a trial may take before it is ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What ends a trial."""

    turns: int = 30
    """Model answers a trial."""
    output_tokens: int = 16_000
    """Tokens an answer: the request's `max_tokens`."""
    total_tokens: int = 1_000_000
    """Input and output tokens a trial, cache reads included."""
    seconds: float = 900.0
    """Wall clock a trial."""
    cost_usd: float | None = None
    """Dollars a trial; None: bounded by the run's cap alone."""
