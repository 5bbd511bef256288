"""Names of runs: unique, sorted by time, and safe as file names because nothing else is let through."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audition.errors import StoreError, UsageError
from audition.records.findings import RunFacts

PATTERN = re.compile(r"\d{8}-\d{6}-[a-z0-9][a-z0-9-]{0,63}-[0-9a-f]{4}", re.ASCII)
"""UTC day and time, the suite, four random hexadecimal digits: `20261121-203355-account-manager-4f3a`."""

_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PART = r"[a-z0-9][a-z0-9-]{0,63}"
_VARIANT = re.compile(rf"{_PART}/{_PART}(?:~{_PART})?(?:\+{_PART})?(?:@\S{{1,200}})?")


def new_run_id(suite: str, now: datetime, folder: Path) -> str:
    """A name for a run of `suite`: the names of a folder's runs are in the order in which they were made.

    Args:
        suite: Its id.
        now: When it starts, aware of its zone.
        folder: Where it will be stored. Its stamp is a second later than the newest there at least, so that a clock
            that ran ahead, or went back, changes no order; two processes of one second may share one.

    Raises:
        UsageError: The suite's id cannot be part of a file name.
    """
    return _checked(f"{new_stamp(now, [folder])}-{suite}-{secrets.token_hex(2)}")


def new_stamp(now: datetime, folders: Iterable[Path]) -> str:
    """Day and time for the name of a run that starts now, later than those of every run in these folders."""
    newest = (path for folder in folders for path in stored_runs(folder)[:1])
    return max(now.astimezone(UTC).strftime(_STAMP), *map(_second_after, newest), "")


def _second_after(run: Path) -> str:
    stamp = run.name[: len("20261121-203355")]
    try:
        return (datetime.strptime(stamp, _STAMP) + timedelta(seconds=1)).strftime(_STAMP)  # noqa: DTZ007  # all UTC
    except (ValueError, OverflowError):  # digits that are no time
        return ""


def run_path(folder: Path, run_id: str) -> Path:
    """Where a run is stored.

    Raises:
        UsageError: No run can have this id.
    """
    return folder / f"{_checked(run_id)}.sqlite"


def stored_run(folder: Path, run_id: str) -> Path:
    """The run file of this very id: whoever asks over a wire names no path.

    Raises:
        UsageError: There is none.
    """
    path = run_path(folder, run_id)
    if not path.is_file():
        raise UsageError(f"no run {run_id} is stored here")
    return path


def stored_runs(folder: Path) -> tuple[Path, ...]:
    """The run files of a folder, the newest first; empty when there is no folder.

    Of runs that started in one second the one that was written last counts as the newest.
    """
    found = (path for path in folder.glob("*.sqlite") if PATTERN.fullmatch(path.stem))
    return tuple(sorted(found, key=_age, reverse=True))


def _age(path: Path) -> tuple[str, int, str]:
    """Day and time of its name, when it was written in nanoseconds (0: it is gone), and its name."""
    try:
        written = path.stat().st_mtime_ns
    except FileNotFoundError:
        written = 0
    return path.name[: len("20261121-203355")], written, path.name


def _checked(run_id: str) -> str:
    if not PATTERN.fullmatch(run_id):
        raise UsageError(f"{run_id[:100]!r} is no run's id; one looks like 20261121-203355-account-manager-4f3a")
    return run_id


def refuse_odd_names(facts: RunFacts, path: Path) -> None:
    """Let a stored run pass whose names are names: folders are called after them, and git is asked for them.

    Raises:
        StoreError: One is none, so that the file is of nobody's making.
    """
    names: list[tuple[re.Pattern[str], Iterable[str]]] = [
        (PATTERN, [facts.id]),
        (_NAME, [facts.suite, *facts.scenarios, *(trial.scenario for trial in facts.planned)]),
        (_VARIANT, [*facts.variants, *(trial.variant for trial in facts.planned)]),
    ]
    for pattern, given in names:
        for name in given:
            if not pattern.fullmatch(name):
                raise StoreError(f"{path}: is no run that `audition run` made: it calls something {name[:100]!r}")
