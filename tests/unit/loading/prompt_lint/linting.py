"""Agent files under lint, written as a few lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audition.loading.agent_file import parse_agent_file
from audition.loading.prompt_lint import Remark, Surroundings, lint_prompt
from audition.workspace.tools.catalogue import TOOLS

HEAD = "name: clerk\ndescription: Writes letters.\ntools: [Read, Write]\nmodel: sonnet"
REQUEST = "Read the instruction in desk/i_1/instruction.yaml and write the answer to desk/i_1/answer.yaml."
AROUND = Surroundings(
    request=REQUEST,
    models={"sonnet": "claude-sonnet-5-5"},
    tools=TOOLS,
    output_tokens=16_000,
    cache_minimum_tokens=0,
    context_tokens=200_000,
)
BODY_LINE = 8
"""Of the file's line on which the body starts."""


def remarks(body: str = "Write letters.", head: str = HEAD, **around: Any) -> list[Remark]:
    """What lint says of an agent file."""
    variant = parse_agent_file(f"---\n{head}\n---\n\n{body}\n".encode(), "clerk/terse", models=AROUND.models)
    return list(lint_prompt(variant, replace(AROUND, **around)))


def told(body: str = "Write letters.", head: str = HEAD, **around: Any) -> list[tuple[int, str]]:
    """The same as (line, what)."""
    return [(remark.line, remark.what) for remark in remarks(body, head, **around)]


def only(body: str = "Write letters.", head: str = HEAD, **around: Any) -> tuple[int, str]:
    """The one remark."""
    (found,) = told(body, head, **around)
    return found
