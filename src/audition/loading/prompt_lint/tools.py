"""Tools that are granted without a use, and uses without a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from audition.loading.prompt_lint.prompt import Line, Prompt, Remark, Surroundings

_OF_CLAUDE_CODE: Final = (
    "Agent", "AskUserQuestion", "BashOutput", "ExitPlanMode", "KillShell", "MultiEdit", "NotebookEdit", "Skill",
    "SlashCommand", "Task", "WebFetch", "WebSearch",
)  # fmt: skip
"""Tools that an agent file made for Claude Code may ask for, offered or not."""
_ENGLISH: Final = frozenset({"Agent", "Edit", "Read", "Skill", "Task", "Write"})
"""Names that are words of the language, at the head of a sentence too."""
_LOOKS: Final = frozenset({"Bash", "Glob", "Grep", "LS", "Read"})
_MENDS: Final = frozenset({"Edit", "MultiEdit", "Write"})
_CODE = re.compile(
    r"\b(?:code|codebase|source|repositor(?:y|ies)|repo|git|tests?|testing|linter|compil\w+|refactor\w*|components?"
    r"|functions?|classes|modules?|endpoints?|migrations?|deploy\w*|dockerfiles?|pull requests?|framework|develop\w*"
    r"|engineer\w*|program(?:s|mer|ming)|scan\w*|audit\w*|pipelines?|databases?|apis?)\b|```",
    re.IGNORECASE,
)
"""Words of a prompt about code, to which searching, reading and running belong as a matter of course."""
_CHANGES = re.compile(
    r"\b(?:implement|fix|refactor|add|updat|modif|chang|edit|generat|creat|writ|build|migrat|improv|optimi[sz]|replac"
    r"|mend|develop|engineer|maint|document)\w*",
    re.IGNORECASE,
)
"""Words of one that changes it."""
_USE: Final = r"\b(?i:use|using|with|via|call|calling|invoke|through|ask)\b(?:\s+(?i:the))?\s+"


def tool_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """What is granted by name and of no use, and what is asked for and not granted."""
    yield from _unused(prompt, surroundings)
    lines = [line for line in prompt.lines if not line.forbids]
    for name in dict.fromkeys((*surroundings.tools, *_OF_CLAUDE_CODE)):
        line = next((line for line in lines if _asks(name, line)), None)
        if line is None or name in prompt.variant.tools:
            continue
        why = (
            "is not granted; add it to `tools`"
            if name in surroundings.tools
            else "nothing answers in a trial; add a fixture to the suite's `tools`"
        )
        yield prompt.remark(line.number, f"asks for {name}, which {why}, or ask otherwise")
    missed = {
        name: tool for name, tool in surroundings.tools.items() if tool.missed and name not in prompt.variant.tools
    }
    for name, tool in missed.items():
        if line := next((line for line in lines if (found := tool.use.match(line.text)) and found.end()), None):
            what = f"asks to {tool.missed}, and {name} is not granted; add it to `tools`, or ask otherwise"
            yield prompt.remark(line.number, what)


def _unused(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    text = f"{prompt.variant.system}\n{surroundings.request}"
    named = [name for name in prompt.variant.tools if name in surroundings.tools]
    idle = [
        name
        for name in named
        if not (_named(name, text) or surroundings.tools[name].use.search(text) or _is_of_code(name, prompt))
    ]
    if idle and prompt.variant.grants_by_name and not prompt.variant.kind.called:  # which is allowed them, no more
        tokens = surroundings.tool_bytes(idle) // 4
        told = f"{', '.join(idle[:-1])} and {idle[-1]} are" if len(idle) > 1 else f"{idle[0]} is"
        what = (
            f"{told} granted, and neither the prompt nor the request says what for: about {tokens:,} tokens in every "
            "request; say when to use them"
        )
        yield prompt.remark(prompt.key_line("tools"), what)


def _named(tool: str, text: str) -> bool:
    """Whether a text names a tool at all: in whatever letters, unless it is a word of the language."""
    return re.search(rf"\b{tool}\b", text, 0 if tool in _ENGLISH else re.IGNORECASE) is not None


def _is_of_code(tool: str, prompt: Prompt) -> bool:
    """Whether it is one that work on code takes, and the prompt is about such work."""
    text = prompt.variant.system
    takes = tool in _LOOKS or (tool in _MENDS and _CHANGES.search(text) is not None)
    return takes and _CODE.search(text) is not None


def _asks(tool: str, line: Line) -> bool:
    """Whether a line asks for a tool, with a verb of use; a name of one word has to be marked as one as well."""
    bare = rf"{tool}\b(?=\s+tools?\b)" if re.match(r"[A-Z][a-z]+\Z", tool) else rf"{tool}\b"
    return re.search(rf"{_USE}(?:`{tool}`|\*\*{tool}\*\*|{bare})", line.text) is not None
