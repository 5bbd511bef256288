"""A work as it reads best: what is JSON as names and values, everything else as it stands."""

from __future__ import annotations

from typing import Any

from audition.strict_json import parse_json

DEEPEST = 12
"""Levels that are laid out; what is deeper is shown as it stands."""


def as_read(text: str) -> dict[str, Any] | list[Any] | None:
    """The object or list that a text is in JSON; None: it is none, or too deep to be laid out."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) and value and _fits(value, DEEPEST) else None


def _fits(value: Any, levels: int) -> bool:
    """Whether it is no deeper than so many levels."""
    if not isinstance(value, dict | list):
        return True
    return levels > 0 and all(
        _fits(item, levels - 1) for item in (value.values() if isinstance(value, dict) else value)
    )
