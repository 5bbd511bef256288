"""An export's law: every stored value leaves, as plain JSON, once."""

from __future__ import annotations

import pytest

from audition.records.evidence import Trial
from audition.records.grades import Grade
from audition.store.codec import decode, from_json, to_json
from audition.store.export import SCORE_KEYS, score_rows, trial_rows
from audition.store.run_file import RunFile
from tests.unit.store import samples


@pytest.fixture
def run(tmp_path):
    """A run with one trial left to play."""
    with RunFile.create(tmp_path / "run.sqlite", samples.run_facts()) as created:
        for one in samples.planned()[:-1]:
            created.add_trial(samples.trial(one), samples.grades(one))
        yield created


def test_a_line_a_trial_holds_the_whole_trial(run):
    """What was exported can be read as the records it was."""
    lines = [from_json(to_json(row), "export") for row in trial_rows(run)]

    assert [*run.trials()] == [decode(Trial, line["trial"], "export") for line in lines]
    assert [*run.grades()] == [decode(Grade, grade, "export") for line in lines for grade in line["grades"]]
    assert {run.facts.id} == {line["run"] for line in lines}


def test_a_row_a_score_says_what_was_read_and_why(run):
    """Scored or not, each grade is a row with the same keys."""
    rows = list(score_rows(run))

    assert len(rows) == len([*run.grades()])
    assert {SCORE_KEYS} == {tuple(row) for row in rows}
    assert tuple(rows[1][key] for key in ("status", "value", "passed", "reason")) == ("scored", 0.5, False, "off")
    assert tuple(rows[2][key] for key in ("status", "value", "passed")) == ("not_applicable", None, None)
