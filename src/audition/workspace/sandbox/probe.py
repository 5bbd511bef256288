"""Which shell this machine has, found by trying."""

from __future__ import annotations

import platform
import subprocess
from functools import cache

from audition.errors import WorkspaceError
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.bubblewrap import Bubblewrap
from audition.workspace.sandbox.seccomp import MACHINES
from audition.workspace.sandbox.shell import NoShell, Shell

_HELD = "held"
_TRIAL = f"""
set -e
test "$PWD" = /workspace
test "$(id -u)" = 1000
grep -q 'Seccomp:.*2' /proc/self/status
test ! -w /proc/sys/vm/swappiness
test "$(ls /sys/class/net 2>/dev/null || true)" = ''
printf {_HELD} > trial
"""
"""Ends well only in a sandbox that holds: dropped user, filter in force, kernel settings and network out of reach."""

_TRIAL_SECONDS = 10.0


@cache
def probe_shell() -> Shell:
    """The shell for this machine's trials: bubblewrap where a command was seen to be held by it, else none.

    Tried once a process; takes some 30 ms.

    Raises:
        WorkspaceError: No workspace can be made here at all.
    """
    if platform.system() != "Linux" or platform.machine() not in MACHINES:
        return NoShell(f"its sandbox is for Linux on {' or '.join(MACHINES)}")
    shell = Bubblewrap()
    reason = _objection(shell)
    return NoShell(reason) if reason else shell


def _objection(shell: Bubblewrap) -> str | None:
    """Why the shell cannot be used; None when it held a command."""
    with Workspace.create({}) as workspace:
        try:
            with shell.launch(_TRIAL, workspace) as launch:
                ended = subprocess.run(
                    launch.arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    pass_fds=launch.descriptors,
                    env={},
                    cwd="/",
                    timeout=_TRIAL_SECONDS,
                    check=False,
                )
        except WorkspaceError as error:
            return str(error)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"a first command could not be run ({type(error).__name__})"
        if ended.returncode == 0 and workspace.read_outcome() == {"trial": _HELD}:
            return None
        said = workspace.masked(ended.stdout.decode(errors="replace")).strip()
        return f"a first command was not held by it: {said[-200:] or f'exit {ended.returncode}'}"
