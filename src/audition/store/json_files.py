"""JSON files: read strictly and with a cap, written so that a reader sees the old file or the new one, whole."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from audition.errors import StoreError
from audition.store.codec import from_json, to_json

DRAFT_SECONDS = 3_600.0
"""No file takes so long to be written."""
_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}(?:-journal)?")
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is refused: a workspace holds no more than this."""


def read_json(path: Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """What a JSON file holds.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: A link, no regular file, too large, unreadable or not strict JSON.
    """
    return from_json(read_bytes(path, max_bytes=max_bytes), str(path))


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file; a link is not followed.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: A link, no regular file, too large or unreadable.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        if path.is_symlink():
            raise StoreError(f"{path}: is a link, which is never followed; put the file itself there") from error
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StoreError(f"{path}: is no regular file; put the file itself there")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise StoreError(f"{path}: is larger than {max_bytes:,} bytes, the most that is read")
    return data


def write_json(path: Path, plain: Any) -> None:
    """Write a JSON file at once: one space of indent, keys in the order given, so that a diff is readable.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    write_bytes(path, to_json(plain, indent=1) + b"\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Put a whole file in place of what is there, on the disk before it gets its name.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = draft_of(path)
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}; what was there before is untouched") from error


def draft_of(path: Path) -> Path:
    """The name under which a file is written before it gets its own; what kills have left of such files goes."""
    _sweep(path.parent)
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


@cache
def _sweep(folder: Path) -> None:
    """Remove the drafts that nobody writes any more; once a process and folder."""
    with suppress(OSError):
        for path in folder.glob(".*"):
            if _DRAFT.fullmatch(path.name) and time.time() - path.lstat().st_mtime > DRAFT_SECONDS:
                path.unlink()


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, so that a file just made survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
