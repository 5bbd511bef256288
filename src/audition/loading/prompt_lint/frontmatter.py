"""Frontmatter that does not do what it seems to: keys that nobody reads, and a model that no alias names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audition.loading.gate import published
from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings

APPLIED_ELSEWHERE: Final = {
    "disallowedTools": "name in `tools` only what is granted",
    "effort": "it has no part in a trial",
    "initialPrompt": "the suite's `request` is the first message",
    "maxTurns": "`limits.turns` of the suite bounds a trial",
}
"""Keys that Claude Code acts on and a trial does not → what to do."""
FOR_PEOPLE: Final = frozenset({"color"})
"""Keys that Claude Code shows, and that change nothing of what an agent does."""


def frontmatter_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """Keys without effect, and a pinned model that the project's aliases pass by."""
    read = published("agent")["properties"].keys() | FOR_PEOPLE
    for key in prompt.variant.frontmatter:
        line = prompt.key_line(key)
        if key in APPLIED_ELSEWHERE:
            what = f"`{key}`: Claude Code acts on it, a trial does not; {APPLIED_ELSEWHERE[key]}"
            yield prompt.remark(line, what)
        elif key not in read:
            what = (
                f"`{key}`: Claude Code ignores this key, and so does a trial; remove it, or keep it as a note to people"
            )
            yield prompt.remark(line, what)
    variant = prompt.variant
    if variant.model_alias not in surroundings.models and variant.model not in surroundings.models.values():
        what = (
            f"`{variant.model}` is pinned here and stands behind no alias of [tool.audition.models]: a change of "
            "models there passes this prompt by; add an alias, or use one"
        )
        yield prompt.remark(prompt.key_line("model"), what)
