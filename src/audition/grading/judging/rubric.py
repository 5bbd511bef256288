"""From judgements to grades: one a criterion and one for the rubric; verdicts that cannot be believed are unscored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audition.grading.check import Work
from audition.grading.judging.judge import Judged, digest_of, not_judged
from audition.grading.judging.quotes import gist, locate
from audition.grading.judging.suspicion import words_to_the_judge
from audition.records.definitions import Criterion, Gate, Role, Rubric
from audition.records.evidence import Judgement, Verdict
from audition.records.grades import Grade, GraderKind, NotApplicable, Reading, Score, Unscored
from audition.records.identity import digest


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a rubric's grades may decide."""

    gate: Gate
    fingerprint: str | None = None
    """The one judge that people's labels have shown to be good enough for it; None: there is none."""

    def role(self, rubric: Rubric, criterion: Criterion | None, judged: Judged, print_: str | None) -> Role:
        """The role of the rubric's grade, or of a criterion's.

        Only a calibrated judge's grades decide anything: a required criterion fails its case, the rubric joins the gate
        score unless the suite gives it another role. Where such a judge broke down, the hole is in the gate too.
        """
        believed = isinstance(judged, Unscored) or print_ == self.fingerprint
        if self.fingerprint is None or not believed or rubric.variant or rubric.id in self.gate.informs:
            return Role.INFORMS
        if criterion is not None:
            return Role.REQUIRED if criterion.required else Role.INFORMS
        return Role.REQUIRED if rubric.id in self.gate.required else Role.GATE


def rubric_grades(
    work: Work, rubric: Rubric, judged: Judged | None, standing: Standing | None = None
) -> tuple[Grade, ...]:
    """The rubric's grade, then one grade a criterion (`<rubric>/<criterion>`); the first alone where nobody judged.

    The rubric's score is the points met over the points that apply. It passes when every required criterion that
    applies is met; where none is required, when every one that applies is. It is unscored as soon as one of its
    criteria is, for the missing points could move it either way.

    Args:
        work: What was judged.
        rubric: By what.
        judged: What the judge answered; None: it was not asked.
        standing: What its grades may decide; None: nothing, they inform.
    """
    judged = not_judged(rubric) if judged is None else judged
    readings = panel_readings(work, rubric, judged)
    print_ = fingerprint(judged) if isinstance(judged, tuple) else None

    def grade(criterion: Criterion | None, reading: Reading) -> Grade:
        return Grade(
            trial=work.trial.id,
            grader=rubric.id if criterion is None else f"{rubric.id}/{criterion.id}",
            kind=GraderKind.RUBRIC if criterion is None else GraderKind.CRITERION,
            role=Role.INFORMS if standing is None else standing.role(rubric, criterion, judged, print_),
            reading=reading,
            compared=rubric.variant is None,
            version=rubric.digest,
            fingerprint=print_,
        )

    if isinstance(judged, NotApplicable):
        return (grade(None, judged),)
    return (
        grade(None, _looked_at(_total(rubric, readings), work)),
        *(grade(criterion, readings[criterion.id]) for criterion in rubric.criteria),
    )


def fingerprint(panel: Sequence[Judgement]) -> str:
    """Judge, prompt and rubric bound together, such as `claude/by-hand/ab12cd34`; a panel names its seats.

    Two judges are the same where the models that answered, the prompt and the rubric are.

    Args:
        panel: At least one judgement, all of one work by one rubric.
    """
    judges = Counter((one.judge, one.prompt_digest or "") for one in panel)
    names = "+".join(name if count == 1 else f"{name}×{count}" for (name, _), count in sorted(judges.items()))
    prompts = "+".join(sorted({prompt[:8] or "by-hand" for _, prompt in judges}))
    bound = digest([sorted((*judge, count) for judge, count in judges.items()), panel[0].rubric_digest])
    return f"{names}/{prompts}/{bound[:8]}"


def verdict_readings(work: Work, rubric: Rubric, judgement: Judgement) -> Mapping[str, Reading]:
    """What one judgement is worth: criterion id → reading, unscored where it cannot be believed."""
    if fault := _mismatch(work, rubric, judgement):
        return {criterion.id: Unscored(reason=fault) for criterion in rubric.criteria}
    verdicts = {verdict.criterion: verdict for verdict in judgement.verdicts}
    return {criterion.id: _reading(work, verdicts[criterion.id]) for criterion in rubric.criteria}


def panel_readings(work: Work, rubric: Rubric, judged: Judged) -> Mapping[str, Reading]:
    """What a judge's answer is worth: criterion id → reading of the whole panel."""
    if not isinstance(judged, tuple):
        return {criterion.id: judged for criterion in rubric.criteria}
    panel = [verdict_readings(work, rubric, judgement) for judgement in judged]
    return {criterion.id: majority([readings[criterion.id] for readings in panel]) for criterion in rubric.criteria}


def majority(readings: Sequence[Reading]) -> Reading:
    """What more than half of a panel say, in the words of the first who says so; unscored where nothing has half.

    Verdicts that cannot be believed count among those asked, so that they never make a minority decide.
    """
    sides: dict[object, list[Reading]] = {}
    for reading in readings:
        sides.setdefault(_side(reading), []).append(reading)
    if len(sides) == 1:
        return readings[0]
    most = max(sides.values(), key=len)
    if 2 * len(most) > len(readings):
        return replace(most[0], reason=f"{most[0].reason} ({len(most)} of {len(readings)} verdicts)")
    told = ", ".join(f"{len(held)} {side}" for side, held in sides.items())
    return Unscored(reason=f"no majority among {len(readings)} verdicts: {told}")


def _side(reading: Reading) -> str:
    match reading:
        case Score(passed=passed):
            return "met" if passed else "not met"
        case NotApplicable():
            return "cannot apply"
        case Unscored():
            return "not to be believed"


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
    quoted = gist(verdict.evidence)
    quote = locate(verdict.evidence, work)
    if quoted and quote is None:
        return Unscored(reason=f"the judge quotes what the work does not say: {quoted[:200]!r}")
    if verdict.met is None:
        return NotApplicable(reason=verdict.reason)
    if verdict.met and quote is None:
        return Unscored(reason="the judge finds it met and quotes nothing")
    quotes = () if quote is None else (quote,)
    return Score(value=float(verdict.met), passed=verdict.met, reason=verdict.reason, quotes=quotes)


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


def _looked_at(total: Reading, work: Work) -> Reading:
    """The rubric's reading; where the work speaks to its judge, with these words, so that a person looks at it."""
    words = words_to_the_judge(work)
    if words is None:
        return total
    return replace(total, reason=f"{total.reason}; look at this work, it speaks to its judge: “{words}”")


def _of_kind(rubric: Rubric, readings: Mapping[str, Reading], kind: type[Reading]) -> list[Criterion]:
    return [criterion for criterion in rubric.criteria if isinstance(readings[criterion.id], kind)]


def _met(reading: Reading) -> bool:
    return isinstance(reading, Score) and reading.passed
