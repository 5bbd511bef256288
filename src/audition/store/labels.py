"""People's labels: one line of JSON a work, `label/1`, in the order they were given."""

from __future__ import annotations

from pathlib import Path

from audition.records.judging import Label
from audition.store.codec import decode, from_json, to_json
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_bytes, write_bytes

FORMAT = "label/1"


def read_labels(path: Path) -> tuple[Label, ...]:
    """Every label of a file, of one work by one rubric the last one; none where there is no file.

    Raises:
        StoreError: A line is no label, with its number.
    """
    try:
        lines = read_bytes(path).splitlines()
    except FileNotFoundError:
        return ()
    labels = [_label(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    return tuple({(one.trial, one.work_digest, one.rubric_digest): one for one in labels}.values())


def add_label(path: Path, label: Label) -> None:
    """Add a label to a file, whole or not at all.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    before = read_bytes(path) if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_bytes(path, before + to_json(with_format(FORMAT, label)) + b"\n")


def _label(line: bytes, place: str) -> Label:
    plain = without_format(FORMAT, from_json(line, place), place, "remove the line and label again")
    return decode(Label, plain, place)
