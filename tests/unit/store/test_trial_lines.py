"""A run's trials in a line each: what SQLite sums up is what Python does, mark by mark."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audition.records.definitions import Role
from audition.records.evidence import TrialId
from audition.records.grades import Grade, GraderKind, NotApplicable, Score, Unscored, gate_score
from audition.store.run_file import RunFile
from tests.fakes import shown


def readings(name: TrialId, seed: int) -> list[Grade]:
    """Graders of every role and weight, compared or not, each with any reading."""
    chance = random.Random(f"{name} {seed}")  # noqa: S311  # the same every time
    read = {
        0: lambda: Score(value=1.0, passed=True, reason=""),
        1: lambda: Score(value=0.0, passed=False, reason=""),
        2: lambda: Score(value=chance.random(), passed=chance.random() < 0.5, reason=""),
        3: lambda: NotApplicable(reason=""),
        4: lambda: Unscored(reason="", detail=""),
    }
    return [
        Grade(
            trial=name,
            grader=f"{role.value}-{place}",
            kind=GraderKind.CHECK,
            role=role,
            compared=place != 2,
            version="v1",
            points=1.0 + place,
            reading=read[chance.choices(range(5), [6, 3, 2, 2, 1])[0]](),
        )
        for role in (Role.REQUIRED, Role.GATE, Role.INFORMS)
        for place in range(4)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_line_says_what_the_marks_of_its_trial_say(tmp_path: Path, seed: int):
    """Gate score, what fell short, what of it is required, and what broke."""
    facts = shown.facts()
    with RunFile.create(tmp_path / f"{facts.id}.sqlite", facts) as file:
        given = {name: readings(name, seed) for name in facts.planned}
        for name, grades in given.items():
            file.add_trial(shown.trial(name), grades)
        lines = list(file.trial_lines())

    assert [line.id for line in lines] == sorted(given)
    for line in lines:
        marks = [grade.mark for grade in given[line.id]]
        gate = gate_score(marks)
        assert line.gate == (pytest.approx(gate.value) if isinstance(gate, Score) else None)
        assert set(line.failed) == {mark.grader for mark in marks if mark.failed}
        assert set(line.required_failed) == {m.grader for m in marks if m.failed and m.role is Role.REQUIRED}
        assert set(line.unscored) == {mark.grader for mark in marks if mark.status.value == "unscored"}
        assert line.broke == bool(line.unscored)


def test_a_trial_that_nothing_read_has_a_line(tmp_path: Path):
    """Without a score, and with nothing against it."""
    facts = shown.facts()
    with RunFile.create(tmp_path / f"{facts.id}.sqlite", facts) as file:
        file.add_trial(shown.trial(facts.planned[0]), [])
        (line,) = file.trial_lines()

    assert (line.gate, line.failed, line.unscored, line.broke) == (None, (), (), False)
