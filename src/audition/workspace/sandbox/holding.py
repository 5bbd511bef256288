"""What a sandbox's processes hold beside the workspace's files: memory, and files that have lost their names."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MOST_HELD_BYTES = 1024 * 1024 * 1024
"""Of all processes of one command together."""

_PROC = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_BLOCK_BYTES = 512


def held_bytes(process: int) -> int:
    """Bytes of memory and of deleted files still open, of a process and all that it started.

    What ends meanwhile or may not be looked at counts nothing.
    """
    memory_bytes = 0
    files: dict[tuple[int, int], int] = {}
    for found in _family(process):
        with suppress(OSError, ValueError):
            memory_bytes += int((_PROC / found / "statm").read_text().split()[1]) * _PAGE_BYTES
            files.update(_deleted_files(_PROC / found / "fd"))
    return memory_bytes + sum(files.values())


def _deleted_files(folder: Path) -> Iterator[tuple[tuple[int, int], int]]:
    """(device, number) → bytes on it, of each open file without a name."""
    for descriptor in folder.iterdir():
        with suppress(OSError):
            if os.readlink(descriptor).endswith(" (deleted)"):  # noqa: PTH115  # a Path would cut the blank
                status = descriptor.stat()
                yield (status.st_dev, status.st_ino), status.st_blocks * _BLOCK_BYTES


def _family(process: int) -> list[str]:
    """The process and its descendants."""
    children: dict[str, list[str]] = defaultdict(list)
    for place in _PROC.iterdir():
        if place.name.isdecimal():
            with suppress(OSError, IndexError):
                parent = (place / "stat").read_text(errors="replace").rpartition(")")[2].split()[1]
                children[parent].append(place.name)
    found = [str(process)]
    for one in found:
        found += children[one]
    return found
