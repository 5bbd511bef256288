"""Recorded projects, and their works changed in one place: what graders are shown in tests.

    HARBOUR.work("brisk-rival-quay-1")                                       the recorded work as it is
    HARBOUR.work("brisk-rival-quay-1", put("$.ship.arrival", "2026-07-21"))  the same, with another date
    HARBOUR.work("…", swap("no match", "match"), message("We match Veldt."))

A change is a function from trial to trial. One that changes nothing raises, so that no test passes by a slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from audition.grading.building import Graders, build_graders
from audition.grading.check import Work
from audition.grading.work import work_of
from audition.loading.project import find_project
from audition.loading.strict_yaml import parse_yaml
from audition.loading.suite import load_suite
from audition.loading.yaml_writer import dump_yaml
from audition.records.definitions import Suite
from audition.records.evidence import Ending, Origin, Trial
from audition.records.outcome import OpaqueFile
from audition.store.recordings import read_recording

Change = Callable[[Trial], Trial]


@dataclass(frozen=True)
class Recorded:
    """A project with one suite, and what was recorded of its agent."""

    root: Path
    suite_id: str
    agent: str

    @cache  # noqa: B019  # there are two of them
    def suite(self) -> Suite:
        """The suite as it stands."""
        return load_suite(find_project(self.root), self.suite_id)

    @cache  # noqa: B019
    def graders(self) -> Graders:
        """The suite's graders."""
        return build_graders(self.suite(), self.root)

    def recordings(self) -> list[str]:
        """The names of all recordings of the engine's own loop, such as `brisk-rival-quay-0`."""
        found = (path.stem for path in (self.root / "evals/recordings" / self.agent).glob("*.json"))
        return sorted(name for name in found if "+" not in name)

    @cache  # noqa: B019
    def trial(self, recording: str) -> Trial:
        """The recorded trial, as a replay that went well leaves it."""
        recorded = read_recording(self.root / "evals/recordings" / self.agent / f"{recording}.json")
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

    def changed(self, recording: str, *changes: Change) -> Trial:
        """The recorded trial after these changes."""
        played = self.trial(recording)
        for change in changes:
            after = change(played)
            if after == played:
                raise ValueError(f"a change leaves {recording} as it was")
            played = after
        return played

    def work(self, recording: str, *changes: Change) -> Work:
        """The recorded work after these changes."""
        return work_of(self.changed(recording, *changes), self.suite())


ROOT = Path(__file__).parents[2]
HARBOUR = Recorded(ROOT / "tests/harbour", "harbour", "berthing")
"""The tests' own."""
SHIPPED = Recorded(ROOT, "account-manager", "account-manager")
"""The one that users meet: for tests that are about it alone."""
BOATS = Recorded(ROOT, "boat-hire", "boat-hire")
"""The other one that users meet: an agent that talks, and leaves no file."""


def _path(played: Trial) -> str:
    """Where the deliverable of a trial was asked for."""
    of = SHIPPED if played.id.variant.startswith(SHIPPED.agent) else HARBOUR
    return of.suite().scenario(played.id.scenario).deliverable


def swap(old: str, new: str) -> Change:
    """Another text in the deliverable, in place of one that stands there once."""

    def change(played: Trial) -> Trial:
        text = deliverable_text(played)
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the deliverable, not once")
        return deliverable(text.replace(old, new))(played)

    return change


def put(pointer: str, value: Any) -> Change:
    """Another value at a pointer of the deliverable; an index one past the end adds an item."""

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
    """The deliverable without what stands at a pointer."""

    def change(played: Trial) -> Trial:
        document = _document(played)
        parent, key = _place(document, pointer)
        del parent[key]
        return deliverable(dump_yaml(document))(played)

    return change


def deliverable(file: str | OpaqueFile | None) -> Change:
    """Another file in place of the deliverable; None: no file at all."""
    return lambda played: left(_path(played), file)(played)


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
    """The text of the deliverable that a trial left."""
    text = played.outcome[_path(played)]
    if not isinstance(text, str):
        raise TypeError("the deliverable is no text")
    return text


def _document(played: Trial) -> Any:
    document = parse_yaml(deliverable_text(played), "deliverable")
    if document.faults:
        raise ValueError(document.fault)
    return document.value


def _place(document: Any, pointer: str) -> tuple[Any, Any]:
    """The collection that a pointer leads into, and the key there."""
    keys = [int(index) if index else name for index, name in re.findall(r"\[(\d+)\]|\.([\w-]+)", pointer)]
    for key in keys[:-1]:
        document = document[key]
    return document, keys[-1]
