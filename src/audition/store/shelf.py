"""What is known of a project's run files without opening them: a file that can be lost, made anew from the runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from audition.errors import StoreError
from audition.store.codec import decode, encode, from_json, to_json

_FORMAT = 1
"""Raised when what is kept of a run changes its form: then all is read anew."""
_TABLE = """CREATE TABLE IF NOT EXISTS kept (
    file TEXT NOT NULL,
    part TEXT NOT NULL,
    stamp TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (file, part)
) STRICT, WITHOUT ROWID"""


class Shelf:
    """Values by (file, part), each good as long as the file's stamp is what it was; any thread may ask.

    Raises:
        StoreError: From every method, when its own file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: cannot be used: {error}; remove it, or make its folder writable") from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def all(self, part: str, kind: type[Any]) -> Mapping[str, tuple[str, Any]]:
        """File name → (stamp, value) of everything of one part."""
        rows = self._rows("SELECT file, stamp, value FROM kept WHERE part = ?", part)
        found = {}
        for file, stamp, value in rows:
            with suppress(StoreError):  # kept by another version: read anew
                found[file] = stamp, decode(kind, from_json(value.encode(), str(self._path)), str(self._path))
        return found

    def keep(self, file: str, part: str, stamp: str, value: Any) -> None:
        """Keep a value in place of what was kept of this part of the file."""
        text = to_json(encode(value)).decode()
        self._rows("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", file, part, stamp, text)

    def _rows(self, query: str, *values: str) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: {error}; remove it, it is made anew") from error


def stamp_of(path: Path) -> str:
    """What tells a file from itself at another time: its size and when it was written, its log's too; empty: gone."""
    found = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            known = one.stat()
            found.append(f"{known.st_mtime_ns}.{known.st_size}")
    return "+".join(found)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA user_version").fetchone() != (_FORMAT,):
            connection.execute("DROP TABLE IF EXISTS kept")
            connection.execute(f"PRAGMA user_version = {_FORMAT}")
        connection.execute(_TABLE)
    except BaseException:
        connection.close()
        raise
    return connection
