"""Finds words in the evidence of a run without decoding what does not hold them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from audition.errors import StoreError
from audition.records.evidence import TrialId
from audition.store.database import MAX_VALUE_BYTES, Database

_PLACES = """SELECT trial, scenario, variant, trial_index FROM planned JOIN trials USING (trial)
 ORDER BY scenario, variant, trial_index LIMIT -1 OFFSET ?"""
_EVIDENCE = "SELECT packed FROM evidence WHERE trial = ?"
_READINGS = "SELECT group_concat(reason, char(10)), group_concat(quotes, char(10)) FROM grades WHERE trial = ?"


def holding(database: Database, words: str, start: int) -> Iterator[tuple[int, TrialId | None]]:
    """After each trial how many have been looked through, and which it is where it may hold the words.

    Args:
        database: Of a run file.
        words: As they stand; upper and lower case are alike.
        start: How many trials, by scenario, variant and index, are passed over.

    Raises:
        StoreError: The evidence of a trial is damaged.
    """
    needles = words.lower(), json.dumps(words.lower(), ensure_ascii=False)[1:-1]
    places = list(database.rows(_PLACES, (start,)))
    for number, (key, scenario, variant, index) in enumerate(places, start=start + 1):
        trial = TrialId(scenario, variant, index)
        held = _holds(database, key, needles, f"{database.path}: {trial}")
        yield number, trial if held else None


def _holds(database: Database, key: int, needles: tuple[str, str], place: str) -> bool:
    """Whether a trial may: `needles` are the words as they stand, and as they stand in JSON."""
    plain, needle = needles
    for reasons, quotes in database.rows(_READINGS, (key,)):
        if plain in (reasons or "").lower() or needle in (quotes or "").lower():
            return True
    for (packed,) in database.rows(_EVIDENCE, (key,)):
        try:
            data = zlib.decompressobj().decompress(packed, MAX_VALUE_BYTES)
        except zlib.error as error:
            raise StoreError(f"{place}: its evidence is damaged: {error}; restore the run from a copy") from error
        if needle in data.decode("utf-8", "replace").lower():
            return True
    return False
