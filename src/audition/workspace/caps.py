"""How much of everything a workspace and its tools allow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Caps:
    """Bounds on what one trial may read, write, hold, search and print."""

    read_bytes: int = 256 * 1024
    """The largest file that Read opens."""
    write_bytes: int = 1024 * 1024
    """The largest file that Write and Edit leave, that Grep searches and that an outcome keeps as text."""
    total_bytes: int = 64 * 1024 * 1024
    """All files of the workspace together."""
    entries: int = 5_000
    """Files and folders of the workspace together."""
    result_chars: int = 30_000
    """The longest tool result; what is longer is cut, visibly."""
    search_seconds: float = 5.0
    """Wall clock of one Grep or Glob."""
    shell_seconds: float = 120.0
    """Wall clock of a Bash command that names no timeout."""
    longest_shell_seconds: float = 600.0
    """Wall clock that a Bash command can ask for."""
