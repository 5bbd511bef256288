"""Runs that several processes play: each leaves a part, and the parts are put together."""

from __future__ import annotations

import time
from pathlib import Path

from audition.project.places import Places
from audition.store.run_file import RunFile
from audition.store.run_ids import run_path
from audition.store.run_lock import is_locked

LEFT_SECONDS = 600.0
"""A session that ends puts its own parts together, long before they are so old."""


def parts_of(places: Places, run_id: str) -> list[Path]:
    """What the processes of a run have left and nobody has put together."""
    return sorted(places.parts.glob(f"{run_id}.*.sqlite"))


def put_together(places: Places, run_id: str) -> Path:
    """One run file of all parts; gives its path. A part is removed once all of it is in there.

    Raises:
        StoreError: A part cannot be read, or the run not be written.
    """
    parts, path = parts_of(places, run_id), run_path(places.runs, run_id)
    with RunFile.open_readonly(parts[0]) as part:  # every process has met and selected the same items
        facts = part.facts
    with RunFile.open(path) if path.exists() else RunFile.create(path, facts) as whole:
        for place in parts:
            _take_over(whole, place)
            place.unlink()
        if not whole.missing():
            whole.finish()
    for place in places.parts.glob(f"{run_id}.*"):
        place.unlink()
    return path


def put_leftovers_together(places: Places, *, besides: str | None) -> None:
    """Make runs of the parts whose processes are gone: what they have paid for is kept, and can be gone on with.

    Args:
        places: The project's.
        besides: A run that is being played; None: none is.

    Raises:
        StoreError: As `put_together`.
    """
    left = sorted(places.parts.glob("*.*.sqlite"))
    for run_id in dict.fromkeys(path.name.split(".", 1)[0] for path in left):
        written = [*parts_of(places, run_id), run_path(places.runs, run_id)]
        if run_id != besides and not any(map(is_locked, written)) and all(map(_is_old, written[:-1])):
            put_together(places, run_id)


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > LEFT_SECONDS


def _take_over(whole: RunFile, place: Path) -> None:
    missing = {*whole.missing(), *whole.retriable()}
    with RunFile.open_readonly(place) as part:
        for trial in part.trials():
            if trial.id in missing:
                whole.add_trial(trial, tuple(part.grades(trial.id)))
        for call in part.judging.calls():
            whole.judging.keep(call)
        whole.calls().take_over(part.calls())
