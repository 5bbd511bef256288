"""`evals/history/<agent>.jsonl`: one line a run that was accepted or played for a week; lines are only ever added."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from audition.errors import Locus, StoreError
from audition.records.accepted import HistoryEntry
from audition.store.codec import decode, from_json, to_json
from audition.store.formats import with_format, without_format
from audition.store.json_files import read_bytes, sync_folder

FORMAT = "history/1"
MAX_BYTES = 256 * 1024 * 1024


def read_history(path: Path) -> tuple[HistoryEntry, ...]:
    """An agent's history in the order of its lines; empty when there is no file.

    Raises:
        StoreError: A line is no entry, or a run stands there twice.
    """
    try:
        data = read_bytes(path, max_bytes=MAX_BYTES)
    except FileNotFoundError:
        return ()
    entries: dict[str, HistoryEntry] = {}
    for number, line in enumerate(data.splitlines(), start=1):
        entry = _entry(line, f"{path}:{number}")
        if entry.run in entries:
            raise StoreError(f"{Locus(path=str(path), line=number)}: run {entry.run} stands here twice; remove one")
        entries[entry.run] = entry
    return tuple(entries.values())


def append_history(path: Path, entry: HistoryEntry) -> None:
    """Add a run at the end, on the disk before this returns; nothing else of the file is touched.

    Raises:
        StoreError: The run is there already, the file is damaged, or it cannot be written.
    """
    line = to_json(with_format(FORMAT, entry)) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if any(entry.run == known.run for known in read_history(path)):
                raise StoreError(f"{path}: run {entry.run} is in the history already")
            _append(descriptor, line)
        finally:
            os.close(descriptor)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}; its lines are untouched") from error


def _entry(line: bytes, place: str) -> HistoryEntry:
    plain = without_format(FORMAT, from_json(line, place), place, "restore the line or remove it")
    return decode(HistoryEntry, plain, place)


def _append(descriptor: int, line: bytes) -> None:
    """Write the line whole, or leave the file as it was."""
    size = os.fstat(descriptor).st_size
    ended = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
    data = line if ended else b"\n" + line
    try:
        whole = os.write(descriptor, data) == len(data)
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
    if not whole:
        os.ftruncate(descriptor, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
