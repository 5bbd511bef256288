"""Who judged by which rubric, what its grades decide, and how far it agrees with itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from audition.analysis.sides import Reader, Side
from audition.records.definitions import Role
from audition.records.evidence import TrialId
from audition.records.grades import GraderKind, Mark, Status
from audition.records.judgements import Judgement
from audition.records.rows import JudgeRow, SelfAgreement

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
    rubrics: dict[str, list[_Judged]] = {}
    for side in sides:
        diverged = {one.trial for one in side.ended if one.diverged is not None}
        for mark in (mark for mark in side.marks if mark.kind in JUDGED):
            judged = _Judged(side.run, mark, mark.trial in diverged)
            rubrics.setdefault(mark.grader.partition("/")[0], []).append(judged)
    said = sorted(judgements, key=lambda one: one.rubric)
    repeated = {rubric: self_agreements(tuple(ones)) for rubric, ones in groupby(said, key=lambda one: one.rubric)}
    return tuple(
        JudgeRow(
            rubric=rubric,
            fingerprint=fingerprint,
            note=note,
            agreements=repeated.get(rubric, ()) if fingerprint else (),
        )
        for rubric, given in sorted(rubrics.items())
        for fingerprint, note in _notes(given, read)
    )


def is_unjudged(side: Side) -> bool:
    """Whether there is something that a judge should read for every variant, and none has read any of it."""
    read = [mark for mark in side.marks if mark.kind in JUDGED and mark.compared]
    return bool(read) and all(mark.fingerprint is None and mark.status is Status.NOT_APPLICABLE for mark in read)


class _Judged(NamedTuple):
    """A judge's mark, with where it stands."""

    run: str
    mark: Mark
    diverged: bool
    """Whether the replay of its trial left other files than were recorded."""


def _notes(given: Sequence[_Judged], read: Mapping[str, Reader]) -> Iterator[tuple[str | None, str]]:
    """Each judge by one rubric with what its grades decide; None: what nobody, or nobody usably, judged."""
    works = [one for one in given if one.mark.kind is GraderKind.RUBRIC] or _one_a_work(given)
    prints = sorted({one.mark.fingerprint for one in given if one.mark.fingerprint is not None})
    for fingerprint in prints:
        judged = [one for one in works if one.mark.fingerprint == fingerprint]
        gates = any(one.mark.role is not Role.INFORMS for one in given if one.mark.fingerprint == fingerprint)
        yield fingerprint, "; ".join([GATES if gates else UNCALIBRATED, *_broken(judged, len(judged), read)])
    unread = [one for one in works if one.mark.fingerprint is None]
    lost = list(_broken(unread, len(works), read))
    if lost or not prints:
        yield None, "; ".join(lost) or NOT_JUDGED


def _one_a_work(given: Sequence[_Judged]) -> list[_Judged]:
    """Of criteria without a rubric's summary, one mark a trial: what broke before all else."""
    found: dict[tuple[str, TrialId], _Judged] = {}
    for one in given:
        known = found.setdefault((one.run, one.mark.trial), one)
        if one.mark.status is Status.UNSCORED and known.mark.status is not Status.UNSCORED:
            found[one.run, one.mark.trial] = one
    return list(found.values())


def _broken(works: Sequence[_Judged], of: int, read: Mapping[str, Reader]) -> Iterator[str]:
    """How many of so many works are unscored for want of a verdict, and why the first of them is."""
    unscored = [one for one in works if one.mark.status is Status.UNSCORED and not one.diverged]
    if not unscored:
        return
    first = min(unscored, key=lambda one: one.mark.trial)
    reader = read.get(first.run)
    grade = reader(first.mark.trial, first.mark.grader) if reader else None
    why = f", such as {first.mark.trial}: {grade.reading.reason}" if grade else ""
    yield f"{len(unscored)} of {of} unscored{why}"


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
