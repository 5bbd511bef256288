"""The table of graders by scenarios puts together what reads the same."""

from __future__ import annotations

from audition.records.grid import Cell, Place
from audition.records.rows import Tally
from audition.reporting.html.heatmap import heatmap_of
from tests.fakes import shown

SCENES = ("late-fee", "lost-card", "quiet")


def test_what_reads_one_scenario_alone_comes_after_what_reads_several_in_the_order_of_scenarios():
    """So that the criteria of a scenario stand together, each with its scenario's name."""
    side = shown.side("clerk/hasty")
    reads = {"card": ("lost-card",), "fee": ("late-fee",), "signs": SCENES, "calm": ("late-fee",)}
    grid = {
        Place(side.run, side.variant, scenario, grader): Cell(
            tally=Tally(scored=2, passed=1, mean=1.0 if grader == "calm" else 0.5), worst=0
        )
        for grader, scenarios in reads.items()
        for scenario in scenarios
    }
    found = heatmap_of(grid, [shown.row(name) for name in reads], SCENES, [side], ["hasty"])

    assert [(row.grader, row.alone, row.telling) for row in found.rows] == [
        ("signs", None, True),
        ("fee", 0, True),
        ("card", 1, True),
        ("calm", 0, False),
    ]


def test_where_there_is_one_scenario_nothing_is_said_of_it():
    """Every grader reads it alone."""
    side = shown.side("clerk/hasty")
    grid = {Place(side.run, side.variant, "quiet", "signs"): Cell(tally=Tally(scored=1, passed=1, mean=1.0), worst=0)}

    assert heatmap_of(grid, [shown.row("signs")], ("quiet",), [side], ["hasty"]).rows[0].alone is None
