"""The recorded works of the tests' own project, and the changes that tests make in them."""

from __future__ import annotations

from functools import cache

from audition.grading.judging.sheet import sheet_of
from audition.records.criteria import Rubric
from audition.records.evidence import TrialId
from audition.records.judgements import Judgement
from tests.fakes.judging import answered
from tests.fakes.recorded import (
    HARBOUR,
    called,
    deliverable,
    deliverable_text,
    drop,
    ended,
    left,
    message,
    put,
    swap,
)

__all__ = ["called", "deliverable", "deliverable_text", "drop", "ended", "left", "message", "put", "swap"]

ROOT = HARBOUR.root
suite, graders, recordings = HARBOUR.suite, HARBOUR.graders, HARBOUR.recordings
trial, changed, work = HARBOUR.trial, HARBOUR.changed, HARBOUR.work


def rubric() -> Rubric:
    """The rubric that every work is judged by: ten criteria, 21 points, three of them required."""
    return next(one for one in suite().rubrics if one.variant is None)


@cache
def judgement(recording: str) -> Judgement:
    """What a judge said of a recording by that rubric: all met, with a quote of the first risk, but for `grounded`."""
    judged = work(recording)
    quote = judged.deliverable.data["risks"][0]["risk"]
    return answered(sheet_of(judged, rubric()), {"grounded": False}, evidence=quote)


def trial_id(recording: str) -> TrialId:
    """Which trial a recording is of."""
    return trial(recording).id
