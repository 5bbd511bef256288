"""Work taken from the recordings and changed in one place: what graders are shown in tests.

    work("sales-competitive-threat-price-1")                                      the recorded work as it is
    work("sales-competitive-threat-price-1", put("$.renewal.date", "2026-07-21"))  the same, with another date
    work("…", swap("no price match", "price match"), message("We match Veldt."))

A change is a function from trial to trial. One that changes nothing raises, so that no test passes by a slip.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from audition.errors import Locus
from audition.grading.building import Graders, build_graders
from audition.grading.check import Work
from audition.grading.judging.sheet import sheet_of
from audition.grading.work import work_of
from audition.loading.project import find_project
from audition.loading.rubric import rubric_digest
from audition.loading.strict_yaml import parse_yaml
from audition.loading.suite import load_suite
from audition.loading.yaml_writer import dump_yaml
from audition.records.definitions import Criterion, Rubric, Scenario, Suite
from audition.records.evidence import Ending, Judgement, OpaqueFile, Origin, Trial, TrialId
from audition.store.recordings import read_recording
from tests.fakes.judging import answered

ROOT = Path(__file__).parents[2]
AGENT = "account-manager"

Change = Callable[[Trial], Trial]


@functools.cache
def suite() -> Suite:
    """The shipped suite."""
    return load_suite(find_project(ROOT), AGENT)


@functools.cache
def graders() -> Graders:
    """The shipped suite's graders."""
    return build_graders(suite(), ROOT)


def recordings() -> list[str]:
    """The names of all recordings, such as `sales-champion-departure-0`."""
    return sorted(path.stem for path in (ROOT / "evals/recordings" / AGENT).glob("*.json"))


@functools.cache
def trial(recording: str) -> Trial:
    """The recorded trial, as a replay that went well leaves it."""
    recorded = read_recording(ROOT / "evals/recordings" / AGENT / f"{recording}.json")
    return Trial(
        id=recorded.id,
        origin=Origin.REPLAY,
        ending=Ending.FINISHED,
        messages=recorded.messages,
        turns=recorded.turns,
        inputs=recorded.inputs,
        outcome=recorded.outcome,
        started_at=recorded.recorded_at,
    )


def rubric() -> Rubric:
    """A rubric of ten criteria by which nothing shipped is judged, so that tests do not move with one that is."""
    weights = [("outcomes", 2), ("grounded", 3), ("uncertainty", 2), ("risk-led", 3), ("multi-threaded", 2)]
    weights += [("executive-match", 1), ("executable", 3), ("priority", 1), ("sound", 2), ("customer-first", 2)]
    criteria = tuple(
        Criterion(id=name, text=f"The plan is right as to {name}.", points=points, required=points == 3)
        for name, points in weights
    )
    return Rubric(
        id="quality",
        title="Quality",
        criteria=criteria,
        digest=rubric_digest(criteria),
        locus=Locus(path="quality.yaml"),
    )


@functools.cache
def judgement(recording: str) -> Judgement:
    """What a judge said of a recording by that rubric: all met, with a quote of the first risk, but for `grounded`."""
    judged = work(recording)
    quote = judged.deliverable.data["risks"][0]["risk"]
    return answered(sheet_of(judged, rubric()), {"grounded": False}, evidence=quote)


def changed(recording: str, *changes: Change) -> Trial:
    """The recorded trial after these changes."""
    played = trial(recording)
    for change in changes:
        after = change(played)
        if after == played:
            raise ValueError(f"a change leaves {recording} as it was")
        played = after
    return played


def work(recording: str, *changes: Change) -> Work:
    """The recorded work after these changes."""
    return work_of(changed(recording, *changes), suite())


def swap(old: str, new: str) -> Change:
    """Another text in the plan's file, in place of one that stands there once."""

    def change(played: Trial) -> Trial:
        text = deliverable_text(played)
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the plan, not once")
        return deliverable(text.replace(old, new))(played)

    return change


def put(pointer: str, value: Any) -> Change:
    """Another value at a pointer of the plan; an index one past the end adds an item."""

    def change(played: Trial) -> Trial:
        document = _document(played)
        parent, key = _place(document, pointer)
        if isinstance(parent, list) and key == len(parent):
            parent.append(value)
        else:
            parent[key] = value
        return deliverable(dump_yaml(document))(played)

    return change


def drop(pointer: str) -> Change:
    """The plan without what stands at a pointer."""

    def change(played: Trial) -> Trial:
        document = _document(played)
        parent, key = _place(document, pointer)
        del parent[key]
        return deliverable(dump_yaml(document))(played)

    return change


def deliverable(file: str | OpaqueFile | None) -> Change:
    """Another file in place of the plan; None: no file at all."""
    return lambda played: left(_scenario(played).deliverable, file)(played)


def left(path: str, file: str | OpaqueFile | None) -> Change:
    """A file that lies in the workspace when the trial ends; None: it is gone."""

    def change(played: Trial) -> Trial:
        outcome = {name: kept for name, kept in played.outcome.items() if name != path}
        return replace(played, outcome=outcome if file is None else {**outcome, path: file})

    return change


def message(text: str) -> Change:
    """Another final message."""
    return lambda played: replace(played, messages=(*played.messages[:-1], {"role": "assistant", "content": text}))


def called(tool: str, **given: Any) -> Change:
    """One more tool call, before the final message."""

    def change(played: Trial) -> Trial:
        use = {"type": "tool_use", "id": f"added_{len(played.messages)}", "name": tool, "input": given}
        result = {"type": "tool_result", "tool_use_id": use["id"], "content": "done"}
        added = ({"role": "assistant", "content": [use]}, {"role": "user", "content": [result]})
        return replace(played, messages=(*played.messages[:-1], *added, played.messages[-1]))

    return change


def ended(ending: Ending, detail: str = "") -> Change:
    """Another ending."""
    return lambda played: replace(played, ending=ending, detail=detail)


def deliverable_text(played: Trial) -> str:
    """The text of the plan that a trial left."""
    text = played.outcome[_scenario(played).deliverable]
    if not isinstance(text, str):
        raise TypeError("the plan is no text")
    return text


def trial_id(recording: str) -> TrialId:
    """Which trial a recording is of."""
    return trial(recording).id


def _scenario(played: Trial) -> Scenario:
    return suite().scenario(played.id.scenario)


def _document(played: Trial) -> Any:
    document = parse_yaml(deliverable_text(played), "plan")
    if document.faults:
        raise ValueError(document.fault)
    return document.value


def _place(document: Any, pointer: str) -> tuple[Any, Any]:
    """The collection that a pointer leads into, and the key there."""
    keys = [int(index) if index else name for index, name in re.findall(r"\[(\d+)\]|\.([\w-]+)", pointer)]
    for key in keys[:-1]:
        document = document[key]
    return document, keys[-1]
