"""Paths that the prompt wants written and no granted tool can write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audition.loading.prompt_lint.prompt import Line, Prompt, Remark, Surroundings
from audition.text import FILE_PATH

_WRITES = re.compile(
    r"\b(?:write|writes|save|saves|store|stores|create|creates|append|output|deliver|put|record|update|generate)\b",
    re.IGNORECASE,
)
_READS = re.compile(r"\b(?:read|reads|load|open|see|follow|conforms?|from)\b", re.IGNORECASE)


def path_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """Files to be written without a tool that writes, or where no tool reaches."""
    can_write = any(name in surroundings.tools and surroundings.tools[name].writes for name in prompt.variant.tools)
    for line in (line for line in prompt.lines if not line.forbids):
        for path in _written(line):
            if not can_write:
                what = f"wants `{path}` written, and no granted tool writes; add Write to `tools`, or ask for an answer"
                yield prompt.remark(line.number, what)
            elif path.startswith(("/", "~", "../")) or "/../" in path:
                what = f"`{path}` lies outside the workspace, where no tool reaches; name a path relative to it"
                yield prompt.remark(line.number, what)


def written_paths(prompt: Prompt) -> Iterator[str]:
    """Every path that the prompt wants written, in its order."""
    return (path for line in prompt.lines if not line.forbids for path in _written(line))


def _written(line: Line) -> Iterator[str]:
    """The paths that a line wants written, told by the nearest verb before each, or by the label of its list."""
    for found in FILE_PATH.finditer(line.text):
        before = f"{line.label} {line.text[: found.start()]}"
        verbs = [
            *((verb.end(), True) for verb in _WRITES.finditer(before)),
            *((verb.end(), False) for verb in _READS.finditer(before)),
        ]
        if verbs and max(verbs)[1]:
            yield found.group()
