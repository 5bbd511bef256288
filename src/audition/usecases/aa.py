"""Puts each variant of a run against itself: the false alarms that the verdict's own procedure makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audition.analysis.sides import Side, cells_of
from audition.concluding.findings import stored_sides
from audition.errors import UsageError
from audition.project.world import places_of
from audition.records.results import SelfCheck
from audition.running.plan import seed_of
from audition.store.run_file import RunFile


def against_itself(root: Path, run: str, splits: int = 200) -> Iterator[SelfCheck]:
    """The false alarms of a stored run, a variant at a time; the same run gives the same figures.

    Raises:
        UsageError: There is no such run, or a scenario has fewer than three trials a side.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        for side in stored_sides(file):
            yield _against_itself(side, file.facts.margin, seed_of(file.facts.id), splits)


def _against_itself(side: Side, margin: float, seed: int, splits: int) -> SelfCheck:
    from audition.stats import Cells, Rule, compare_with_itself

    cells = list(cells_of(side.gate).values())
    try:
        found = compare_with_itself(Cells.of(cells, cells).baseline, Rule(margin=margin), seed, splits)
    except ValueError as error:
        raise UsageError(f"{side.variant} cannot be put against itself: {error}") from None
    rate = found.false_alarms
    return SelfCheck(
        variant=side.variant,
        splits=splits,
        alarms=round(rate.value * splits),
        share=(rate.value, rate.interval.low, rate.interval.high),
    )
