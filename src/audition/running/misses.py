"""What a replay was asked for and no recording holds as it is today, told as people say it, and what plays it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from audition.errors import NothingSelected, RecordingMiss
from audition.models.recorded import NO_RECORDING
from audition.project.world import World
from audition.records.evidence import CaseId, TrialId
from audition.running.outlay import fitting_cap, price_of_run
from audition.running.plan import Plan, Selection, make_plan

_SHOWN = 3
"""Scenarios of a variant that are named."""


@dataclass(frozen=True, kw_only=True)
class Misses:
    """Trials that a reader takes for played unless told."""

    trials: Mapping[TrialId, str] = field(default_factory=dict)
    """Each with why it is not."""
    playing: str = ""
    """The command that plays them live and records those of working files."""

    def __bool__(self) -> bool:
        return bool(self.trials)

    @property
    def cases(self) -> frozenset[CaseId]:
        """The cases of which a trial is missing."""
        return frozenset(trial.case for trial in self.trials)

    def lines(self) -> Iterator[str]:
        """One for each variant and reason, and then what records them."""
        for why, variant in dict.fromkeys((why, trial.variant) for trial, why in self.trials.items()):
            trials = sorted(trial for trial, told in self.trials.items() if (told, trial.variant) == (why, variant))
            yield f"{variant}: {why}; not played: {_by_scenario(trials)}"
        if self.trials:
            yield f"`{self.playing}` plays what is missing"

    def refuse(self) -> None:
        """Let nothing pass that is missing.

        Raises:
            RecordingMiss: Something is.
        """
        if self.trials:
            raise RecordingMiss("\n".join(self.lines()))


def misses_of(world: World, plan: Plan, selection: Selection) -> Misses:
    """What of a replay's plan was edited since it was recorded, and the variants that have no recording at all.

    A trial or a scenario that nobody has recorded yet is left out by name, and no more is said of it.

    Raises:
        NothingSelected: Nothing is recorded at all.
        RecordingMiss: Nothing is left to play, or nothing of a variant that was asked for by name.
    """
    playing = {trial.variant for trial in plan.ids}
    known = playing | {trial.variant for trial, why in plan.missed.items() if why != NO_RECORDING}
    trials = {t: why for t, why in plan.missed.items() if why != NO_RECORDING or t.variant not in known}
    misses = told_misses(world, trials, selection)
    silent = {trial.variant for trial in trials} - playing
    if not plan.ids and not selection.variants and {*trials.values()} == {NO_RECORDING}:
        raise NothingSelected(f"none of the selected trials is recorded; `{misses.playing}` records them")
    if not plan.ids or (silent and selection.variants):
        misses.refuse()
    return misses


def told_misses(world: World, trials: Mapping[TrialId, str], selection: Selection | None = None) -> Misses:
    """These trials with what would play them; `selection`: what was asked for, None: the suite as it is."""
    return Misses(trials=trials, playing=_playing(world, trials, selection or Selection())) if trials else Misses()


def _playing(world: World, trials: Mapping[TrialId, str], selection: Selection) -> str:
    """The command that plays the missing trials live and records them, its cap by their likely price."""
    known = [variant.id for variant in world.suite.variants]
    names = [name for name in known if name in {trial.variant for trial in trials}]
    wanted = replace(selection, variants=tuple(names), allocation={}, cases=None)
    missing = {trial.scenario for trial in trials}
    if len(missing) <= _SHOWN and len(missing) < len(world.suite.scenarios):
        wanted = replace(wanted, scenarios=tuple(sorted(missing)))
    price, _ = price_of_run(world, make_plan(world.suite, wanted).ids)
    words = ["audition", "run", world.suite.id]
    shown = [name.split("/", 1)[1] for name in names if names != known]
    for flag, values in (
        ("-v", shown),
        ("-s", wanted.scenarios),
        ("-t", wanted.tags),
    ):
        words += [word for value in values for word in (flag, value)]
    words += ["-k", wanted.keyword] if wanted.keyword else []
    words += ["-n", str(wanted.trials)] if wanted.trials else []
    record = ["--record"] if any(world.suite.variant(name).revision is None for name in names) else []
    return shlex.join([*words, "--live", *record, "--cap", f"{fitting_cap(price)}"])


def _by_scenario(trials: list[TrialId]) -> str:
    """Such as `late-fee #0 #1, lost-card #0`; where they are many, so many more."""
    found: dict[str, list[str]] = {}
    for trial in trials:
        found.setdefault(trial.scenario, []).append(f"#{trial.index}")
    told = ", ".join(" ".join([name, *indices]) for name, indices in list(found.items())[:_SHOWN])
    more = len(found) - _SHOWN
    return f"{told} and {more} more scenarios" if more > 1 else told if more < 1 else f"{told} and one more scenario"
