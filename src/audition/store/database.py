"""The SQLite side of a run file: opened with care, and every refusal of SQLite told with its mend."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

from audition.errors import StoreError
from audition.store.schema import APPLICATION_ID, AS_IF_NOW, BEFORE, TABLES, TABLES_BEFORE, VERSION

BUSY_SECONDS = 30.0
READER_MILLISECONDS = 500
"""How long the end of a run waits for readers."""
SYNC_SECONDS = 1.0
"""A transaction that ends so soon after one that was synced to the disk is left to the system to write back."""
LOG_PAGES = 8_000
"""Of 4 KiB, before the write-ahead log is folded into the file, for which the disk is waited for."""
MAX_VALUE_BYTES = 128 * 1024 * 1024
"""No stored value is larger, packed or unpacked: more than a full workspace needs."""

Row = tuple[Any, ...]

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'"
_FOREIGN = "a view, a trigger or a computed column would run as code; name a file that `audition run` made"

_MENDS = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space and resume the run: what was stored is kept",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write; see to it and resume the run: what was stored is kept",
    sqlite3.SQLITE_READONLY: "cannot be written; make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see whether it is there and may be read",
    sqlite3.SQLITE_PERM: "cannot be opened; see whether it may be read",
    sqlite3.SQLITE_NOTADB: "is no run file; name a file that `audition run` made",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy, or run again",
    sqlite3.SQLITE_BUSY: "is being written by another process; try again when that has ended",
    sqlite3.SQLITE_TOOBIG: f"a trial holds more than {MAX_VALUE_BYTES:,} bytes, the most that is stored",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a file into a StoreError with its mend; other errors of SQLite are ours and pass."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; see to the file and its folder") from error
    except OverflowError as error:
        raise StoreError(f"{path}: a number is too large to be stored") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            raise
        raise StoreError(f"{path}: {_MENDS.get(code & 0xFF, 'SQLite refuses it')} ({error})") from error


class Database:
    """A connection to a run file; statements commit by themselves outside `transaction`.

    Any thread may use it, one at a time. Every method raises StoreError when SQLite refuses.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._sync_due = 0.0
        self._syncs: bool | None = None
        """What SQLite was last told; None: nothing yet."""

    @classmethod
    def open(cls, path: Path, *, writable: bool) -> Self:
        """The run file at `path`, found to be one of this version.

        Raises:
            StoreError: There is none, it is no run file, or it is of another version.
        """
        with told(path):
            if not writable:
                _undo_half_a_change(path)
            connection = _connection(path, "rw" if writable else "ro")
            try:
                _check(connection, path, writable=writable)
                if writable:
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @classmethod
    def make(cls, path: Path) -> Self:
        """A new file with empty tables.

        Raises:
            StoreError: It cannot be made.
        """
        with told(path):
            connection = _connection(path, "rwc")
            try:
                connection.executescript(f"BEGIN; {TABLES} COMMIT;")
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """What a query finds, row by row."""
        with told(self.path):
            # `yield from` would close the cursor of a half-read query, which fails once the run is closed.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row

    def change(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Carry out one statement that changes rows."""
        with told(self.path):
            self._connection.execute(statement, values)

    def insert(self, table: str, cells: Row) -> int:
        """Add a row of all the table's columns; gives its key. What is no Unicode in a text becomes an escape."""
        statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(cells))})"  # noqa: S608
        with told(self.path):
            try:
                cursor = self._connection.execute(statement, cells)
            except UnicodeEncodeError:
                cursor = self._connection.execute(statement, tuple(map(_in_unicode, cells)))
            return cursor.lastrowid or 0

    def note(self, statement: str, values: Sequence[Any]) -> int:
        """Carry out one small statement that a kill does not undo, without waiting for the disk; gives the last key."""
        if self._syncs is not False and not self._connection.in_transaction:
            self.change("PRAGMA synchronous = NORMAL")
            self._syncs = False
        with told(self.path):
            return self._connection.execute(statement, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is changed inside is stored at the end, or nothing of it.

        A kill never undoes it. It is synced to the disk too, so that a power cut does not either, unless that was just
        done: a sync costs milliseconds, and single-turn trials end by the hundred a second.
        """
        sync = time.monotonic() >= self._sync_due
        if sync is not self._syncs:
            self.change("PRAGMA synchronous = FULL" if sync else "PRAGMA synchronous = NORMAL")
            self._syncs = sync
        self.change("BEGIN IMMEDIATE")
        try:
            yield
            self.change("COMMIT")
            if sync:
                self._sync_due = time.monotonic() + SYNC_SECONDS
        except BaseException:
            if self._connection.in_transaction:
                self.change("ROLLBACK")
            raise


def settle(path: Path) -> None:
    """Fold the write-ahead log of a closed file into it; while a reader still reads, that is left to the next writer.

    Raises:
        StoreError: The disk refuses; nothing is lost, the log stays beside the file.
    """
    with told(path), closing(_connection(path, "rw")) as connection:
        connection.execute(f"PRAGMA busy_timeout = {READER_MILLISECONDS}")
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise


def _in_unicode(cell: Any) -> Any:
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell


def _connection(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    # A run file may come from elsewhere: what its schema calls must not act.
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _undo_half_a_change(path: Path) -> None:
    """Let SQLite take back what a kill left half written at the start or the end of a run: a reader may not.

    Only a file that no reader could open is opened for writing.
    """
    with closing(_connection(path, "ro")) as reader:
        try:
            reader.execute("PRAGMA application_id")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise
            with closing(_connection(path, "rw")) as writer:
                writer.execute("PRAGMA application_id")


@cache
def _own_schema(version: int) -> frozenset[Row]:
    """What SQLite keeps of the tables that we make, or made in the version before."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES if version == VERSION else TABLES_BEFORE)
        return frozenset(connection.execute(_SCHEMA))


def _check(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"{path}: {_MENDS[sqlite3.SQLITE_NOTADB]}")
    if version == BEFORE and writable:
        raise StoreError(
            f"{path}: is a run file of version {version}, which can be read and not written any more; run again"
        )
    if version not in (BEFORE, VERSION):
        raise StoreError(
            f"{path}: is a run file of version {version}, and this audition reads version {VERSION}; "
            "use the audition that wrote it"
        )
    if frozenset(connection.execute(_SCHEMA)) != _own_schema(version):
        raise StoreError(f"{path}: its tables are not those of a run file, and what they hold is not read: {_FOREIGN}")
    if version == BEFORE:
        connection.executescript(AS_IF_NOW)
