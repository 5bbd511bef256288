"""How every grader read every scenario on every side: the cells of a heat map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from audition.records.rows import Tally


class Place(NamedTuple):
    """Where a cell stands."""

    run: str
    variant: str
    scenario: str
    grader: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One grader's readings of one case."""

    tally: Tally
    worst: int
    """Index of the trial to look at first: unscored, or else with the lowest score."""


Grid = Mapping[Place, Cell]
