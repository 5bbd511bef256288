"""What SQLite says of a file becomes a sentence with what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audition.errors import StoreError
from audition.store.database import told


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
