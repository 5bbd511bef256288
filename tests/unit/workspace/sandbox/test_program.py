"""A program in its sandbox ends with whoever answers it, also where nobody is left to stop it."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.program import Exit, Invocation, run_program
from audition.workspace.sandbox.shell import NoShell

PATIENCE = 60.0

pytestmark = pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")


def test_what_runs_in_a_sandbox_ends_with_the_gateway(open_path: Path):
    """As where the run was killed before bubblewrap had asked to end with it: the program would sleep for an hour."""
    place = open_path / "s"
    with socket.socket(socket.AF_UNIX) as gateway, Workspace.create({}) as workspace:
        gateway.bind(str(place))
        gateway.listen()
        place.chmod(0o666)

        def nobody_stops_it() -> None:
            gateway.close()

        async def scene() -> Exit:
            invocation = Invocation(arguments=["sleep", "3600"], socket=place)
            return await asyncio.wait_for(run_program(invocation, workspace, nobody_stops_it), PATIENCE)

        exit_ = asyncio.run(scene())

    assert (exit_.code, exit_.stopped) == (128 + signal.SIGKILL, None)
