"""The table of graders by scenarios: who passed where, most telling graders on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audition.records.comparison import SideSummary
from audition.records.grades import GraderKind
from audition.records.grid import Cell, Grid, Place
from audition.records.rows import GraderRow, Tally
from audition.reporting.words import of, share

MOST_SCENARIOS = 40
_STEPS = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """One grader's readings of one case."""

    step: str
    """`s0` (all at full score) to `s4` (near none), `none` (not applicable) or `broke`."""
    text: str
    title: str
    index: int
    """The trial to look at first."""


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One grader; a cell a scenario and side, None where nothing was read."""

    grader: str
    role: str
    telling: bool
    """Whether anything but full scores stands in it."""
    cells: tuple[HeatCell | None, ...]
    alone: int | None
    """The place of the only scenario that it reads, of several; None: it reads more than one."""


@dataclass(frozen=True, kw_only=True)
class Heatmap:
    """Rows of graders, columns of scenarios with one cell a side in each."""

    scenarios: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    rest: int
    """Scenarios for which there was no room."""


def heatmap_of(
    grid: Grid,
    graders: Sequence[GraderRow],
    scenarios: Sequence[str],
    sides: Sequence[SideSummary],
    labels: Sequence[str],
) -> Heatmap:
    """The heat map of these graders and scenarios, in the order given; what reads one scenario alone comes last."""
    shown = tuple(scenarios[:MOST_SCENARIOS])
    rows = [_row(grid, grader, shown, sides, labels) for grader in graders]
    return Heatmap(
        scenarios=shown,
        rows=tuple(sorted(rows, key=lambda row: (not row.telling, -1 if row.alone is None else row.alone))),
        rest=max(0, len(scenarios) - MOST_SCENARIOS),
    )


def _row(
    grid: Grid, grader: GraderRow, scenarios: Sequence[str], sides: Sequence[SideSummary], labels: Sequence[str]
) -> HeatRow:
    cells = []
    for scenario in scenarios:
        for place, side in enumerate(sides):
            cell = grid.get(Place(side.run, side.variant, scenario, grader.grader))
            where = f"{grader.grader}, {scenario}, {labels[place]}"
            cells.append(_cell(cell, grader.kind, where) if cell else None)
    read = {place // len(sides) for place, cell in enumerate(cells) if cell is not None}
    return HeatRow(
        alone=min(read) if len(read) == 1 and len(scenarios) > 1 else None,
        grader=grader.grader,
        role=grader.role.value if grader.compared else "own playbook",
        telling=any(cell is not None and cell.step not in {"s0", "none"} for cell in cells),
        cells=tuple(cells),
    )


def _cell(cell: Cell, kind: GraderKind, where: str) -> HeatCell:
    tally = cell.tally
    mean = "" if tally.mean is None or not tally.scored else f", mean score {share(tally.mean)}"
    return HeatCell(
        step=_step(tally),
        text=_text(tally, kind),
        title=f"{where}: {of(tally)}{mean}",
        index=cell.worst,
    )


def _step(tally: Tally) -> str:
    if tally.unscored:
        return "broke"
    if tally.mean is None:
        return "none"
    mean = tally.mean
    return next((f"s{place}" for place, least in enumerate(_STEPS) if mean >= least), "s4")


def _text(tally: Tally, kind: GraderKind) -> str:
    if tally.unscored:
        return "!"
    if kind is GraderKind.RUBRIC and tally.mean is not None:
        return f"{100 * tally.mean:.0f} %"
    return f"{tally.passed}/{tally.scored}" if tally.scored else "–"
