"""What a run plays and grades with: the model that answers, the shell, the judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from audition.errors import UsageError
from audition.grading.judging.judge import Judge, RecordedJudge
from audition.models.protocol import Model
from audition.models.recorded import RecordedModel
from audition.records.evidence import TrialId
from audition.records.findings import Mode
from audition.store.judgements import judgements
from audition.store.recordings import recordings
from audition.usecases.world import World
from audition.workspace import NoShell, Shell

SCRIPTED = "A script answered in place of a model: the figures show the harness and measure no model."


@dataclass(frozen=True, kw_only=True)
class Instruments:
    """Everything a run works with."""

    mode: Mode
    model: Model
    shell: Shell
    judge: Judge
    available: Callable[[TrialId], bool] | None = None
    """In replay: whether a trial is recorded at all."""
    caveat: str = ""
    """What the origin of the answers means for every figure made of them."""
    sdk: str | None = None
    cap_usd: float | None = None


def instruments_for(world: World, mode: Mode, model: Model | None = None) -> Instruments:
    """The instruments of a mode; a model that is given answers in place of the mode's own."""
    judge = recorded_judge(world)
    if model is not None:
        return Instruments(
            mode=Mode.SCRIPTED, model=model, shell=NoShell("a script needs none"), judge=judge, caveat=SCRIPTED
        )
    if mode is Mode.REPLAY:
        return _replay(world, judge)
    raise UsageError(f"a {mode.value} run needs its model to be given")


def recorded_judge(world: World) -> RecordedJudge:
    """Answers from the judgements kept beside the recordings."""
    return RecordedJudge(judgements(world.places.judgements(world.suite.agent)).values())


def _replay(world: World, judge: Judge) -> Instruments:
    recorded = recordings(world.places.recordings(world.suite.agent))
    said = sorted({recording.provenance for recording in recorded.values()})
    return Instruments(
        mode=Mode.REPLAY,
        model=RecordedModel(recorded),
        shell=NoShell("a replay takes shell results from its recording"),
        judge=judge,
        available=recorded.__contains__,
        caveat=" ".join(["Made from recordings.", *said]),
    )
