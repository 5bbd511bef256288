"""Keeps and reads what is known of an agent over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from audition.analysis.history import history_of
from audition.errors import UsageError
from audition.project.places import Places
from audition.project.world import load_world, places_of
from audition.records.accepted import HistoryEntry, Occasion
from audition.records.history import History
from audition.store.history import append_history, read_history
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of


def history(root: Path, suite: str | None) -> History:
    """The history of a suite's agent.

    Raises:
        UsageError: There is no such suite, or no history yet.
        StoreError: A line of the history is damaged.
    """
    world = load_world(root, suite)
    path = world.places.history(world.suite.agent)
    entries = remembered(world.places, world.suite.agent)
    if not entries:
        shown = path.relative_to(world.places.root).as_posix()
        raise UsageError(f"{shown}: no history yet; `audition accept` and `audition weekly` write it")
    return history_of(world.suite.agent, entries)


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
