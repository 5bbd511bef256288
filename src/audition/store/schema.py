"""The run file's tables, and how a connection to one is opened; `docs/run-file.md` describes them for readers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from audition.errors import StoreError

APPLICATION_ID = 0x41554449
"""`AUDI`: what `file` and SQLite see in the header."""
VERSION = 1
BUSY_SECONDS = 30.0
READER_MILLISECONDS = 500
"""How long the end of a run waits for readers."""
MAX_VALUE_BYTES = 256 * 1024 * 1024
"""No stored value is larger, packed or unpacked: more than a full workspace needs."""

TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE run (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    facts TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE planned (
    trial INTEGER PRIMARY KEY,
    scenario TEXT NOT NULL,
    variant TEXT NOT NULL,
    trial_index INTEGER NOT NULL,
    UNIQUE (scenario, variant, trial_index)
) STRICT;
CREATE TABLE trials (
    trial INTEGER PRIMARY KEY REFERENCES planned,
    origin TEXT NOT NULL,
    ending TEXT NOT NULL,
    detail TEXT NOT NULL,
    models TEXT NOT NULL,
    started_at TEXT,
    seconds REAL,
    turns INTEGER NOT NULL,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cache_read_tokens INTEGER,
    cache_write_tokens INTEGER,
    cost_usd REAL,
    spent_usd REAL,
    attempts INTEGER NOT NULL,
    diverged TEXT
) STRICT;
CREATE TABLE evidence (
    trial INTEGER PRIMARY KEY REFERENCES trials,
    packed BLOB NOT NULL
) STRICT;
CREATE TABLE graders (
    grader INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    compared INTEGER NOT NULL,
    version TEXT NOT NULL,
    fingerprint TEXT
) STRICT;
CREATE TABLE grades (
    trial INTEGER NOT NULL REFERENCES trials,
    place INTEGER NOT NULL,
    grader INTEGER NOT NULL REFERENCES graders,
    status TEXT NOT NULL,
    value REAL,
    passed INTEGER,
    reason TEXT NOT NULL,
    detail TEXT,
    quotes TEXT,
    PRIMARY KEY (trial, place)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""

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


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection to the run file at `path`, found to be one of this version.

    Statements commit by themselves outside BEGIN. Any thread may use it, one at a time.

    Raises:
        StoreError: There is none, it is no run file, or it is of another version.
    """
    with told(path):
        connection = _connection(path, "rw" if writable else "ro")
        try:
            _check(connection, path)
            if writable:
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
    return connection


def make(path: Path, facts: str, planned: Iterable[tuple[str, str, int]]) -> None:
    """Write a new run file.

    Args:
        path: Where nothing is yet.
        facts: The run's facts as JSON.
        planned: Scenario, variant and index of each trial.

    Raises:
        StoreError: It cannot be made.
    """
    with told(path), closing(_connection(path, "rwc")) as connection:
        connection.executescript(TABLES)
        connection.execute("INSERT INTO run (only, facts) VALUES (1, ?)", (facts,))
        connection.executemany("INSERT INTO planned (scenario, variant, trial_index) VALUES (?, ?, ?)", planned)
        connection.execute("COMMIT")


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
    for pragma in ("trusted_schema = OFF", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"{path}: {_MENDS[sqlite3.SQLITE_NOTADB]}")
    if version != VERSION:
        raise StoreError(
            f"{path}: is a run file of version {version}, and this audition reads version {VERSION}; "
            "use the audition that wrote it"
        )
