"""Everything that commands have left behind, as texts in which something can be looked for."""

from __future__ import annotations

import base64
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path


def leavings(root: Path) -> Iterator[tuple[str, str]]:
    """(place, text) of every file below a folder: what SQLite holds and packed evidence unpacked."""
    for path in root.rglob("*"):
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as connection:
                yield str(path), "\n".join(connection.iterdump())
                if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence'").fetchone():
                    for (packed,) in connection.execute("SELECT packed FROM evidence"):
                        yield f"{path}: evidence", zlib.decompress(packed).decode()
        elif path.is_file() and ".git" not in path.parts:
            text = path.read_text("utf-8", errors="replace")
            yield str(path), text
            for packed in re.findall(r"[A-Za-z0-9+/]{64,}=*", text):
                with suppress(ValueError, zlib.error):
                    yield f"{path}: packed", zlib.decompress(base64.b64decode(packed)).decode()
