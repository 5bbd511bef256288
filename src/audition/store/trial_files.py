"""Folders that keep one JSON file a trial, named for it and read when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from audition.errors import Locus, StoreError
from audition.records.evidence import TrialId
from audition.store.codec import decode, encode
from audition.store.formats import without_format
from audition.store.json_files import read_json, write_json

Kept = TypeVar("Kept")

REMEMBERED = 256
"""Files of a folder whose contents stay in memory: a suite's recordings, not an archive's."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+~-]*", re.ASCII)
_PLACE = ("scenario", "variant", "index")


def file_name(trial: TrialId) -> str:
    """`<variant>-<scenario>-<index>.json`, the variant without its agent.

    Raises:
        StoreError: Its names cannot be part of a file name.
    """
    return checked_name(f"{trial.variant.split('/', 1)[-1]}-{trial.scenario}-{trial.index}.json", trial)


def checked_name(name: str, trial: TrialId) -> str:
    """The name, if it is one that a file can have.

    Raises:
        StoreError: It is not, with the trial that it is made of.
    """
    if not _NAME.fullmatch(name):
        raise StoreError(
            f"{trial}: cannot be the name of a file; only letters, digits and '.', '_', '@', '+', '~', '-' can"
        )
    return name


class TrialFolder(Mapping[TrialId, Kept]):
    """What a folder keeps, by trial; each file is read, and checked, when it is asked for; the latest stay in memory.

    Looking up raises KeyError where nothing is kept, and StoreError where a file holds something else.
    """

    def __init__(self, folder: Path, read: Callable[[Path], tuple[TrialId, Kept]]) -> None:
        self._folder = folder
        self._read = lru_cache(maxsize=REMEMBERED)(read)

    def __getitem__(self, trial: TrialId) -> Kept:
        path = self._folder / file_name(trial)
        try:
            found, kept = self._read(path)
        except FileNotFoundError:
            raise KeyError(trial) from None
        if found != trial:
            raise misplaced(path, found)
        return kept

    def __contains__(self, trial: object) -> bool:
        return isinstance(trial, TrialId) and (self._folder / file_name(trial)).is_file()

    def __iter__(self) -> Iterator[TrialId]:
        for path in self._paths():
            trial, _ = self._read(path)
            if path.name != file_name(trial):
                raise misplaced(path, trial)
            yield trial

    def __len__(self) -> int:
        return len(self._paths())

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("[!.]*.json"))


def misplaced(path: Path, trial: TrialId) -> StoreError:
    """What is said of a file that has another trial's name."""
    return StoreError(f"{path}: holds {trial}; give the file the name of its trial, in its agent's folder")


def read_flat(path: Path, form: str, kind: type[Kept], key: str) -> Kept:
    """The record of class `kind` that a file holds, its field `key` spelt out as scenario, variant and index.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: It is not of the format `form`, or no such record, with the place.
    """
    return from_flat(path, without_format(form, read_json(path), str(path), "make the file again"), kind, key)


def from_flat(path: Path, plain: dict[str, Any], kind: type[Kept], key: str) -> Kept:
    """The record that a file's plain JSON is without its format; see `read_flat`."""
    if key in plain:
        raise StoreError(f"{Locus(path=str(path))}: unknown key {key!r}; make the file again")
    trial = decode(TrialId, {part: plain.pop(part) for part in _PLACE if part in plain}, str(path))
    return decode(kind, {key: encode(trial), **plain}, str(path))


def write_flat(path: Path, form: str, record: Any, key: str) -> Path:
    """Write a record whose field `key` is its trial; gives the path.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    write_json(path, {"format": form, **flat(record, key)})
    return path


def flat(record: Any, key: str) -> dict[str, Any]:
    """A record as plain JSON, its field `key`, a trial, spelt out."""
    plain = encode(record)
    return {**plain.pop(key), **plain}
