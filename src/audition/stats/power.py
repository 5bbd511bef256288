"""What a comparison can find, before any money is spent or with more trials: the procedure itself, tried out."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import numpy as np

from audition.stats.cells import Arm, Scores
from audition.stats.intervals import arm_reach, normal_quantile, trials_of, variance_ratio

ScoreKind: TypeAlias = Literal["all-or-nothing", "binary", "graded"]

DIFFICULTY_SD: Final = 1.5
GRADED_SHARE: Final = 0.36
POWER: Final = 0.8
_RUNS: Final = 1000
_SEED: Final = 8
_MOST_TRIALS: Final = 100_000
_UNSEEN_FAILURES: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a comparison is expected to look like while nothing differs.

    `mean` is the score of both sides. `ratio` is the share of pass/fail's variance that a trial has within its
    scenario, in (0, 1]. `known` says how many pass/fail trials the mean rests on; None: it is given.
    """

    scenarios: int
    mean: float
    ratio: float
    known: float | None = None

    def __post_init__(self) -> None:
        if self.scenarios < 1 or not (0 <= self.mean <= 1 and 0 < self.ratio <= 1):
            raise ValueError("an outlook needs at least one scenario, a mean in [0, 1] and a ratio in (0, 1]")

    @classmethod
    def expected(cls, scenarios: int, mean: float, kind: ScoreKind) -> "Outlook":
        """The outlook of scores of this kind, by the model of `expected_ratio`."""
        return cls(scenarios=scenarios, mean=mean, ratio=expected_ratio(mean, kind))

    @classmethod
    def seen(cls, arms: tuple[Arm, Arm]) -> "Outlook":
        """The outlook that trials played give: the baseline's mean, and how much scores vary on both sides.

        The fewer the trials, the more is added to what they vary: a variance may have come out small by luck.
        """
        free = sum(int((arm.trials - 1).sum()) for arm in arms)
        ratio = (
            float(np.mean([variance_ratio(arm, _UNSEEN_FAILURES) for arm in arms])) * max(free, 3) / max(free - 2, 1)
        )
        size = trials_of(arms[0]) / float(variance_ratio(arms[0], _UNSEEN_FAILURES))
        return cls(scenarios=len(arms[0].trials), mean=arms[0].mean, ratio=min(1.0, ratio), known=size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a comparison: the levels of its claim and of equivalence, and the margin."""

    margin: float
    alpha: float = 0.05
    full_trials: int = 3


@lru_cache(maxsize=256)
def detectable_difference(outlook: Outlook, trials: tuple[int, int], asked: Asked) -> float | None:
    """The smallest difference found in 80 % of runs of so many trials a scenario, by side; None: not even the largest.

    A difference towards the middle of the scale: a drop from a mean of .9, a rise from one of .1.
    """
    largest = max(outlook.mean, 1 - outlook.mean)
    if _found(outlook, trials, asked, largest) < POWER:
        return None
    steps = range(1, 513)
    place = bisect_left(steps, POWER, key=lambda step: _found(outlook, trials, asked, largest * step / 512))
    return largest * steps[min(place, 511)] / 512


@lru_cache(maxsize=256)
def trials_for_margin(outlook: Outlook, asked: Asked) -> int:
    """Trials a scenario and side that settle a margin in 80 % of runs; at least those of a full verdict.

    As often is a difference of the margin found, and no difference shown to be within it.
    """

    def settles(trials: int) -> bool:
        sides = (trials, trials)
        return min(_found(outlook, sides, asked, asked.margin), _equal(outlook, sides, asked)) >= POWER

    most = asked.full_trials
    while most < _MOST_TRIALS and not settles(most):
        most *= 2
    return bisect_left(range(most), True, lo=max(asked.full_trials, most // 2), key=settles)


@lru_cache(maxsize=256)
def expected_ratio(mean: float, kind: ScoreKind) -> float:
    """The variance within scenarios of scores with this mean, as a share of mean (1 - mean).

    All of it where every scenario is as hard and its trials pass or fail as a whole. For the other kinds, scenarios'
    difficulty is taken as logit-normal, sd `DIFFICULTY_SD`. Graded scores vary `GRADED_SHARE` as much as
    pass/fail ones: the ratio of a five-level score whose trials differ by one logit.
    """
    if kind == "all-or-nothing" or not 0 < mean < 1:
        return 1.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    low, high = -40.0, 40.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if float(weights @ _logistic(middle + DIFFICULTY_SD * nodes)) < mean else (low, middle)
        )
    rates = _logistic(low + DIFFICULTY_SD * nodes)
    share = GRADED_SHARE if kind == "graded" else 1.0
    return float(weights @ (rates * (1 - rates))) / (mean * (1 - mean)) * share


def _found(outlook: Outlook, trials: tuple[int, int], asked: Asked, difference: float) -> float:
    """The share of runs that claim a true difference of this size."""
    baseline, candidate = _played(outlook, trials, difference)
    observed = candidate.means.mean(axis=-1) - baseline.means.mean(axis=-1)
    _, above = _reach(baseline, candidate, 1 - asked.alpha)
    beyond = -observed > _relabelled_sd(baseline, candidate) * normal_quantile(1 - asked.alpha)
    return float(np.mean((observed + above < 0) & beyond))


def _equal(outlook: Outlook, trials: tuple[int, int], asked: Asked) -> float:
    """The share of runs that show equivalence where nothing differs."""
    baseline, candidate = _played(outlook, trials, 0.0)
    observed = candidate.means.mean(axis=-1) - baseline.means.mean(axis=-1)
    below, above = _reach(baseline, candidate, 1 - 2 * asked.alpha)
    return float(np.mean((observed - below > -asked.margin) & (observed + above < asked.margin)))


def _reach(baseline: Arm, candidate: Arm, confidence: float) -> tuple[Scores, Scores]:
    a_below, a_above = arm_reach(baseline, confidence)
    b_below, b_above = arm_reach(candidate, confidence)
    return np.hypot(b_below, a_above), np.hypot(b_above, a_below)


def _played(outlook: Outlook, trials: tuple[int, int], difference: float) -> tuple[Arm, Arm]:
    """Both sides of many runs, in summary; the same draws for every difference, as far as they can be."""
    rng = np.random.default_rng([_SEED, *trials])
    mean, known = max(outlook.mean, 1 - outlook.mean), outlook.known
    means = np.full(_RUNS, mean) if known is None else rng.beta(mean * known + 0.5, (1 - mean) * known + 0.5, _RUNS)
    return (
        _side(rng, means, trials[0], outlook),
        _side(rng, np.maximum(0.0, means - difference), trials[1], outlook),
    )


def _side(rng: np.random.Generator, means: Scores, trials: int, outlook: Outlook) -> Arm:
    """Scenarios of which `ratio` of the trials pass or fail and the others score the mean."""
    shape = (len(means), outlook.scenarios)
    loose = rng.binomial(trials, outlook.ratio, shape)
    passed = rng.binomial(loose, np.broadcast_to(means[:, None], shape))
    level = means[:, None]
    seen = (passed + (trials - loose) * level) / trials
    squares = passed + (trials - loose) * level**2 - trials * seen**2
    variances = np.maximum(squares, 0.0) / (trials - 1) if trials > 1 else np.full(shape, np.nan)
    return Arm(seen, variances, np.full(outlook.scenarios, trials, dtype=np.int64))


def _relabelled_sd(baseline: Arm, candidate: Arm) -> Scores:
    """The standard deviation of the difference by relabelling."""
    a, b = int(baseline.trials[0]), int(candidate.trials[0])
    within = sum(np.nan_to_num(arm.variances) * (n - 1) for arm, n in ((baseline, a), (candidate, b)))
    between = (candidate.means - baseline.means) ** 2 * a * b / (a + b)
    pooled = (within + between) / (a + b - 1)
    return np.asarray(np.sqrt((pooled * (1 / a + 1 / b)).sum(axis=-1)) / baseline.means.shape[-1])


def _logistic(values: Scores) -> Scores:
    """From log-odds to chances."""
    return np.asarray(1 / (1 + np.exp(-values)))
