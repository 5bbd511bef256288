"""Who judged by which rubric, what its grades decide, and how far it agrees with itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from audition.analysis.sides import Side
from audition.records.comparison import JudgeRow, SelfAgreement
from audition.records.definitions import Role
from audition.records.evidence import Judgement, TrialId
from audition.records.grades import GraderKind

if TYPE_CHECKING:
    import pandas as pd

    from audition.analysis.rows import Reader

UNCALIBRATED = "uncalibrated: informs, does not gate"
GATES = "calibrated: gates"
NOT_JUDGED = "not judged"
JUDGED = (GraderKind.RUBRIC, GraderKind.CRITERION)

_CODES: Mapping[bool | None, float] = {True: 1.0, False: 0.0, None: 2.0}


def judge_rows(
    sides: Sequence[Side], judgements: Iterable[Judgement], read: Mapping[str, Reader]
) -> tuple[JudgeRow, ...]:
    """One row a rubric and judge of the sides, and one for works of which a judge gave no usable verdict.

    Args:
        sides: Whose grades are shown.
        judgements: Everything that live judges said of their runs, for the agreement of each with itself.
        read: Run id → its readings, for what made one unscored.
    """
    import pandas as pd

    ended = ["scenario", "variant", "index", "diverged"]
    scores = pd.concat(
        [side.scores.merge(side.trials[ended], on=ended[:-1], how="left").assign(run=side.run) for side in sides]
    )
    rubrics = scores[scores["kind"].isin([kind.value for kind in JUDGED])]
    if rubrics.empty:
        return ()
    said = sorted(judgements, key=lambda one: one.rubric)
    repeated = {rubric: self_agreements(tuple(ones)) for rubric, ones in groupby(said, key=lambda one: one.rubric)}
    return tuple(
        JudgeRow(
            rubric=str(rubric),
            fingerprint=fingerprint,
            note=note,
            agreements=repeated.get(str(rubric), ()) if fingerprint else (),
        )
        for rubric, part in rubrics.groupby(rubrics["grader"].astype("str").str.partition("/")[0])
        for fingerprint, note in _notes(part, read)
    )


def _notes(rows: pd.DataFrame, read: Mapping[str, Reader]) -> Iterator[tuple[str | None, str]]:
    """Each judge by one rubric with what its grades decide; None: what nobody, or nobody usably, judged."""
    works = rows[rows["kind"] == GraderKind.RUBRIC.value]
    prints = sorted(rows["fingerprint"].dropna().astype("str").unique())
    for fingerprint in prints:
        judged = works[works["fingerprint"].astype("object") == fingerprint]
        yield fingerprint, "; ".join([standing_of(rows, fingerprint), *_broken(judged, len(judged), read)])
    lost = list(_broken(works[works["fingerprint"].isna()], len(works), read))
    if lost or not prints:
        yield None, "; ".join(lost) or NOT_JUDGED


def _broken(works: pd.DataFrame, of: int, read: Mapping[str, Reader]) -> Iterator[str]:
    """How many of so many works are unscored for want of a verdict, and why the first of them is."""
    unscored = works[(works["status"] == "unscored") & works["diverged"].isna()]
    if unscored.empty:
        return
    first = unscored.sort_values(["scenario", "variant", "index"]).iloc[0]
    trial = TrialId(str(first["scenario"]), str(first["variant"]), int(first["index"]))
    reader = read.get(str(first["run"]))
    grade = reader(trial, str(first["grader"])) if reader else None
    why = f", such as {trial}: {grade.reading.reason}" if grade else ""
    yield f"{len(unscored)} of {of} unscored{why}"


def standing_of(rows: pd.DataFrame, fingerprint: str) -> str:
    """What the grades of one rubric by one judge decide, in words."""
    roles = set(rows.loc[rows["fingerprint"].astype("object") == fingerprint, "role"])
    return UNCALIBRATED if roles <= {Role.INFORMS.value} else GATES


def self_agreements(judgements: Sequence[Judgement]) -> tuple[SelfAgreement, ...]:
    """How far each model agrees with its own repeats and, in a panel, the models with each other.

    Args:
        judgements: By one rubric. Only works that were judged more than once say anything.
    """
    models = sorted({one.judge for one in judgements})
    each = [agreement_of(model, [one for one in judgements if one.judge == model]) for model in models]
    whole = [agreement_of(" + ".join(models), judgements)] if len(models) > 1 else []
    return tuple(found for found in (*each, *whole) if found is not None)


def agreement_of(judge: str, judgements: Sequence[Judgement]) -> SelfAgreement | None:
    """The agreement of several judgements of the same works; None: no work was judged twice."""
    from audition.stats import krippendorff_alpha

    answers: dict[tuple[object, ...], dict[tuple[str | None, int], float]] = {}
    for one in judgements:
        for verdict in one.verdicts:
            item = (one.trial, one.work_digest, verdict.criterion)
            answers.setdefault(item, {})[one.asked, one.repeat] = _CODES[verdict.met]
    items = [given for given in answers.values() if len(given) > 1]
    if not items:
        return None
    seats = sorted({seat for given in items for seat in given}, key=str)
    ratings = [[given.get(seat, float("nan")) for given in items] for seat in seats]
    return SelfAgreement(
        judge=judge,
        items=len(items),
        verdicts=len(seats),
        unanimous=sum(len(set(given.values())) == 1 for given in items) / len(items),
        alpha=krippendorff_alpha(ratings),
    )
