"""Judgements kept beside recordings: one JSON file each, `judgement/2`; what a judge said once is graded from for free.

One given by hand is called like its trial, `<variant>-<scenario>-<index>.json`. One of a model that was asked adds what
else it answers, `<trial>.<rubric>.<model>.<repeat>.json`, so that a trial can have many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from audition.errors import StoreError
from audition.records.judgements import Judgement
from audition.store.trial_files import checked_name, file_name, read_flat, write_flat

FORMAT = "judgement/2"


def judgements(folder: Path, admit: Callable[[Path, Judgement], None] = lambda _, __: None) -> Iterator[Judgement]:
    """Every judgement in an agent's folder, by file name; none when there is no folder.

    Args:
        folder: The agent's.
        admit: Is shown each as it is read, and raises for one that must not be used.

    Raises:
        StoreError: A file holds none, or another one than its name says.
    """
    for path in sorted(folder.glob("[!.]*.json")):
        judgement = read_judgement(path)
        admit(path, judgement)
        yield judgement


def read_judgement(path: Path) -> Judgement:
    """One judgement.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: It is no judgement, with the place, or another one than its name says.
    """
    judgement = read_flat(path, FORMAT, Judgement, "trial")
    if path.name != judgement_name(judgement):
        raise StoreError(f"{path}: holds a judgement of {judgement.trial}; call it {judgement_name(judgement)}")
    return judgement


def write_judgement(folder: Path, judgement: Judgement) -> Path:
    """Keep a judgement in its agent's folder in place of an older one of the same seat; gives the file's path.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    return write_flat(folder / judgement_name(judgement), FORMAT, judgement, "trial")


def judgement_name(judgement: Judgement) -> str:
    """The name of its file.

    Raises:
        StoreError: Its names cannot be part of a file name.
    """
    trial = file_name(judgement.trial)
    if judgement.asked is None:
        return trial
    seat = f"{judgement.rubric}.{judgement.asked}.{judgement.repeat}"
    return checked_name(f"{trial.removesuffix('.json')}.{seat}.json", judgement.trial)
