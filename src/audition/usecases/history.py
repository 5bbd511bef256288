"""Keeps and reads what is known of an agent over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audition.analysis.history import history_of
from audition.analysis.trails import trails_of
from audition.concluding.filing import file_history
from audition.errors import UsageError
from audition.project.places import Places
from audition.project.world import load_world, places_of
from audition.records.accepted import HistoryEntry, Occasion
from audition.records.history import History, Trail
from audition.store.history import append_history, read_history
from audition.store.json_files import read_json
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from audition.text import counted


@dataclass(frozen=True, kw_only=True)
class Past:
    """An agent over time."""

    history: History
    trails: Mapping[str, tuple[Trail, ...]]
    """Variant → the graders that decide, over its runs."""
    suites: Mapping[str, str]
    """Run → the suite that it played."""
    says: Mapping[str, str]
    """Run → what the page of its week says first, where there is one."""


def history(root: Path, suite: str | None, report: Path | None = None) -> History:
    """The history of a suite's agent.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        report: A folder to write its page into; None: nothing is written.

    Raises:
        UsageError: There is no such suite, or no history yet.
        StoreError: A line of the history is damaged, or the page cannot be written.
    """
    world = load_world(root, suite)
    path = world.places.history(world.suite.agent)
    past = past_of(world.places, world.suite.agent)
    if not past.suites:
        shown = path.relative_to(world.places.root).as_posix()
        raise UsageError(f"{shown}: no history yet; `audition accept` and `audition weekly` write it")
    if report is not None:
        file_history(past.history, past.trails, past.says, report)
    return past.history


def past_of(places: Places, agent: str) -> Past:
    """All that is known of an agent over time, with what each of its weeks says.

    Raises:
        StoreError: A line of the history or the findings of a week cannot be read.
    """
    entries = remembered(places, agent)
    found = history_of(agent, entries)
    suites = {entry.run: next(iter(entry.sheets.values())).facts.suite for entry in entries if entry.sheets}
    weeks = {entry.run: entry.week for entry in entries if entry.occasion is Occasion.WEEKLY and entry.run in suites}
    return Past(
        history=found,
        trails={series.variant: trails_of(entries, series.variant) for series in found.series},
        suites=suites,
        says={run: told for run, week in weeks.items() if (told := _week_says(places, week, suites[run]))},
    )


def remember(places: Places, run: Path, occasion: Occasion, doubted: Iterable[str] = ()) -> Path:
    """A stored run becomes part of its agent's history, once; gives the history's path.

    Raises:
        StoreError: It cannot be written.
    """
    with RunFile.open_readonly(run) as file:
        facts = file.facts
        entry = HistoryEntry(
            run=facts.id,
            week=week_of(facts.created_at),
            occasion=occasion,
            sheets=sheets_of(file),
            doubted=tuple(doubted),
        )
    path = places.history(facts.agent)
    if all(known.run != facts.id for known in read_history(path)):
        append_history(path, entry)
    return path


def remembered(places: Places, agent: str) -> Sequence[HistoryEntry]:
    """An agent's history in the order of its runs; empty: there is none."""
    return sorted(read_history(places.history(agent)), key=lambda entry: entry.run)


def week_of(moment: str) -> str:
    """The ISO week of a time as ISO 8601 writes it, such as `2026-W47`."""
    year, week, _ = datetime.fromisoformat(moment).isocalendar()
    return f"{year}-W{week:02d}"


def is_remembered(root: Path, run_id: str, agent: str) -> bool:
    """Whether a run stands in its agent's history."""
    return any(entry.run == run_id for entry in read_history(places_of(root).history(agent)))


def _week_says(places: Places, week: str, suite: str) -> str:
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
