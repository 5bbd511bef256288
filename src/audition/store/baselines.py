"""`evals/baselines/<agent>.json`: what a person accepted, laid out so that a diff shows which case and grader moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audition.records.accepted import Baseline
from audition.store.codec import decode, from_json
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_bytes, write_bytes

FORMAT = "baseline/1"


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        FileNotFoundError: There is none.
        StoreError: The file is no baseline, with the place.
    """
    return parse_baseline(read_bytes(path), str(path))


def parse_baseline(data: bytes, name: str) -> Baseline:
    """The baseline that bytes hold, such as another revision's copy of the file.

    Args:
        data: The file's bytes.
        name: What an error calls them.

    Raises:
        StoreError: They are no baseline, with the place.
    """
    plain = without_format(FORMAT, from_json(data, name), name, "`audition accept` writes it")
    return decode(Baseline, plain, name)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Put a baseline in place of the one before.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    text = _laid_out(with_format(FORMAT, baseline), "\n")
    write_bytes(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _laid_out(plain: Any, line: str) -> str:
    """JSON with one line for every object or list that holds no other object: a case, a case of a grader."""
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    if not any(isinstance(value, dict) or (isinstance(value, list) and _holds_objects(value)) for value in inner):
        return json.dumps(plain, ensure_ascii=False, allow_nan=False)
    deeper = line + " "
    if isinstance(plain, dict):
        items = [f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(value, deeper)}" for key, value in plain.items()]
        return "{" + ",".join(deeper + item for item in items) + line + "}"
    return "[" + ",".join(deeper + _laid_out(item, deeper) for item in plain) + line + "]"


def _holds_objects(values: list[Any]) -> bool:
    return any(isinstance(value, dict) for value in values)
