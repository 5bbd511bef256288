"""Trials that were played live before: what a price goes by where nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence

from audition.errors import StoreError
from audition.project.world import World
from audition.records.evidence import Trial
from audition.records.names import without_mutation, without_revision
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs

MOST_RUNS = 10
"""Of the project, the newest, that are looked into."""
MOST_TRIALS = 30


def earlier_trials(world: World, variant: str) -> Sequence[Trial]:
    """Trials of a variant whose tokens are known, from the last stored run that has any; empty: none has.

    A mutant and a revision go by the variant's own.
    """
    name = without_mutation(without_revision(variant))
    for path in stored_runs(world.places.runs)[:MOST_RUNS]:
        try:
            with RunFile.open_readonly(path) as file:
                if file.facts.suite != world.suite.id:
                    continue
                met = [
                    one.id for one in file.summaries() if one.ending.scored and without_revision(one.id.variant) == name
                ]
                trials = [file.trial(each) for each in met[:MOST_TRIALS]]
        except StoreError:
            continue
        if known := [trial for trial in trials if trial.turns and all(turn.usage for turn in trial.turns)]:
            return known
    return ()
