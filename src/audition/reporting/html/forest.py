"""Where the marks of a forest plot stand: differences with their intervals on one scale, in percent of its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audition.records.comparison import Comparison
from audition.records.estimates import Estimate
from audition.records.rows import GraderRow
from audition.reporting.words import difference, differs, leaning

MOST_ROWS = 14
_REACHES = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)


class Tick(NamedTuple):
    """A mark of the scale."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of the plot; `low`, `at` and `high` are percent of the width."""

    label: str
    note: int | None
    """Which of the plot's notes, from 1, a reader must know."""
    low: float
    at: float
    high: float
    figures: str
    leaning: str
    """`better` or `worse` where the evidence supports the difference, else `open`."""
    decides: bool
    """Whether the verdict is made from it."""


@dataclass(frozen=True, kw_only=True)
class Forest:
    """A plot; `band` is where the margin begins and how wide it is, in percent."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    band: tuple[float, float]
    notes: tuple[str, ...]
    rest: int
    """Graders that differ too, for which there was no room."""


def forest_of(comparison: Comparison) -> Forest | None:
    """The gate score's difference, then those of the graders that differ; None: nothing was paired."""
    verdict = comparison.verdict
    differing = [row for row in comparison.rows if row.difference is not None and differs(row)]
    estimates = [row.difference for row in differing[:MOST_ROWS] if row.difference is not None]
    if verdict.difference is not None:
        estimates = [verdict.difference, *estimates]
    if not estimates:
        return None
    reach = _reach(estimates, verdict.margin)
    notes = tuple(dict.fromkeys(row.note for row in differing[:MOST_ROWS] if row.note))
    bars = [_bar(row.grader, row.difference, reach, notes, row) for row in differing[:MOST_ROWS] if row.difference]
    if verdict.difference is not None:
        bars.insert(0, _bar("gate score", verdict.difference, reach, notes))
    return Forest(
        bars=tuple(bars),
        ticks=tuple(Tick(_at(share * reach, reach), _tick(share * reach)) for share in (-1, -0.5, 0, 0.5, 1)),
        band=(_at(-verdict.margin, reach), 100 * verdict.margin / reach),
        notes=notes,
        rest=max(0, len(differing) - MOST_ROWS),
    )


def _bar(label: str, estimate: Estimate, reach: float, notes: Sequence[str], grader: GraderRow | None = None) -> Bar:
    return Bar(
        label=label,
        note=notes.index(grader.note) + 1 if grader is not None and grader.note else None,
        low=_at(estimate.low, reach),
        at=_at(estimate.value, reach),
        high=_at(estimate.high, reach),
        figures=difference(estimate),
        leaning=leaning(grader) if grader is not None else _side_of_zero(estimate),
        decides=grader is None,
    )


def _side_of_zero(estimate: Estimate) -> str:
    if estimate.low <= 0 <= estimate.high:
        return "open"
    return "better" if estimate.low > 0 else "worse"


def _tick(difference_: float) -> str:
    return f"{100 * difference_:+g}".replace("-", "−") if difference_ else "0"


def _reach(estimates: Sequence[Estimate], margin: float) -> float:
    """How far the scale goes to either side, in score."""
    furthest = max(2 * margin, *(max(abs(each.low), abs(each.high)) for each in estimates))
    return next((reach for reach in _REACHES if furthest <= reach), 1.0)


def _at(difference_: float, reach: float) -> float:
    return round(50 + 50 * difference_ / reach, 2)
