"""Readings → the cells of a heat map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audition.analysis.tally import tally
from audition.records.grades import Mark, Status
from audition.records.grid import Cell, Grid, Place


def grid_of(run: str, marks: Iterable[Mark]) -> Grid:
    """One cell a case and grader of the run with this id."""
    cells: defaultdict[Place, list[Mark]] = defaultdict(list)
    for mark in marks:
        cells[Place(run, mark.trial.variant, mark.trial.scenario, mark.grader)].append(mark)
    return {place: Cell(tally=tally(read), worst=min(read, key=_concern).trial.index) for place, read in cells.items()}


def _concern(mark: Mark) -> tuple[bool, float, int]:
    return mark.status is not Status.UNSCORED, 2.0 if mark.value is None else mark.value, mark.trial.index
