"""What a plan can detect before any money is spent, and what a margin would take."""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

ScoreKind: TypeAlias = Literal["binary", "graded"]

DIFFICULTY_SD: Final = 1.5
GRADED_SHARE: Final = 0.36
_Z_CLAIM: Final = NormalDist().inv_cdf(0.975)
_Z_SUM: Final = _Z_CLAIM + NormalDist().inv_cdf(0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A comparison not yet run.

    `baseline_trials` and `candidate_trials` are a scenario. `base` is the expected mean score in (0, 1).
    `within_variance` is the variance of a trial's score within its scenario, if known from earlier runs; None means
    the model of `expected_within_variance`.
    """

    scenarios: int
    baseline_trials: int
    candidate_trials: int
    base: float
    kind: ScoreKind
    within_variance: float | None = None

    def __post_init__(self) -> None:
        if min(self.scenarios, self.baseline_trials, self.candidate_trials) < 1 or not 0 < self.base < 1:
            raise ValueError(
                "a plan needs at least one scenario and one trial a side, and an expected mean inside (0, 1)"
            )


def smallest_difference(baseline_variance: float, candidate_variance: float) -> float:
    """The difference found in 80 % of runs at two-sided .05, from the sampling variances of the two means.

    Source: Miller 2024, equation 9, without its between-scenario term: the scenarios are fixed.
    """
    return _Z_SUM * math.sqrt(baseline_variance + candidate_variance)


def smallest_claimed(half_width: float) -> float:
    """The difference found in 80 % of runs whose 95 % interval reaches so far to either side."""
    return half_width * _Z_SUM / _Z_CLAIM


def trials_for(margin: float, scenarios: int, within: tuple[float, float]) -> int:
    """Trials a scenario and side that find a `margin` in 80 % of runs; `within` holds both sides' variances."""
    return max(1, math.ceil(_Z_SUM**2 * sum(within) / (scenarios * margin**2) - 1e-9))


def detectable_drop(plan: Plan) -> float | None:
    """The smallest drop of the mean found in 80 % of runs; None when not even a fall to 0 would be found.

    The candidate's variance is taken at the mean it would have dropped to.
    """
    low, high = 0.0, plan.base
    if _shortfall(plan, high) > 0:
        return None
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _shortfall(plan, middle) > 0 else (low, middle)
    return high


def planned_trials(plan: Plan, margin: float) -> int:
    """Trials a scenario and side that find a drop of `margin` in 80 % of runs, whatever trials the plan says.

    At least 3, the fewest that support a full verdict.
    """
    dropped = max(plan.base - margin, 0.0)
    return max(3, trials_for(margin, plan.scenarios, (_variance(plan, plan.base), _variance(plan, dropped))))


@lru_cache(maxsize=256)
def expected_within_variance(mean: float, kind: ScoreKind) -> float:
    """The within-scenario variance of scores with this mean.

    Scenarios' difficulty is taken as logit-normal, sd `DIFFICULTY_SD`. Graded scores vary `GRADED_SHARE` as much as
    pass/fail ones: the ratio of a five-level score whose trials differ by one logit.
    """
    import numpy as np
    from scipy.special import expit

    if not 0 < mean < 1:
        return 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    low, high = -40.0, 40.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if float(weights @ expit(middle + DIFFICULTY_SD * nodes)) < mean else (low, middle)
    rates = expit(low + DIFFICULTY_SD * nodes)
    return float(weights @ (rates * (1 - rates))) * (GRADED_SHARE if kind == "graded" else 1.0)


def _variance(plan: Plan, mean: float) -> float:
    return expected_within_variance(mean, plan.kind) if plan.within_variance is None else plan.within_variance


def _shortfall(plan: Plan, drop: float) -> float:
    """How much the smallest difference found exceeds the drop, when the candidate's mean has dropped so far."""
    baseline = _variance(plan, plan.base) / (plan.scenarios * plan.baseline_trials)
    candidate = _variance(plan, plan.base - drop) / (plan.scenarios * plan.candidate_trials)
    return smallest_difference(baseline, candidate) - drop
