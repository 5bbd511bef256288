"""Colours of the terminal, where the reader's terminal shows them."""

from __future__ import annotations

from collections.abc import Mapping

_RED, _GREEN, _YELLOW = "\x1b[31m", "\x1b[32m", "\x1b[33m"
_END = "\x1b[0m"
_COLOURS: Mapping[str, str] = {"✗": _RED, "▼": _RED, "▲": _GREEN, "✓": _GREEN, "?": _YELLOW, "!": _YELLOW}


def painted(line: str, *, colour: bool) -> str:
    """A line in the colour of the mark that it begins with, which says the same without any."""
    start = _COLOURS.get(line[:1]) if colour else None
    return f"{start}{line}{_END}" if start else line
