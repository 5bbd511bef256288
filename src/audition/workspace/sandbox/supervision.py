"""A sandbox's process from start to end: its time, its output and its use of the workspace."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audition.errors import WorkspaceError
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.capture import FLOOD_BYTES, Capture
from audition.workspace.sandbox.holding import MOST_HELD_BYTES, held_bytes

if TYPE_CHECKING:
    import asyncio
    from asyncio.subprocess import Process

_WATCH_SECONDS = 0.25
"""How often a running command's output and use of the workspace are looked at."""

_STOP_SECONDS = 10.0
"""How long a killed sandbox may take to be gone."""


@dataclass(frozen=True)
class Launch:
    """All it takes to start one command in its sandbox."""

    arguments: Sequence[str]
    descriptors: Sequence[int]
    """To be passed on to the process."""
    status_fd: int
    """Where bubblewrap reports how the command ended."""


async def started(launch: Launch, *, spoken_to: bool = False) -> Process:
    """The sandbox's process, with nothing of our environment, and a standard input only where it is spoken to.

    Whoever is cancelled while it starts leaves no process of it either.

    Raises:
        WorkspaceError: It could not be started.
    """
    from asyncio import CancelledError, StreamReader, create_task, shield
    from asyncio.subprocess import DEVNULL, PIPE, STDOUT, create_subprocess_exec

    starting = create_task(
        create_subprocess_exec(
            *launch.arguments,
            stdin=PIPE if spoken_to else DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            pass_fds=launch.descriptors,
            env={},  # of ours nothing, not even to bubblewrap: the sandbox's /proc shows it
            cwd="/",
            start_new_session=True,
        )
    )
    try:
        return await shield(starting)
    except OSError as error:
        raise WorkspaceError(f"the sandbox could not be started: {error.strerror}") from error
    except CancelledError:
        with suppress(OSError):
            process = await starting
            await _ended(process, create_task((process.stdout or StreamReader()).read()))
        raise


async def watched(
    process: Process,
    capture: Capture,
    workspace: Workspace,
    seconds: float,
    over: Callable[[], str | None] = lambda: None,
) -> str | None:
    """Why the command was stopped; None when it ended by itself and left the workspace within its caps.

    `over` is asked now and then whether something else ends it, and why.

    Whatever happens, also when the wait is cancelled, no process of the sandbox is left afterwards.

    Raises:
        WorkspaceError: The sandbox could not be stopped.
    """
    import asyncio

    end = time.monotonic() + seconds
    draining = asyncio.create_task(capture.drain(process.stdout or asyncio.StreamReader()))
    ended = asyncio.create_task(process.wait())
    try:
        while (left := end - time.monotonic()) > 0:
            await asyncio.wait({ended}, timeout=min(_WATCH_SECONDS, left))
            if capture.flooded:
                return f"it printed more than {FLOOD_BYTES:,} bytes"
            if excess := workspace.excess():
                return excess
            if ended.done():
                return None
            if told := over():
                return told
            if held_bytes(process.pid) > MOST_HELD_BYTES:
                return f"it held more than {MOST_HELD_BYTES:,} bytes in memory and in files without a name"
        return f"it ran for {seconds:g} seconds, the time it was given"
    finally:
        await _ended(process, draining)


async def _ended(process: Process, draining: asyncio.Task[Any]) -> None:
    """Kills the sandbox, if it still runs, with all that it started."""
    from asyncio import gather, wait_for

    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    try:
        await wait_for(gather(process.wait(), draining), _STOP_SECONDS)
    except TimeoutError as error:
        raise WorkspaceError("a sandbox could not be stopped") from error
