"""Frontmatter that a trial does not play, or that does not do what it seems to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final

from audition.loading.agent_file import EFFORTS, is_turns
from audition.loading.grants import named, scoped
from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings
from audition.loading.published import published
from audition.records.variants import PromptKind

_NEAR: Final = 0.86
"""`tool` is near `tools`, `tool-set` is not."""
_NEAR_TOOL: Final = 0.75
"""`read` is near `Read`, `TodoRead` is not near `TodoWrite`."""
_AS_IT_IS: Final = ("default", "bash")
"""Values that say what is so anyway: `permissionMode: default`, `shell: bash`."""


def frontmatter_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """What is not played, slips of keys, values and names, and a model that the project's aliases pass by."""
    yield from _not_played(prompt)
    yield from _slips(prompt)
    yield from _unanswered(prompt, surroundings)
    variant = prompt.variant
    aliased = variant.model_alias in surroundings.models or variant.model in surroundings.models.values()
    if variant.model_alias == variant.frontmatter.get("model") and not aliased:
        what = (
            f"`{variant.model}` is pinned here and stands behind no alias of [tool.audition.models]: a change of "
            "models there passes this prompt by; add an alias, or use one"
        )
        yield prompt.remark(prompt.key_line("model"), what)


def _not_played(prompt: Prompt) -> Iterator[Remark]:
    if prompt.variant.settings.player is not None:
        return
    known = published("agent")["properties"]
    keys = [
        key
        for key, value in prompt.variant.frontmatter.items()
        if value
        and value not in _AS_IT_IS
        and known.get(key, {}).get("$ref") == "#/$defs/not_played"
        and (key != "hooks" or _names_events(value))
    ]
    told = [*(f"`{key}`" for key in keys), *(f"the bounds of `{name}`" for name in scoped(prompt.variant.frontmatter))]
    if told:
        line = prompt.key_line(keys[0] if keys else "tools")
        yield prompt.remark(line, f"not played: {', '.join(told)}: Claude Code acts on it, a trial does not")


def _slips(prompt: Prompt) -> Iterator[Remark]:
    """Keys and values that Claude Code passes over although they seem to say something."""
    head = prompt.variant.frontmatter
    for key, value in head.items():
        if what := _slip(key, value, prompt.variant.kind):
            yield prompt.remark(prompt.key_line(key), f"`{key}`: {what}")


def _slip(key: str, value: Any, kind: PromptKind) -> str:
    known = published("agent")["properties"]
    if key in ("tools", "allowed-tools") and key != kind.tools_key:
        return f"passed over by Claude Code and by a trial; here the key is `{kind.tools_key}`"
    if wanted := _wanted(key, value):
        return f"passed over by Claude Code and by a trial; it {wanted}"
    if key == "tools" and not named(value) and value != []:
        return "grants nothing; leave the key out to grant every tool, or write `[]`"
    plain = {_plain(name): name for name, part in known.items() if part.get("$ref") != "#/$defs/for_people"}
    near = get_close_matches(_plain(key), plain, 1, _NEAR) if key not in known else []
    if not near:
        return ""
    meant = kind.tools_key if plain[near[0]] in ("tools", "allowed-tools") else plain[near[0]]
    return f"passed over by Claude Code and by a trial; is `{meant}` meant?"


def _wanted(key: str, value: Any) -> str:
    """What a value would have to be; empty: it is."""
    match key:
        case "effort" if value not in EFFORTS:
            return f"is one of {', '.join(EFFORTS)}"
        case "maxTurns" if not is_turns(value):
            return "is a whole number above 0"
        case "hooks" if value and not _names_events(value):
            return "names no event, such as `PreToolUse`"
    return ""


def _names_events(hooks: Any) -> bool:
    """Whether Claude Code may find an event in it: all of theirs begin with a capital."""
    return isinstance(hooks, dict) and any(str(name)[:1].isupper() for name in hooks)


def _plain(key: str) -> str:
    return key.replace("-", "").replace("_", "").lower()


def _unanswered(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """Tools granted that no trial offers, told from names that are near one that trials offer."""
    missing = [name for name in prompt.variant.tools if name not in surroundings.tools]
    if missing and prompt.variant.grants_by_name:
        told = ", ".join(f"`{name}`{_meant(name, surroundings.tools)}" for name in missing)
        yield prompt.remark(prompt.key_line("tools"), f"granted, and nothing answers it in a trial: {told}")


def _meant(name: str, tools: Iterable[str]) -> str:
    known = {tool.casefold(): tool for tool in tools}
    near = get_close_matches(name.casefold(), known, 1, _NEAR_TOOL)
    return f" (is `{known[near[0]]}` meant?)" if near else ""
