"""A score sheet's law: it says of a run's scores all that the run file says, but for reasons and evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from audition.records.accepted import SheetCase, SheetScores
from audition.records.evidence import Ending, Origin
from audition.records.findings import Mode
from audition.records.grades import NotApplicable, Score, Unscored
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from tests.unit.store import samples

READINGS = (
    Score(value=1.0, passed=True, reason="r"),
    Score(value=0.0, passed=False, reason="r"),
    Score(value=0.25, passed=False, reason="r"),
    NotApplicable(reason="r"),
    Unscored(reason="r"),
)


@pytest.fixture
def run(tmp_path):
    """A run with every kind of reading, a missing trial, a cached one, a failed one and a diverged one."""
    planned = samples.planned(trials=5)
    facts = samples.run_facts(planned, mode=Mode.LIVE)
    with RunFile.create(tmp_path / "run.sqlite", facts) as created:
        for place, one in enumerate(planned[1:], start=1):
            changes = [{"ending": Ending.FAILED}, {"origin": Origin.CACHED}, {"diverged": "x"}, {"turns": ()}, {}]
            grades = [
                replace(grade, version=f"v-{one.scenario}" if grade.grader == "parses" else "v1", reading=reading)
                for grade, reading in zip(
                    samples.grades(one), READINGS[place % 5 :] + READINGS[: place % 5], strict=False
                )
            ]
            created.add_trial(samples.trial(one, **changes[place % 5]), grades)
        yield created


def test_a_sheet_holds_every_reading(run):
    """Status, value, what passed and what read it, trial by trial."""
    sheets = sheets_of(run)
    found = [row for sheet in sheets.values() for row in sheet.marks()]

    assert [*run.facts.variants] == [*sheets]
    assert Counter(run.marks()) == Counter(found)


def test_a_sheet_holds_every_trial(run):
    """Ending, origin and use of each trial that was played."""
    found = {one.trial: one for sheet in sheets_of(run).values() for one in sheet.ended()}

    for summary in run.summaries():
        whole, kept = summary.ended, found.pop(summary.id)

        assert (whole.diverged is None) == (kept.diverged is None)
        assert set(whole.models) <= set(kept.models)
        assert replace(whole, diverged=kept.diverged, models=kept.models, attempts=None) == kept
    assert found == {}


def test_a_sheets_plan_is_its_variants_part_of_the_runs(run):
    """Trials never played are still planned, so that coverage is honest."""
    planned = [trial for sheet in sheets_of(run).values() for trial in sheet.run_facts.planned]

    assert sorted(run.facts.planned) == sorted(planned)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SheetScores(scenario="s", marks="pz"),
        lambda: SheetScores(scenario="s", marks="pp", values=(1.0,)),
        lambda: SheetScores(scenario="s", marks="p", values=(2.0,)),
        lambda: SheetCase(scenario="s", index=(0, 1), ending=(Ending.FINISHED,)),
        lambda: SheetCase(scenario="s", index=(0,), ending=(None,), turns=(1, 2)),
    ],
)
def test_columns_that_do_not_fit_are_refused(wrong):
    """A score can never slip to another trial."""
    with pytest.raises(ValueError, match=r"marks|values|score|entries"):
        wrong()
