"""The frame of scores: what a trial's gate score is made of."""

import math
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from audition.analysis.frame import gate_rows
from audition.grading.grade import gate_score
from audition.records.definitions import Role
from audition.records.evidence import TrialId
from audition.records.grades import Grade, GraderKind, NotApplicable, Reading, Score, Unscored
from tests.unit.analysis.tables import HASTY, reading, scores

TRIAL = TrialId("a", HASTY, 0)


def gate(*rows):
    """The one gate row of one trial's readings, as (status, score, passed)."""
    (row,) = gate_rows(scores({**row, "grader": f"g{n}"} for n, row in enumerate(rows))).itertuples()
    return row.status, row.score, row.passed


def test_a_gate_score_is_the_mean_of_the_gate_graders():
    """Each applicable gate grader weighs the same."""
    assert gate(reading("a", 0, 1.0), reading("a", 0, 0.5)) == ("scored", 0.75, False)


def test_what_does_not_apply_is_outside_the_gate_score():
    """A question that does not arise neither helps nor harms."""
    assert gate(reading("a", 0, 1.0), reading("a", 0, None)) == ("scored", 1.0, True)


def test_what_informs_is_required_or_is_one_playbooks_own_is_outside_the_gate_score():
    """Only gate graders that are compared enter."""
    others = [
        reading("a", 0, 0.0, role="informs"),
        reading("a", 0, 0.0, role="required"),
        reading("a", 0, 0.0, compared=False),
    ]

    assert gate(reading("a", 0, 1.0), *others) == ("scored", 1.0, True)


def test_one_unscored_gate_grader_makes_the_trial_unscored():
    """Half an instrument measures something else."""
    status, score, _ = gate(reading("a", 0, 1.0), reading("a", 0, None, status="unscored"))

    assert status == "unscored"
    assert math.isnan(score)


def test_a_trial_to_which_no_gate_grader_applies_has_no_gate_score():
    """It is not applicable, and not 0."""
    status, score, _ = gate(reading("a", 0, None))

    assert status == "not_applicable"
    assert math.isnan(score)


def test_every_trial_has_one_gate_row_and_a_suite_without_gate_graders_none():
    """One row a trial, whatever the number of graders."""
    rows = [reading(scene, index, grader=name) for scene in "ab" for index in (0, 1) for name in ("x", "y")]

    assert len(gate_rows(scores(rows))) == 4
    assert gate_rows(scores([reading("a", 0, role="informs")])).empty
    assert gate_rows(scores([])).empty


readings = st.one_of(
    st.builds(
        lambda value, passed: Score(value=value, passed=passed, reason=""),
        st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        st.booleans(),
    ),
    st.just(NotApplicable(reason="")),
    st.just(Unscored(reason="")),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(readings, st.sampled_from(Role), st.booleans()), min_size=1, max_size=6))
def test_the_frame_and_the_grader_agree_on_what_a_gate_score_is(marks: list[tuple[Reading, Role, bool]]):
    """`analysis` computes it for thousands of trials at once, `grading` for one: the same score, and the same pass."""
    number = count()
    grades = [
        Grade(
            trial=TRIAL,
            grader=f"g{next(number)}",
            kind=GraderKind.CHECK,
            role=role,
            reading=mark,
            compared=compared,
            version="v",
        )
        for mark, role, compared in marks
    ]
    rows = gate_rows(scores(as_row(grade) for grade in grades))
    expected = gate_score(grades)

    if rows.empty:
        assert isinstance(expected, NotApplicable)
        return
    (row,) = rows.itertuples()
    match expected:
        case Score():
            assert ("scored", expected.passed) == (row.status, row.passed)
            assert math.isclose(expected.value, row.score)
        case NotApplicable():
            assert row.status == "not_applicable"
        case Unscored():
            assert row.status == "unscored"


def as_row(grade: Grade):
    """The grade as a row of the frame."""
    scored = isinstance(grade.reading, Score)
    status = {Score: "scored", NotApplicable: "not_applicable", Unscored: "unscored"}[type(grade.reading)]
    return reading(
        "a",
        0,
        grade.reading.value if scored else None,
        grader=grade.grader,
        role=grade.role.value,
        compared=grade.compared,
        status=status,
        passed=grade.reading.passed if scored else None,
    )
