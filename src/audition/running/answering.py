"""Who plays and who judges while a run lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from audition.agent import Player
from audition.grading.judging.judge import Judge
from audition.records.evidence import TrialId
from audition.running.progress import Status


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who plays and who judges."""

    player: Player
    judge: Judge
    status: Callable[[], Status] | None = None
    """Where its calls stand; None: nothing is called."""
    leaked: Collection[TrialId] = ()
    """Trials in whose answers the value of a secret of this machine stood; it was taken out."""
