"""How figures read: one place for points, shares, dollars and what is unknown."""

from __future__ import annotations

from audition.records.comparison import Estimate, SideSummary, Tally, points

UNKNOWN = "unknown"


def share(value: float | None) -> str:
    """A score as a percentage with one decimal, such as `93.8 %`."""
    return UNKNOWN if value is None else f"{100 * value:.1f} %"


def score(estimate: Estimate | None) -> str:
    """A score with its interval, such as `93.8 % (90.1–96.0)`."""
    if estimate is None:
        return UNKNOWN
    return f"{share(estimate.value)} ({100 * estimate.low:.1f}–{100 * estimate.high:.1f})"


def difference(estimate: Estimate | None) -> str:
    """A difference with its interval, such as `+3.4 (−1.0 to +7.7)`; empty when there is none."""
    return "" if estimate is None else f"{points(estimate.value)} ({points(estimate.low)} to {points(estimate.high)})"


def dollars(value: float | None) -> str:
    """Dollars with enough digits to be told apart."""
    if value is None:
        return UNKNOWN
    return f"${value:.2f}" if value >= 1 else f"${value:.4f}"


def amount(value: float | None, unit: str = "") -> str:
    """A count or a mean, such as `12,400` or `3.5 s`."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
    return f"{text} {unit}".rstrip()


def of(tally: Tally | None) -> str:
    """Passed of scored, with what was not: `14/16 · 2 n/a · 1 unscored`; a dash for a side that is not read."""
    if tally is None:
        return "–"
    if not (tally.scored or tally.unscored):
        return "n/a"
    parts = [f"{tally.passed}/{tally.scored}"]
    if tally.not_applicable:
        parts.append(f"{tally.not_applicable} n/a")
    if tally.unscored:
        parts.append(f"{tally.unscored} unscored")
    return " · ".join(parts)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 trial`, `2 trials`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def coverage(side: SideSummary) -> str:
    """Scored of planned trials, and what became of the rest."""
    lost = {
        "failed": side.failed,
        "diverged": side.diverged,
        "cut by the budget": side.cut,
        "unscored": side.unscored,
        "not played": side.missing,
    }
    named = ", ".join(f"{number} {what}" for what, number in lost.items() if number)
    return f"{side.scored} of {side.planned}" + (f" ({named})" if named else "")
