"""A sandbox's process from start to end: its time, its output and its use of the workspace."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
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

_LOOK_SECONDS = 1.0
"""How long it is waited before it is looked who lives on."""

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
    """Kills the sandbox, if it still runs, with all that it started.

    What it started dies with it but for a moment at its very beginning; who lives on then still holds its output.
    """
    from asyncio import gather, wait

    output = _output_of(process)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    over = gather(process.wait(), draining)
    for _ in range(int(_STOP_SECONDS / _LOOK_SECONDS)):
        if (await wait({over}, timeout=_LOOK_SECONDS))[0]:
            over.result()
            return
        for holder in _holders_of(output):
            with suppress(OSError):
                os.kill(holder, signal.SIGKILL)
    over.cancel()
    raise WorkspaceError("a sandbox could not be stopped")


def _output_of(process: Process) -> str:
    """What /proc calls the pipe that the sandbox prints into; empty: it is closed."""
    transport = getattr(process.stdout, "_transport", None)
    pipe = transport.get_extra_info("pipe") if transport is not None else None
    with suppress(OSError, ValueError):
        return f"pipe:[{os.fstat(pipe.fileno()).st_ino}]" if pipe is not None else ""
    return ""


def _holders_of(output: str) -> Iterator[int]:
    """The processes that can write into a pipe: whoever of ours is just being started holds the end that is read."""
    for place in Path("/proc").glob("[0-9]*") if output else ():
        with suppress(OSError):
            if any(_writes(descriptor, output) for descriptor in (place / "fd").iterdir()):
                yield int(place.name)


def _writes(descriptor: Path, output: str) -> bool:
    if str(descriptor.readlink()) != output:
        return False
    told = (descriptor.parents[1] / "fdinfo" / descriptor.name).read_text("ascii")
    flags = next(line.split()[1] for line in told.splitlines() if line.startswith("flags:"))
    return bool(int(flags, 8) & (os.O_WRONLY | os.O_RDWR))
