"""The live judge: one structured call a sheet and seat of the panel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import add

from audition.grading.judging.answers import read_verdicts
from audition.grading.judging.asking import Question, Response, ask
from audition.grading.judging.judge import Judged, RecordedJudge, seats
from audition.grading.judging.prompt import PROMPT_DIGEST, judge_params
from audition.grading.judging.sheet import Sheet
from audition.models.protocol import Channel
from audition.records.definitions import JudgePlan
from audition.records.grades import Unscored
from audition.records.judgements import Judgement, Verdict
from audition.records.judging import Asked
from audition.records.turns import Turn, Usage

PROVENANCE = "Judged live."


@dataclass(kw_only=True)
class LiveJudge:
    """Asks every model of the panel as often as planned, and nobody for what is kept already."""

    channel: Channel
    plan: JudgePlan
    """With at least one model."""
    kept: RecordedJudge
    keep: Callable[[Asked], None]
    """Stores each answer as it comes, before anything else can fail."""
    capped: str | None = field(default=None, init=False)
    """Why nobody is asked any more: the cap in dollars is met."""

    async def judge(self, sheet: Sheet) -> Judged:
        """See `Judge`; a panel of which one seat gave no usable answer is unscored as a whole."""
        if not sheet.asked:
            return ()
        panel = await asyncio.gather(*(self._seat(sheet, *seat) for seat in seats(self.plan)))
        broken = [answer for answer in panel if isinstance(answer, Unscored)]
        if not broken:
            return tuple(answer for answer in panel if isinstance(answer, Judgement))
        if len(panel) == 1:
            return broken[0]
        return Unscored(
            reason=f"{len(broken)} of {len(panel)} verdicts of the panel are missing: {broken[0].reason}",
            detail=broken[0].detail,
        )

    async def _seat(self, sheet: Sheet, model: str, repeat: int) -> Judgement | Unscored:
        kept = self.kept.given(sheet, model, repeat)
        if kept is not None:
            return kept
        if self.capped is not None:
            return Unscored(reason=f"not judged: {self.capped}")
        question = Question(
            params=judge_params(model, sheet),
            trial=sheet.work.trial.id,
            repeat=repeat,
            read=lambda text: read_verdicts(text, sheet.asked),
        )
        response = await ask(self.channel, question)
        self.capped = self.capped or response.capped
        judgement = _judgement(sheet, question, response)
        self.keep(
            Asked(
                trial=sheet.work.trial.id,
                rubric=sheet.id,
                judge=model,
                repeat=repeat,
                judgement=judgement if isinstance(judgement, Judgement) else None,
                spent_usd=response.spent_usd,
            )
        )
        return judgement


def _judgement(
    sheet: Sheet, question: Question[tuple[Verdict, ...]], response: Response[tuple[Verdict, ...]]
) -> Judgement | Unscored:
    if isinstance(response.answer, Unscored):
        return response.answer
    asked = str(question.params["model"])
    return Judgement(
        trial=sheet.work.trial.id,
        rubric=sheet.id,
        rubric_digest=sheet.rubric.digest,
        sheet_digest=sheet.digest,
        judge=response.turns[-1].model or asked,
        asked=asked,
        prompt_digest=PROMPT_DIGEST,
        work_digest=sheet.work_digest,
        verdicts=response.answer,
        provenance=PROVENANCE,
        usage=_usage(response.turns),
        repeat=question.repeat,
    )


def _usage(turns: tuple[Turn, ...]) -> Usage | None:
    known = [turn.usage for turn in turns if turn.usage is not None]
    return reduce(add, known) if len(known) == len(turns) else None
