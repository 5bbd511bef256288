"""An agent file as lint rules see it: its lines with what they stand under."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from audition.records.variants import Variant

_LONGEST = 2_000
"""Characters of a line that are looked at: rules take their time on long ones."""
_FENCE = re.compile(r"\s*(```+|~~~+)")
_REFUSES = re.compile(
    r"\b(?:no|not|never|cannot|without|avoid|instead of|rather than|forbidden|prohibited|unavailable|denied|disallowed"
    r"|lacks?)\b|n't\b",
    re.IGNORECASE,
)
_BANS = re.compile(
    r"\W*(?:do not|don't|never|you (?:can|must|may|should)\s?not|forbidden|prohibited|must not|avoid)\b", re.IGNORECASE
)
"""A heading under which everything is forbidden."""
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
_LABEL = re.compile(r"[^|]{2,80}:\W*\Z")


@dataclass(frozen=True, order=True)
class Remark:
    """A doubt about an agent file."""

    path: str
    line: int
    what: str
    """What is doubtful, then how to mend it."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class OfferedTool(Protocol):
    """What lint asks of a tool that trials offer; `audition.workspace.TOOLS` answers."""

    @property
    def definition(self) -> Mapping[str, Any]:
        """What a model is told of it."""

    @property
    def use(self) -> re.Pattern[str]:
        """Words that give it a use without its name."""

    @property
    def missed(self) -> str:
        """What a prompt with such words asks for in vain where it is not granted; empty: other tools may do it."""

    @property
    def writes(self) -> bool:
        """Whether it leaves files."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What an agent file meets in a trial."""

    request: str
    """The first user message of some scenario."""
    models: Mapping[str, str]
    """Alias → pinned model id."""
    tools: Mapping[str, OfferedTool]
    """Every tool that trials offer, by name."""
    output_tokens: int
    """The longest answer allowed."""
    cache_minimum_tokens: int
    """The shortest prefix that the model caches."""
    context_tokens: int | None
    """What the model can read and write in one call; None: unknown."""

    def tool_bytes(self, names: Iterable[str]) -> int:
        """What the definitions of these tools take of every request."""
        return sum(len(json.dumps(self.tools[name].definition)) for name in names if name in self.tools)


@dataclass(frozen=True)
class Line:
    """A line of the body."""

    number: int
    """In the file, from 1."""
    text: str
    """Without bullet or heading signs."""
    label: str
    """The line ending in a colon under which it stands in a list, or a heading that forbids; empty: none."""

    @property
    def forbids(self) -> bool:
        """Whether it may forbid what it names, by a word of its own or of its label: it asks for nothing then."""
        return _REFUSES.search(f"{self.label} {self.text}") is not None


@dataclass(frozen=True)
class Prompt:
    """An agent file under lint."""

    variant: Variant
    lines: tuple[Line, ...]
    """Of the body, blank lines and code fences left out: what a fence holds is an example."""

    @classmethod
    def of(cls, variant: Variant) -> Prompt:
        """The lines of a variant's body."""
        return cls(variant, tuple(_lines(variant)))

    @property
    def text(self) -> str:
        """The body without its examples."""
        return "\n".join(line.text for line in self.lines)

    def remark(self, line: int, what: str) -> Remark:
        """A remark on a line of the file."""
        return Remark(self.variant.path, line, what)

    def key_line(self, key: str) -> int:
        """The line of the file on which a key of the frontmatter stands; 1 where it cannot be told."""
        written = re.compile(rf"[\"']?{re.escape(key)}[\"']?\s*:")
        head = enumerate(self.variant.text.split("\n")[: self.variant.body_line], 1)
        return next((number for number, line in head if written.match(line)), 1)


def _lines(variant: Variant) -> Iterator[Line]:
    fence = label = ban = ""
    for number, whole in enumerate(variant.system.split("\n"), variant.body_line):
        text = whole[:_LONGEST]
        if mark := _FENCE.match(text):
            fence = "" if fence and mark.group(1).startswith(fence) else fence or mark.group(1)
            continue
        if fence or not text.strip():
            continue
        title, item = _HEADING.match(text), _ITEM.match(text)
        if title:
            label, ban = "", title.group(1) if _BANS.match(title.group(1)) else ""
        elif not item:
            label = text if _LABEL.match(text) else ""
        plain = title.group(1) if title else item.group(1) if item else text
        yield Line(number, plain, (label or ban) if item else "")
