"""Makes recordings of the starter's hand-written trials, in a project that was just written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audition.agent import Conditions, Loop
from audition.agent.recording import recording_of
from audition.errors import EngineError
from audition.loading.agent_file import parse_agent_file
from audition.loading.strict_yaml import read_yaml
from audition.models.protocol import Subject
from audition.models.scripted import Answer, Call, Cue, ScriptedModel, in_turn
from audition.project.world import World
from audition.records.definitions import Suite
from audition.records.evidence import Ending, Recording, TrialId
from audition.records.turns import Turn
from audition.records.variants import Variant
from audition.running.plan import subject_of
from audition.store.recordings import write_recording
from audition.workspace.sandbox.shell import NoShell

PLAYS = Path(__file__).with_name("plays.yaml")
PROVENANCE = "Written by hand for the starter suite: they show the harness, no model."
FIRST, SECOND = "full", "short"
EDIT = ("120 words", "40 words")
"""What makes the second prompt of the first."""


def record_plays(world: World) -> int:
    """Write a recording of every hand-written trial, each from real tool calls in a real workspace; gives how many.

    The second prompt's trials are recorded before its file exists, so that a newcomer who makes it can compare.

    Raises:
        EngineError: A trial does not end as it was written.
    """
    suite = replace(world.suite, variants=(*world.suite.variants, _second(world)))
    folder = world.places.recordings(suite.agent)
    made = asyncio.run(_recordings(suite))
    for recording in made:
        write_recording(folder, recording)
    return len(made)


def _second(world: World) -> Variant:
    first = world.suite.variant(f"{world.suite.agent}/{FIRST}")
    text = first.text.replace(*EDIT)
    return parse_agent_file(text.encode(), f"{first.agent}/{SECOND}", models=world.project.models)


async def _recordings(suite: Suite) -> list[Recording]:
    conditions = Conditions(limits=suite.limits, shell=NoShell("the starter needs none"))
    return [await _recording(subject_of(suite, trial), notes, conditions) for trial, notes in _plays(suite.agent)]


def _plays(agent: str) -> Iterator[tuple[TrialId, str]]:
    """Each trial with the notes that it leaves."""
    for variant, scenarios in read_yaml(PLAYS.read_bytes(), PLAYS.name).value.items():
        for scenario, trials in scenarios.items():
            for index, notes in enumerate(trials):
                yield TrialId(scenario, f"{agent}/{variant}", index), notes


async def _recording(subject: Subject, notes: str, conditions: Conditions) -> Recording:
    trial = await Loop(ScriptedModel(lambda cue: _answer(cue, notes))).play(subject, conditions)
    if trial.ending is not Ending.FINISHED:
        raise EngineError(f"{subject.id}: the starter's trial ended as {trial.ending.value}: {trial.detail}")
    # A script wrote these answers: no model, no seconds.
    turns = tuple(Turn(stop_reason=turn.stop_reason) for turn in trial.turns)
    recording = recording_of(replace(trial, turns=turns), subject, max_tokens=conditions.limits.output_tokens)
    return replace(recording, provenance=PROVENANCE)


def _answer(cue: Cue, notes: str) -> Answer | str:
    """Reads the task and the schema, writes the notes, says so."""
    scenario = cue.subject.scenario
    read = tuple(Call(name="Read", input={"file_path": path}) for path in sorted(scenario.start))
    written = Call(name="Write", input={"file_path": scenario.deliverable, "content": notes})
    told = f"The release notes are in {scenario.deliverable}."
    return in_turn([Answer(calls=read), Answer(calls=(written,)), told])(cue)
