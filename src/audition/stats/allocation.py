"""Where the trials of a run tell most: spread over scenarios by how much an accepted run's scores varied."""

from bisect import bisect_left
from dataclasses import replace
from typing import Final

import numpy as np

from audition.stats.cells import Arm, Scores
from audition.stats.intervals import arm_reach

FEWEST: Final = 5
_UNSEEN_FAILURES: Final = 0.5


def allocate(accepted: Arm, trials: int, fewest: int = FEWEST) -> tuple[int, ...]:
    """Trials for each scenario of a run that has `trials` a scenario on average, at least `fewest` each.

    By the accepted run's standard deviations within scenarios, so that the mean is known best. The spread is fixed
    before the run: every scenario still weighs the same in the mean, which stays unbiased, and the tests stay exact.
    Raises ValueError when `trials` are fewer than `fewest`. Source: Neyman 1934.
    """
    scenarios = len(accepted.trials)
    if trials < fewest:
        raise ValueError(f"{trials} trials a scenario cannot be spread: at least {fewest} of each are played")
    free = scenarios * (trials - fewest)
    spread = _deviations(accepted)
    wanted = spread / spread.sum() * scenarios * trials
    given = np.full(scenarios, fewest)
    for _ in range(free):
        given[np.argmax(wanted / given)] += 1
    return tuple(int(n) for n in given)


def even_trials(accepted: Arm, given: tuple[int, ...]) -> int:
    """How many trials of every scenario would know the mean as well as those `given`, as the accepted scores varied."""

    def reach(trials: tuple[int, ...]) -> float:
        return float(sum(arm_reach(replace(accepted, trials=np.array(trials, dtype=np.int64)))))

    wanted, scenarios = reach(given), len(given)
    fewest = sum(given) // scenarios
    return bisect_left(range(20 * fewest), True, lo=1, key=lambda trials: reach((trials,) * scenarios) <= wanted)


def _deviations(arm: Arm) -> Scores:
    """Standard deviations within scenarios, where half a failed trial of each may have been missed by luck."""
    deviations: Scores = np.sqrt(np.nan_to_num(arm.variances) + _UNSEEN_FAILURES / arm.trials)
    return deviations
