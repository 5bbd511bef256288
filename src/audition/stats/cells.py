"""The paired table every procedure reads: per scenario, the trial scores of the baseline and of the candidate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Scores: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """One side in summary, one element a scenario.

    `means` and `variances` (unbiased, within the scenario) are NaN where there are fewer than one or two trials;
    `trials` counts them.
    """

    means: Scores
    variances: Scores
    trials: NDArray[np.int64]

    @property
    def mean(self) -> float:
        """The mean of the scenarios' means: every scenario weighs the same, however many trials it has."""
        return float(self.means.mean())

    @property
    def typical_trials(self) -> int:
        """The lower median of trials a scenario, so that a few lost trials do not change what a run may claim."""
        return int(np.sort(self.trials)[(len(self.trials) - 1) // 2])


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Trial scores in [0, 1], one array a scenario and side, in any order of scenarios; numbers of trials may differ.

    A cell may be empty (nothing was scored there); the procedures take only tables without empty cells, see `paired`.
    Raises ValueError for a score that is not a number in [0, 1], or sides of different length.
    """

    baseline: tuple[Scores, ...]
    candidate: tuple[Scores, ...]

    def __post_init__(self) -> None:
        if len(self.baseline) != len(self.candidate):
            raise ValueError(
                f"{len(self.baseline)} scenarios on the baseline's side, {len(self.candidate)} on the candidate's"
            )
        everything = np.concatenate([np.empty(0), *self.baseline, *self.candidate])
        if not ((everything >= 0) & (everything <= 1)).all():
            raise ValueError("a score is not a number in [0, 1]")

    @classmethod
    def of(cls, baseline: Iterable[ArrayLike], candidate: Iterable[ArrayLike]) -> "Cells":
        """The table of plain sequences of scores, one a scenario and side."""
        return cls(_arrays(baseline), _arrays(candidate))

    @property
    def scenarios(self) -> int:
        """The number of scenarios."""
        return len(self.baseline)

    @property
    def binary(self) -> bool:
        """Whether every score is 0 or 1."""
        return all(bool(((scores == 0) | (scores == 1)).all()) for scores in (*self.baseline, *self.candidate))

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """The summaries of baseline and candidate."""
        return summarise(self.baseline), summarise(self.candidate)

    @property
    def differences(self) -> Scores:
        """Candidate's mean less baseline's, one a scenario."""
        baseline, candidate = self.arms
        return candidate.means - baseline.means

    def paired(self) -> "Cells":
        """The scenarios that have scores on both sides."""
        return self.only([s for s in range(self.scenarios) if len(self.baseline[s]) and len(self.candidate[s])])

    def only(self, scenarios: Sequence[int]) -> "Cells":
        """The table of these scenarios alone, in this order."""
        return Cells(tuple(self.baseline[s] for s in scenarios), tuple(self.candidate[s] for s in scenarios))

    def canonical(self) -> tuple["Cells", bool]:
        """The table in an order that depends on its contents alone, and whether its sides were exchanged for that.

        Random relabellings are drawn for this form, so that neither the order of scenarios or trials nor the naming
        of the sides can move a result. Raises ValueError for an empty table or an empty cell.
        """
        if not self.scenarios or not all(map(len, (*self.baseline, *self.candidate))):
            raise ValueError("every scenario needs at least one score on both sides, and there must be a scenario")
        keys = [(_key(a), _key(b)) for a, b in zip(self.baseline, self.candidate, strict=True)]
        order, exchanged = canonical_order(keys)
        form = Cells(
            tuple(np.frombuffer(keys[s][exchanged]) for s in order),
            tuple(np.frombuffer(keys[s][not exchanged]) for s in order),
        )
        return form, exchanged


def canonical_order(keys: Sequence[tuple[bytes, bytes]]) -> tuple[list[int], bool]:
    """The order of scenarios that depends on their contents alone, and whether the sides are to be exchanged.

    `keys` spell each scenario's contents, baseline and candidate. Of the two ways to name the sides, the one whose
    sorted contents come first is chosen.
    """
    turned = [(candidate, baseline) for baseline, candidate in keys]
    forward = sorted(range(len(keys)), key=keys.__getitem__)
    backward = sorted(range(len(keys)), key=turned.__getitem__)
    exchanged = [turned[s] for s in backward] < [keys[s] for s in forward]
    return (backward if exchanged else forward), exchanged


def summarise(scores: Sequence[Scores]) -> Arm:
    """One side's mean, unbiased variance and number of trials, scenario by scenario."""
    trials = np.array([len(cell) for cell in scores], dtype=np.int64)
    scenario = np.repeat(np.arange(len(scores)), trials)
    flat = np.concatenate([np.empty(0), *scores])
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(scenario, flat, minlength=len(scores)) / trials
        squares = np.bincount(scenario, (flat - means[scenario]) ** 2, minlength=len(scores))
        variances = np.where(trials > 1, squares / (trials - 1), np.nan)
    return Arm(means, variances, trials)


def _arrays(cells: Iterable[ArrayLike]) -> tuple[Scores, ...]:
    arrays = tuple(np.asarray(cell, dtype=np.float64) for cell in cells)
    if any(array.ndim != 1 for array in arrays):
        raise ValueError("a scenario's scores must be a flat sequence of numbers")
    return arrays


def _key(scores: Scores) -> bytes:
    return (np.sort(scores) + 0.0).tobytes()
