"""Labels: one line of JSON a work and rater, `label/1`, in the order they were given."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from audition.errors import StoreError
from audition.records.judging import Label, Opinion, RaterKind
from audition.store.codec import decode, from_json, to_json
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_bytes, write_bytes

FORMAT = "label/1"


def read_labels(path: Path) -> tuple[Label, ...]:
    """Every label of a file; what a rater answers again replaces the earlier answer. None where there is no file.

    What is settled again replaces what anybody settled before.

    Raises:
        StoreError: A line is no label, with its number.
    """
    try:
        lines = read_bytes(path).splitlines()
    except FileNotFoundError:
        return ()
    labels = [_label(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    found: dict[tuple[object, ...], Label] = {}
    settled: dict[tuple[object, ...], Label] = {}
    for label in labels:
        key = (label.work, label.rubric_digest, label.rater, label.rater_kind, label.settled)
        before = found[key].opinions if key in found else ()
        opinions = {opinion.criterion: opinion for opinion in (*before, *label.opinions)}
        found[key] = replace(label, opinions=tuple(opinions.values()))
        if label.settled:
            settled |= {(label.work, label.rubric_digest, opinion.criterion): label for opinion in label.opinions}
    in_force = (_in_force(label, settled) for label in found.values())
    return tuple(label for label in in_force if label.opinions)


def _in_force(label: Label, settled: Mapping[tuple[object, ...], Label]) -> Label:
    """A label without what somebody else settled after it."""
    if not label.settled:
        return label

    def is_last(opinion: Opinion) -> bool:
        last = settled[label.work, label.rubric_digest, opinion.criterion]
        return (last.rater, last.rater_kind) == (label.rater, label.rater_kind)

    return replace(label, opinions=tuple(filter(is_last, label.opinions)))


def add_labels(path: Path, labels: Iterable[Label]) -> None:
    """Add labels to a file, all of them or none.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    with _alone(path):
        before = read_bytes(path) if path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        write_bytes(path, before + b"".join(map(_line, labels)))


def take_back(path: Path, rater: str) -> tuple[Label, str] | None:
    """Take a person's last answer out of a file; gives its label and its criterion. None: there is none.

    What the same rater said of it before holds again.

    Raises:
        StoreError: A line is no label, or the file cannot be written; it is untouched.
    """
    if not path.exists():
        return None
    with _alone(path):
        lines = read_bytes(path).splitlines(keepends=True)
        for place in reversed(range(len(lines))):
            if not lines[place].strip():
                continue
            label = _label(lines[place], f"{path}:{place + 1}")
            if (label.rater, label.rater_kind, label.settled) == (rater, RaterKind.PERSON, False):
                *rest, last = label.opinions
                lines[place] = _line(replace(label, opinions=tuple(rest))) if rest else b""
                write_bytes(path, b"".join(lines))
                return label, last.criterion
    return None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the labels of this folder meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}; what was there before is untouched") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _line(label: Label) -> bytes:
    return to_json(with_format(FORMAT, label)) + b"\n"


def _label(line: bytes, place: str) -> Label:
    plain = without_format(FORMAT, from_json(line, place), place, "remove the line and label again")
    return decode(Label, plain, place)
