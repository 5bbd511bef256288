"""Labels: one line of JSON a work and rater, `label/1`, in the order they were given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from audition.records.judging import Label
from audition.store.codec import decode, from_json, to_json
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_bytes, write_bytes

FORMAT = "label/1"


def read_labels(path: Path) -> tuple[Label, ...]:
    """Every label of a file; what a rater answers again replaces the earlier answer. None where there is no file.

    Raises:
        StoreError: A line is no label, with its number.
    """
    try:
        lines = read_bytes(path).splitlines()
    except FileNotFoundError:
        return ()
    labels = [_label(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    found: dict[tuple[object, ...], Label] = {}
    for label in labels:
        key = (label.work, label.rubric_digest, label.rater, label.rater_kind, label.settled)
        before = found[key].opinions if key in found else ()
        opinions = {opinion.criterion: opinion for opinion in (*before, *label.opinions)}
        found[key] = replace(label, opinions=tuple(opinions.values()))
    return tuple(found.values())


def add_labels(path: Path, labels: Iterable[Label]) -> None:
    """Add labels to a file, all of them or none.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    before = read_bytes(path) if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    lines = (to_json(with_format(FORMAT, label)) + b"\n" for label in labels)
    write_bytes(path, before + b"".join(lines))


def _label(line: bytes, place: str) -> Label:
    plain = without_format(FORMAT, from_json(line, place), place, "remove the line and label again")
    return decode(Label, plain, place)
