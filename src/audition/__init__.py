"""Puts agent prompts through the same scenes and says, with honest error bars, which plays the part better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audition.usecases.exchange import Frames

__version__ = "0.1.0"


def load(run: str = "latest", root: Path | None = None) -> Frames:
    """A stored run as pandas frames: `trials`, one row a trial, and `scores`, one row a score.

    Args:
        run: A run's id, the end of it, the path of a run file, or `latest`.
        root: A folder of the project; None: the current one.

    Raises:
        audition.errors.UsageError: There is no such run.
        audition.errors.StoreError: It cannot be read.
    """
    from audition.usecases.exchange import load as frames_of

    return frames_of(root or Path.cwd(), run)
