"""A bubblewrap sandbox for each command: own namespaces, no network, bounded resources, of the host `/usr` alone."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import signal
import time
from asyncio import StreamReader
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from audition.errors import WorkspaceError
from audition.workspace.folder import SANDBOX_ID, Workspace
from audition.workspace.paths import VIRTUAL_ROOT
from audition.workspace.sandbox.capture import FLOOD_BYTES, Capture
from audition.workspace.sandbox.seccomp import filter_for
from audition.workspace.sandbox.shell import ToolResult

_WATCH_SECONDS = 0.25
"""How often a running command's use of the workspace is looked at."""

_STOP_SECONDS = 10.0
"""How long a killed sandbox may take to be gone."""

_NOTES_BYTES = 500
"""Room kept in a result for the lines about the output."""

_MIB = 1024 * 1024

_RESOURCES = (
    f"--as={2048 * _MIB}",
    "--nproc=128",
    "--cpu=60",
    f"--fsize={20 * _MIB}",
    "--nofile=256",
    "--core=0",
)
"""Of each process; `nproc` counts the sandbox's own processes, since it is set inside its user namespace."""

_NAMESPACES = (
    *("--unshare-user", "--uid", "1000", "--gid", "1000"),
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"),
)
_ENVIRONMENT = (
    "--clearenv",
    *("--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin"),
    *("--setenv", "HOME", "/home/agent"),
    *("--setenv", "USER", "agent"),
    *("--setenv", "LANG", "C.UTF-8"),
    *("--setenv", "TERM", "dumb"),
    *("--setenv", "TMPDIR", "/tmp"),  # noqa: S108  # the sandbox's own
)
_FOLDERS = (
    *("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"),
    *("--size", str(16 * _MIB), "--tmpfs", "/dev/shm"),  # noqa: S108
    *("--size", str(64 * _MIB), "--tmpfs", "/tmp"),  # noqa: S108
    *("--size", str(16 * _MIB), "--tmpfs", "/home/agent"),
    *("--dir", "/etc", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
    *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
)
_SYSTEM_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


@dataclass(frozen=True)
class Launch:
    """All it takes to start one command in its sandbox."""

    arguments: Sequence[str]
    descriptors: Sequence[int]
    """To be passed on to the process."""
    status_fd: int
    """Where bubblewrap reports how the command ended."""


@dataclass(frozen=True)
class Bubblewrap:
    """Runs each command in a sandbox of its own, which takes every process it started with it when it ends.

    What it leaves open: faults of the kernel; memory, bounded per process only; disk used by deleted files that are
    still open; reading `/usr` and the kernel's version.
    """

    machine: str = field(default_factory=platform.machine)

    name = "bubblewrap"

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """What the command printed, beginning and end where it is long, and `(exit N)` unless it succeeded."""
        capture = Capture(workspace.caps.result_chars - _NOTES_BYTES)
        with self.launch(command, workspace) as launch:
            process = await _started(launch)
            stopped = await _watched(process, capture, workspace, seconds)
            ran = _ran(launch.status_fd)
        output = masked(capture.text(), workspace)
        if stopped:
            return ToolResult(_joined(output, f"(stopped: {stopped})"), is_error=True)
        if not ran:
            raise WorkspaceError(f"the sandbox could not be started: {output.strip()[:200]}")
        return ToolResult(
            _joined(output, f"(exit {process.returncode})") if process.returncode else output or "(no output)"
        )

    @contextmanager
    def launch(self, command: str, workspace: Workspace) -> Iterator[Launch]:
        """What starts this command; its descriptors are open inside the block.

        bubblewrap's own arguments go through a pipe: on its command line the host's paths would be readable in `/proc`.
        """
        filter_fd = _readable(filter_for(self.machine))
        status_fd, status_end = os.pipe()
        os.set_blocking(status_fd, False)
        options = [
            *self._options(workspace.host_path),
            "--seccomp",
            str(filter_fd),
            "--json-status-fd",
            str(status_end),
        ]
        options_fd = _readable("\0".join(options).encode() + b"\0")
        inner = ["prlimit", *_RESOURCES, "--", "bash", "-c", command]
        try:
            yield Launch(
                [*_drop_root(), _place("bwrap"), "--args", str(options_fd), "--", *inner],
                (options_fd, filter_fd, status_end),
                status_fd,
            )
        finally:
            for descriptor in (filter_fd, options_fd, status_fd, status_end):
                os.close(descriptor)

    def _options(self, host_path: Path) -> list[str]:
        """The options in their order: what is mounted later covers what was mounted before, and remounts come last."""
        system = ["--ro-bind", "/usr", "/usr"]
        for name in _SYSTEM_FOLDERS:
            place = Path("/", name)
            if place.is_symlink():
                system += ["--symlink", str(place.readlink()), str(place)]
            elif place.is_dir():
                system += ["--ro-bind", str(place), str(place)]
        workspace = ["--bind", str(host_path), VIRTUAL_ROOT, "--chdir", VIRTUAL_ROOT]
        return [
            *_NAMESPACES,
            *_ENVIRONMENT,
            *system,
            *_FOLDERS,
            *workspace,
            "--remount-ro",
            "/dev",
            "--remount-ro",
            "/",
        ]


async def _started(launch: Launch) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *launch.arguments,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            pass_fds=launch.descriptors,
            env={},  # of ours nothing, not even to bubblewrap: the sandbox's /proc shows it
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise WorkspaceError(f"the sandbox could not be started: {error.strerror}") from error


async def _watched(process: Process, capture: Capture, workspace: Workspace, seconds: float) -> str | None:
    """Why the command must be stopped; None once it has ended by itself."""
    end = time.monotonic() + seconds
    draining = asyncio.create_task(capture.drain(process.stdout or StreamReader()))
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
        return f"it ran for {seconds:g} seconds, the time it was given"
    finally:
        await _ended(process)
        await asyncio.wait_for(draining, _STOP_SECONDS)


async def _ended(process: Process) -> None:
    """Kills the sandbox, if it still runs, with all that it started."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError as error:
        raise WorkspaceError("a sandbox could not be stopped") from error


def masked(text: str, workspace: Workspace) -> str:
    """The text with the workspace's real place, which mount tables show, given its virtual name."""
    return text.replace(str(workspace.host_path), VIRTUAL_ROOT).replace(workspace.host_path.parent.name, "workspace")


def _joined(output: str, last_line: str) -> str:
    return f"{output}\n{last_line}" if output else last_line


def _ran(status_fd: int) -> bool:
    """Whether bubblewrap reported how the command ended, so that it was the command that ended and not bubblewrap."""
    try:
        return b'"exit-code"' in os.read(status_fd, _MIB)
    except BlockingIOError:
        return False


def _drop_root() -> list[str]:
    """What gives up root, as which a sandbox could still write below /proc/sys."""
    if os.geteuid() != 0:
        return []
    return [_place("setpriv"), f"--reuid={SANDBOX_ID}", f"--regid={SANDBOX_ID}", "--clear-groups", "--"]


def _place(program: str) -> str:
    """Where the program lies."""
    place = shutil.which(program)
    if place is None:
        raise WorkspaceError(f"{program} is not installed")
    return place


def _readable(content: bytes) -> int:
    """A descriptor from which this content, shorter than a pipe holds, can be read."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(content)
    return reading
