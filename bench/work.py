"""The work that every runner is given: prompts, questions and the text that a right answer holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 64
SCENARIOS = 100
_RULE = (
    "Rule {number}: answer in one short sentence, name the number, cite nothing, and keep the house style {variant}. "
)
SYSTEMS = {
    variant: f"You are the {variant} assistant of a small shop.\n"
    + "".join(_RULE.format(number=number, variant=variant) for number in range(40))
    for variant in ("terse", "polite")
}
"""Variant → system prompt of about 1,000 tokens."""
SAMPLES_A_REPEAT = len(SYSTEMS) * SCENARIOS


def repeats(samples: int) -> int:
    """How often every question is asked so that so many samples come out: a multiple of 200."""
    return max(1, samples // SAMPLES_A_REPEAT)


def question(scenario: int) -> str:
    return f"Scenario s{scenario:05d}: a customer orders s{scenario:05d} boxes of tea. What do you say?"


def wanted(scenario: int) -> str:
    """What a right answer to the question holds."""
    return f"orders s{scenario:05d} boxes"


def cases() -> list[dict[str, Any]]:
    """Every variant's questions, without repeats."""
    return [
        {
            "variant": variant,
            "id": f"s{scenario:05d}",
            "model": MODEL,
            "max_tokens": MAX_TOKENS,
            "system": system,
            "question": question(scenario),
            "wanted": wanted(scenario),
        }
        for variant, system in SYSTEMS.items()
        for scenario in range(SCENARIOS)
    ]


def write_cases(path: Path, lines: list[dict[str, Any]]) -> Path:
    """The cases as JSON lines; gives the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path
