"""Answers kept from earlier runs, so that asking the same again costs nothing."""

from __future__ import annotations

import asyncio
import functools
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from audition.errors import StoreError
from audition.models.protocol import Channel, Query, Reply
from audition.records.identity import digest, text_digest
from audition.records.turns import Turn, Usage
from audition.redaction import Redactor, joined

BUSY_SECONDS = 30.0
POLL_SECONDS = 0.01
MAX_VALUE_BYTES = 64 * 1024 * 1024
"""No answer is larger, twice over."""
LOG_PAGES = 8_000
"""Of 4 KiB, before the write-ahead log is folded into the file, for which the disk is waited for."""
TABLES = (
    """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    reply TEXT NOT NULL,
    reply_digest TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE IF NOT EXISTS askers (
    run TEXT NOT NULL,
    key TEXT NOT NULL,
    trial TEXT NOT NULL,
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID
""",
)
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema"


@dataclass(frozen=True)
class Kept:
    """An answer from the cache."""

    reply: Reply
    run: str
    """The run that asked for it."""
    answered_at: datetime
    """UTC."""


class ResponseCache:
    """One SQLite file of answers, shared by all runs and processes; close it when done.

    Args:
        path: The file; made when it is not there.
        redact: Knows the secrets of this machine; an answer in which one stands, or what looks like one and does not
            stand in the question, is not kept.

    Raises:
        StoreError: From every method, when the file cannot be used.
    """

    def __init__(self, path: Path, redact: Redactor | None = None) -> None:
        self._path = path
        self._redact = redact or Redactor()
        if path.is_symlink() or path.parent.is_symlink():
            raise StoreError(f"{path}: is a link, or lies behind one, and nothing is written through links; remove it")
        with self._reporting(), ExitStack() as stack:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            stack.callback(connection.close)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            connection.execute("PRAGMA trusted_schema = OFF")
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            for table in TABLES:
                connection.execute(table)
            if frozenset(connection.execute(_SCHEMA)) != _own_schema():
                raise sqlite3.DatabaseError("its tables are not those of a cache")
            stack.pop_all()
        self._connection = connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, key: str) -> Kept | None:
        """The answer kept under this key; None: there is none, or it is not what was written."""
        with self._reporting():
            row = self._connection.execute(
                "SELECT run, answered_at, reply, reply_digest FROM answers WHERE key = ?", (key,)
            ).fetchone()
        if row is None or text_digest(row[2]) != row[3]:
            return None
        try:
            return Kept(_reply(json.loads(row[2])), row[0], datetime.fromisoformat(row[1]))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None  # of another version, or of nobody's making

    def first_asker(self, run: str, key: str, trial: str) -> str:
        """The trial that was the first of a run to ask this, in whatever process: from now on the one given, if none.

        Args:
            run: The run's id.
            key: What is asked.
            trial: Who asks now.
        """
        with self._reporting():
            self._connection.execute("INSERT OR IGNORE INTO askers VALUES (?, ?, ?)", (run, key, trial))
            ((first,),) = self._connection.execute("SELECT trial FROM askers WHERE run = ? AND key = ?", (run, key))
        return str(first)

    def put(self, key: str, reply: Reply, run: str, asked: Mapping[str, Any]) -> None:
        """Keep the answer to what a run has asked; it takes the place of an older one."""
        usage = None if reply.turn.usage is None else vars(reply.turn.usage)
        kept = {"content": reply.content, "turn": {**vars(reply.turn), "usage": usage}}
        text = json.dumps(kept, ensure_ascii=False)
        if self._redact.finds(joined([reply]), public=lambda: joined([asked])):
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._reporting():
            self._connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", (key, run, now, text, text_digest(text))
            )

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as fault:
            damaged = type(fault) is sqlite3.DatabaseError
            advice = "; remove it: what it holds saves money, and no result is lost with it" if damaged else ""
            raise StoreError(f"{self._path}: the response cache cannot be used: {fault}{advice}") from fault


class CachedChannel:
    """A channel that asks another one only for what was never asked before.

    The key is the whole request, the trial's index, the repeat and the versions: trials of one case differ in their
    index and so never share an answer, nor do two arms of one run whose prompts are the same, whichever process plays
    them. What the run itself has asked for is its own evidence and not marked as cached, so that a run that is resumed
    pays for nothing twice. A reply of no use to whoever asked is not kept.

    Args:
        channel: What answers where the cache cannot.
        cache: Where answers are kept.
        run: The run's id.
        versions: Of what shapes requests and answers, such as the SDK; another version asks anew.
        fresh: Read no other run's answers: for runs whose answers must be new evidence.
    """

    def __init__(
        self, channel: Channel, cache: ResponseCache, *, run: str, versions: Mapping[str, str], fresh: bool = False
    ) -> None:
        self._channel = channel
        self._cache = cache
        self._run = run
        self._versions = dict(versions)
        self._fresh = fresh
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.hits = 0
        """Answers that came from other runs."""
        self.oldest: datetime | None = None
        """When the oldest of them was given; None: there are none."""

    async def send(self, query: Query) -> Reply:
        """See `Channel`; equal queries under way at once are sent once."""
        key = self._key(query)
        lock = self._under_way.setdefault(key, asyncio.Lock())
        async with lock:
            kept = self._cache.get(key)
            if kept is None or (self._fresh and kept.run != self._run):
                reply = await self._channel.send(query)
                if query.usable(reply):
                    self._cache.put(key, reply, self._run, query.params)
                return reply
        if kept.run == self._run:
            return kept.reply
        self.hits += 1
        self.oldest = min(self.oldest or kept.answered_at, kept.answered_at)
        turn = replace(kept.reply.turn, cached=True, answered_at=kept.answered_at.isoformat())
        return replace(kept.reply, turn=turn)

    def _key(self, query: Query) -> str:
        key = digest([query.params, query.trial.index, query.repeat, self._versions])
        trial = str(query.trial)
        if self._cache.first_asker(self._run, key, trial) == trial:
            return key
        return digest([key, trial])  # another arm asks the same: its answer is evidence of its own


@functools.cache
def _own_schema() -> frozenset[tuple[str, ...]]:
    """What SQLite keeps of our tables; others' views and triggers would run as code."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(table)
        return frozenset(connection.execute(_SCHEMA))


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Log ahead, as all who share the file do; SQLite does not wait for others who are about to do the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return


def _reply(data: Mapping[str, Any]) -> Reply:
    turn = data["turn"]
    usage = None if turn["usage"] is None else Usage(**turn["usage"])
    return Reply(content=tuple(data["content"]), turn=replace(Turn(**turn), usage=usage))
