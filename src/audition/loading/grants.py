"""The tools that a prompt file grants, as Claude Code reads `tools` and `disallowedTools`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from audition.loading.published import published
from audition.records.scene import ToolFixture
from audition.records.variants import Variant

_NAME = re.compile(r"[^\s,()]+(?:\([^)]*\))?")
_EVERY: Final = "*"
_FORMER: Final = ("MultiEdit", "LS")


def every_tool() -> tuple[str, ...]:
    """What is granted where nothing is said: all tools that a trial runs and Claude Code still has."""
    return tuple(name for name in real_tools() if name not in _FORMER)


def real_tools() -> tuple[str, ...]:
    """All tools that a trial runs."""
    return tuple(published("agent")["$defs"]["tool"]["enum"])


def granted(head: Mapping[str, Any], key: str = "tools") -> tuple[str, ...]:
    """The names of the tools granted, in the file's order, each once; some may be of no tool that there is.

    Args:
        head: The frontmatter: no `key` and `*` grant every tool; nothing behind it, or `[]`, none.
        key: `tools` of an agent file, `allowed-tools` of a skill or command.
    """
    names = named(head[key]) if key in head else (_EVERY,)
    wanted = [each for name in names for each in (every_tool() if name == _EVERY else (unscoped(name),))]
    barred = {name for name in named(head.get("disallowedTools")) if name == unscoped(name)}
    return tuple(name for name in dict.fromkeys(wanted) if name not in barred)


def granted_with(variant: Variant, fixtures: Iterable[ToolFixture]) -> tuple[str, ...]:
    """The tools granted where fixtures answer, too: a name, a whole server (`mcp__crm`), or all that is not barred."""
    found = dict.fromkeys(variant.tools)
    barred = {unscoped(name) for name in named(variant.frontmatter.get("disallowedTools"))}
    for name in (fixture.name for fixture in fixtures):
        server = name.rpartition("__")[0]
        everything = not variant.grants_by_name and not {name, server} & barred
        if everything or {server, f"{server}__*"} & {*variant.tools} - {""}:
            found[name] = None
    return tuple(found)


def scoped(head: Mapping[str, Any]) -> Iterable[str]:
    """What is granted or barred within bounds, such as `Bash(git:*)`; a trial knows whole tools alone."""
    names = (name for key in ("tools", "allowed-tools", "disallowedTools") for name in named(head.get(key)))
    return dict.fromkeys(name for name in names if name != unscoped(name))


def named(written: Any) -> tuple[str, ...]:
    """The names in a comma list or a list; of anything else none."""
    if isinstance(written, str):
        return tuple(_NAME.findall(written))
    return tuple(each.strip() for each in written if isinstance(each, str)) if isinstance(written, list) else ()


def unscoped(name: str) -> str:
    """`Bash` of `Bash(git:*)`."""
    return name.partition("(")[0]
