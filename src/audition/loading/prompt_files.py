"""Reads prompt files where they are: through a link inside the repository, and a skill with its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.agent_file import MAX_BYTES
from audition.loading.memory import MOST_BYTES as MOST_MEMORY_BYTES
from audition.loading.memory import memory_of
from audition.loading.sources import path_fault, read_source
from audition.records.variants import SKILL_FILE

MOST_FILES: Final = 200
"""Beside a skill's own."""
MOST_BYTES: Final = 2 * 1024 * 1024
"""Of all of them."""


@dataclass(frozen=True, kw_only=True)
class PromptFile:
    """A prompt file as it lies in the project."""

    path: str
    """Of the file itself, relative to the project; beginning with `../` where a link led to the repository around."""
    data: bytes
    files: Mapping[str, str | bytes]
    """A skill's other files: path in its folder → text, or bytes that are none."""


def read_prompt(root: Path, path: str, *, named_at: Locus | None = None) -> PromptFile:
    """A prompt file and what belongs to it.

    Raises:
        DefinitionError: There is no such file, it is too large, a link leads out of the repository, or the skill's
            folder holds too much.
    """
    folder, inside = _through_links(root, path)
    data = read_source(folder, inside, named_at=named_at, max_bytes=MAX_BYTES)
    files: Mapping[str, str | bytes] = {}
    if PurePosixPath(inside).name == SKILL_FILE:
        files = beside_skill(_beside(folder, inside), named_at or Locus(path=path))
    return PromptFile(path=real_path(root, path), data=data, files=files)


def read_memory(root: Path, path: str, locus: Locus) -> Mapping[str, str]:
    """A project's memory file with what it imports, through links inside the repository too.

    Raises:
        DefinitionError: See `memory_of`.
    """
    return memory_of(path, lambda place: _there(root, place), locus)


def real_path(root: Path, path: str) -> str:
    """Where a path leads through links inside the repository, relative to the project."""
    folder, inside = _through_links(root, path)
    return path if inside == path else os.path.relpath(folder / inside, root.resolve()).replace(os.sep, "/")


def beside_skill(files: Iterator[tuple[str, bytes]], locus: Locus) -> Mapping[str, str | bytes]:
    """A skill's files by their paths in its folder: texts, and bytes that are none.

    Raises:
        DefinitionError: They are too many or too large.
    """
    found: dict[str, str | bytes] = {}
    size = 0
    for name, data in files:
        size += len(data)
        if len(found) >= MOST_FILES or size > MOST_BYTES:
            told = f"the skill's folder holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MiB"
            raise DefinitionError([Fault(locus, told)])
        try:
            found[name] = data.decode()
        except UnicodeDecodeError:
            found[name] = data
    return found


def _there(root: Path, path: str) -> bytes | None:
    folder, inside = _through_links(root, path)
    with suppress(DefinitionError):
        return read_source(folder, inside, max_bytes=MOST_MEMORY_BYTES)
    return None


def files_below(root: Path, folder: str) -> Iterator[tuple[str, bytes]]:
    """The files in and below a folder of the project: path in the folder, and bytes; links are left out."""
    return _below(root / folder)


def _beside(folder: Path, inside: str) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in _below((folder / inside).parent) if name != SKILL_FILE)


def _below(home: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(home.rglob("*")):
        name = file.relative_to(home).as_posix()
        if not file.is_symlink() and file.is_file() and path_fault(name) is None:
            with file.open("rb") as opened:
                yield name, opened.read(MOST_BYTES + 1)


def _through_links(root: Path, path: str) -> tuple[Path, str]:
    """Where a path leads: a folder, and the file in it; as it was where there is no link, or it leads out."""
    if path_fault(path) is not None:
        return root, path
    real, base = Path(os.path.realpath(root / path)), root.resolve()
    top = next((each for each in (base, *base.parents) if (each / ".git").exists()), base)
    if real == base / path or not real.is_relative_to(top):
        return root, path
    return top, real.relative_to(top).as_posix()
