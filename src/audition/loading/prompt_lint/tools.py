"""Tools that are granted without a use, and uses without a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from audition.loading.prompt_lint.paths import PATH
from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings

_FILES = r"(?:files?|folders?|director(?:y|ies)|workspace|repository|codebase|memory|documents?|logs?|notes)"


def _words(verbs: str, things: str) -> re.Pattern[str]:
    """A verb with its object in one sentence."""
    return re.compile(rf"\b(?:{verbs})\b[^.\n]{{0,60}}(?:{things})", re.IGNORECASE)


_USES: Final[Mapping[str, re.Pattern[str]]] = {
    "Read": re.compile(rf"\bread\b[^.\n]{{0,60}}\b{_FILES}\b|{PATH.pattern}", re.IGNORECASE),
    "Write": _words("write|save|store|create|deliver|leave|produce", rf"\b{_FILES}\b|{PATH.pattern}"),
    "Edit": _words("edit|update|amend|append|correct", rf"\b{_FILES}\b|{PATH.pattern}"),
    "Grep": _words("search|find|look for|look through|look up|scan", rf"\b{_FILES}\b"),
    "Glob": _words("search|find|list|look for|look through", rf"\b{_FILES}\b"),
    "Bash": re.compile(
        rf"\bshell\b|\bcommand line\b|{_words('run|execute', '`|commands?|scripts?|tests').pattern}", re.IGNORECASE
    ),
    "TodoWrite": re.compile(r"\bto-?dos?\b|\bto-?do list\b|\btask list\b", re.IGNORECASE),
}
"""Tool → words that give it a use without its name."""
ELSEWHERE: Final = (
    "Agent", "AskUserQuestion", "BashOutput", "ExitPlanMode", "KillShell", "MultiEdit", "NotebookEdit", "Skill",
    "SlashCommand", "Task", "WebFetch", "WebSearch",
)  # fmt: skip
"""Tools of Claude Code that trials do not offer."""
_ONE_WORD: Final = re.compile(r"[A-Z][a-z]+\Z")


def tool_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """What is granted and of no use, and what is asked for and not granted."""
    yield from _unused(prompt, surroundings)
    for name in (*surroundings.tools, *ELSEWHERE):
        line = next((line for line in prompt.lines if _names(name, line.text)), None)
        if line is None or name in prompt.variant.tools:
            continue
        why = (
            "is not granted; add it to `tools`"
            if name in surroundings.tools
            else "no trial offers; say how to do without"
        )
        yield prompt.remark(line.number, f"asks for {name}, which {why}, or ask otherwise")
    if "Bash" not in prompt.variant.tools:
        line = next((line for line in prompt.lines if _USES["Bash"].search(line.text)), None)
        if line is not None:
            what = "asks to run commands, and Bash is not granted; add it to `tools`, or ask otherwise"
            yield prompt.remark(line.number, what)


def _unused(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    text = f"{prompt.text}\n{surroundings.request}"
    idle = [name for name in prompt.variant.tools if not (_names(name, text) or _USES[name].search(text))]
    if idle:
        tokens = sum(surroundings.tools[name] for name in idle) // 4
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
