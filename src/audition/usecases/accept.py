"""Makes a run the baseline: a person's decision, committed and reviewed like code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.records.accepted import Baseline
from audition.store.baselines import read_baseline, write_baseline
from audition.store.run_file import RunFile, RunState
from audition.store.score_sheets import sheets_of
from audition.usecases.world import places_of


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What became the baseline."""

    path: Path
    variants: tuple[str, ...]
    trials: int
    """Trials a case."""


def accept(root: Path, run: str, variants: Sequence[str] = ()) -> Accepted:
    """The run's scores become the baseline of its variants, or of those named; other variants' stand.

    Raises:
        UsageError: There is no such run, it is not complete, or it did not play a variant that is named.
        StoreError: The baseline cannot be written; the one before stands.
    """
    places = places_of(root)
    with RunFile.open_readonly(places.run_file(run)) as file:
        facts = file.facts
        if file.state is not RunState.COMPLETE or file.retriable():
            raise UsageError(f"run {facts.id} is not complete: `audition run --resume {facts.id}` plays the rest")
        sheets = sheets_of(file)
    chosen = {name: sheet for name, sheet in sheets.items() if not variants or _is_named(name, variants)}
    if not chosen or (variants and len(chosen) < len(set(variants))):
        raise UsageError(f"run {facts.id} did not play {', '.join(variants)}: it has {', '.join(sheets)}")
    agent = next(iter(chosen)).split("/", 1)[0]
    path = places.baseline(agent)
    try:
        before = read_baseline(path)
    except FileNotFoundError:
        before = Baseline(agent=agent, sheets={})
    write_baseline(path, before.accepting(chosen))
    return Accepted(path=path, variants=tuple(chosen), trials=facts.trials)


def _is_named(variant: str, names: Sequence[str]) -> bool:
    return variant in names or variant.split("/", 1)[-1] in names
