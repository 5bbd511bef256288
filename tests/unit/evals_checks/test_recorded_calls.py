"""The shipped recordings' own file calls, run again: what the tools say today is what the model was told then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS
from tests.fakes.shipped import AGENT, ROOT, recordings

TOLD_OTHERWISE = {("support-conflicting-records-0", "Agent_Memory/inst_20260119_001/**")}
"""There a final `**` found folders alone, and so no file; today it stands for all files below, as in Claude Code."""


@pytest.mark.parametrize("name", recordings())
def test_the_tools_say_what_they_said_then(name: str) -> None:
    """Call by call, in a workspace that starts with the recording's inputs and ends with its outcome."""
    recording = json.loads((ROOT / f"evals/recordings/{AGENT}/{name}.json").read_text(encoding="utf-8"))
    commands = iter(recording.get("shell_effects", ()))
    with Workspace.create(recording["inputs"]) as workspace:
        toolbox = Toolbox(workspace, TOOLS, NoShell("the file tools alone are compared"))
        for call, told in _calls(recording["messages"]):
            if call["name"] == "Bash":
                workspace.apply(next(commands, {}))
                continue
            result = asyncio.run(toolbox.call(call["name"], call["input"]))

            assert not result.is_error
            if (name, call["input"].get("pattern")) not in TOLD_OTHERWISE:
                assert told == result.text

        assert recording["outcome"] == workspace.read_outcome()


def _calls(messages: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every call with the text the model was given."""
    blocks = [block for message in messages if isinstance(message["content"], list) for block in message["content"]]
    told = {block["tool_use_id"]: block["content"] for block in blocks if block["type"] == "tool_result"}
    return ((block, told[block["id"]]) for block in blocks if block["type"] == "tool_use")
