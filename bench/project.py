"""The work as audition projects: one question and one answer, and a loop of tool calls."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS
from bench.work import MAX_TOKENS, MODEL, SCENARIOS, SYSTEMS, wanted

CHARS_A_TOKEN = 4
PREFIX_TOKENS, REQUEST_TOKENS, RESULT_TOKENS, OUTPUT_TOKENS = 2_000, 200, 1_500, 300
"""The loop's shape: tools and system, request, each tool result, each answer."""
READS = 3
"""Tool calls before the last answer, one a turn."""

_PROJECT = f"""\
[tool.audition]
judge = "sonnet"

[tool.audition.models]
sonnet = "{MODEL}"
"""
_SCHEMA = """\
$schema: https://json-schema.org/draft/2020-12/schema
title: An answer
type: object
"""
_AGENT = """\
---
name: shop
description: Answers customers of a small shop.
tools: {tools}
model: sonnet
---

{system}
"""
_SCENARIO = """\
id: {id}
title: A customer orders boxes of tea
category: orders
as_of: 2026-06-01
instruction: {{id: {id}}}
{files}checks:
  - {{check: says, id: repeats_the_order, pattern: '{wanted}', in: final_message}}
"""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """What tells one suite of the bench from another."""

    tools: str
    systems: dict[str, str]
    """Variant → system prompt."""
    request: str
    turns: int
    output_tokens: int
    files: dict[str, str]
    """Path → text of what lies in every workspace beside the instruction."""


@dataclass(frozen=True, kw_only=True)
class Loop:
    """The loop of tool calls: the project, the same work for the bare loop, and what the API answers."""

    suite: Suite
    cases: list[dict[str, Any]]
    rules: list[dict[str, Any]]


def single_turn() -> Suite:
    """One question, one answer of at most 64 tokens, no tools."""
    return Suite(
        tools="[]",
        systems=SYSTEMS,
        request="Scenario {instruction_id}: a customer orders {instruction_id} boxes of tea. What do you say?",
        turns=1,
        output_tokens=MAX_TOKENS,
        files={},
    )


def tool_loop() -> Loop:
    """Four turns: three files are read, then the answer is given."""
    tools = [TOOLS["Read"].definition]
    systems = {
        variant: _long(system, PREFIX_TOKENS - len(json.dumps(tools, separators=(",", ":"))) // CHARS_A_TOKEN)
        for variant, system in SYSTEMS.items()
    }
    opening = "Scenario {instruction_id}: a customer orders {instruction_id} boxes of tea. Read desk/part-0.txt to"
    request = _long(f"{opening} desk/part-{READS - 1}.txt, then answer.", REQUEST_TOKENS)
    text = "\n".join(["tea" * 16 + "."] * (RESULT_TOKENS * CHARS_A_TOKEN // 56))
    suite = Suite(
        tools="[Read]",
        systems=systems,
        request=request,
        turns=READS + 1,
        output_tokens=1_000,
        files={f"desk/part-{number}.txt": text for number in range(READS)},
    )
    return Loop(suite=suite, cases=_loop_cases(suite, tools, asyncio.run(_result(text))), rules=_loop_rules())


def write_project(root: Path, suite: Suite) -> Path:
    """The suite as a project of a hundred scenarios in a new folder; gives the folder."""
    files = "".join(f"  {path}: {json.dumps(text)}\n" for path, text in suite.files.items())
    texts = {
        "pyproject.toml": _PROJECT,
        "rubrics/shop/answer.schema.yaml": _SCHEMA,
        "scenarios/shop/suite.yaml": _suite_text(suite),
        **{
            f"agents/shop/{variant}.md": _AGENT.format(tools=suite.tools, system=system)
            for variant, system in suite.systems.items()
        },
    }
    for scenario in range(SCENARIOS):
        name = f"s{scenario:05d}"
        texts[f"scenarios/shop/{name}.yaml"] = _SCENARIO.format(
            id=name, wanted=wanted(scenario), files=f"files:\n{files}" if files else ""
        )
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def _suite_text(suite: Suite) -> str:
    variants = ", ".join(f"shop/{variant}" for variant in suite.systems)
    return f"""\
id: shop
title: What a customer of a small shop is told
variants: [{variants}]
request: {json.dumps(suite.request)}
instruction: desk/instruction.yaml
deliverable: desk/answer.yaml
schema: {{file: rubrics/shop/answer.schema.yaml, put_at: desk/answer.schema.yaml}}
trials: 1
limits: {{turns: {suite.turns}, output_tokens: {suite.output_tokens}, seconds: 600}}
checks:
  - {{check: ending}}
gate: {{required: [ending], points: [], margin: 0.05}}
"""


async def _result(text: str) -> str:
    """What reading a file of this text shows."""
    with Workspace.create({"part.txt": text}) as workspace:
        return (
            await Toolbox(workspace, ["Read"], NoShell("nothing runs")).call("Read", {"file_path": "part.txt"})
        ).text


def _loop_cases(suite: Suite, tools: list[dict[str, Any]], result: str) -> list[dict[str, Any]]:
    return [
        {
            "variant": variant,
            "id": f"s{scenario:05d}",
            "model": MODEL,
            "max_tokens": suite.output_tokens,
            "system": system,
            "tools": tools,
            "question": suite.request.replace("{instruction_id}", f"s{scenario:05d}"),
            "wanted": wanted(scenario),
            "tool_text": result,
        }
        for variant, system in suite.systems.items()
        for scenario in range(SCENARIOS)
    ]


def _loop_rules() -> list[dict[str, Any]]:
    reads = [
        {
            "match": r"Scenario (s\d+)",
            "tool_results": number,
            "reply": [
                _long("I read on.", OUTPUT_TOKENS - 25),
                {"type": "tool_use", "name": "Read", "input": {"file_path": f"desk/part-{number}.txt"}},
            ],
            "output_tokens": OUTPUT_TOKENS,
        }
        for number in range(READS)
    ]
    last = {
        "match": r"Scenario (s\d+)",
        "tool_results": READS,
        "reply": _long("The customer orders {1} boxes.", OUTPUT_TOKENS),
        "output_tokens": OUTPUT_TOKENS,
    }
    return [*reads, last]


def _long(text: str, tokens: int) -> str:
    """The text, followed by words up to this length."""
    return text + " and so on" * ((tokens * CHARS_A_TOKEN - len(text)) // 10)
