"""Runs a whole program in a trial's workspace, with one way out: a socket that answers on its loopback."""

from __future__ import annotations

import asyncio
import math
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audition.errors import WorkspaceError
from audition.workspace.folder import Workspace
from audition.workspace.sandbox import relay
from audition.workspace.sandbox.bubblewrap import Room, has_run, launched
from audition.workspace.sandbox.capture import Capture
from audition.workspace.sandbox.speaking import Heard, ended, spoken
from audition.workspace.sandbox.supervision import started, watched

PORT: Final = 8377
"""Of the sandbox's own loopback, which nobody else sees."""
INSIDE: Final = "/run/audition"
_SOCKET, _RELAY = f"{INSIDE}/gateway.sock", f"{INSIDE}/relay.py"
_MIB = 1024 * 1024
_RESOURCES = ("--nproc=512", f"--fsize={20 * _MIB}", "--nofile=4096", "--core=0")
"""Of each process: a program of today maps more memory than it holds, so that what it holds is watched instead."""
PRINTED_CHARS: Final = 4000


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """How a program is started."""

    arguments: Sequence[str]
    said: str = ""
    """What it hears first on its standard input."""
    heard: Heard | None = None
    """What it hears after each line that it prints; None: nothing, its input ends."""
    environment: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[Path, str] = field(default_factory=dict)
    """Places of the host that it can read → where they lie inside."""
    socket: Path
    """What answers on `PORT`."""


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How a program ended."""

    code: int
    printed: str
    """Beginning and end of what it printed, on both streams."""
    stopped: str | None
    """Why it was stopped; None: it ended by itself."""


async def run_program(
    invocation: Invocation, workspace: Workspace, over: Callable[[], str | None], machine: str | None = None
) -> Exit:
    """What became of a program in its sandbox; nothing that it started is left.

    Args:
        invocation: How it is started.
        workspace: Its only writable place, but for what goes with the sandbox.
        over: Asked four times a second: why it is stopped; None: it goes on.
        machine: Of the filter of system calls; None: this one's.

    Raises:
        WorkspaceError: The sandbox could not be started or stopped, or a place that it is to read is not there.
    """
    missing = [str(place) for place in invocation.reads if not place.exists()]
    if missing:
        raise WorkspaceError(f"the program is to read {missing[0]}, and there is no such place")
    interpreter, home = _interpreter()
    room = Room(
        resources=_RESOURCES,
        environment=invocation.environment,
        reads={**home, **invocation.reads, Path(relay.__file__): _RELAY, invocation.socket: _SOCKET},
    )
    arguments = [interpreter, "-I", "-S", _RELAY, _SOCKET, str(PORT), *invocation.arguments]
    pieces: asyncio.Queue[bytes] = asyncio.Queue()
    capture = Capture(PRINTED_CHARS, *([] if invocation.heard is None else [pieces.put_nowait]))
    with launched(arguments, workspace, room, machine or platform.machine()) as launch:
        process = await started(launch, spoken_to=True)
        speaking = asyncio.create_task(spoken(process, pieces, invocation.said, invocation.heard))
        try:
            stopped = await watched(process, capture, workspace, math.inf, over)
        finally:
            await ended(speaking)
        ran = has_run(launch.status_fd)
    printed = workspace.masked(capture.text())
    if not stopped and not ran:
        raise WorkspaceError(f"the sandbox could not be started: {printed.strip()[:200]}")
    return Exit(code=process.returncode or 0, printed=printed, stopped=stopped)


def _interpreter() -> tuple[str, dict[Path, str]]:
    """A Python that runs the relay, and what of it the sandbox does not hold anyway.

    The system's own where there is one: ours may lie in a home that the sandbox's user cannot enter.
    """
    for name in ("/usr/bin/python3", "/usr/local/bin/python3"):
        if os.access(name, os.X_OK):
            return name, {}
    home = Path(sys.base_prefix).resolve()
    return os.path.realpath(sys.executable), {home: str(home)}
