"""Who judged by which rubric, what its grades decide, and how far it agrees with itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from audition.analysis.sides import Side
from audition.records.comparison import JudgeRow, SelfAgreement
from audition.records.definitions import Role
from audition.records.evidence import Judgement
from audition.records.findings import GraderKind

if TYPE_CHECKING:
    import pandas as pd

UNCALIBRATED = "uncalibrated: informs, does not gate"
GATES = "calibrated: gates"
NOT_JUDGED = "not judged"
JUDGED = (GraderKind.RUBRIC, GraderKind.CRITERION)

_CODES: Mapping[bool | None, float] = {True: 1.0, False: 0.0, None: 2.0}


def judge_rows(sides: Sequence[Side], judgements: Iterable[Judgement]) -> tuple[JudgeRow, ...]:
    """One row a rubric and judge of the sides.

    Args:
        sides: Whose grades are shown.
        judgements: Everything that live judges said of their runs, for the agreement of each with itself.
    """
    import pandas as pd

    scores = pd.concat([side.scores for side in sides])
    rubrics = scores[scores["kind"].isin([kind.value for kind in JUDGED])]
    if rubrics.empty:
        return ()
    said = sorted(judgements, key=lambda one: one.rubric)
    repeated = {rubric: self_agreements(tuple(ones)) for rubric, ones in groupby(said, key=lambda one: one.rubric)}
    rows = []
    for rubric, part in rubrics.groupby(rubrics["grader"].astype("str").str.partition("/")[0]):
        prints = sorted(part["fingerprint"].dropna().astype("str").unique()) or [None]
        rows += [
            JudgeRow(
                rubric=str(rubric),
                fingerprint=fingerprint,
                note=standing_of(part, fingerprint),
                agreements=repeated.get(str(rubric), ()),
            )
            for fingerprint in prints
        ]
    return tuple(rows)


def standing_of(rows: pd.DataFrame, fingerprint: str | None) -> str:
    """What the grades of one rubric by one judge decide, in words."""
    if fingerprint is None:
        return NOT_JUDGED
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
