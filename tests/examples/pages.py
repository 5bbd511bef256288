"""The code blocks of README and docs, with what stands above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    if path.name not in ("CHANGELOG.md", "reference.md", "verdict-figures.md", "grader-figures.md")
)
"""The pages that people follow; those left out hold no commands or are made by a program."""

_BLOCK = re.compile(r"(?:^<!-- (?P<note>[^\n]*) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    kind: str
    text: str
    note: str
    """The HTML comment right above it: `not run: <why>`, or `in: <world>`."""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def world(self) -> str:
        """The project in which its commands run."""
        return self.note.removeprefix("in: ") if self.note.startswith("in: ") else "shipped"


@dataclass(frozen=True)
class Step:
    """A command as a page shows it, with the output that it promises."""

    command: str
    shown: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("kind")) + 1
        yield Block(page, line, found["kind"], found["text"], found["note"] or "")


def steps(block: Block) -> Iterator[Step]:
    """The lines after `$ `, each with the lines under it; a backslash at its end goes on."""
    command, shown = None, []
    lines = iter(block.text.replace("\\\n", " ").splitlines())
    for line in lines:
        if line.startswith("$ "):
            if command is not None:
                yield Step(command, tuple(shown))
            command, shown = line[2:], []
        elif line.strip() and line.strip() != "…":
            shown.append(line)
    if command is not None:
        yield Step(command, tuple(shown))
