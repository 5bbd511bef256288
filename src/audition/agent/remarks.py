"""What a reader should know of a trial's tools and of its talk, whoever played it."""

from __future__ import annotations

from dataclasses import replace

from audition.agent.user import User
from audition.records.evidence import Ending, Trial


def remarked(trial: Trial, user: User) -> Trial:
    """The trial with a note on the calls that no fixture answered, and on how the talk with its user ended."""
    notes = []
    if unanswered := [call.name for call in trial.trajectory if call.unanswered]:
        named = ", ".join(dict.fromkeys(unanswered))
        notes.append(f"no fixture answered {len(unanswered)} of the calls: {named}")
    if user.note is not None and trial.ending is Ending.FINISHED:
        notes.append(user.note)
    return replace(trial, notes=(*trial.notes, *notes)) if notes else trial
