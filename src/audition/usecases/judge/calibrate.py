"""Holds judges against people's labels, and keeps what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from audition.errors import AuditionError, BudgetMet, EngineError, UsageError
from audition.grading.check import Work
from audition.grading.judging.calibration import calibrate
from audition.grading.judging.judge import Judged
from audition.grading.judging.rubric import fingerprint, panel_readings
from audition.grading.judging.sheet import digest_of
from audition.records.definitions import Rubric
from audition.records.grades import Reading, Unscored
from audition.records.judging import Label
from audition.records.results import Calibrated
from audition.running.judging import recorded_judge
from audition.running.order import Live
from audition.store.calibrations import write_calibration
from audition.store.labels import read_labels
from audition.store.run_file import RunFile
from audition.usecases.judge.label import rubric_named
from audition.usecases.judge.works import KeptWorks, load_works

ASKING = "`audition judge calibrate --live` asks the judge"


def calibrate_judge(
    root: Path, suite: str | None, rubric_id: str | None, run: str | None = None, live: Live | None = None
) -> Calibrated:
    """A rubric's judge against all labels by that rubric; the result is kept for grading.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        rubric_id: The rubric; None: the one by which new work is judged.
        run: The run whose works were labelled; None: the recorded ones.
        live: How a live judge is asked about labelled works that were not judged; None: nobody is asked.

    Raises:
        UsageError: There is no such rubric, or nothing that was labelled was judged.
        BudgetMet: The cap came before the first labelled work.
        EngineError: The judge that was asked gave no usable verdict on any of them.
    """
    kept_works = load_works(root, suite, run)
    world = kept_works.world
    rubric = rubric_named(world, rubric_id)
    labels = [label for label in read_labels(world.places.labels(rubric.id)) if label.rubric_digest == rubric.digest]
    if not labels:
        raise UsageError(f"nobody has labelled a work by {rubric.id} as it is now; `audition judge label` asks")
    by_work = {(work.trial.id, digest_of(work)): work for work in kept_works.works}
    found = [(label, by_work[key]) for label in labels if (key := (label.trial, label.work_digest)) in by_work]
    judged, capped = asyncio.run(_judged(kept_works, rubric, [work for _, work in found], live))
    prints: dict[str, list[tuple[Label, Mapping[str, Reading]]]] = {}
    for (label, work), answer in zip(found, judged, strict=True):
        if isinstance(answer, tuple) and answer:
            readings = panel_readings(kept_works.world.graders.sheet(work, rubric), answer)
            prints.setdefault(fingerprint(answer), []).append((label, readings))
    why = next((answer.reason for answer in judged if isinstance(answer, Unscored)), ASKING)
    if not prints:
        raise _unjudged(f"none of the {len(labels)} labelled works was judged by {rubric.id}: {why}", live, capped)
    judge = max(prints, key=lambda one: (len(prints[one]), one))
    calibration = calibrate(rubric, judge, prints[judge])
    path = world.places.calibration(rubric.id)
    write_calibration(path, calibration)
    gate = world.suite.gate
    return Calibrated(
        calibration=calibration,
        path=path.relative_to(world.places.root),
        gates=calibration.meets(gate.judge_labels, gate.judge_kappa),
        needed=f"{gate.judge_labels} labels and a kappa whose lower bound is {gate.judge_kappa:g}",
        left_out=tuple(_left_out(len(labels), len(found), prints, judge, why)),
        capped=capped,
    )


async def _judged(
    kept_works: KeptWorks, rubric: Rubric, works: Sequence[Work], live: Live | None
) -> tuple[Sequence[Judged], str | None]:
    """What the judge says of each work, and the cap if it was met."""
    sheets = [kept_works.world.graders.sheet(work, rubric) for work in works]
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
            return await asyncio.gather(*map(judge.judge, sheets)), judge.capped


def _unjudged(told: str, live: Live | None, capped: str | None) -> AuditionError:
    if capped is not None:
        return BudgetMet(told)
    return UsageError(told) if live is None else EngineError(told)


def _left_out(labels: int, found: int, judged: Mapping[str, Sequence[object]], judge: str, why: str) -> Iterator[str]:
    if labels > found:
        yield f"{labels - found} labels of works that are not here; name their run with --run"
    for other, pairs in judged.items():
        if other != judge:
            yield f"{len(pairs)} works judged by another judge: {other}"
    if unjudged := found - sum(map(len, judged.values())):
        yield f"{unjudged} labelled works without a judgement: {why}"
