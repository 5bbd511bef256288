"""Who can play in place of the engine's own loop, as a suite says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OWN: Final = "own"
"""What the engine's own loop is called where players are named."""
CLAUDE_CODE: Final = "claude-code"


@dataclass(frozen=True, kw_only=True)
class Room:
    """What one trial takes of a machine, where many play."""

    cpus: float = 1.0
    """Processors, from 0.01: a part of one, for most of a trial is waiting, or whole ones."""
    memory_mb: int = 0
    """Megabytes; 0: no more is asked than what there is."""

    def __str__(self) -> str:
        processors = f"{self.cpus:g} CPU{'' if self.cpus <= 1 else 's'}"
        return processors + (f" and {self.memory_mb:,} MB" if self.memory_mb else "")


OWN_ROOM: Final = Room(cpus=0.25)
"""Of the engine's own loop, which mostly waits for the model."""


@dataclass(frozen=True, kw_only=True)
class Casting:
    """A program that plays in place of the engine's own loop, as a suite names it."""

    name: str
    """`claude-code`, or what a program of one's own is called."""
    command: tuple[str, ...] = ()
    """The program and its words, in which names in braces are filled in, such as `{request}`."""
    reads: tuple[str, ...] = ()
    """Files and folders of the project, or absolute ones, that it can read."""
    models: tuple[str, ...] = ()
    """Exact ids of models that it may ask besides the variant's."""
    version: str = ""
    """What people call its version: another one is not compared with this."""
    talks: bool = False
    """Whether it is spoken with while it plays, in Claude Code's `stream-json`; else it is told the request alone."""
    room: Room = Room()
    """What a trial of it takes of a machine of a cluster; nothing of how it plays."""
    waits: bool = False
    """Whether it waits for hours until a call is answered, as one in a batch is; its pings come every few seconds."""
