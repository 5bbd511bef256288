"""TodoWrite: the list of things to do, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


def count_todos(arguments: Mapping[str, Any]) -> str:
    """How many things stand where."""
    standing = Counter(todo["status"] for todo in arguments["todos"])
    counts = (f"{standing[status]} {status.replace('_', ' ')}" for status in ("completed", "in_progress", "pending"))
    return f"Todos noted: {', '.join(counts)}"
