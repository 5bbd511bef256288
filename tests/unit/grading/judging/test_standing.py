"""A rubric's grades inform until people's labels have shown that its judge can be believed."""

from __future__ import annotations

from dataclasses import replace

from audition.grading.judging.rubric import Standing, fingerprint, sheet_grades
from audition.grading.judging.sheet import sheet_of
from audition.records.definitions import Role
from audition.records.grades import Unscored
from tests.fakes import works
from tests.unit.grading.judging.judged import RECORDING, rubric, work

RUBRIC = rubric()
JUDGEMENT = works.judgement(RECORDING)
GATE = replace(works.suite().gate, points=(RUBRIC.id,))
REQUIRED = {criterion.id for criterion in RUBRIC.criteria if criterion.required}
PRINT = fingerprint((JUDGEMENT,))
TRUSTED = dict.fromkeys([RUBRIC.id, *(f"{RUBRIC.id}/{one.id}" for one in RUBRIC.criteria)], PRINT)


def roles(standing, judged=(JUDGEMENT,), by=RUBRIC):
    """Grader → role."""
    return {grade.grader: grade.role for grade in sheet_grades(sheet_of(work(), by), judged, standing)}


def test_without_a_calibration_everything_informs():
    """And with one of another judge, prompt or rubric too."""
    for standing in (Standing(gate=GATE), Standing(gate=GATE, calibrated=dict.fromkeys(TRUSTED, PRINT + "0"))):
        assert set(roles(standing).values()) == {Role.INFORMS}


def test_a_calibrated_judge_gates_by_the_criteria_and_requires_the_required_ones():
    """Each with its points; the rubric's own score sums them up and decides nothing."""
    found = roles(Standing(gate=GATE, calibrated=TRUSTED))
    points = {grade.grader: grade.points for grade in sheet_grades(sheet_of(work(), RUBRIC), (JUDGEMENT,))}

    assert found.pop(RUBRIC.id) is Role.INFORMS
    assert {name for name, role in found.items() if role is Role.REQUIRED} == {f"{RUBRIC.id}/{one}" for one in REQUIRED}
    assert set(found.values()) == {Role.REQUIRED, Role.GATE}
    assert {f"{RUBRIC.id}/{one.id}": one.points for one in RUBRIC.criteria}.items() <= points.items()


def test_a_criterion_on_which_the_judge_is_not_trusted_informs():
    """Its other criteria gate all the same."""
    name = next(f"{RUBRIC.id}/{one.id}" for one in RUBRIC.criteria if not one.required)
    found = roles(Standing(gate=GATE, calibrated={key: print_ for key, print_ in TRUSTED.items() if key != name}))

    assert found[name] is Role.INFORMS
    assert set(found.values()) == {Role.REQUIRED, Role.GATE, Role.INFORMS}


def test_the_suite_has_the_last_word():
    """It may require the whole rubric, or let it inform."""
    required = replace(GATE, required=(*GATE.required, RUBRIC.id))
    informs = replace(GATE, points=())

    assert roles(Standing(gate=required, calibrated=TRUSTED))[RUBRIC.id] is Role.REQUIRED
    assert set(roles(Standing(gate=informs, calibrated=TRUSTED)).values()) == {Role.INFORMS}


def test_where_a_calibrated_judge_broke_down_the_hole_is_in_the_gate():
    """A gate score without it would be another instrument's."""
    found = roles(Standing(gate=GATE, calibrated=TRUSTED), Unscored(reason="outage"))

    assert set(found.values()) == {Role.INFORMS, Role.REQUIRED, Role.GATE}


def test_one_playbooks_own_rubric_never_gates():
    """It is tracked and enters no comparison."""
    own = rubric("adherence-brisk")
    judged = replace(JUDGEMENT, rubric=own.id, rubric_digest=own.digest)
    names = [own.id, *(f"{own.id}/{criterion.id}" for criterion in own.criteria)]
    standing = Standing(gate=replace(GATE, points=(own.id,)), calibrated=dict.fromkeys(names, fingerprint((judged,))))
    found = roles(standing, (judged,), own)

    assert set(found.values()) == {Role.INFORMS}
