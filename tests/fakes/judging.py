"""What judges say, made up: `answered(sheet)` is a judgement of everything on a sheet that can be believed."""

from __future__ import annotations

from collections.abc import Mapping

from audition.grading.judging.sheet import Sheet
from audition.grading.passages import places
from audition.records.judgements import Judgement, Verdict


def answered(
    sheet: Sheet, met: Mapping[str, bool | None] | None = None, *, evidence: str | None = None, **more: object
) -> Judgement:
    """Every criterion that is asked is met, but where `met` says otherwise; `more` replaces what is known of the judge.

    Args:
        sheet: What is asked.
        met: Criterion id → the verdict.
        evidence: The quote of every verdict; None: the first long text of the work.
        more: Fields of the judgement; without them it was given by hand.
    """
    quote = evidence or next(place.text for place in places(sheet.work) if len(place.text) > 30)
    known = {"judge": "claude", "prompt_digest": None, **more}
    return Judgement(
        trial=sheet.work.trial.id,
        rubric=sheet.id,
        rubric_digest=sheet.rubric.digest,
        work_digest=sheet.work_digest,
        sheet_digest=sheet.digest,
        verdicts=tuple(
            Verdict(criterion=each.id, met=(met or {}).get(each.id, True), evidence=quote, reason="It says so.")
            for each in sheet.asked
        ),
        provenance="Made up for a test.",
        **known,  # type: ignore[arg-type]
    )


class Generous:
    """Finds everything met."""

    capped = None

    async def judge(self, sheet: Sheet) -> tuple[Judgement, ...]:
        """One judgement of all that is asked."""
        return (answered(sheet),) if sheet.asked else ()
