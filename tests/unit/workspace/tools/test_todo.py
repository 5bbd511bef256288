"""TodoWrite: the list is counted."""

from __future__ import annotations

import asyncio

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell
from audition.workspace.toolbox import Toolbox


def test_the_list_given_replaces_the_one_before(workspace: Workspace) -> None:
    """The answer counts what stands where in it."""
    toolbox = Toolbox(workspace, ["TodoWrite"], NoShell("none is needed"))
    todos = [
        {"content": "Read", "status": "completed", "activeForm": "Reading"},
        {"content": "Write", "status": "in_progress", "activeForm": "Writing"},
        {"content": "Check", "status": "pending", "activeForm": "Checking"},
    ]

    first = asyncio.run(toolbox.call("TodoWrite", {"todos": todos}))
    second = asyncio.run(toolbox.call("TodoWrite", {"todos": todos[:1]}))

    assert first.text == "Todos noted: 1 completed, 1 in progress, 1 pending"
    assert second.text == "Todos noted: 1 completed, 0 in progress, 0 pending"
