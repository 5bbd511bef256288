"""Calibrations: one JSON file a rubric, `calibration/1`, which says of one judge how far it agrees with people."""

from __future__ import annotations

from pathlib import Path

from audition.errors import Locus, StoreError
from audition.records.judging import Calibration
from audition.store.codec import decode, encode
from audition.store.json_files import read_json, write_json

FORMAT = "calibration/1"


def read_calibration(path: Path) -> Calibration | None:
    """The calibration of a rubric's judge; None where there is none.

    Raises:
        StoreError: The file is no calibration, with the place.
    """
    try:
        plain = read_json(path)
    except FileNotFoundError:
        return None
    if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT:
        raise StoreError(
            f"{Locus(path=str(path), pointer='$.format')}: expected {FORMAT!r}; `audition judge calibrate` makes it"
        )
    return decode(Calibration, plain, str(path))


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Keep a calibration in place of an older one.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    write_json(path, {"format": FORMAT, **encode(calibration)})
