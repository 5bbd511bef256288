"""Frozen works: one JSON file an agent, `frozen/1`, that names recorded outputs to be judged again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audition.records.judging import FrozenWork
from audition.store.codec import decode
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_json, write_json

FORMAT = "frozen/1"


@dataclass(frozen=True, kw_only=True)
class _Listing:
    works: tuple[FrozenWork, ...]


def read_frozen(path: Path) -> tuple[FrozenWork, ...]:
    """The frozen works that a file names.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: It names none, with the place.
    """
    plain = without_format(FORMAT, read_json(path), str(path), "make the file again")
    return decode(_Listing, plain, str(path)).works


def write_frozen(path: Path, works: Iterable[FrozenWork]) -> None:
    """Name these works in place of those that were named.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    write_json(path, with_format(FORMAT, _Listing(works=tuple(works))))
