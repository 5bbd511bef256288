"""What every refusal must be: one line a fault, with its place, and nothing of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audition.errors import DefinitionError


def refused(load: Callable[[], object], places: tuple[str, ...], host: Path | None = None) -> str:
    """The faults that end the loading, one a line; empty when nothing is wrong.

    Args:
        load: What is tried.
        places: What every fault starts with one of.
        host: A folder of this machine that no fault may name.
    """
    try:
        load()
    except DefinitionError as error:
        lines = [str(fault) for fault in error.faults]
    else:
        return ""

    assert lines
    for line in lines:
        assert line.isprintable(), line
        assert line.startswith(places), line
        assert len(line) < 700, line
        assert host is None or str(host) not in line, line
    return "\n".join(lines)
