"""Starts a new agent's suite: small, passing from the first minute, to be rewritten piece by piece."""

from __future__ import annotations

import re
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import load_world
from audition.records.results import Started
from audition.usecases.starter.files import STARTER, files_for, write
from audition.usecases.starter.plays import EDIT, FIRST, SECOND, record_plays

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")


def init(folder: Path, agent: str = STARTER) -> Started:
    """A starter suite for an agent, written into a folder, with trials that replay.

    Nothing is written over: a `pyproject.toml` without the table `[tool.audition]` gets it at its end, a `.gitignore`
    the rules that it lacks; any other file in the way ends the call before anything is written.

    Args:
        folder: Made when it is missing.
        agent: Lower-case letters, digits and hyphens, at most 64.

    Raises:
        UsageError: The name is none, or files are in the way.
        EngineError: A file cannot be written.
    """
    if not _NAME.match(agent):
        raise UsageError(f"{agent!r} is no agent's name: lower-case letters, digits and hyphens, at most 64")
    files = files_for(folder, agent)
    write(folder, files)
    recorded = record_plays(load_world(folder, agent))
    return Started(
        agent=agent,
        written=tuple(sorted({*files.new, *files.appended})),
        kept=files.kept,
        recorded=recorded,
        first=FIRST,
        second=SECOND,
        edit=EDIT,
    )
