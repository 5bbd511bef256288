"""The skills and subagents that an agent file may call, as Claude Code finds them in its project's `.claude`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.frontmatter import parts_of
from audition.loading.grants import named, unscoped
from audition.records.variants import SKILL_FILE, PromptKind, Variant, variant_digest

AGENTS: Final = ".claude/agents"
SKILLS: Final = ".claude/skills"
MOST_FILES: Final = 200
MOST_BYTES: Final = 2 * 1024 * 1024
"""Of all of them together."""
_AGENT: Final = ("Agent", "Task")
"""The tool that calls a subagent, as it is called and was."""
_SKILL: Final = "Skill"
_EVERY: Final = "*"

Files = Callable[[str], Iterable[tuple[str, bytes]]]
"""The files in and below a folder of the project: path in the folder, and bytes."""


@dataclass(frozen=True, kw_only=True)
class _Named:
    """What a frontmatter names; None: whatever is there."""

    agents: frozenset[str] | None
    skills: frozenset[str] | None


def accompanied(variant: Variant, files: Files) -> Variant:
    """The variant with the skills and subagents that its agent file may call, where a program plays it.

    The engine's own loop has no tool that would call them, so that they are no part of what it plays.

    Args:
        variant: Of an agent file; any other is given back.
        files: Reads the project as it is, or was at the variant's revision.

    Raises:
        DefinitionError: They are too many or too large.
    """
    settings = replace(variant.settings, companions={})
    if settings.player is not None and variant.kind is PromptKind.AGENT:
        found: dict[str, str | bytes] = {}
        size = 0
        for path, data in _called(variant, files):
            size += len(data)
            if len(found) >= MOST_FILES or size > MOST_BYTES:
                told = f"its skills and subagents hold more than {MOST_FILES} files or {MOST_BYTES // 2**20} MiB"
                raise DefinitionError([Fault(Locus(path=variant.path), f"{told}; name those that it needs")])
            found[path] = _text(data)
        settings = replace(settings, companions=found)
    changed = replace(variant, settings=settings)
    return replace(changed, digest=variant_digest(changed))


def lacking(variant: Variant) -> Iterator[str]:
    """The skills and subagents that a variant's file names, and its project does not have."""
    wanted = _named(variant.frontmatter)
    has = variant.settings.companions
    agents = {_name(text, path) for path, text in has.items() if path.startswith(AGENTS)}
    for name in sorted((wanted.agents or frozenset()) - agents):
        yield f"the subagent `{name}`, which is not in {AGENTS}"
    for name in sorted(wanted.skills or ()):
        if f"{SKILLS}/{name}/{SKILL_FILE}" not in has:
            yield f"the skill `{name}`, which is not in {SKILLS}"


def _called(variant: Variant, files: Files) -> Iterator[tuple[str, bytes]]:
    wanted = _named(variant.frontmatter)
    skills = wanted.skills
    for name, data in files(AGENTS) if wanted.agents is None or wanted.agents else ():
        path, called = f"{AGENTS}/{name}", _name(_text(data), name)
        itself = path == variant.path or called == variant.frontmatter.get("name")
        if name.endswith(".md") and not itself and (wanted.agents is None or called in wanted.agents):
            theirs = _named(_head(_text(data), path)).skills
            skills = None if skills is None or theirs is None else skills | theirs
            yield path, data
    for name, data in files(SKILLS) if skills is None or skills else ():
        if skills is None or name.partition("/")[0] in skills:
            yield f"{SKILLS}/{name}", data


def _named(head: Mapping[str, Any]) -> _Named:
    barred = {name for name in named(head.get("disallowedTools")) if name == unscoped(name)}
    granted = named(head["tools"]) if "tools" in head else (_EVERY,)
    left = [name for name in granted if unscoped(name) not in barred]
    skills = frozenset() if _SKILL in barred else _within(left, _SKILL)
    return _Named(
        agents=frozenset() if barred & {*_AGENT} else _within(left, *_AGENT),
        skills=None if skills is None else skills | {*named(head.get("skills"))},
    )


def _within(granted: Iterable[str], *tools: str) -> frozenset[str] | None:
    """What some tools may call as they are granted: `{"a"}` of `Agent(a)`; None: whatever there is."""
    bounds = [name.partition("(")[2].removesuffix(")") for name in granted if unscoped(name) in (*tools, _EVERY)]
    return None if "" in bounds else frozenset(name for bound in bounds for name in named(bound))


def _name(text: str | bytes, path: str) -> str:
    """What a subagent is called: as its frontmatter says, else as its file."""
    written = _head(text, path).get("name")
    return written if isinstance(written, str) else path.rpartition("/")[2].removesuffix(".md")


def _head(text: str | bytes, path: str) -> Mapping[str, Any]:
    with suppress(DefinitionError):
        head = parts_of(text, path).head.value if isinstance(text, str) else {}
        return head if isinstance(head, dict) else {}
    return {}


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data
