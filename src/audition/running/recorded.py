"""What is kept of a suite's earlier trials and judgements, let in only where no secret stands in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import World
from audition.records.definitions import Suite
from audition.records.evidence import Judgement, Recording
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
