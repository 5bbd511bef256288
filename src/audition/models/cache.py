"""Answers kept from earlier runs, so that asking the same again costs nothing."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from audition.errors import StoreError
from audition.models.protocol import Channel, Query, Reply
from audition.records.evidence import TrialId, Turn, Usage
from audition.records.identity import digest, text_digest
from audition.redaction import Redactor

BUSY_SECONDS = 30.0
POLL_SECONDS = 0.01
LOG_PAGES = 8_000
"""Of 4 KiB, before the write-ahead log is folded into the file, for which the disk is waited for."""
TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    reply TEXT NOT NULL,
    reply_digest TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""


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
        redact: Knows the secrets of this machine; an answer in which one stands is not kept.

    Raises:
        StoreError: From every method, when the file cannot be used.
    """

    def __init__(self, path: Path, redact: Redactor | None = None) -> None:
        self._path = path
        self._redact = redact or Redactor()
        with self._reporting(), ExitStack() as stack:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            stack.callback(connection.close)
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            connection.execute(TABLE)
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
        return Kept(_reply(json.loads(row[2])), row[0], datetime.fromisoformat(row[1]))

    def put(self, key: str, reply: Reply, run: str) -> None:
        """Keep an answer that a run has asked for; it takes the place of an older one."""
        usage = None if reply.turn.usage is None else vars(reply.turn.usage)
        kept = {"content": reply.content, "turn": {**vars(reply.turn), "usage": usage}}
        text = json.dumps(kept, ensure_ascii=False)
        if self._redact.knows(text):
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
    index and so never share an answer, nor do two arms of one run whose prompts are the same. What the run itself has
    asked for is its own evidence and not marked as cached, so that a run that is resumed pays for nothing twice. A
    reply of no use to whoever asked is not kept.

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
        self._asked_by: dict[str, TrialId] = {}
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
                    self._cache.put(key, reply, self._run)
                return reply
        if kept.run == self._run:
            return kept.reply
        self.hits += 1
        self.oldest = min(self.oldest or kept.answered_at, kept.answered_at)
        turn = replace(kept.reply.turn, cached=True, answered_at=kept.answered_at.isoformat())
        return replace(kept.reply, turn=turn)

    def _key(self, query: Query) -> str:
        key = digest([query.params, query.trial.index, query.repeat, self._versions])
        if self._asked_by.setdefault(key, query.trial) == query.trial:
            return key
        return digest([key, str(query.trial)])  # another arm asks the same: its answer is evidence of its own


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
