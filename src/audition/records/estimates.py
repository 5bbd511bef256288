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
    """A difference of scores in percentage points, such as `+3.4`, `−1.2` with a true minus sign, or `0.0`."""
    text = f"{100 * difference:+.1f}" if signed else f"{100 * difference:.1f}"
    return "0.0" if text.strip("+-") == "0.0" else text.replace("-", "−")


def p_value(value: float, decimals: int = 2) -> str:
    """A p-value as it stands in a sentence: `p = 0.50`, and `p < 0.01` where its decimals would say that it is 0."""
    least = 10**-decimals
    return f"p < {least:.{decimals}f}" if value < least else f"p = {value:.{decimals}f}"
