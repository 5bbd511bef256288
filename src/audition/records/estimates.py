"""A value with its interval, and how a difference is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with its interval."""

    value: float
    low: float
    high: float
    level: float = 0.95
    """Coverage of the interval, in (0, 1)."""


def points(difference: float, *, signed: bool = True) -> str:
    """A difference of scores in percentage points, such as `+3.4` or `−1.2`, with a true minus sign."""
    text = f"{100 * difference:+.1f}" if signed else f"{100 * difference:.1f}"
    return text.replace("-", "−")
