"""What people made of runs, which were accepted and which were a week's; and how what decides went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from audition.project.places import Places
from audition.records.accepted import HistoryEntry
from audition.store.baselines import read_baseline
from audition.store.json_files import read_json
from audition.text import counted
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


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A deciding grader over an agent's history."""

    grader: str
    role: str
    means: tuple[float | None, ...]
    """Mean score of each run of the variant, in their order; None: it read none of its trials."""


def trails(entries: Sequence[HistoryEntry], variant: str) -> tuple[Trail, ...]:
    """Every grader that decides, over the runs of a variant, what fell most first."""
    sheets = [entry.sheets[variant] for entry in entries if variant in entry.sheets]
    roles: dict[str, str] = {}
    means: list[dict[str, float]] = []
    for sheet in sheets:
        values: dict[str, list[float]] = {}
        for mark in sheet.marks():
            if mark.decides and mark.value is not None:
                values.setdefault(mark.grader, []).append(mark.value)
                roles[mark.grader] = mark.role.value
        means.append({grader: fmean(found) for grader, found in values.items()})
    found = [
        Trail(grader=grader, role=role, means=tuple(each.get(grader) for each in means))
        for grader, role in roles.items()
    ]
    return tuple(sorted(found, key=_fall))


def _fall(trail: Trail) -> float:
    known = [mean for mean in trail.means if mean is not None]
    return known[-1] - max(known)


def week_says(places: Places, week: str, suite: str) -> str:
    """What the page of a week says first; empty: it has none here.

    Raises:
        StoreError: Its findings cannot be read.
    """
    try:
        plain = read_json(places.report(week) / suite / "findings.json")
    except FileNotFoundError:
        return ""
    if not isinstance(plain, dict):
        return ""
    failed = [one for one in plain.get("failures") or [] if isinstance(one, dict) and not one.get("expected")]
    if failed:
        return f"✗ {counted(len(failed), 'required check')} failed."
    lines = [line for line in plain.get("headlines") or [] if isinstance(line, str)]
    return lines[0] if lines else ""
