"""All rules on one agent file: `lint_prompt(variant, surroundings) -> tuple[Remark, …]`."""

from __future__ import annotations

from typing import Final

from audition.loading.prompt_lint.frontmatter import frontmatter_remarks
from audition.loading.prompt_lint.memory import memory_remarks
from audition.loading.prompt_lint.paths import path_remarks
from audition.loading.prompt_lint.placeholders import placeholder_remarks
from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings
from audition.loading.prompt_lint.size import size_remarks
from audition.loading.prompt_lint.tools import tool_remarks
from audition.records.variants import Variant

_RULES: Final = (
    frontmatter_remarks,
    tool_remarks,
    path_remarks,
    placeholder_remarks,
    memory_remarks,
    size_remarks,
)


def lint_prompt(variant: Variant, surroundings: Surroundings) -> tuple[Remark, ...]:
    """Every remark on an agent file, in the order of its lines."""
    prompt = Prompt.of(variant)
    found = (remark for rule in _RULES for remark in rule(prompt, surroundings))
    return tuple(sorted(dict.fromkeys(found)))
