"""The ledger of a run in several processes: one small SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from audition.errors import StoreError
from audition.models.budget import Spending, fits

BUSY_SECONDS = 30.0
TABLES = """
CREATE TABLE IF NOT EXISTS budget (id INTEGER PRIMARY KEY CHECK (id = 1), cap_usd REAL, spent_usd REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS reserved (id INTEGER PRIMARY KEY AUTOINCREMENT, process INTEGER NOT NULL,
                                     worst_usd REAL NOT NULL) STRICT;
"""


class SharedLedger:
    """Keeps one cap over all processes that open the same file.

    A reservation of a process that is gone counts as spent: its call may have been answered and billed.

    Args:
        path: The file; made when it is not there.
        cap_usd: The cap in dollars, None for no cap; the first to open the file decides.
        spent_usd: What the run spent before, when it is resumed.
    """

    def __init__(self, path: Path, cap_usd: float | None, *, spent_usd: float = 0.0) -> None:
        self._path = path
        with self._step() as connection:
            for statement in TABLES.split(";"):
                connection.execute(statement)
            connection.execute("INSERT OR IGNORE INTO budget VALUES (1, ?, ?)", (cap_usd, spent_usd))

    def reserve(self, worst_usd: float) -> int | None:
        """See `Ledger`."""
        with self._step() as connection:
            if not fits(_spending(connection), worst_usd):
                return None
            added = connection.execute(
                "INSERT INTO reserved (process, worst_usd) VALUES (?, ?)", (os.getpid(), worst_usd)
            )
            return added.lastrowid

    def settle(self, reservation: int, spent_usd: float) -> None:
        """See `Ledger`."""
        with self._step() as connection:
            connection.execute("DELETE FROM reserved WHERE id = ?", (reservation,))
            connection.execute("UPDATE budget SET spent_usd = spent_usd + ?", (spent_usd,))

    def spending(self) -> Spending:
        """See `Ledger`."""
        with self._step() as connection:
            return _spending(connection)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        """One atomic step: all of it is kept, or nothing."""
        try:
            connect = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            with closing(connect) as connection:
                connection.execute("PRAGMA synchronous = OFF")  # outlives a killed process, which is all it must
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as fault:
            raise StoreError(f"{self._path}: the shared budget cannot be kept: {fault}") from fault


def _spending(connection: sqlite3.Connection) -> Spending:
    gone = [
        process
        for (process,) in connection.execute("SELECT DISTINCT process FROM reserved").fetchall()
        if not _alive(process)
    ]
    for process in gone:
        (lost,) = connection.execute("SELECT sum(worst_usd) FROM reserved WHERE process = ?", (process,)).fetchone()
        connection.execute("UPDATE budget SET spent_usd = spent_usd + ?", (lost,))
        connection.execute("DELETE FROM reserved WHERE process = ?", (process,))
    cap, spent = connection.execute("SELECT cap_usd, spent_usd FROM budget").fetchone()
    (reserved,) = connection.execute("SELECT coalesce(sum(worst_usd), 0.0) FROM reserved").fetchone()
    return Spending(cap_usd=cap, spent_usd=spent, reserved_usd=reserved)


def _alive(process: int) -> bool:
    if os.name == "nt":  # where signal 0 would not ask but interrupt
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
