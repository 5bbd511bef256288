"""The run file's tables; `docs/run-file.md` describes them for readers."""

from __future__ import annotations

APPLICATION_ID = 0x41554449
"""`AUDI`: what `file` and SQLite see in the header."""
VERSION = 3

BEFORE = 2
"""The version that can still be read: its graders had no points, each weighed the same, and no call was noted."""

_POINTS = ",\n    points REAL NOT NULL"
CALLS = """CREATE TABLE calls (
    call INTEGER PRIMARY KEY,
    purse TEXT NOT NULL,
    name TEXT UNIQUE,
    worst_usd REAL NOT NULL,
    spent_usd REAL
) STRICT;
"""

TABLES = f"""
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
    fingerprint TEXT{_POINTS}
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
CREATE TABLE judgements (
    trial INTEGER NOT NULL REFERENCES planned,
    rubric TEXT NOT NULL,
    judge TEXT NOT NULL,
    repeat INTEGER NOT NULL,
    answer TEXT,
    spent_usd REAL,
    UNIQUE (trial, rubric, judge, repeat)
) STRICT;
{CALLS}CREATE TABLE batch_requests (
    custom_id TEXT PRIMARY KEY,
    trial INTEGER NOT NULL REFERENCES planned,
    batch TEXT,
    settled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""

TABLES_BEFORE = (
    TABLES.replace(_POINTS, "").replace(CALLS, "").replace(f"user_version = {VERSION}", f"user_version = {BEFORE}")
)
_WITH_POINTS = "CREATE TEMP VIEW graders AS SELECT *, 1.0 AS points FROM main.graders;"
AS_IF_NOW = _WITH_POINTS + CALLS.replace("CREATE TABLE", "CREATE TEMP TABLE")
"""Beside the tables of the version before, for one connection: what queries of today ask of it."""
