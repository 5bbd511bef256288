"""What SQLite says of a file becomes a sentence with what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audition.errors import StoreError
from audition.store.database import Database, told


def test_a_full_disk_says_that_nothing_stored_is_lost():
    """SQLITE_FULL is what a full disk looks like from here."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("PRAGMA max_page_count = 2; CREATE TABLE t (a)")
        with pytest.raises(StoreError) as refused, told(Path("run.sqlite")):
            connection.execute("INSERT INTO t VALUES (zeroblob(100000))")

    assert str(refused.value).startswith("run.sqlite: the disk is full; free some space and resume the run")


def test_another_processs_write_is_waited_for_and_then_told(tmp_path):
    """A file that stays locked is named as such."""
    path = tmp_path / "run.sqlite"
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path, timeout=0)) as two:
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is being written by another process"), told(path):
            two.execute("BEGIN IMMEDIATE")


def test_our_own_mistakes_are_not_the_files():
    """A closed connection is a fault of the program and is not dressed up as one of the disk."""
    connection = sqlite3.connect(":memory:")
    connection.close()

    with pytest.raises(sqlite3.ProgrammingError), told(Path("run.sqlite")):
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "DROP TABLE run; CREATE VIEW run AS SELECT 1 AS only, hex(randomblob(9000000)) AS facts, 1 AS complete",
        "CREATE TRIGGER more AFTER INSERT ON trials BEGIN DELETE FROM grades; END",
        "ALTER TABLE trials ADD COLUMN more TEXT AS (hex(detail))",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON trials (abs(seconds))",
        "DROP TABLE grades",
    ],
)
def test_a_file_with_other_tables_than_ours_is_refused_before_anything_of_it_is_read(tmp_path: Path, planted: str):
    """A run file from elsewhere is data: whatever could compute or act in it is no part of one."""
    path = tmp_path / "run.sqlite"
    Database.make(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(planted)

    for writable in (False, True):
        with pytest.raises(StoreError, match="its tables are not those of a run file"):
            Database.open(path, writable=writable)


def test_what_we_make_is_read_also_when_sqlite_has_kept_statistics_of_it(tmp_path: Path):
    """`ANALYZE`, which a reader with the sqlite3 shell may type, adds nothing that acts."""
    path = tmp_path / "run.sqlite"
    Database.make(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("INSERT INTO run VALUES (1, '{}', 0); ANALYZE")

    Database.open(path, writable=False).close()
