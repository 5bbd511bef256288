"""From judgements to grades: one a criterion and one for the rubric; verdicts that cannot be believed are unscored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audition.grading.check import Work
from audition.grading.judging.judge import Judged, not_judged
from audition.grading.judging.quotes import gist, locate
from audition.grading.judging.sheet import Sheet
from audition.grading.judging.suspicion import words_to_the_judge
from audition.records.criteria import Criterion, Rubric
from audition.records.definitions import CRITERIA, Gate, Role
from audition.records.grades import Grade, GraderKind, NotApplicable, Reading, Score, Unscored
from audition.records.identity import digest
from audition.records.judgements import Judgement, Verdict


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the grades of judges may decide."""

    gate: Gate
    calibrated: Mapping[str, str] = field(default_factory=dict)
    """Instrument (a rubric's id, or `criteria`) or `<rubric>/<criterion>` → fingerprint of its trusted judge."""

    def role(self, instrument: str, criterion: Criterion | None, judged: Judged, print_: str | None) -> Role:
        """The role of an instrument's summary, or of one of its criteria.

        Only a calibrated judge's grades decide anything, and only by an instrument that the suite's gate names: a
        required criterion fails its case, as does a rubric that is required; every other criterion gives its points to
        the gate score. Where such a judge broke down, the hole is in the gate too; what code has answered stands as the
        judge's own would.
        """
        single = "" if criterion is None or instrument == CRITERIA else f"/{criterion.id}"
        known = self.calibrated.get(f"{instrument}{single}")
        believed = isinstance(judged, Unscored) or judged == () or print_ == known
        required = instrument in self.gate.required
        if known is None or not believed or not (required or instrument in self.gate.points):
            return Role.INFORMS
        if required if criterion is None else criterion.required:
            return Role.REQUIRED
        weighs = criterion is not None and criterion.points > 0 and instrument in self.gate.points
        return Role.GATE if weighs else Role.INFORMS


def sheet_grades(sheet: Sheet, judged: Judged | None, standing: Standing | None = None) -> tuple[Grade, ...]:
    """The rubric's grade, one a criterion of it (`<rubric>/<criterion>`), and one a criterion of the scenario.

    Where nobody judged there is the rubric's grade alone, and each criterion of the scenario (`criteria/<criterion>`).

    The rubric's score is the points met over the points that apply. It passes when every required criterion that
    applies is met; where none is required, when every one that applies is. It is unscored as soon as one of its
    criteria is, for the missing points could move it either way.

    Args:
        sheet: What was asked.
        judged: What the judge answered; None: it was not asked.
        standing: What the grades may decide; None: nothing, they inform.
    """
    judged = (not_judged(sheet) if sheet.asked else ()) if judged is None else judged
    readings = panel_readings(sheet, judged)
    rubric = sheet.rubric

    def grade(instrument: str, criterion: Criterion | None, reading: Reading) -> Grade:
        print_ = fingerprint(judged, instrument) if isinstance(judged, tuple) and judged else None
        role = Role.INFORMS if standing is None else standing.role(instrument, criterion, judged, print_)
        return Grade(
            trial=sheet.work.trial.id,
            grader=instrument if criterion is None else f"{instrument}/{criterion.id}",
            kind=GraderKind.RUBRIC if criterion is None else GraderKind.CRITERION,
            role=Role.INFORMS if rubric.variant else role,
            points=1.0 if criterion is None else criterion.points,
            reading=reading,
            compared=rubric.variant is None,
            version=digest([each.digest for each in rubric.criteria]) if criterion is None else criterion.digest,
            fingerprint=print_,
        )

    own = [grade(CRITERIA, criterion, readings[criterion.id]) for criterion in sheet.own]
    if not rubric.criteria:
        return tuple(own)
    if isinstance(judged, NotApplicable):
        return (grade(rubric.id, None, judged), *own)
    total = _looked_at(_total(rubric, readings), sheet.work)
    each = [grade(rubric.id, criterion, readings[criterion.id]) for criterion in rubric.criteria]
    return (grade(rubric.id, None, total), *each, *own)


def fingerprint(panel: Sequence[Judgement], instrument: str | None = None) -> str:
    """Judge, prompt and what it answers bound together, such as `claude/by-hand/ab12cd34`; a panel names its seats.

    Two judges are the same where the models that answered, the prompt and the rubric are; of the scenarios' criteria,
    which are many and each asked of few works, where the models and the prompt are.

    Args:
        panel: At least one judgement, all of one work and one call.
        instrument: `criteria` for the scenarios' criteria; otherwise the rubric is meant.
    """
    judges = Counter((one.judge, one.prompt_digest or "") for one in panel)
    names = "+".join(name if count == 1 else f"{name}×{count}" for (name, _), count in sorted(judges.items()))
    prompts = "+".join(sorted({prompt[:8] or "by-hand" for _, prompt in judges}))
    answered = CRITERIA if instrument == CRITERIA else panel[0].rubric_digest
    bound = digest([sorted((*judge, count) for judge, count in judges.items()), answered])
    return f"{names}/{prompts}/{bound[:8]}"


def panel_readings(sheet: Sheet, judged: Judged) -> Mapping[str, Reading]:
    """What a sheet's criteria come to: criterion id → what code says of it, or the whole panel."""
    if isinstance(judged, NotApplicable):
        return {criterion.id: judged for criterion in sheet.criteria}
    if isinstance(judged, Unscored):
        answered: Mapping[str, Reading] = {criterion.id: judged for criterion in sheet.asked}
    else:
        panel = [verdict_readings(sheet, judgement) for judgement in judged]
        answered = {one.id: majority([readings[one.id] for readings in panel]) for one in sheet.asked}
    return {**sheet.settled, **answered}


def verdict_readings(sheet: Sheet, judgement: Judgement) -> Mapping[str, Reading]:
    """What one judgement is worth: id of each criterion asked → reading, unscored where it cannot be believed."""
    if fault := _mismatch(sheet, judgement):
        return {criterion.id: Unscored(reason=fault) for criterion in sheet.asked}
    verdicts = {verdict.criterion: verdict for verdict in judgement.verdicts}
    return {criterion.id: _reading(sheet.work, verdicts[criterion.id], criterion.in_) for criterion in sheet.asked}


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


def _mismatch(sheet: Sheet, judgement: Judgement) -> str | None:
    """Why the judgement as a whole says nothing of what is on this sheet; None: it does."""
    rubric = sheet.rubric
    if judgement.rubric_digest != rubric.digest:
        return (
            f"judged by another rubric: {rubric.id!r} was {judgement.rubric_digest[:8]} then "
            f"and is {rubric.digest[:8]} now; judge again"
        )
    if judgement.work_digest != sheet.work_digest:
        return "other work was judged: deliverable, final message, scenario or the files written differ; judge again"
    if judgement.sheet_digest != sheet.digest:
        return "another sheet was judged: the scenario's criteria, the reference or the passages differ; judge again"
    given = [verdict.criterion for verdict in judgement.verdicts]
    wanted = [criterion.id for criterion in sheet.asked]
    if sorted(given) != sorted(wanted):
        missing = [name for name in wanted if name not in given]
        extra = [name for name in given if name not in wanted or given.count(name) > 1]
        parts = [f"{word} {', '.join(names)}" for word, names in (("lacks", missing), ("adds", extra)) if names]
        return f"the judgement {' and '.join(parts)}; judge again"
    return None


def _reading(work: Work, verdict: Verdict, parts: tuple[str, ...]) -> Reading:
    quoted = gist(verdict.evidence)
    quote = locate(verdict.evidence, work, parts)
    if quoted and quote is None:
        said = f"what {', '.join(parts)} does not say" if parts else "what the work does not say"
        return Unscored(reason=f"the judge quotes {said}: {quoted[:200]!r}")
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
    applying = [one for one in _of_kind(rubric, readings, Score) if one.points > 0]
    if not applying:
        return next(
            filter(_unlike_a_score, readings.values()), NotApplicable(reason="no criterion here weighs anything")
        )
    met = [criterion for criterion in applying if _met(readings[criterion.id])]
    gained, possible = (sum(criterion.points for criterion in some) for some in (met, applying))
    deciding = [criterion for criterion in applying if criterion.required] or applying
    missed = [criterion for criterion in applying if criterion not in met]
    told = f"{gained:g} of {possible:g} points"
    if missed:
        told += "; not met: " + ", ".join(f"{one.id} (required)" if one.required else one.id for one in missed)
    return Score(value=gained / possible, passed=all(criterion in met for criterion in deciding), reason=told)


def _unlike_a_score(reading: Reading) -> bool:
    return not isinstance(reading, Score)


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
