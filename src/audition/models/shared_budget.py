"""The ledger of a run in several processes: one small SQLite file."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from audition.errors import StoreError
from audition.models.budget import Spending, fits

BUSY_SECONDS = 30.0
TABLES = """
CREATE TABLE IF NOT EXISTS budget (id INTEGER PRIMARY KEY CHECK (id = 1), cap_usd REAL, spent_usd REAL NOT NULL,
                                   token TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS reserved (id INTEGER PRIMARY KEY AUTOINCREMENT, process INTEGER NOT NULL,
                                     worst_usd REAL NOT NULL) STRICT;
"""


class _Lives:
    """Which of the processes that share a ledger live: each holds a lock that goes with it, whoever buries it."""

    def __init__(self, path: Path) -> None:
        self._own = os.getpid()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, self._own)

    def close(self) -> None:
        """Say no more that this process lives."""
        os.close(self._descriptor)

    def of(self, process: int) -> bool:
        """Whether a process lives."""
        if process == self._own:
            return True
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, process)
        except OSError:
            return True
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, process)
        return False


@cache
def _lives(path: Path, process: int) -> _Lives:  # noqa: ARG001  # a fork has a life of its own
    """Once a process and file: to close any descriptor of the file would give up the lock."""
    return _Lives(path)


class SharedLedger:
    """Keeps one cap over all processes that open the same file.

    A reservation of a process that is gone counts as spent: its call may have been answered and billed.

    Args:
        path: The file; made when it is not there.
        cap_usd: The cap in dollars, None for no cap; who opened the file last decides.
        spent_usd: What the run spent before, when it is resumed.
    """

    def __init__(self, path: Path, cap_usd: float | None, *, spent_usd: float = 0.0) -> None:
        self._path = path
        self._lives = _lives(path.with_name(f"{path.name}.lives").absolute(), os.getpid())
        with self._step() as connection:
            for statement in TABLES.split(";"):
                connection.execute(statement)
            first = (cap_usd, spent_usd, secrets.token_hex(8))
            connection.execute("INSERT OR IGNORE INTO budget VALUES (1, ?, ?, ?)", first)
            connection.execute("UPDATE budget SET cap_usd = ?", (cap_usd,))
            ((self.token,),) = connection.execute("SELECT token FROM budget")
        """Names the file's whole life: whoever opens it next goes on with what was begun."""

    def reserve(self, worst_usd: float, name: str | None = None, *, counted_usd: float = 0.0) -> int | None:  # noqa: ARG002  # forgets all names
        """See `Ledger`."""
        with self._step() as connection:
            if not counted_usd and not fits(self._spending(connection), worst_usd):
                return None
            connection.execute("UPDATE budget SET spent_usd = spent_usd - ?", (counted_usd,))
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
            return self._spending(connection)

    def remove(self) -> None:
        """Take the file away, once all that it was for is done."""
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()
        _lives.cache_clear()
        self._lives.close()

    def _spending(self, connection: sqlite3.Connection) -> Spending:
        processes = connection.execute("SELECT DISTINCT process FROM reserved").fetchall()
        for process in (process for (process,) in processes if not self._lives.of(process)):
            (lost,) = connection.execute("SELECT sum(worst_usd) FROM reserved WHERE process = ?", (process,)).fetchone()
            connection.execute("UPDATE budget SET spent_usd = spent_usd + ?", (lost,))
            connection.execute("DELETE FROM reserved WHERE process = ?", (process,))
        cap, spent = connection.execute("SELECT cap_usd, spent_usd FROM budget").fetchone()
        (reserved,) = connection.execute("SELECT coalesce(sum(worst_usd), 0.0) FROM reserved").fetchone()
        return Spending(cap_usd=cap, spent_usd=spent, reserved_usd=reserved)

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
