"""What a run plays and grades with: the model that answers, the shell, the judge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version

from audition.errors import UsageError
from audition.models.protocol import Model
from audition.models.recorded import RecordedModel
from audition.project.world import World
from audition.records.evidence import TrialId
from audition.records.findings import Mode
from audition.running.answering import Answering, Live, spent_on
from audition.running.judging import judge_plan, own_judge_caveat, recorded_judge
from audition.store.recordings import recordings
from audition.store.run_file import RunFile
from audition.workspace import NoShell, Shell

SCRIPTED = "A script answered in place of a model: the figures show the harness and measure no model."


@dataclass(frozen=True, kw_only=True)
class Instruments:
    """Everything a run works with."""

    mode: Mode
    shell: Shell
    answering: Callable[[RunFile], AbstractAsyncContextManager[Answering]]
    """Who answers and judges for an open run; entered in the event loop that plays."""
    recorded: RecordedModel | None = None
    """In replay: what answers, so that every miss can be found before anything runs."""
    available: Callable[[TrialId], bool] | None = None
    """In replay: whether a trial is recorded at all."""
    caveat: str = ""
    """What the origin of the answers means for every figure made of them."""
    sdk: str | None = None
    cap_usd: float | None = None


def instruments_for(world: World, mode: Mode, live: Live, model: Model | None = None) -> Instruments:
    """The instruments of a mode; a model that is given answers in place of the mode's own.

    Raises:
        UsageError: A live run has no key, or a cap and a model without a price.
    """
    if model is not None:
        return _scripted(world, model)
    if mode is Mode.REPLAY:
        return _replay(world)
    return _live(world, live)


def _scripted(world: World, model: Model) -> Instruments:
    return Instruments(
        mode=Mode.SCRIPTED,
        shell=NoShell("a script needs none"),
        answering=lambda _: nullcontext(Answering(model=model, judge=recorded_judge(world))),
        caveat=SCRIPTED,
    )


def _replay(world: World) -> Instruments:
    recorded = recordings(world.places.recordings(world.suite.agent))
    said = sorted({recording.provenance for recording in recorded.values()})
    model = RecordedModel(recorded)
    return Instruments(
        mode=Mode.REPLAY,
        shell=NoShell("a replay takes shell results from its recording"),
        answering=lambda _: nullcontext(Answering(model=model, judge=recorded_judge(world))),
        recorded=model,
        available=lambda trial: trial.recorded_as in recorded,
        caveat=" ".join(["Made from recordings.", *said]),
    )


def _live(world: World, live: Live) -> Instruments:
    from audition.running.live_answering import live_answering
    from audition.workspace import probe_shell

    require_access(live, [*(variant.model for variant in world.suite.variants), *judge_plan(world).models])
    needs_shell = any("Bash" in variant.tools for variant in world.suite.variants)
    return Instruments(
        mode=Mode.BATCH if live.batch else Mode.LIVE,
        shell=probe_shell() if needs_shell else NoShell("no variant is granted Bash"),
        answering=lambda file: live_answering(world, live, file.facts.id, file=file, spent_usd=spent_on(file)),
        caveat=own_judge_caveat(world),
        sdk=version("anthropic"),
        cap_usd=live.cap_usd,
    )


def require_access(live: Live, models: Iterable[str]) -> None:
    """See, before anything is called, that there is a key, and a price where there is a cap.

    Raises:
        UsageError: There is none.
    """
    from audition.models.claude.connection import KEY_VARIABLE
    from audition.models.prices import require_prices

    if not os.environ.get(KEY_VARIABLE, "").strip():
        raise UsageError(f"{KEY_VARIABLE} is not set: live runs need it; without --live, recordings are replayed")
    if live.cap_usd is not None:
        require_prices(models)
