"""What has to be the same on every machine that plays: Python, audition, the players, a sandbox where one is needed."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import audition
from audition.agent.staging import version_of
from audition.records.players import Casting
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell

Marks = Mapping[str, str]
"""What is compared → its state on one machine."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What the trials of a run need of a machine."""

    root: Path
    """The project's folder, the same on every machine; only programs read it."""
    programs: tuple[Casting, ...] = ()
    sandboxed: bool = False
    """Whether a command or a program runs."""


@cache
def marks_of(needs: Needs) -> Marks:
    """This machine's; read once a process."""
    marks = {"Python": platform.python_version(), "audition": audition.__version__}
    if needs.programs:
        marks["the project"] = f"{'there' if needs.root.is_dir() else 'not there'} as {needs.root}"
    for program in needs.programs:
        marks[program.name] = version_of(program, needs.root) or "not there"
    if needs.sandboxed:
        marks["the sandbox"] = "not there" if isinstance(probe_shell(), NoShell) else "there"
    return marks


def differences(node: str, there: Marks, here: Marks) -> Iterator[str]:
    """A sentence for each thing that is otherwise on another machine."""
    for what, state in here.items():
        if there.get(what) != state:
            yield f"node {node}: {what} is {there.get(what, 'not known')}, and {state} where the run is"
