"""From a judgement to grades: one a criterion and one for the rubric; verdicts that cannot be believed are unscored."""

from __future__ import annotations

from collections.abc import Mapping

from audition.grading.check import Work
from audition.grading.judging.judge import Judged, digest_of, not_judged
from audition.grading.judging.quotes import gist, locate
from audition.records.definitions import Criterion, Role, Rubric
from audition.records.evidence import Judgement, Verdict
from audition.records.findings import Grade, GraderKind, NotApplicable, Reading, Score, Unscored
from audition.records.identity import digest


def rubric_grades(work: Work, rubric: Rubric, judged: Judged | None) -> tuple[Grade, ...]:
    """The rubric's grade, then one grade a criterion (`<rubric>/<criterion>`); all of them inform.

    The rubric's score is the points met over the points that apply. It passes when every required criterion that
    applies is met; where none is required, when every one that applies is. It is unscored as soon as one of its
    criteria is, for the missing points could move it either way.
    """
    readings = _readings(work, rubric, not_judged(rubric) if judged is None else judged)
    print_ = fingerprint(judged, rubric) if isinstance(judged, Judgement) else None

    def grade(grader: str, kind: GraderKind, reading: Reading) -> Grade:
        return Grade(
            trial=work.trial.id,
            grader=grader,
            kind=kind,
            role=Role.INFORMS,
            reading=reading,
            compared=rubric.variant is None,
            version=rubric.digest,
            fingerprint=print_,
        )

    return (
        grade(rubric.id, GraderKind.RUBRIC, _total(rubric, readings)),
        *(
            grade(f"{rubric.id}/{criterion.id}", GraderKind.CRITERION, readings[criterion.id])
            for criterion in rubric.criteria
        ),
    )


def fingerprint(judgement: Judgement, rubric: Rubric) -> str:
    """Judge, prompt and rubric bound together, such as `claude/by-hand/ab12cd34`."""
    bound = digest([judgement.judge, judgement.prompt_digest, rubric.digest])
    prompt = "by-hand" if judgement.prompt_digest is None else judgement.prompt_digest[:8]
    return f"{judgement.judge}/{prompt}/{bound[:8]}"


def _readings(work: Work, rubric: Rubric, judged: Judged) -> Mapping[str, Reading]:
    """Criterion id → reading."""
    if not isinstance(judged, Judgement):
        return {criterion.id: judged for criterion in rubric.criteria}
    if fault := _mismatch(work, rubric, judged):
        return {criterion.id: Unscored(reason=fault) for criterion in rubric.criteria}
    verdicts = {verdict.criterion: verdict for verdict in judged.verdicts}
    return {criterion.id: _reading(work, verdicts[criterion.id]) for criterion in rubric.criteria}


def _mismatch(work: Work, rubric: Rubric, judgement: Judgement) -> str | None:
    """Why the judgement as a whole says nothing of this work by this rubric; None: it does."""
    if judgement.rubric_digest != rubric.digest:
        return (
            f"judged by another rubric: {rubric.id!r} was {judgement.rubric_digest[:8]} then "
            f"and is {rubric.digest[:8]} now; judge again"
        )
    if judgement.work_digest != digest_of(work):
        return (
            "other work was judged: the plan, the final message, the scenario or the files written differ; judge again"
        )
    given = [verdict.criterion for verdict in judgement.verdicts]
    wanted = [criterion.id for criterion in rubric.criteria]
    if sorted(given) != sorted(wanted):
        missing = [name for name in wanted if name not in given]
        extra = [name for name in given if name not in wanted or given.count(name) > 1]
        parts = [f"{word} {', '.join(names)}" for word, names in (("lacks", missing), ("adds", extra)) if names]
        return f"the judgement {' and '.join(parts)}; judge again"
    return None


def _reading(work: Work, verdict: Verdict) -> Reading:
    if verdict.met is None:
        return NotApplicable(reason=verdict.reason)
    if not gist(verdict.evidence):
        if verdict.met:
            return Unscored(reason="the judge finds it met and quotes nothing")
        return Score(value=0.0, passed=False, reason=verdict.reason)
    quote = locate(verdict.evidence, work)
    if quote is None:
        return Unscored(reason=f"the judge quotes what the work does not say: {gist(verdict.evidence)[:200]!r}")
    return Score(value=float(verdict.met), passed=verdict.met, reason=verdict.reason, quotes=(quote,))


def _total(rubric: Rubric, readings: Mapping[str, Reading]) -> Reading:
    if broken := _of_kind(rubric, readings, Unscored):
        reasons = {reading.reason for reading in readings.values() if isinstance(reading, Unscored)}
        if len(reasons) == 1:
            return Unscored(reason=reasons.pop())
        return Unscored(reason=f"unscored: {', '.join(criterion.id for criterion in broken)}")
    applying = _of_kind(rubric, readings, Score)
    if not applying:
        return next(iter(readings.values()))
    met = [criterion for criterion in applying if _met(readings[criterion.id])]
    gained, possible = (sum(criterion.points for criterion in some) for some in (met, applying))
    deciding = [criterion for criterion in applying if criterion.required] or applying
    missed = [criterion for criterion in applying if criterion not in met]
    told = f"{gained:g} of {possible:g} points"
    if missed:
        told += "; not met: " + ", ".join(f"{one.id} (required)" if one.required else one.id for one in missed)
    return Score(value=gained / possible, passed=all(criterion in met for criterion in deciding), reason=told)


def _of_kind(rubric: Rubric, readings: Mapping[str, Reading], kind: type[Reading]) -> list[Criterion]:
    return [criterion for criterion in rubric.criteria if isinstance(readings[criterion.id], kind)]


def _met(reading: Reading) -> bool:
    return isinstance(reading, Score) and reading.passed
