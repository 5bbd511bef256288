"""Turns a trial that a live model finished into a recording that replays it."""

from __future__ import annotations

from audition.agent.tools import definitions_of
from audition.models.protocol import Subject
from audition.records.evidence import Recording, Trial

PROVENANCE = "Recorded from the Messages API by `audition run --live --record`."


class Unrecordable(Exception):
    """No recording can hold this trial, and none would replay it; the text says why."""


def recording_of(trial: Trial, subject: Subject, *, max_tokens: int) -> Recording:
    """The recording of a trial of this subject.

    Raises:
        Unrecordable: An answer of the trial holds nothing, so that its turns cannot be told apart in a transcript.
    """
    answers = sum(message["role"] == "assistant" for message in trial.messages)
    if answers != len(trial.turns):
        raise Unrecordable(f"of {len(trial.turns)} answers {answers} stand in its messages: one held nothing")
    return Recording(
        id=trial.id,
        variant_digest=subject.variant.digest,
        scenario_digest=subject.scenario.digest,
        schema_digest=subject.schema_digest,
        request=subject.scenario.request,
        tools=tuple(definitions_of(subject.variant, subject.scenario)) if trial.frame is None else trial.frame.tools,
        system=subject.variant.system,
        max_tokens=max_tokens if trial.frame is None else trial.frame.max_tokens,
        frame=trial.frame,
        asides=trial.asides,
        messages=trial.messages,
        turns=trial.turns,
        inputs=trial.inputs,
        outcome=trial.outcome,
        model=subject.variant.model,
        provenance=PROVENANCE,
        recorded_at=trial.started_at or "",
        shell_effects=trial.shell_effects,
        user_turns=trial.user_turns,
    )
