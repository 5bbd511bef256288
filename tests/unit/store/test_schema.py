"""The page that describes the run file tells of every table and column that there is."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from audition.store.schema import APPLICATION_ID, TABLES, VERSION

PAGE = Path(__file__).parents[3] / "docs" / "run-file.md"


def test_every_table_and_column_is_described():
    """A change of the tables without its line in the page is found here."""
    page = PAGE.read_text()
    described = {
        name: set(re.findall(r"`(\w+)`", columns))
        for name, columns in re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", page, re.MULTILINE)
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in tables}

    assert columns.keys() == described.keys()
    assert all(columns[name] <= described[name] for name in tables)


def test_the_version_and_the_mark_are_described():
    """The page is of this version, and its history has a row for it."""
    page = PAGE.read_text()

    assert f"`0x{APPLICATION_ID:08X}`" in page
    assert f"this page's tables: **{VERSION}**" in page
    assert re.search(rf"^\| {VERSION} \| ", page, re.MULTILINE)


def test_the_example_query_runs():
    """What the page shows can be typed."""
    (query,) = re.findall(r"```sql\n(.+?)```", PAGE.read_text(), re.DOTALL)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)

        assert connection.execute(query).fetchall() == []
