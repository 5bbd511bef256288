"""What a whole process used: the kernel's own account of it, taken when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PATIENCE_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class Used:
    """One process from its start to its end, with the children that it waited for."""

    cpu_seconds: float
    """User and system."""
    wall_seconds: float
    peak_mb: float
    """Resident memory of the largest single process."""
    code: int
    """Its exit code."""


def measure(
    command: Sequence[str | Path], folder: Path, log: Path, environment: Mapping[str, str] | None = None
) -> Used:
    """Run a command to its end; its output goes into the log."""
    started = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(PATIENCE_SECONDS)
        _, status, used = os.wait4(process.pid, 0)
        signal.alarm(0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Used(
        cpu_seconds=used.ru_utime + used.ru_stime,
        wall_seconds=time.monotonic() - started,
        peak_mb=used.ru_maxrss / 1024,
        code=process.returncode,
    )


def middle(runs: Sequence[Used]) -> Used:
    """The medians of several runs of one command; the exit code is the worst."""
    return Used(
        cpu_seconds=median(used.cpu_seconds for used in runs),
        wall_seconds=median(used.wall_seconds for used in runs),
        peak_mb=median(used.peak_mb for used in runs),
        code=max((used.code for used in runs), key=abs),
    )


def bytes_below(folder: Path) -> int:
    """The size of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
