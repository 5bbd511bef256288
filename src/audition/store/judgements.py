"""Judgements: one JSON file a trial, `judgement/2`; what a judge said once is graded from for free."""

from __future__ import annotations

from pathlib import Path

from audition.records.evidence import Judgement, TrialId
from audition.store.trial_files import TrialFolder, read_flat, write_flat

FORMAT = "judgement/2"


def judgements(folder: Path) -> TrialFolder[Judgement]:
    """The judgements of one agent's trials, read lazily; empty when there is no folder."""
    return TrialFolder(folder, _read)


def read_judgement(path: Path) -> Judgement:
    """One judgement.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: It is no judgement, with the place.
    """
    return read_flat(path, FORMAT, Judgement, "trial")


def write_judgement(folder: Path, judgement: Judgement) -> Path:
    """Keep a judgement in its agent's folder in place of an older one; gives the file's path.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    return write_flat(folder, FORMAT, judgement.trial, judgement, "trial")


def _read(path: Path) -> tuple[TrialId, Judgement]:
    judgement = read_judgement(path)
    return judgement.trial, judgement
