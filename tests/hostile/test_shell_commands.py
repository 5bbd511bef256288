"""Shell commands as models give them: ordinary work is done, and what reaches for the host comes back without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.unit.workspace.calling import call

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("shell_commands.yaml").read_text(encoding="utf-8"))
KEY = "sk-ant-api03-the-key-of-this-machine"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_command_gives_what_it_should_and_nothing_of_the_host(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the machine's key nor the workspace's real place is in the result, which keeps to its cap."""
    shell = probe_shell()
    if isinstance(shell, NoShell):
        pytest.skip(f"no sandbox on this machine: {shell.reason}")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    given = {key: case[key] for key in ("command", "timeout") if key in case}
    with Workspace.create({"notes.md": "one\n"}) as workspace:
        result = call(workspace, "Bash", given, shell)

        assert case["said"] in result.text
        assert ("(stopped: " in result.text) is case.get("error", False), result.text[-300:]
        assert result.is_error is ("(stopped: " in result.text or "(exit " in result.text)
        assert len(result.text) <= workspace.caps.result_chars
        for hidden in (KEY, workspace.host_path.parent.name):
            assert hidden not in result.text
