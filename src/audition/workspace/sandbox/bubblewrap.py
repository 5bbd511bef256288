"""A bubblewrap sandbox for each command: own namespaces, no network, bounded resources, of the host `/usr` alone."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audition.errors import WorkspaceError
from audition.workspace.folder import SANDBOX_ID, Workspace
from audition.workspace.paths import VIRTUAL_ROOT
from audition.workspace.sandbox.capture import Capture
from audition.workspace.sandbox.seccomp import filter_for
from audition.workspace.sandbox.shell import ToolResult
from audition.workspace.sandbox.supervision import Launch, started, watched

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
_SEAL = ("--remount-ro", "/dev", "--remount-ro", "/")
_SYSTEM_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a sandbox holds beside the workspace and `/usr`."""

    resources: tuple[str, ...] = _RESOURCES
    """Limits as `prlimit` takes them."""
    environment: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[Path, str] = field(default_factory=dict)
    """Places of the host that can be read → where they lie inside; a socket can be connected to."""


@dataclass(frozen=True)
class Bubblewrap:
    """Runs each command in a sandbox of its own, which takes every process it started with it when it ends.

    What it leaves open: faults of the kernel; what a quarter of a second can take of memory and disk before the watch
    looks again; reading `/usr` and the kernel's version. Where this process is killed in the moment in which bubblewrap
    makes its namespaces, one that runs nothing may wait for its parent for good.
    """

    machine: str = field(default_factory=platform.machine)

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """What the command printed, beginning and end where it is long; with `(exit N)`, an error, where it failed."""
        capture = Capture(workspace.caps.result_chars - _NOTES_BYTES)
        with self.launch(command, workspace) as launch:
            process = await started(launch)
            stopped = await watched(process, capture, workspace, seconds)
            ran = has_run(launch.status_fd)
        output = workspace.masked(capture.text())
        if stopped:
            return ToolResult(_joined(output, f"(stopped: {stopped})"), is_error=True)
        if not ran:
            raise WorkspaceError(f"the sandbox could not be started: {output.strip()[:200]}")
        if process.returncode:
            return ToolResult(_joined(output, f"(exit {process.returncode})"), is_error=True)
        return ToolResult(output or "(no output)")

    @contextmanager
    def launch(self, command: str, workspace: Workspace) -> Iterator[Launch]:
        """What starts this command; its descriptors are open inside the block."""
        with launched(["bash", "-c", command], workspace, Room(), self.machine) as launch:
            yield launch


@contextmanager
def launched(arguments: Sequence[str], workspace: Workspace, room: Room, machine: str) -> Iterator[Launch]:
    """What starts a program in a sandbox of its own; its descriptors are open inside the block.

    Its own options go through a pipe: on its command line the host's paths would be readable in `/proc`.
    """
    with ExitStack() as open_ends:
        filter_fd = _readable(filter_for(machine), open_ends)
        status_fd, status_end = _pipe(open_ends)
        os.set_blocking(status_fd, False)
        reports = ["--seccomp", str(filter_fd), "--json-status-fd", str(status_end)]
        options = [*_options(workspace.host_path, room), *reports]
        options_fd = _readable("\0".join(options).encode() + b"\0", open_ends)
        outer = [*_drop_root(), _place("bwrap"), "--args", str(options_fd), "--"]
        inner = ["prlimit", *room.resources, "--", *arguments]
        yield Launch([*outer, *inner], (options_fd, filter_fd, status_end), status_fd)


def _options(host_path: Path, room: Room) -> list[str]:
    """The options in their order: what is mounted later covers what was mounted before, and remounts come last."""
    system = ["--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM_FOLDERS:
        place = Path("/", name)
        if place.is_symlink():
            system += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            system += ["--ro-bind", str(place), str(place)]
    workspace = ["--bind", str(host_path), VIRTUAL_ROOT, "--chdir", VIRTUAL_ROOT]
    more = [part for place, inside in room.reads.items() for part in ("--ro-bind", str(place), inside)]
    told = [part for name, value in room.environment.items() for part in ("--setenv", name, value)]
    return [*_NAMESPACES, *_ENVIRONMENT, *told, *system, *_FOLDERS, *more, *workspace, *_SEAL]


def _joined(output: str, last_line: str) -> str:
    return f"{output}\n{last_line}" if output else last_line


def has_run(status_fd: int) -> bool:
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


def _readable(content: bytes, open_ends: ExitStack) -> int:
    """A descriptor from which this content, shorter than a pipe holds, can be read."""
    reading, writing = os.pipe()
    open_ends.callback(os.close, reading)
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(content)
    return reading


def _pipe(open_ends: ExitStack) -> tuple[int, int]:
    """The reading and the writing end of a pipe, closed with `open_ends`."""
    ends = os.pipe()
    for end in ends:
        open_ends.callback(os.close, end)
    return ends
