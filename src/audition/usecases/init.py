"""Starts a new agent's suite: small, passing from the first minute, to be rewritten piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import load_world
from audition.usecases.starter.files import STARTER, files_for, write
from audition.usecases.starter.plays import EDIT, FIRST, SECOND, record_plays

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")


@dataclass(frozen=True, kw_only=True)
class Started:
    """A suite that was just written."""

    agent: str
    written: tuple[str, ...]
    """Files, new or added to; recordings apart."""
    kept: tuple[str, ...]
    """Files that were there and say what is needed."""
    recorded: int
    """Trials that can be replayed."""

    def lines(self) -> Iterator[str]:
        """What there is now, and what to type next."""
        yield from (f"  {path}" for path in self.written)
        yield from (f"  {path} (as it was)" for path in self.kept)
        yield f"  evals/recordings/{self.agent}/ ({self.recorded} trials, written by hand: they measure no model)"
        prompts = f"agents/{self.agent}"
        yield from (
            "",
            "Next, without a key:",
            "  audition check",
            "  pytest evals/",
            "",
            "Change the prompt and see what it changes; this one edit is recorded too:",
            f"  sed 's/{EDIT[0]}/{EDIT[1]}/' {prompts}/{FIRST}.md > {prompts}/{SECOND}.md",
            f"  sed -i.bak 's/# - /- /' scenarios/{self.agent}/suite.yaml",
            "  audition run",
            "",
            "Any other edit, with ANTHROPIC_API_KEY set:",
            "  audition plan",
            "  audition run --live --cap 1",
        )


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
        agent=agent, written=tuple(sorted({*files.new, *files.appended})), kept=files.kept, recorded=recorded
    )
