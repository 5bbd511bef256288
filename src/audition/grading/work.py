"""Makes of a trial the work that graders read: its deliverables are parsed once, strictly, whatever they hold."""

from __future__ import annotations

from audition.grading.check import Deliverable, Work
from audition.loading.formats import parse_as
from audition.records.definitions import Suite
from audition.records.evidence import Trial
from audition.records.outcome import OpaqueFile
from audition.records.scene import DeliverableSpec, Format


def work_of(trial: Trial, suite: Suite) -> Work:
    """The work of a trial of this suite."""
    scenario = suite.scenario(trial.id.scenario)
    return Work(
        trial=trial,
        scenario=scenario,
        variant=suite.variant(trial.id.variant),
        deliverables={asked.name: read_deliverable(trial, asked) for asked in scenario.deliverables},
    )


def read_deliverable(trial: Trial, asked: DeliverableSpec) -> Deliverable:
    """What lies at the path asked for when the trial ended; `fault` says why it cannot be read, where it cannot."""
    file, path = trial.outcome.get(asked.path), asked.path
    if file is None:
        return Deliverable(text=None, fault=f"{path}: there is no such file{_instead(trial)}", asked=asked)
    if isinstance(file, OpaqueFile):
        if asked.format is Format.BYTES and file.kind in _WHOLE:
            return Deliverable(text=None, opaque=file, asked=asked)
        told = f"{_OPAQUE.get(file.kind, file.kind)} ({file.bytes} bytes)"
        return Deliverable(text=None, fault=f"{path}: no text file: {told}", asked=asked)
    document = parse_as(asked.format, file, path)
    if document.faults:
        return Deliverable(text=file, fault=f"{path}: not {NAMES[asked.format]}: {document.fault}", asked=asked)
    return Deliverable(text=file, document=document.value, lines=document.lines, asked=asked)


NAMES = {
    Format.YAML: "plain YAML",
    Format.JSON: "JSON",
    Format.CSV: "a CSV table",
    Format.TEXT: "text",
    Format.BYTES: "a file",
}
_WHOLE = ("binary", "large")
_OPAQUE = {
    "binary": "its bytes are not UTF-8",
    "large": "it is too large to be kept",
    "link": "it is a symbolic link",
    "linked": "the file has several names",
    "locked": "its permissions forbid reading it",
    "special": "it is a device, pipe or socket",
}


def _instead(trial: Trial) -> str:
    written = trial.written
    if not written:
        return "; the agent wrote none at all"
    return f"; it wrote {', '.join(written[:3])}" + (f" and {len(written) - 3} more" if len(written) > 3 else "")
