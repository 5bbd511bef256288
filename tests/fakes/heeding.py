"""A clerk who heeds the rules of its prompt: what each is worth is known, so words on mutants can be held to it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audition.models.scripted import Answer, Call, Cue, Script
from audition.project.world import load_world
from audition.records.definitions import Scenario
from docs.examples.five_verdicts import MARKS, answer
from tests.fakes.clerk_api import SAID

LOG = "desk/log.txt"
LOGGING = f"Note in {LOG} what you did."
RULES: Mapping[str, str] = {
    "greets": "Greet the reader by name.",
    "repeats_reference": "Repeat the reference of the letter.",
    "names_a_day": "Say by which day we write again.",
    "signs": "Sign for the library.",
    "answers": "Answer what was asked.",
}
"""Mark → the rule that asks for it."""
PROMPT = "---\nname: clerk\ndescription: Answers letters.\ntools: Read, Write\nmodel: sonnet\n---\n\n# Clerk\n\n"


IDLE = ("Be kind.", "Use plain words.", "Keep it short.")
"""Rules that change nothing."""


def write_prompt(root: Path, idle: Sequence[str] = IDLE[:1]) -> None:
    """Let the project of letters play one prompt that is a list of rules."""
    rules = [*RULES.values(), LOGGING, *idle]
    listed = "".join(f"- {rule}\n" for rule in rules)
    (root / "agents/clerk/listed.md").write_text(PROMPT + listed, "utf-8")
    suite = root / "scenarios/letters/suite.yaml"
    text = suite.read_text("utf-8")
    suite.write_text(text.replace("variants: [clerk/hasty, clerk/careful]", "variants: [clerk/listed]"), "utf-8")


def heeding(root: Path, fall: Mapping[str, float], *, seed: int, trials: int, usual: float = 0.97) -> list[dict]:
    """Rules of the mock API by which every mark is got right as usual, and less often where its rule is gone.

    Args:
        root: The project's folder.
        fall: Mark → how much less often, in [0, 1], it is got right without its rule; others stay as they are.
        seed: Of the draws.
        trials: Draws of each prompt and scenario, after which they begin again.
        usual: How often a mark is got right.
    """
    found = []
    for scenario in load_world(root, None).suite.scenarios:
        dice = random.Random(f"{seed} {scenario.id}")  # noqa: S311  # a script, no secret
        for mark, lost in fall.items():
            care = {each: usual - (lost if each == mark else 0.0) for each in MARKS}
            found.append(_first(scenario, care, dice, trials, without=RULES[mark]))
        care = dict.fromkeys(MARKS, usual)
        found.append(_first(scenario, care, dice, trials, without=LOGGING, logs=False))
        found.append(_first(scenario, care, dice, trials))
    return [*found, {"tool_results": 1, "reply": SAID}, {"tool_results": 2, "reply": SAID}]


def heeds(fall: Mapping[str, float], usual: float = 0.97) -> Script:
    """The same clerk as a script: `fall` and `usual` as for `heeding`."""

    def clerk(cue: Cue) -> Answer | str:
        if cue.turn:
            return SAID
        told, dice = cue.subject.variant.system, random.Random(cue.draw)  # noqa: S311  # a script, no secret
        care = {mark: usual - (0.0 if rule in told else fall.get(mark, 0.0)) for mark, rule in RULES.items()}
        missed = [mark for mark in MARKS if dice.random() >= care[mark]]
        written = _written(cue.subject.scenario, missed, logs=LOGGING in told)
        return Answer(calls=tuple(Call(name=block["name"], input=block["input"]) for block in written))

    return clerk


def _first(
    scenario: Scenario,
    care: Mapping[str, float],
    dice: random.Random,
    trials: int,
    without: str = "",
    *,
    logs: bool = True,
) -> dict[str, Any]:
    """The first answers of trials of one prompt in one scenario."""
    replies = [
        _written(scenario, [mark for mark in MARKS if dice.random() >= care[mark]], logs=logs) for _ in range(trials)
    ]
    absent = {"system": rf"^(?!.*{without})"} if without else {}
    return {"match": f"desk/{scenario.instruction['id']}/", "tool_results": 0, "replies": replies, **absent}


def _written(scenario: Scenario, missed: Sequence[str], *, logs: bool) -> list[dict[str, Any]]:
    text = answer(scenario, {mark: mark not in missed for mark in MARKS})
    files = {scenario.deliverable: text} | ({LOG: "answered"} if logs else {})
    return [
        {"type": "tool_use", "name": "Write", "input": {"file_path": path, "content": content}}
        for path, content in files.items()
    ]
