"""What people made of runs: which were accepted, and which were a week's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.project.places import Places
from audition.store.baselines import read_baseline
from audition.usecases.history import remembered


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a run is to its agent."""

    baseline_of: tuple[str, ...] = ()
    """Variants of which it is the accepted baseline."""
    week: str = ""
    """The week that it was played for, such as `2026-W47`; empty: for none."""
    doubted: tuple[str, ...] = ()
    """Variants that its week found worse, or left under suspicion."""


def standings(places: Places, agent: str) -> Mapping[str, Standing]:
    """Run → what it is to an agent, of every run that is anything.

    Raises:
        StoreError: History or baseline cannot be read.
    """
    accepted: dict[str, list[str]] = {}
    try:
        for variant, sheet in read_baseline(places.baseline(agent)).sheets.items():
            accepted.setdefault(sheet.facts.id, []).append(variant)
    except FileNotFoundError:
        pass
    weeks = {entry.run: entry for entry in remembered(places, agent) if entry.occasion.value == "weekly"}
    return {
        run: Standing(
            baseline_of=tuple(accepted.get(run, ())),
            week=weeks[run].week if run in weeks else "",
            doubted=weeks[run].doubted if run in weeks else (),
        )
        for run in accepted.keys() | weeks.keys()
    }
