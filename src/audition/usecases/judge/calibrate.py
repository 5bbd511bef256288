"""Holds judges against labels, and keeps what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from audition.errors import AuditionError, BudgetMet, EngineError, UsageError
from audition.grading.judging.calibration import calibrate, opinion_of
from audition.grading.judging.judge import Judged
from audition.grading.judging.rubric import fingerprint, panel_readings
from audition.grading.judging.sheet import Sheet, digest_of
from audition.grading.judging.truth import instruments, valid_labels
from audition.records.criteria import Rubric, shared_rubric
from audition.records.definitions import CRITERIA, Suite
from audition.records.grades import Unscored
from audition.records.judgements import Judgement
from audition.records.judging import Answered, Label, WorkId
from audition.records.results import Calibrated
from audition.running.judging import recorded_judge
from audition.running.order import Live
from audition.running.outlay import foretell_judging
from audition.store.calibrations import write_calibration
from audition.store.labels import read_labels
from audition.store.run_file import RunFile
from audition.text import did_you_mean
from audition.usecases.judge.works import KeptWorks, load_works

ASKING = "`audition judge calibrate --live` asks the judge"


def calibrate_judges(
    root: Path, suite: str | None, instrument: str | None, run: str | None = None, live: Live | None = None
) -> tuple[Calibrated, ...]:
    """Judges against all accepted labels by an instrument; what comes of it is kept for grading.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        instrument: A rubric, or `criteria` for those of all scenarios together; None: the rubric by which new work is
            judged, and `criteria` where there are labels by them.
        run: The run whose works were labelled; None: the recorded ones.
        live: How a live judge is asked about labelled works that were not judged; None: nobody is asked.

    Raises:
        UsageError: There is no such instrument, or nothing that was labelled was judged.
        BudgetMet: The cap came before the first labelled work.
        EngineError: The judge that was asked gave no usable verdict on any of them.
    """
    kept_works = load_works(root, suite, run)
    world = kept_works.world
    known = instruments(world.suite)
    if instrument is None:
        shared = shared_rubric(world.suite.rubrics)
        named = [*([shared.id] if shared else []), CRITERIA]
        chosen = [
            name for name in named if name in known and world.places.labels(world.suite.agent, name).exists()
        ] or named[:1]
    elif instrument in known:
        chosen = [instrument]
    else:
        raise UsageError(f"the suite has no rubric {instrument!r}{did_you_mean(instrument, known)}")
    return tuple(_calibrated(kept_works, known[name], live) for name in chosen)


def _calibrated(kept_works: KeptWorks, instrument: Rubric, live: Live | None) -> Calibrated:
    world = kept_works.world
    written = read_labels(world.places.labels(world.suite.agent, instrument.id))
    labels = valid_labels(written, instrument, world.suite)
    if not labels:
        raise UsageError(_no_labels(instrument, written, world.suite))
    by_work = {WorkId(work.trial.id, digest_of(work)): work for work in kept_works.works}
    labelled = dict.fromkeys(label.work for label in labels)
    found = [work for work in labelled if work in by_work]
    asked = shared_rubric(world.suite.rubrics) if instrument.id == CRITERIA else instrument
    sheets = [world.graders.sheet(by_work[work], asked) for work in found]
    judged, capped = asyncio.run(_judged(kept_works, sheets, live))
    prints: dict[str, list[Answered]] = {}
    for work, sheet, answer in zip(found, sheets, judged, strict=True):
        if isinstance(answer, tuple) and answer:
            one = _answered(work, sheet, answer, instrument.id)
            prints.setdefault(fingerprint(answer, instrument.id), []).append(one)
    why = next((answer.reason for answer in judged if isinstance(answer, Unscored)), ASKING)
    if not prints:
        told = f"none of the {len(labelled)} labelled works was judged by {instrument.id}: {why}"
        raise _unjudged(told, live, capped)
    judge = max(prints, key=lambda one: (len(prints[one]), one))
    calibration = calibrate(instrument, judge, labels, prints[judge])
    path = world.places.calibration(world.suite.agent, instrument.id)
    write_calibration(path, calibration)
    gate = world.suite.gate
    trusted = calibration.trusted(gate.judge_labels, gate.judge_kappa)
    return Calibrated(
        calibration=calibration,
        path=path.relative_to(world.places.root),
        gates=calibration.meets(gate.judge_labels, gate.judge_kappa),
        distrusted=tuple(one.id for one in instrument.criteria if one.id not in trusted),
        needed=f"{gate.judge_labels} labels and a kappa whose lower bound is {gate.judge_kappa:g}",
        left_out=tuple(_left_out(len(labelled), len(found), prints, judge, why)),
        capped=capped,
    )


def _no_labels(instrument: Rubric, written: Sequence[Label], suite: Suite) -> str:
    """Why there is nothing to hold a judge against."""
    others = sorted({label.rater_kind.value for label in written} - set(suite.judge.labels_of))
    if others:
        kinds = ", ".join([*suite.judge.labels_of, *others])
        return (
            f"the labels by {instrument.id} are of a {' and a '.join(others)}, and the suite accepts those of a "
            f"{' and a '.join(suite.judge.labels_of)}: `judge: {{labels_of: [{kinds}]}}` accepts both"
        )
    return f"nobody has labelled a work by {instrument.id} as it is now; `audition judge label` asks"


def _answered(work: WorkId, sheet: Sheet, answer: Sequence[Judgement], instrument: str) -> Answered:
    """What the judge, or code in its stead, answers on a work, as far as it can be believed."""
    readings = panel_readings(sheet, tuple(answer))
    criteria = sheet.own if instrument == CRITERIA else sheet.rubric.criteria
    opinions = (opinion_of(criterion.id, readings[criterion.id]) for criterion in criteria)
    return Answered(
        trial=work.trial, work_digest=work.digest, opinions=tuple(one for one in opinions if one is not None)
    )


async def _judged(
    kept_works: KeptWorks, sheets: Sequence[Sheet], live: Live | None
) -> tuple[Sequence[Judged], str | None]:
    """What the judge says on each sheet, and the cap if it was met."""
    if live is None:
        kept = recorded_judge(kept_works.world, kept_works.judgements)
        return [await kept.judge(sheet) for sheet in sheets], None
    from audition.running.live_answering import live_answering

    with ExitStack() as open_files:
        run = kept_works.run and open_files.enter_context(
            RunFile.open(kept_works.world.places.run_file(kept_works.run))
        )
        calls = run.calls("calibrate") if run else None
        async with live_answering(kept_works.world, live, "calibrate", file=run or None, calls=calls) as answering:
            judge = answering.judge
            foretell_judging(kept_works.world, live, sheets, judge.kept)
            return await asyncio.gather(*map(judge.judge, sheets)), judge.capped


def _unjudged(told: str, live: Live | None, capped: str | None) -> AuditionError:
    if capped is not None:
        return BudgetMet(told)
    return UsageError(told) if live is None else EngineError(told)


def _left_out(labels: int, found: int, judged: Mapping[str, Sequence[object]], judge: str, why: str) -> Iterator[str]:
    if labels > found:
        yield f"{labels - found} labelled works that are not here; name their run with --run"
    for other, pairs in judged.items():
        if other != judge:
            yield f"{len(pairs)} works judged by another judge: {other}"
    if unjudged := found - sum(map(len, judged.values())):
        yield f"{unjudged} labelled works without a judgement: {why}"
