"""Reads the files that a scenario puts into the workspace: written out, or lying beside it as files and folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import Document, child
from audition.loading.sources import folder_fault, path_fault, read_source

MOST_FILE_BYTES: Final = 1024 * 1024
MOST_BYTES: Final = 16 * 1024 * 1024
"""All files of a scenario that lie beside it: each trial keeps them."""
MOST_FILES: Final = 2_000


@dataclass(kw_only=True)
class Inputs:
    """The files of a scenario, by their paths in the workspace."""

    texts: dict[str, str] = field(default_factory=dict)
    binaries: dict[str, bytes] = field(default_factory=dict)
    """Those that are no UTF-8 text."""
    sources: list[str] = field(default_factory=list)
    """The files and folders that were read, relative to the project."""
    left_bytes: int = MOST_BYTES


def inputs_of(document: Document, root: Path) -> Inputs:
    """The `files:` of a scenario that has passed its gate.

    Raises:
        DefinitionError: One cannot be read, or they are too many or too large; each with its place.
    """
    found = Inputs()
    faults: list[Fault] = []
    for path, written in document.value.get("files", {}).items():
        try:
            read_input(document, root, path, written, document.locus(child("$.files", path)), found)
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(faults)
    return found


def read_input(  # noqa: PLR0913, PLR0917  # one entry as written, with its place
    document: Document, root: Path, path: str, written: Any, place: Locus, found: Inputs
) -> None:
    """Adds what one entry of `files` says: a text, or `{from: a file or folder}`.

    Raises:
        DefinitionError: It cannot be read, or with it they are too many or too large.
    """
    if isinstance(written, str):
        found.texts[path] = written
        return
    source = beside(document.path, written["from"])
    _read(root, source, path, place, found)
    found.sources.append(source)


def beside(scenario: str, name: str) -> str:
    """The path in the project of what a scenario's file calls so: it lies in the file's own folder, or below."""
    return str(PurePosixPath(scenario).parent / name) if path_fault(name) is None else name


def _read(root: Path, source: str, path: str, place: Locus, found: Inputs) -> None:
    if folder_fault(root, source) is not None:
        _put(root, source, path, place, found)
        return
    files = list(_walk(root, source, place))
    held = sum(size for _, size in files)
    if held > found.left_bytes or len(files) > MOST_FILES:
        told = f"{source}: {len(files):,} files of {held:,} bytes; beside a scenario may lie {MOST_FILES:,} files of "
        raise DefinitionError([Fault(place, f"{told}{MOST_BYTES:,} bytes")])
    if not files:
        raise DefinitionError([Fault(place, f"{source}: holds no file")])
    for name, _ in files:
        _put(root, f"{source}/{name}", f"{path}/{name}", place, found)


def _put(root: Path, source: str, path: str, place: Locus, found: Inputs) -> None:
    content = read_source(root, source, named_at=place, max_bytes=MOST_FILE_BYTES)
    found.left_bytes -= len(content)
    if found.left_bytes < 0:
        told = f"{source}: with it the files beside this scenario hold more than {MOST_BYTES:,} bytes"
        raise DefinitionError([Fault(place, told)])
    try:
        found.texts[path] = content.decode()
    except UnicodeDecodeError:
        found.binaries[path] = content


def _walk(root: Path, source: str, place: Locus) -> Iterator[tuple[str, int]]:
    """Every file below a folder with its size, by its path there, sorted; no more than can be too many."""
    top, count = root / source, 0
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            status = file.lstat()
            if not stat.S_ISREG(status.st_mode):
                told = f"{file.relative_to(root).as_posix()}: is no plain file; put the file itself there"
                raise DefinitionError([Fault(place, told)])
            yield file.relative_to(top).as_posix(), status.st_size
            count += 1
            if count > 10 * MOST_FILES:
                return
