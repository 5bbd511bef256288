"""What plays: a subject and what all trials of a run share go in, a trial comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from audition.models.protocol import Subject
from audition.records.evidence import Origin, Trial
from audition.records.limits import Limits
from audition.workspace.sandbox.shell import Shell


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What every trial of a run shares."""

    limits: Limits
    shell: Shell
    """Runs Bash; in replay the recording answers instead."""
    clock: Callable[[], float] = time.monotonic
    """Seconds, monotonic."""


class Player(Protocol):
    """Plays trials; its name and version go into every run, and only runs of like players are compared."""

    @property
    def name(self) -> str:
        """What it is called, such as `loop`."""

    @property
    def version(self) -> str:
        """Another one as soon as it would play a trial otherwise."""

    @property
    def origin(self) -> Origin:
        """What its trials are as evidence: asked for now, recorded, or scripted."""

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One trial, with its whole evidence, whatever its ending; a crash becomes a failed trial.

        Raises:
            AuditionError: The run cannot go on.
        """
