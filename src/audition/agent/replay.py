"""What a replay answers for, and how faithful it was to its recording."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audition.models.recorded import EDITED
from audition.records.evidence import Recording, Trial
from audition.records.outcome import OpaqueFile


def faithfulness(trial: Trial, recording: Recording, tools: Sequence[Mapping[str, Any]], model: str) -> Trial:
    """The trial with what a reader must know of its replay: a divergence in the files left, and notes on the rest."""
    notes = [f"the recording was {EDITED}"] if recording.edited else []
    if recording.model != model:
        notes.append(f"recorded with model {recording.model!r}, the variant asks for {model!r} today")
    if _canonical(recording.tools) != _canonical(tools):
        notes.append("the tool definitions differ from the recorded ones")
    if texts := _differing_results(trial, recording):
        notes.append(f"tool texts that differ from the recorded ones: {texts}")
    return replace(trial, diverged=_divergence(trial, recording), notes=(*trial.notes, *notes))


def _canonical(tools: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(json.dumps(tool, sort_keys=True) for tool in tools)


def _differing_results(trial: Trial, recording: Recording) -> str:
    recorded = replace(trial, messages=recording.messages).trajectory
    differing = [
        f"{call.name} ({number})"
        for number, (call, then) in enumerate(zip(trial.trajectory, recorded, strict=False), 1)
        if call.result.rstrip() != then.result.rstrip()
    ]
    return ", ".join(differing)


def _divergence(trial: Trial, recording: Recording) -> str | None:
    """How the files left differ from the recorded ones, the first difference in words."""
    left = {path: trial.outcome[path] for path in trial.written}
    recorded = recording.written
    for path in sorted(left.keys() | recorded.keys()):
        if path not in recorded:
            return f"{path} was left, the recording has no such file"
        if path not in left:
            return f"{path} was not left, the recording has it"
        if left[path] != recorded[path]:
            return f"{path} differs from the recorded file{_first_difference(left[path], recorded[path])}"
    return None


def _first_difference(left: str | OpaqueFile, recorded: str | OpaqueFile) -> str:
    if not (isinstance(left, str) and isinstance(recorded, str)):
        return ""
    pairs = zip(left.splitlines(), recorded.splitlines(), strict=False)
    return next((f" at line {number}" for number, (a, b) in enumerate(pairs, 1) if a != b), " in length")
