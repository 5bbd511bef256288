"""Which shell is found."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import pytest

from audition.workspace.sandbox.bubblewrap import Bubblewrap
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.seccomp import MACHINES
from audition.workspace.sandbox.shell import NoShell

SMALLEST = (
    "bwrap --unshare-user --unshare-pid --unshare-net --disable-userns --ro-bind / / --proc /proc --dev /dev true"
)
ON_LINUX = pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in MACHINES,
    reason="the sandbox is for Linux on x86_64 or aarch64",
)


def test_the_machine_is_tried_once() -> None:
    """Every trial of a process gets the same shell."""
    assert probe_shell() is probe_shell()


@ON_LINUX
def test_where_a_program_is_missing_there_is_no_shell_and_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never an unsandboxed one in its place."""
    monkeypatch.setenv("PATH", str(tmp_path))

    found = probe_shell.__wrapped__()

    assert isinstance(found, NoShell)
    assert found.reason.endswith("is not installed")


@ON_LINUX
def test_where_bubblewrap_works_at_all_ours_is_found() -> None:
    """A mistake in the sandbox's own arguments must not hide behind skipped tests."""
    drop_root = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    try:
        smallest = subprocess.run([*drop_root, *SMALLEST.split()], capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        pytest.skip(f"no sandbox on this machine: {missing.filename} is not installed")
    if smallest.returncode:
        pytest.skip(f"no sandbox on this machine: {smallest.stderr.strip()}")

    assert isinstance(probe_shell(), Bubblewrap), probe_shell()
