"""Prompts that are a little too short to be cached, or too long to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings
from audition.loading.prompt_rules import BYTES_A_TOKEN

NEAR: Final = 0.75
"""Of what a model caches at the least: below, making the prompt longer would cost more than it saves."""


def size_remarks(prompt: Prompt, surroundings: Surroundings) -> Iterator[Remark]:
    """Against what the model caches and what it holds, tools counted with the prompt."""
    variant = prompt.variant
    tools = surroundings.tool_bytes(variant.tools)
    tokens = (len(variant.system.encode()) + tools) // BYTES_A_TOKEN
    least, most = surroundings.cache_minimum_tokens, surroundings.context_tokens
    if NEAR * least <= tokens < least:
        what = (
            f"prompt and tools are about {tokens:,} tokens, and {variant.model} caches nothing shorter than {least:,}: "
            f"each call pays for them in full, and with {least - tokens:,} tokens more, such as an example, hardly one "
            "does; no fault in a prompt that says all it must"
        )
        yield prompt.remark(variant.body_line, what)
    asked = tokens + len(surroundings.request.encode()) // BYTES_A_TOKEN + surroundings.output_tokens
    if most is not None and asked > most:
        what = (
            f"prompt, tools, request and the longest answer allowed are about {asked:,} tokens, and {variant.model} "
            f"holds {most:,}; shorten the prompt, or lower `limits.output_tokens`"
        )
        yield prompt.remark(variant.body_line, what)
