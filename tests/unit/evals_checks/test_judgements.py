"""What the shipped suite's judges are kept to have said holds for the works and rubrics as they are."""

from __future__ import annotations

from audition.grading.judging.rubric import sheet_grades
from audition.records.grades import Unscored
from audition.store.judgements import judgements
from tests.fakes import shipped


def test_every_judgement_that_is_kept_can_be_believed():
    """Each is of a recorded work as it is, by a rubric as it is, and all its quotes stand there."""
    found = judgements(shipped.ROOT / "evals/judgements" / shipped.AGENT)
    kept = [one for one in found if "+" not in one.trial.variant]  # of the own loop; replays hold the others
    broken = [
        (str(one.trial), grade.grader, grade.reading.reason)
        for one in kept
        for sheet in shipped.graders().sheets(
            shipped.work(f"{one.trial.variant.split('/')[1]}-{one.trial.scenario}-{one.trial.index}")
        )
        if sheet.id == one.rubric
        for grade in sheet_grades(sheet, (one,))
        if isinstance(grade.reading, Unscored)
    ]

    assert not broken
