"""Keeps this machine's secrets, and what looks like one, out of everything that a run stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from audition.errors import UsageError
from audition.models.protocol import Channel, Query, Reply, Subject
from audition.records.definitions import Suite
from audition.records.evidence import Trial, TrialId
from audition.redaction import Redactor, joined

LEAKED = "the value of a secret of this machine stood in this trial and was taken out: change that secret"
_TEXTS = (
    *("detail", "messages", "turns", "user_turns", "inputs", "outcome", "shell_effects", "diverged", "notes"),
    *("frame", "asides", "exited", "said"),
)
"""The fields of a trial that hold other people's words."""
_SAID = ("text", "input")
"""The parts of an answer's blocks that may read otherwise when they are sent back; the API refuses a changed name of a
tool or a changed thought, so that those wait for the trial to end."""


class Confidential:
    """A channel whose answers say no secret of this machine: a judge's are kept as they come.

    What merely looks like a secret stays, for a judge quotes the work to the letter.
    """

    def __init__(self, channel: Channel, redact: Redactor) -> None:
        self._channel = channel
        self._redact = redact
        self.leaked: set[TrialId] = set()
        """Trials in answers about which the value of a secret stood."""

    async def send(self, query: Query) -> Reply:
        """See `Channel`."""
        reply = await self._channel.send(query)
        if not self._redact.knows(joined([reply])):
            return reply
        self.leaked.add(query.trial)
        clean = self._redact.without_known
        content = [
            {key: _through(part, clean) if key in _SAID else part for key, part in block.items()}
            for block in reply.content
        ]
        return replace(reply, content=tuple(content), turn=_through(reply.turn, clean))


def refuse_secrets(suite: Suite, secrets: Sequence[str]) -> None:
    """Let a suite pass that holds no secret of this machine: its texts go to the API and into every report.

    Raises:
        UsageError: A file holds one; named, and not repeated.
    """
    redact = Redactor(secrets)
    files: list[tuple[str, object]] = [
        *(
            (variant.path, (variant.text, variant.files, variant.settings.memory, variant.settings.companions))
            for variant in suite.variants
        ),
        *((scenario.locus.path, scenario) for scenario in suite.scenarios),
        *((rubric.locus.path, rubric) for rubric in suite.rubrics),
        (suite.schema.path, suite.schema.text),
    ]
    for path, content in files:
        if redact.knows(joined([content])):
            raise UsageError(f"{path}: holds the value of a secret of this machine; take it out, and change the secret")


def without_secrets(trial: Trial, subject: Subject, secrets: Sequence[str], *, leaked: bool = False) -> Trial:
    """The trial as it may be read and kept, with `LEAKED` among its notes where a known value stands in it or `leaked`.

    What people wrote of its scene and prompt is public: what merely looks like a secret there is a part of the test,
    and stays wherever the agent repeats it.
    """
    written = [
        *subject.variant.said,
        subject.scenario.request,
        joined([subject.scenario.tools, subject.scenario.replies, subject.scenario.user]),
        *(text for text in trial.inputs.values() if isinstance(text, str)),
    ]
    redact = Redactor(secrets, public="\n".join(written))
    said = {name: getattr(trial, name) for name in _TEXTS}
    whole = joined(said.values())
    if redact(whole) != whole:
        trial = replace(trial, **{name: _through(value, redact) for name, value in said.items()})
    return replace(trial, notes=(*trial.notes, LEAKED)) if leaked or redact.knows(whole) else trial


def _through(value: Any, redact: Callable[[str], str]) -> Any:
    """The value with every text in it redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact(key): _through(item, redact) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_through(item, redact) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _through(getattr(value, field.name), redact) for field in fields(value)})
    return value
