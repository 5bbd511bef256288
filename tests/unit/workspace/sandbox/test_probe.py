"""Which shell is found."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from audition.workspace import NoShell, probe_shell
from audition.workspace.sandbox.seccomp import MACHINES


def test_the_machine_is_tried_once() -> None:
    """Every trial of a process gets the same shell, which says its name."""
    assert probe_shell() is probe_shell()
    assert probe_shell().name in ("bubblewrap", "none")


@pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in MACHINES,
    reason="the sandbox is for Linux on x86_64 or aarch64",
)
def test_where_a_program_is_missing_there_is_no_shell_and_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never an unsandboxed one in its place."""
    monkeypatch.setenv("PATH", str(tmp_path))

    found = probe_shell.__wrapped__()

    assert isinstance(found, NoShell)
    assert found.reason.endswith("is not installed")
