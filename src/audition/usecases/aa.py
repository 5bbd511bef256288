"""Puts each variant of a run against itself, its earlier trials against its later ones: nothing differs but time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from audition.analysis.sides import Side, cells_of
from audition.concluding.findings import stored_sides
from audition.errors import UsageError
from audition.project.world import places_of
from audition.records.evidence import Trial
from audition.records.identity import digest
from audition.records.results import SelfCheck
from audition.running.plan import seed_of
from audition.store.run_file import RunFile

FEWEST_TRIALS = 6
"""Trials a case: three a side."""


def against_itself(root: Path, run: str) -> Iterator[SelfCheck]:
    """The halves of a stored run, a variant at a time; the same run gives the same figures.

    Raises:
        UsageError: There is no such run, or a scenario has fewer than three trials a side.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        answers = Counter((trial.id.variant, trial.id.scenario, _answer(trial)) for trial in file.trials())
        for side in stored_sides(file):
            times = [count for (variant, _, _), count in answers.items() if variant == side.variant]
            yield _halved(side, seed_of(file.facts.id), times)


def _halved(side: Side, seed: int, times: Sequence[int]) -> SelfCheck:
    from audition.stats import Cells, permutation_test

    scored = cells_of(side.gate)
    fewest = min(map(len, scored.values()), default=0)
    if fewest < FEWEST_TRIALS:
        raise UsageError(
            f"{side.variant} cannot be put against itself: a scenario has {fewest} scored trials, and it takes "
            f"{FEWEST_TRIALS}, three a side; `audition run -n {FEWEST_TRIALS}` or more"
        )
    halves = [(scores[: len(scores) // 2], scores[-(len(scores) // 2) :]) for scores in scored.values()]
    test = permutation_test(Cells.of([early for early, _ in halves], [late for _, late in halves]), seed)
    return SelfCheck(
        variant=side.variant,
        difference=test.difference,
        p_value=test.p_value(),
        trials=sum(times),
        repeated=sum(times) - len(times),
        alone=times.count(1),
    )


def _answer(trial: Trial) -> str:
    """All that an agent said and did in a trial, as one digest."""
    calls = [[call.name, call.input] for call in trial.trajectory]
    return digest([trial.final_message, calls, {path: trial.outcome[path] for path in trial.written}])
