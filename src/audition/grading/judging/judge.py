"""What a judge is: asked once a trial and rubric, it gives a judgement or says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from audition.grading.check import Work
from audition.records.definitions import Rubric
from audition.records.evidence import Judgement
from audition.records.findings import NotApplicable, Unscored
from audition.records.identity import work_digest

Judged = Judgement | NotApplicable | Unscored
"""What a judge answers: its verdicts; not judged, and why; or the instrument broke."""


class Judge(Protocol):
    """Holds work against a rubric."""

    async def judge(self, work: Work, rubric: Rubric) -> Judged:
        """The judge's verdicts as given; whether they can be believed is for `rubric_grades` to check.

        An outage, a refusal or a reply that cannot be read is `Unscored`, after the retries allowed.

        Raises:
            AccessDenied: No call can succeed; the run ends.
            BudgetMet: The call could pass the run's cap.
        """


class RecordedJudge:
    """Answers from judgements that were made before: of a run's own, or of those kept beside the recordings."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self._kept: dict[tuple[object, str], list[Judgement]] = {}
        for judgement in judgements:
            self._kept.setdefault((judgement.trial, judgement.rubric), []).append(judgement)

    async def judge(self, work: Work, rubric: Rubric) -> Judged:
        """The judgement of this very work by this very rubric; else the nearest one, which grading will refuse."""
        kept = self._kept.get((work.trial.id.recorded_as, rubric.id), [])
        if not kept:
            return not_judged(rubric)
        digest = digest_of(work)
        return max(kept, key=lambda one: (one.rubric_digest == rubric.digest, one.work_digest == digest, -one.repeat))


def not_judged(rubric: Rubric) -> NotApplicable:
    """No judge was asked: nothing broke, and nothing is known."""
    return NotApplicable(reason=f"not judged: no judgement of this trial by the rubric {rubric.id!r} is recorded")


def digest_of(work: Work) -> str:
    """The digest that binds a judgement to the work that was judged."""
    return work_digest(
        scenario=work.scenario.digest,
        deliverable=work.deliverable.text,
        final_message=work.trial.final_message,
        written=work.trial.written,
    )
