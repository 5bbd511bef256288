"""A stored run as pandas frames, for whoever wants to look further than the reports do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audition.project.world import places_of
from audition.records.evidence import Ended, Ending, Origin
from audition.records.grades import gate_marks
from audition.store.export import score_row, score_rows
from audition.store.run_file import RunFile

if TYPE_CHECKING:
    import pandas as pd


def _either(words: type[StrEnum]) -> str:
    return ", ".join(f"`{word}`" for word in words)


TRIAL_MEANING: Mapping[str, str] = {
    "run": "the run's id",
    "scenario": "the scenario's id",
    "variant": "`<agent>/<variant>`, with `@<revision>` when it was played at one",
    "index": "which trial of its case, from 0",
    "ending": f"why it stopped: {_either(Ending)}",
    "origin": f"where its answers came from: {_either(Origin)}",
    "diverged": "in replay: how the files differ from the recorded ones; missing where they do not",
    "attempts": "how often the trial was started before it ended so",
    "cost_usd": "dollars at list price; missing where unknown",
    "tokens": "all tokens, cached or not; missing where unknown",
    "seconds": "wall clock of the agent's work; missing in replay",
    "turns": "model answers",
    "models": "the ids that answered, a comma list",
}
"""The columns of `Frames.trials`, in order."""
SCORE_MEANING: Mapping[str, str] = {
    "run": "the run's id",
    "scenario": "the scenario's id",
    "variant": "as in a trial's row",
    "index": "which trial of its case, from 0",
    "grader": "a check's id, a rubric's id, `<rubric>/<criterion>`, or `gate score`",
    "kind": "`check`, `rubric`, `criterion` or `gate`",
    "role": "`required`, `gate` or `informs`",
    "points": "what it weighs in the gate score, where it is part of it",
    "compared": "false: one playbook's own, tracked and never compared",
    "status": "`scored`, `not_applicable` or `unscored`",
    "value": "the score, from 0 to 1; missing unless scored",
    "passed": "whether it passed; missing unless scored",
    "reason": "one line on why",
    "version": "digest of what graded; unlike versions are not compared",
    "fingerprint": "a judge's model, prompt and rubric, bound together; missing for checks",
}
"""The columns of `Frames.scores`, in order; the rows of `audition export` have the same."""


class Frames(NamedTuple):
    """A stored run."""

    trials: pd.DataFrame
    """One row a stored trial, columns as in `TRIAL_MEANING`."""
    scores: pd.DataFrame
    """One row a score, columns as in `SCORE_MEANING`; last the gate scores, which `audition export` leaves out."""


def load(root: Path, run: str) -> Frames:
    """A stored run as frames.

    Raises:
        UsageError: There is no such run.
        StoreError: It cannot be read.
    """
    import pandas as pd

    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        name = file.facts.id
        trials = [_trial_cells(name, summary.ended) for summary in file.summaries()]
        gate = (score_row(name, mark, "points met of points that apply") for mark in gate_marks(file.marks()))
        scores = [*score_rows(file), *gate]
    unknown = {"cost_usd": "float64", "tokens": "float64", "seconds": "float64", "turns": "float64"}
    return Frames(
        trials=pd.DataFrame(trials, columns=list(TRIAL_MEANING)).astype(unknown),
        scores=pd.DataFrame(scores, columns=list(SCORE_MEANING)).astype(
            {"index": "int64", "compared": "bool", "value": "float64", "passed": "boolean"}
        ),
    )


def _trial_cells(run: str, one: Ended) -> tuple[object, ...]:
    """A row in the order of `TRIAL_MEANING`."""
    trial = (one.trial.scenario, one.trial.variant, one.trial.index)
    used = (one.cost_usd, one.tokens, one.seconds, one.turns)
    return (run, *trial, one.ending.value, one.origin.value, one.diverged, one.attempts, *used, ",".join(one.models))
