"""Reads files of the project as bytes: regular ones inside its folder, never through a link, never without a bound."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.strict_yaml import MAX_BYTES
from audition.text import DEEPEST_PATH, did_you_mean, holds_controls

_LONGEST_PATH = 240
_DRIVE = re.compile(r"[A-Za-z]:")


def read_source(root: Path, path: str, *, named_at: Locus | None = None, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a project file.

    Args:
        root: The project's folder.
        path: Relative to it, with forward slashes.
        named_at: Where the path is written; faults point there. None: at the file itself.
        max_bytes: The largest file that is read.

    Raises:
        DefinitionError: The path leaves the project, leads through a link, names no regular file or one too large.
    """
    message, status = _walked(root, path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        message = "is no file"
    elif status is not None and status.st_size > max_bytes:
        message = f"is larger than {max_bytes // 1024} KiB"
    if message and named_at is not None:
        raise DefinitionError([Fault(named_at, f"{path}: {message}")])
    if message:
        raise DefinitionError([Fault(Locus(path=path), message)])
    return (root / path).read_bytes()


def folder_fault(root: Path, path: str) -> str | None:
    """Why a path is no folder of the project; None: it is one."""
    message, status = _walked(root, path)
    return "is no folder" if status is not None and not stat.S_ISDIR(status.st_mode) else message


def path_fault(path: str) -> str | None:
    """Why a path is no place inside a folder; None: it is one."""
    names = path.split("/")
    if not path or path.startswith(("/", "~")) or "\\" in path or _DRIVE.match(path):
        return "must be relative, with forward slashes"
    if any(name in ("", ".", "..") for name in names):
        return "must name a place inside, without `.`, `..` or empty names"
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST_PATH:
        return f"is longer than {_LONGEST_PATH} bytes"
    if len(names) > DEEPEST_PATH:
        return f"is deeper than {DEEPEST_PATH} names"
    if holds_controls(path):
        return "holds a control character"
    return None if path == unicodedata.normalize("NFC", path) else "is not in Unicode's composed form (NFC)"


def _walked(root: Path, path: str) -> tuple[str | None, os.stat_result | None]:
    """What stands at a path, or why nothing can."""
    if message := path_fault(path):
        return message, None
    place, status = root, None
    for name in path.split("/"):
        folder, place = place, place / name
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            siblings = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
            return f"there is no `{name}` in {folder.name}/{did_you_mean(name, siblings)}", None
        except OSError as error:
            return f"cannot be read: {error.strerror}", None
        if stat.S_ISLNK(status.st_mode):
            return "leads through a link; put the file itself there", None
    return None, status
