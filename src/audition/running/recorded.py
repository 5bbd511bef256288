"""What is kept of a suite's earlier trials and judgements, let in only where no secret stands in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audition.errors import UsageError
from audition.grading.check import Work
from audition.grading.work import work_of
from audition.project.world import World
from audition.records.definitions import Suite
from audition.records.evidence import Ending, Origin, Recording, Trial
from audition.records.judgements import Judgement
from audition.redaction import Redactor, joined, known_secrets
from audition.store.judgements import judgements
from audition.store.recordings import recordings
from audition.store.trial_files import TrialFolder


def recordings_of(world: World) -> TrialFolder[Recording]:
    """The suite's recordings by trial; looking one up raises UsageError where it holds a secret."""
    admit = _Admission(world.suite)
    return recordings(world.places.recordings(world.suite.agent), admit)


def judgements_of(world: World) -> Iterator[Judgement]:
    """The judgements kept beside them.

    Raises:
        UsageError: One holds a secret.
    """
    return judgements(world.places.judgements(world.suite.agent), _Admission(world.suite))


def recorded_works(world: World) -> Iterator[Work]:
    """The recorded works whose scenario and variant the suite still has."""
    kept = recordings_of(world)
    for trial in kept:
        if is_of_today(world, trial.scenario, trial.variant):
            yield work_of(recorded_trial(kept[trial]), world.suite)


def recorded_trial(recording: Recording) -> Trial:
    """A recording as the trial that a replay which goes well makes of it."""
    return Trial(
        id=recording.id,
        origin=Origin.REPLAY,
        ending=Ending.FINISHED,
        messages=recording.messages,
        turns=recording.turns,
        inputs=recording.inputs,
        outcome=recording.outcome,
        started_at=recording.recorded_at,
    )


def is_of_today(world: World, scenario: str, variant: str) -> bool:
    """Whether the suite still has a scenario and a variant."""
    return any(one.id == scenario for one in world.suite.scenarios) and any(
        one.id == variant for one in world.suite.variants
    )


class _Admission:
    """Lets a file pass that holds neither a secret of this machine nor what looks like one and no scene speaks of."""

    def __init__(self, suite: Suite) -> None:
        self._redact = Redactor(known_secrets(os.environ))
        self._public = cache(lambda: joined([suite.variants, suite.scenarios, suite.rubrics, suite.schema.text]))

    def __call__(self, path: Path, kept: object) -> None:
        text = joined([kept])
        if self._redact.knows(text):
            raise UsageError(f"{path}: holds the value of a secret of this machine; remove it, and change the secret")
        if self._redact.finds(text, public=self._public):
            raise UsageError(
                f"{path}: holds what looks like a key, a token or a password, of which no scenario or prompt of today "
                "speaks; if it is one, change it; remove the file, or record the trial again"
            )
