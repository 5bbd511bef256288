"""What a judge is: asked about a trial and rubric, it gives its judgements or says why there are none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from audition.grading.check import Work
from audition.grading.judging.prompt import PROMPT_DIGEST
from audition.records.definitions import JudgePlan, Rubric
from audition.records.evidence import Judgement, Origin, TrialId
from audition.records.grades import NotApplicable, Unscored
from audition.records.identity import work_digest

Judged = tuple[Judgement, ...] | NotApplicable | Unscored
"""What a judge answers: one judgement a seat of its panel; not judged, and why; or the instrument broke."""


class Judge(Protocol):
    """Holds work against a rubric."""

    @property
    def capped(self) -> str | None:
        """Why nobody is asked any more: the cap in dollars is met; None: it is not, or nobody is asked."""

    async def judge(self, work: Work, rubric: Rubric) -> Judged:
        """The judge's verdicts as given; whether they can be believed is for `rubric_grades` to check."""


class RecordedJudge:
    """Answers from judgements that were made before: of a run's own, or of those kept beside the recordings.

    Args:
        judgements: What is kept; where two answer the same question, the later one counts.
        plan: Whose judgements are wanted. Those of others answer where it has none at all.
    """

    capped = None

    def __init__(self, judgements: Iterable[Judgement], plan: JudgePlan | None = None) -> None:
        self._seats = seats(plan or JudgePlan())
        self._kept: dict[tuple[TrialId, str], list[Judgement]] = {}
        for judgement in judgements:
            self._kept.setdefault((judgement.trial, judgement.rubric), []).append(judgement)

    async def judge(self, work: Work, rubric: Rubric) -> Judged:
        """The planned panel's judgements of this very work by this very rubric; else the nearest ones that are kept.

        A panel of which some are missing is another instrument: nobody knows what they would have said. Where a replay
        does not fit its recording's judgement, that is given as it is, and grading says what differs.
        """
        panel = [self.given(work, rubric, *seat) for seat in self._seats]
        present = [judgement for judgement in panel if judgement is not None]
        if present and len(present) < len(panel):
            return Unscored(
                reason=f"{len(panel) - len(present)} of {len(panel)} verdicts of the panel are missing; "
                "`audition grade RUN --live` asks for them"
            )
        return tuple(present) or self._nearest(work, rubric) or not_judged(rubric)

    def given(self, work: Work, rubric: Rubric, model: str, repeat: int) -> Judgement | None:
        """What one seat of the panel said of this work by this rubric under today's prompt; None: it was not asked."""
        digest = digest_of(work)
        for judgement in reversed(self._of(work, rubric)):
            asked = (judgement.asked, judgement.repeat, judgement.prompt_digest)
            if asked == (model, repeat, PROMPT_DIGEST) and _fits(judgement, rubric, digest):
                return judgement
        return None

    def _of(self, work: Work, rubric: Rubric) -> list[Judgement]:
        trial = work.trial.id
        kept = self._kept.get((trial, rubric.id), [])
        return kept if trial == trial.recorded_as else self._kept.get((trial.recorded_as, rubric.id), []) + kept

    def _nearest(self, work: Work, rubric: Rubric) -> tuple[Judgement, ...]:
        """All judgements by one other instrument: one whose rubric and work are these, where there is one."""
        digest = digest_of(work)
        instruments: dict[tuple[bool, bool, str, str], dict[int, Judgement]] = {}
        for one in self._of(work, rubric):
            fit = (one.rubric_digest == rubric.digest, one.work_digest == digest)
            instruments.setdefault((*fit, one.judge, one.prompt_digest or ""), {})[one.repeat] = one
        if not instruments:
            return ()
        best = max(instruments)
        if not best[1] and work.trial.origin is not Origin.REPLAY:
            return ()  # a recording's judgement says nothing of new work under the same name
        nearest = instruments[best]
        return tuple(nearest[repeat] for repeat in sorted(nearest))


def seats(plan: JudgePlan) -> tuple[tuple[str, int], ...]:
    """The panel's seats, (model asked, repeat), in order."""
    return tuple((model, repeat) for model in plan.models for repeat in range(plan.repeats))


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


def _fits(judgement: Judgement, rubric: Rubric, digest: str) -> bool:
    return judgement.rubric_digest == rubric.digest and judgement.work_digest == digest
