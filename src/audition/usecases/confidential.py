"""Keeps this machine's secrets, and what looks like one, out of everything that a run stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from audition.errors import UsageError
from audition.models.protocol import Subject
from audition.models.redaction import Redactor
from audition.records.definitions import Suite
from audition.records.evidence import Trial

LEAKED = "the value of a secret of this machine stood in this trial and was taken out: change that secret"
_TEXTS = ("detail", "messages", "inputs", "outcome", "shell_effects", "diverged", "notes")
"""The fields of a trial that hold other people's words."""


def refuse_secrets(suite: Suite, secrets: Sequence[str]) -> None:
    """Let a suite pass that holds no secret of this machine: its texts go to the API and into every report.

    Raises:
        UsageError: A file holds one; named, and not repeated.
    """
    redact = Redactor(secrets)
    files: list[tuple[str, object]] = [
        *((variant.path, variant.text) for variant in suite.variants),
        *((scenario.locus.path, scenario) for scenario in suite.scenarios),
        *((rubric.locus.path, rubric) for rubric in suite.rubrics),
        (suite.schema.path, suite.schema.text),
    ]
    for path, content in files:
        if redact.knows(_joined([content])):
            raise UsageError(f"{path}: holds the value of a secret of this machine; take it out, and change the secret")


def without_secrets(trial: Trial, subject: Subject, secrets: Sequence[str]) -> Trial:
    """The trial as it may be read and kept, with `LEAKED` among its notes where a known value stood in it.

    What people wrote of its scene and prompt is public: what merely looks like a secret there is a part of the test,
    and stays wherever the agent repeats it.
    """
    written = [subject.variant.system, subject.scenario.request, *trial.inputs.values()]
    redact = Redactor(secrets, public="\n".join(written))
    said = {name: getattr(trial, name) for name in _TEXTS}
    whole = _joined(said.values())
    if redact(whole) == whole:
        return trial
    clean = replace(trial, **{name: _through(value, redact) for name, value in said.items()})
    return replace(clean, notes=(*clean.notes, LEAKED)) if redact.knows(whole) else clean


def _joined(values: Iterable[object]) -> str:
    return "\n".join(text for value in values for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from (text for field in fields(value) for text in _texts(getattr(value, field.name)))
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for item in pair for text in _texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))


def _through(value: Any, redact: Redactor) -> Any:
    """The value with every text in it redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact(key): _through(item, redact) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_through(item, redact) for item in value)
    return value
