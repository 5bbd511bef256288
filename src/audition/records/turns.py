"""Answers of a model as calls: what each used, took and cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audition.records.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens and dollars of one request or the sum of several."""

    input_tokens: int = 0
    """Neither read from nor written to the prompt cache."""
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cost_usd: float | None = None
    """At the dated list price; None: unknown."""

    @property
    def total_tokens(self) -> int:
        """All tokens, cached or not."""
        return self.input_tokens + self.output_tokens + self.cache_read_tokens + self.cache_write_tokens

    def __add__(self, other: Usage) -> Usage:
        unknown = self.cost_usd is None or other.cost_usd is None
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cache_read_tokens=self.cache_read_tokens + other.cache_read_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            cost_usd=None if unknown else (self.cost_usd or 0.0) + (other.cost_usd or 0.0),
        )


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The facts of one model answer; its content is in the trial's messages."""

    stop_reason: str
    usage: Usage | None = None
    """None: unknown, as in recordings taken by hand."""
    model: str | None = None
    """The model id that the API answered with."""
    request_id: str | None = None
    seconds: float | None = None
    cached: bool = False
    """Served from the response cache; usage is what the first call cost, nothing was spent now."""
    answered_at: str | None = None
    """UTC, ISO 8601, where it was served from there: when the first call was answered."""


@dataclass(frozen=True, kw_only=True)
class UserTurn:
    """One answer of a model that plays the user."""

    said: str | None
    """None: it ended the conversation."""
    turn: Turn


def overspent(limits: Limits, turns: Iterable[Turn]) -> str | None:
    """Which limit of tokens or dollars these answers pass; None: none."""
    usages = [turn.usage for turn in turns if turn.usage is not None]
    tokens = sum(usage.total_tokens for usage in usages)
    if tokens > limits.total_tokens:
        return f"{tokens} tokens used, the limit is {limits.total_tokens}"
    dollars = sum(usage.cost_usd or 0.0 for usage in usages)
    if limits.cost_usd is not None and dollars > limits.cost_usd:
        return f"${dollars:.4f} spent, the limit a trial is ${limits.cost_usd:.4f}"
    return None
