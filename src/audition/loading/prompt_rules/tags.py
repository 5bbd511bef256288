"""Lines that are a tag alone, as prompts use them for sections: `<rules>` … `</rules>`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

_TAG = re.compile(r"\s*<(/?)([A-Za-z][\w.-]{0,63})(?:\s[^<>]*)?>\s*\Z")
_EXAMPLES: Final = ("example", "examples", "template")


@dataclass(frozen=True)
class Region:
    """The lines between a tag and its end."""

    name: str
    first: int
    """The line of the opening tag, from 0."""
    last: int
    """That of the closing one."""

    @property
    def is_example(self) -> bool:
        """Whether it is shown as a whole."""
        return self.name.lower() in _EXAMPLES

    def holds(self, line: int) -> bool:
        """Whether a line stands between the two."""
        return self.first < line < self.last


def regions(lines: Sequence[str], fenced: Collection[int]) -> tuple[Region, ...]:
    """The regions of a prompt, the outer before the inner; a tag that is not closed, or closes nothing, opens none.

    Args:
        lines: Of the prompt.
        fenced: Those that stand in blocks of code, where tags are text.
    """
    opened: dict[str, list[int]] = {}
    found = []
    for number, line in enumerate(lines):
        tag = None if number in fenced else _TAG.match(line)
        if tag is None:
            continue
        closing, name = tag.groups()
        if not closing:
            opened.setdefault(name, []).append(number)
        elif opened.get(name):
            found.append(Region(name, opened[name].pop(), number))
    return tuple(sorted(found, key=lambda region: (region.first, -region.last)))
