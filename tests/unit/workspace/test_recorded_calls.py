"""The recorded trials' own file calls, run again: what the tools say today is what the model was told then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS

RECORDINGS = sorted(Path(__file__).parents[3].glob("evals/recordings/account-manager/*.json"))
TOLD_OTHERWISE = {("support-conflicting-records-0", "Agent_Memory/inst_20260119_001/**")}
"""There a final `**` found folders alone, and so no file; today it stands for all files below, as in Claude Code."""


def test_there_are_recordings_to_run_again() -> None:
    """Without them the test below would say nothing."""
    assert RECORDINGS


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_the_tools_say_what_they_said_then(path: Path) -> None:
    """Call by call, in a workspace that starts with the recording's inputs and ends with its outcome."""
    recording = json.loads(path.read_text(encoding="utf-8"))
    schema = {path: text for path, text in recording["outcome"].items() if path.endswith("account_plan.schema.yaml")}
    with Workspace.create({**recording["inputs"], **schema}) as workspace:
        toolbox = Toolbox(workspace, TOOLS, NoShell("the file tools alone are compared"))
        for call, told in _file_calls(recording["messages"]):
            result = asyncio.run(toolbox.call(call["name"], call["input"]))

            assert not result.is_error
            if (path.stem, call["input"].get("pattern")) not in TOLD_OTHERWISE:
                assert told == result.text

        assert recording["outcome"] == workspace.read_outcome()


def _file_calls(messages: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every call but those of the shell, with the text the model was given."""
    blocks = [block for message in messages if isinstance(message["content"], list) for block in message["content"]]
    told = {block["tool_use_id"]: block["content"] for block in blocks if block["type"] == "tool_result"}
    for block in blocks:
        if block["type"] == "tool_use" and block["name"] != "Bash":
            yield block, told[block["id"]]
