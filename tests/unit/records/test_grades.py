"""What graders say in short, and the one gate score that is made of it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audition.records.definitions import Role
from audition.records.evidence import TrialId
from audition.records.grades import (
    GATE,
    Grade,
    GraderKind,
    NotApplicable,
    Reading,
    Score,
    Status,
    Unscored,
    gate_marks,
    gate_score,
)

TRIAL = TrialId("late-fee", "clerk/hasty", 0)
PASSED, FAILED = Score(value=1.0, passed=True, reason="yes"), Score(value=0.0, passed=False, reason="no")
NOTHING = NotApplicable(reason="no such thing")


def grade(
    grader: str, reading: Reading, *, role: Role = Role.GATE, compared: bool = True, points: float = 1.0
) -> Grade:
    """A grade of one trial."""
    return Grade(
        trial=TRIAL,
        grader=grader,
        kind=GraderKind.CHECK,
        role=role,
        reading=reading,
        compared=compared,
        version="v1",
        points=points,
    )


def score(*grades: Grade) -> Reading:
    """Their gate score."""
    return gate_score(one.mark for one in grades)


def test_the_gate_score_is_points_met_of_points_that_apply():
    """Required and informing graders, playbooks' own and what does not apply are outside."""
    found = score(
        grade("a", PASSED, points=2.5),
        grade("b", FAILED),
        grade("c", Score(value=0.5, passed=False, reason="half")),
        grade("d", NOTHING),
        grade("e", FAILED, role=Role.REQUIRED),
        grade("f", FAILED, role=Role.INFORMS),
        grade("g", FAILED, compared=False),
    )

    assert found == Score(value=3 / 4.5, passed=False, reason="3 of 4.5 points; not met: b, c")


def test_the_gate_score_is_unscored_as_soon_as_one_part_is():
    """Part of an instrument measures something else."""
    assert score(grade("a", PASSED), grade("b", Unscored(reason="broke"))) == Unscored(reason="unscored: b")


def test_without_anything_that_applies_there_is_no_gate_score():
    """No data is neither 0 nor 1."""
    assert score(grade("a", NOTHING)) == NotApplicable(reason="nothing that makes the gate score applies")


def test_every_trial_that_something_that_gates_has_read_has_one_gate_mark():
    """In the order of trials; a suite of which nothing gates has none."""
    trials = [replace(TRIAL, index=index) for index in (1, 0)]
    marks = [replace(grade(name, PASSED).mark, trial=trial) for trial in trials for name in "ab"]

    assert [(mark.trial, mark.grader) for mark in gate_marks(marks)] == [(trial, GATE) for trial in sorted(trials)]
    assert gate_marks([grade("a", PASSED, role=Role.INFORMS).mark]) == ()
    assert gate_marks([]) == ()


readings = st.one_of(
    st.builds(
        lambda value, passed: Score(value=value, passed=passed, reason=""),
        st.sampled_from([0.0, 0.25, 0.8, 1.0]),
        st.booleans(),
    ),
    st.just(NOTHING),
    st.just(Unscored(reason="")),
)


@given(readings, st.sampled_from(Role), st.booleans())
def test_a_mark_says_what_its_grade_says(reading: Reading, role: Role, compared: bool):
    """Everything but reasons and quotes."""
    whole = grade("a", reading, role=role, compared=compared)
    mark = whole.mark

    assert (mark.trial, mark.grader, mark.role, mark.gates) == (TRIAL, "a", role, whole.gates)
    assert mark.decides == whole.decides == (role is Role.REQUIRED or (role is Role.GATE and compared))
    if isinstance(reading, Score):
        assert (mark.status, mark.value, mark.passed) == (Status.SCORED, reading.value, reading.passed)
        assert mark.failed is not reading.passed
    else:
        assert (mark.value, mark.passed, mark.failed) == (None, None, False)
