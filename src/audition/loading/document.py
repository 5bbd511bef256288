"""A text that was read: its value, the line of every part, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audition.errors import Fault, Locus

MAX_POINTER_CHARACTERS = 300
"""The longest pointer that a fault shows."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a YAML text says, or what is wrong with it."""

    path: str
    value: Any
    """JSON-like: mappings with text keys, lists, text, numbers, booleans, None. None when there are faults."""
    lines: Mapping[str, int]
    """Pointer (`$.risks[0].kind`) → line from 1: the key's line for a member, the item's own for an item."""
    faults: tuple[Fault, ...] = ()

    @property
    def fault(self) -> str | None:
        """The first fault in one line with its place, and how many more there are; None: there is none."""
        if not self.faults:
            return None
        first, more = self.faults[0], len(self.faults) - 1
        line = "" if first.locus.line is None else f"line {first.locus.line}: "
        return f"{line}{first.locus.pointer}: {first.message}" + (f" (and {more} more)" if more else "")

    def locus(self, pointer: str) -> Locus:
        """The place of a pointer; the line is its nearest known ancestor's where it has none of its own."""
        return Locus(path=self.path, line=line_of(pointer, self.lines), pointer=pointer)


def line_of(pointer: str, lines: Mapping[str, int]) -> int | None:
    """The line of a pointer, or of its nearest ancestor that has one; None: unknown."""
    while pointer not in lines and pointer not in ("$", ""):
        pointer = pointer[: max(pointer.rfind("."), pointer.rfind("["), 1)]
    return lines.get(pointer)


def child(pointer: str, key: str | int) -> str:
    """The pointer of a mapping's member or a list's item."""
    if isinstance(key, int):
        return f"{pointer}[{key}]"
    return f"{pointer}.{key}" if _NAME.match(key) else f"{pointer}[{json.dumps(key, ensure_ascii=False)}]"
