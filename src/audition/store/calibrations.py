"""Calibrations: one JSON file an instrument, `calibration/2`, which says of one judge how far it agrees with people."""

from __future__ import annotations

from pathlib import Path

from audition.records.judging import Calibration
from audition.store.codec import decode
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_json, write_json

FORMAT = "calibration/2"


def read_calibration(path: Path) -> Calibration | None:
    """The calibration of a rubric's judge; None where there is none.

    Raises:
        StoreError: The file is no calibration, with the place.
    """
    try:
        plain = read_json(path)
    except FileNotFoundError:
        return None
    plain = without_format(FORMAT, plain, str(path), "remove the file, and `audition judge calibrate` makes it anew")
    return decode(Calibration, plain, str(path))


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Keep a calibration in place of an older one.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    write_json(path, with_format(FORMAT, calibration))
