"""Tools that are granted without a use, and uses without a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings

_OF_CLAUDE_CODE: Final = (
    "Agent", "AskUserQuestion", "BashOutput", "ExitPlanMode", "KillShell", "MultiEdit", "NotebookEdit", "Skill",
    "SlashCommand", "Task", "WebFetch", "WebSearch",
)  # fmt: skip
"""Tools that an agent file made for Claude Code may ask for, offered or not."""
_ONE_WORD: Final = re.compile(r"[A-Z][a-z]+\Z")


def tool_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """What is granted and of no use, and what is asked for and not granted."""
    yield from _unused(prompt, surroundings)
    for name in dict.fromkeys((*surroundings.tools, *_OF_CLAUDE_CODE)):
        line = next((line for line in prompt.lines if _names(name, line.text)), None)
        if line is None or name in prompt.variant.tools:
            continue
        why = (
            "is not granted; add it to `tools`"
            if name in surroundings.tools
            else "no trial offers; say how to do without"
        )
        yield prompt.remark(line.number, f"asks for {name}, which {why}, or ask otherwise")
    missed = {
        name: tool for name, tool in surroundings.tools.items() if tool.missed and name not in prompt.variant.tools
    }
    for name, tool in missed.items():
        if line := next((line for line in prompt.lines if tool.use.search(line.text)), None):
            what = f"asks to {tool.missed}, and {name} is not granted; add it to `tools`, or ask otherwise"
            yield prompt.remark(line.number, what)


def _unused(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    text = f"{prompt.text}\n{surroundings.request}"
    granted = prompt.variant.tools
    idle = [name for name in granted if not (_names(name, text) or surroundings.tools[name].use.search(text))]
    if idle:
        tokens = surroundings.tool_bytes(idle) // 4
        told = f"{', '.join(idle[:-1])} and {idle[-1]} are" if len(idle) > 1 else f"{idle[0]} is"
        what = (
            f"{told} granted, and neither the prompt nor the request says what for: about {tokens:,} tokens in every "
            "request; say when to use them, or take them out"
        )
        yield prompt.remark(prompt.key_line("tools"), what)


def _names(tool: str, text: str) -> bool:
    """Whether a text names a tool: a name that is also a word of the language only in code or beside «tool»."""
    if not _ONE_WORD.match(tool):
        return re.search(rf"\b{tool}\b", text) is not None
    return re.search(rf"`{tool}`|\b{tool} tool\b|\btools? {tool}\b|\b{tool}\(", text) is not None
