"""Makes of a trial the work that graders read: its deliverable is parsed once, strictly, whatever it holds."""

from __future__ import annotations

from typing import Any

from audition.grading.check import Deliverable, Work
from audition.loading.strict_yaml import parse_yaml
from audition.records.definitions import Suite
from audition.records.evidence import OpaqueFile, Trial


def work_of(trial: Trial, suite: Suite) -> Work:
    """The work of a trial of this suite."""
    scenario = suite.scenario(trial.id.scenario)
    return Work(
        trial=trial,
        scenario=scenario,
        variant=suite.variant(trial.id.variant),
        schema=suite.schema,
        deliverable=read_deliverable(trial, scenario.deliverable, suite.schema.document),
    )


def read_deliverable(trial: Trial, path: str, schema: Any = None) -> Deliverable:
    """What lies at `path` when the trial ended; `fault` says why it cannot be read, where it cannot."""
    file = trial.outcome.get(path)
    if file is None:
        return Deliverable(text=None, fault=f"{path}: there is no such file{_instead(trial)}")
    if isinstance(file, OpaqueFile):
        return Deliverable(
            text=None, fault=f"{path}: no text file: {_OPAQUE.get(file.kind, file.kind)} ({file.bytes} bytes)"
        )
    document = parse_yaml(file, path)
    if document.faults:
        return Deliverable(text=file, fault=f"{path}: not plain YAML: {document.fault}")
    return Deliverable(text=file, document=document.value, lines=document.lines, schema=schema)


_OPAQUE = {
    "binary": "its bytes are not UTF-8",
    "large": "it is too large to be kept",
    "link": "it is a symbolic link",
    "linked": "the file has several names",
    "special": "it is a device, pipe or socket",
}


def _instead(trial: Trial) -> str:
    written = trial.written
    if not written:
        return "; the agent wrote none at all"
    return f"; it wrote {', '.join(written[:3])}" + (f" and {len(written) - 3} more" if len(written) > 3 else "")
