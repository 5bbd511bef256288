"""A trial's throw-away folder, the tools that work in it and the shell's sandbox."""

from audition.workspace.caps import Caps
from audition.workspace.folder import Workspace
from audition.workspace.paths import VIRTUAL_ROOT
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell, Shell, ToolResult
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS

__all__ = [
    "TOOLS",
    "VIRTUAL_ROOT",
    "Caps",
    "NoShell",
    "Shell",
    "ToolResult",
    "Toolbox",
    "Workspace",
    "probe_shell",
]
