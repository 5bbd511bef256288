"""The protocol every shell keeps, and the shell of machines that have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from audition.records.media import Media
from audition.workspace.folder import Workspace


@dataclass(frozen=True)
class ToolResult:
    """What a tool call gave."""

    text: str
    is_error: bool = False
    media: Media | None = None
    """A picture or document beside the text."""


class Shell(Protocol):
    """Runs the commands of one trial, each in the workspace."""

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """What the command printed and how it ended, in at most so many seconds of wall clock.

        Raises:
            WorkspaceError: The command could not be started or stopped.
        """


@dataclass(frozen=True)
class NoShell:
    """Runs nothing: this machine offers no sandbox, and a command never runs without one."""

    reason: str
    """Why no sandbox works here, in one line without host paths."""

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:  # noqa: ARG002  # nothing runs
        """That there is no shell, why, and what would give one."""
        return ToolResult(
            f"Bash has no sandbox on this machine, so the command was not run: {self.reason}. "
            "Use the file tools instead. "
            "(For whoever runs this: on Linux, install bubblewrap and allow unprivileged user namespaces.)",
            is_error=True,
        )
