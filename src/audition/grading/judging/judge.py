"""What a judge is: asked what is on a sheet, it gives its judgements or says why there are none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from audition.grading.judging.prompt import PROMPT_DIGEST
from audition.grading.judging.sheet import Sheet
from audition.records.definitions import JudgePlan
from audition.records.evidence import Origin, TrialId
from audition.records.grades import NotApplicable, Unscored
from audition.records.judgements import Judgement

Judged = tuple[Judgement, ...] | NotApplicable | Unscored
"""What a judge answers: one judgement a seat of its panel; not judged, and why; or the instrument broke."""


class Judge(Protocol):
    """Holds work against criteria."""

    @property
    def capped(self) -> str | None:
        """Why nobody is asked any more: the cap in dollars is met; None: it is not, or nobody is asked."""

    async def judge(self, sheet: Sheet) -> Judged:
        """The judge's verdicts as given, none where nothing is asked; `sheet_grades` checks if they can be believed."""


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

    async def judge(self, sheet: Sheet) -> Judged:
        """The planned panel's judgements of this very work by these very criteria; else the nearest that are kept.

        A panel of which some are missing is another instrument: nobody knows what they would have said. Where a replay
        does not fit its recording's judgement, that is given as it is, and grading says what differs.
        """
        if not sheet.asked:
            return ()
        panel = [self.given(sheet, *seat) for seat in self._seats]
        present = [judgement for judgement in panel if judgement is not None]
        if present and len(present) < len(panel):
            return Unscored(
                reason=f"{len(panel) - len(present)} of {len(panel)} verdicts of the panel are missing; "
                "`audition grade RUN --live` asks for them"
            )
        return tuple(present) or self._nearest(sheet) or not_judged(sheet)

    def given(self, sheet: Sheet, model: str, repeat: int) -> Judgement | None:
        """What one seat of the panel answered to this very sheet under today's prompt; None: it was not asked."""
        for judgement in reversed(self._of(sheet)):
            asked = (judgement.asked, judgement.repeat, judgement.prompt_digest)
            if asked == (model, repeat, PROMPT_DIGEST) and all(_fit(judgement, sheet)):
                return judgement
        return None

    def _of(self, sheet: Sheet) -> list[Judgement]:
        trial = sheet.work.trial.id
        kept = self._kept.get((trial, sheet.id), [])
        return kept if trial == trial.recorded_as else self._kept.get((trial.recorded_as, sheet.id), []) + kept

    def _nearest(self, sheet: Sheet) -> tuple[Judgement, ...]:
        """All judgements by one other instrument: one whose rubric, work and further questions are these, if any."""
        instruments: dict[tuple[tuple[bool, ...], str, str], dict[int, Judgement]] = {}
        for one in self._of(sheet):
            instruments.setdefault((_fit(one, sheet), one.judge, one.prompt_digest or ""), {})[one.repeat] = one
        if not instruments:
            return ()
        best = max(instruments)
        (_, same_work, _), *_ = best
        if not same_work and sheet.work.trial.origin is not Origin.REPLAY:
            return ()  # a recording's judgement says nothing of new work under the same name
        nearest = instruments[best]
        return tuple(nearest[repeat] for repeat in sorted(nearest))


def seats(plan: JudgePlan) -> tuple[tuple[str, int], ...]:
    """The panel's seats, (model asked, repeat), in order."""
    return tuple((model, repeat) for model in plan.models for repeat in range(plan.repeats))


def not_judged(sheet: Sheet) -> NotApplicable:
    """No judge was asked: nothing broke, and nothing is known."""
    return NotApplicable(reason=f"not judged: no judgement of this trial by {sheet.id!r} is recorded")


def _fit(judgement: Judgement, sheet: Sheet) -> tuple[bool, bool, bool]:
    """Whether rubric, work, and what was asked and shown beside them are those of the sheet."""
    return (
        judgement.rubric_digest == sheet.rubric.digest,
        judgement.work_digest == sheet.work_digest,
        judgement.sheet_digest == sheet.digest,
    )
