"""What is known of an agent's mutants: one JSON file, `mutants/1`, the latest reading of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audition.records.mutation import MutantReading
from audition.store.codec import decode
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_json, write_json

FORMAT = "mutants/1"


@dataclass(frozen=True, kw_only=True)
class _Book:
    readings: tuple[MutantReading, ...]


def read_mutants(path: Path) -> tuple[MutantReading, ...]:
    """The readings that are kept; none where there is no file.

    Raises:
        StoreError: The file holds something else, with the place.
    """
    try:
        plain = read_json(path)
    except FileNotFoundError:
        return ()
    mend = "remove the file: `audition mutate --live` makes it anew"
    return decode(_Book, without_format(FORMAT, plain, str(path), mend), str(path)).readings


def remember_mutants(path: Path, readings: Iterable[MutantReading]) -> None:
    """Keep these readings beside those of other mutants, models and scenarios, in place of older ones.

    Raises:
        StoreError: It cannot be read or written; what was there before is untouched.
    """
    kept = {_key(reading): reading for reading in (*read_mutants(path), *readings)}
    write_json(path, with_format(FORMAT, _Book(readings=tuple(kept[key] for key in sorted(kept)))))


def _key(reading: MutantReading) -> tuple[str, str, tuple[str, ...]]:
    return reading.mutant, reading.model, reading.scenarios
