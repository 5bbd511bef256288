"""The model that plays recordings again: same trial in, same answers out, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audition.errors import ModelError, RecordingMiss, in_one_line
from audition.models.protocol import Reply, Request, Subject
from audition.records.definitions import Scenario
from audition.records.evidence import Origin, Recording, TrialId
from audition.records.identity import text_digest
from audition.records.messages import content_blocks
from audition.records.names import without_revision
from audition.records.outcome import laid, start_of
from audition.records.scene import UNNAMED
from audition.records.variants import Variant
from audition.text import plain_lines

NO_RECORDING = "no recording"
EDITED = "edited since it was recorded"
"""Said of a recording that is not as it was written."""


class RecordedModel:
    """Answers each trial from its recording, as long as the trial is the one that was recorded."""

    origin = Origin.REPLAY

    def __init__(self, recordings: Mapping[TrialId, Recording]) -> None:
        self._recordings = recordings

    def open(self, subject: Subject) -> RecordedConversation:
        """The recorded side of one trial.

        Raises:
            RecordingMiss: Nothing is recorded for this trial, or it was recorded from another prompt, scenario,
                schema, request or workspace; the text says which.
        """
        if (miss := self.miss(subject)) is not None:
            raise RecordingMiss(f"{subject.id}: {miss}")
        return RecordedConversation(self.of(subject))

    def miss(self, subject: Subject) -> str | None:
        """Why no recording holds this trial as it is today, `NO_RECORDING` or what was edited since; None: one does."""
        recording = self._recordings.get(subject.id.recorded_as)
        if recording is None:
            return NO_RECORDING
        return "; ".join(_differences(recording, subject)) or None

    def of(self, subject: Subject) -> Recording:
        """The recording of a trial that is no miss."""
        return self._recordings[subject.id.recorded_as]


class RecordedConversation:
    """One recording, played answer by answer."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        answers = (message for message in recording.messages if message["role"] == "assistant")
        self._answers = iter(
            [
                Reply(content=tuple(content_blocks(message)), turn=turn)
                for message, turn in zip(answers, recording.turns, strict=True)
            ]
        )

    @property
    def recording(self) -> Recording:
        """The recording that answers."""
        return self._recording

    async def reply(self, request: Request) -> Reply:  # noqa: ARG002  # the answer was given when it was recorded
        """The next recorded answer.

        Raises:
            ModelError: Every recorded answer has been given.
        """
        reply = next(self._answers, None)
        if reply is None:
            raise ModelError(
                f"{self._recording.id}: all {len(self._recording.turns)} recorded answers were given, "
                "and the conversation asks for one more"
            )
        return reply


def _differences(recording: Recording, subject: Subject) -> Iterator[str]:
    variant, scenario = subject.variant, subject.scenario
    if recording.variant_digest != variant.digest:
        yield _other_prompt(recording, variant)
    elif plain_lines(recording.system) != plain_lines(variant.system):
        where = _excerpt(recording.system, variant.system)
        yield f"it names today's variant and holds another system prompt, so that it was {EDITED}: system {where}"
    told = [*_differing_request(recording, scenario), *_differing_files(recording, subject)]
    if recording.scenario_digest != scenario.digest:
        edited = f"you edited {in_one_line(scenario.locus.path)}, or what its suite asks, since it was recorded"
        yield ": ".join([edited, *(["; ".join(told[:3])] if told else [])])
    else:
        yield from told
    if recording.schema_digest != subject.schema_digest:
        yield f"you edited {_schemas(scenario)} since it was recorded"


def _other_prompt(recording: Recording, variant: Variant) -> str:
    plain = without_revision(variant.id)
    ref = variant.id.removeprefix(plain)
    if ref:
        return f"{variant.path} at {ref[1:]} is not what was recorded (`audition diff {plain}{ref}` shows what differs)"
    if plain_lines(recording.system) == plain_lines(variant.system):
        return (
            f"the tools, the effort or the files that {variant.path} is played with are others than were recorded "
            f"(`audition diff {plain}` shows the tools and the memory file)"
        )
    return f"you edited {variant.path} since it was recorded (`audition diff {plain}` shows what)"


def _schemas(scenario: Scenario) -> str:
    paths = dict.fromkeys(each.schema.path for each in scenario.deliverables if each.schema.path)
    return " or ".join(paths) or "the schema"


def _differing_request(recording: Recording, scenario: Scenario) -> Iterator[str]:
    if recording.request != scenario.request:
        yield f"request {_excerpt(recording.request, scenario.request)}"


def _differing_files(recording: Recording, subject: Subject) -> Iterator[str]:
    scenario = subject.scenario
    inputs = dict(recording.inputs)
    for path in scenario.start.keys() - scenario.inputs.keys():
        schema = inputs.pop(path, None)
        alone = len(scenario.deliverables) == 1 and scenario.deliverables[0].name == UNNAMED
        named = recording.schema_digest if alone else text_digest(plain_lines(scenario.start[path]))
        if isinstance(schema, str) and text_digest(plain_lines(schema)) != named:
            yield f"its {path} is not the schema it names"
    given = start_of(scenario)
    own = {path: given[path] for path in given if path in scenario.inputs or path in scenario.binaries}
    met = {**laid(subject.variant.files), **own}
    for path in sorted(inputs.keys() | met.keys()):
        recorded_file, file = inputs.get(path), met.get(path)
        if recorded_file is None or file is None:
            yield f"workspace file {in_one_line(path)} {'is new' if recorded_file is None else 'is gone'} today"
        elif not _is_alike(recorded_file, file):
            told = "holds other bytes"
            if isinstance(recorded_file, str) and isinstance(file, str):
                told = _excerpt(recorded_file, file)
            yield f"workspace file {path} {told}"


def _is_alike(recorded: object, today: object) -> bool:
    """The same but for line ends that a checkout turned."""
    if isinstance(recorded, str) and isinstance(today, str):
        return plain_lines(recorded) == plain_lines(today)
    return recorded == today


def _excerpt(recorded: str, today: str) -> str:
    """Where two texts part, a few characters of each."""
    at = next(
        (i for i, (then, now) in enumerate(zip(recorded, today, strict=False)) if then != now),
        min(len(recorded), len(today)),
    )
    start, end = max(at - 10, 0), at + 20
    return f"recorded as …{recorded[start:end]!r}, today …{today[start:end]!r}"
