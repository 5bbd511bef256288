"""The clerk of the letters project as rules of the mock Messages API: writes the answer, then says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audition.project.world import load_world
from audition.records.definitions import Scenario
from docs.examples.five_verdicts import MARKS, answer

SAID = "The answer lies on the desk."
SYSTEMS = {"hasty": "be quick", "careful": "Before you finish"}
"""Variant → words of its system prompt alone."""


def clerk(root: Path) -> list[dict[str, Any]]:
    """Rules by which every letter of the project is answered, each mark got right."""
    return [rule for scenario in load_world(root, None).suite.scenarios for rule in written(scenario)]


def written(scenario: Scenario, missed: Sequence[str] = (), **more: Any) -> Iterator[dict[str, Any]]:
    """Rules for one letter's two turns; `more` goes into both, such as a pattern of the system prompt."""
    text = answer(scenario, {mark: mark not in missed for mark in MARKS})
    call = {"type": "tool_use", "name": "Write", "input": {"file_path": scenario.deliverable, "content": text}}
    about = {"match": f"desk/{scenario.instruction['id']}/", **more}
    yield {**about, "tool_results": 0, "reply": [call]}
    yield {**about, "tool_results": 1, "reply": SAID}
