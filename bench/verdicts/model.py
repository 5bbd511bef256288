"""Suites whose truth is known: logit-normal difficulty of scenarios (sd 1.5), pass/fail or five-level scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from audition.stats import Arm, Cells
from audition.stats.intervals import arm_reach

DIFFICULTY_SD = 1.5
TRIAL_SD = 1.0  # a graded trial's own logit: gives a within-scenario variance of .026 at a mean of .9
KINDS = ("binary", "graded")
CLAIMS = {"improved", "regressed"}
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def rates(logits, kind):
    """The true mean score of scenarios with these logits."""
    if kind == "binary":
        return expit(logits)
    return expit(logits[..., None] + TRIAL_SD * _NODES) @ _WEIGHTS


def scores(rng, logits, trials, kind):
    """Trial scores of shape (*logits.shape, trials)."""
    shape = (*logits.shape, trials)
    if kind == "binary":
        return (rng.random(shape) < expit(logits)[..., None]).astype(float)
    return rng.binomial(4, expit(logits[..., None] + TRIAL_SD * rng.standard_normal(shape))) / 4


@lru_cache
def centre(base, kind):
    """The logit of difficulty 0 at which scenarios score `base` on average."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return _bisect(lambda mu: rates(mu + DIFFICULTY_SD * nodes, kind) @ weights / weights.sum() - base, -25.0, 25.0)


@dataclass(frozen=True)
class Shape:
    """Suites of one kind: scenarios, trials of each on either side, the mean score, and the kind of scores."""

    scenarios: int
    trials: tuple[int, int]
    base: float
    kind: str


@dataclass(frozen=True)
class Suites:
    """Many suites of one shape: logits of both sides, arrays (suites, scenarios)."""

    baseline: np.ndarray
    candidate: np.ndarray
    kind: str

    @property
    def truth(self):
        """The true difference on each suite's own scenarios."""
        return (rates(self.candidate, self.kind) - rates(self.baseline, self.kind)).mean(axis=1)

    def run(self, rng, trials):
        """Both sides' scores, arrays (suites, scenarios, trials)."""
        sides = (self.baseline, self.candidate)
        return tuple(scores(rng, side, n, self.kind) for side, n in zip(sides, trials, strict=True))


def suites(rng, count, shape, *, effect=0.0, exact=False):
    """Suites drawn at random, the candidate shifted by `effect`: on average, or with `exact` on each suite."""
    base, kind = shape.base, shape.kind
    low = centre(base, kind)
    baseline = low + DIFFICULTY_SD * rng.standard_normal((count, shape.scenarios))
    if exact:
        return Suites(baseline, baseline + shift(baseline, effect, kind)[:, None], kind)
    return Suites(baseline, baseline + (centre(round(base + effect, 6), kind) - low if effect else 0.0), kind)


def cells(baseline, candidate):
    """The table of one suite's scores."""
    return Cells(tuple(baseline), tuple(candidate))


def expit(logits):
    return 1 / (1 + np.exp(-logits))


def shift(baseline, effect, kind):
    """The shift of logits that moves each suite's true mean by exactly `effect`, as far as there is room."""
    goal = np.clip(rates(baseline, kind).mean(axis=1) + effect, 0.001, 0.999)
    low, high = np.full(len(baseline), -25.0), np.full(len(baseline), 25.0)
    for _ in range(30):
        middle = (low + high) / 2
        above = rates(baseline + middle[:, None], kind).mean(axis=1) > goal
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def _bisect(function, low, high):
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0 else (middle, high)
    return (low + high) / 2


def limits(a, b, confidence):
    """The product's interval of the difference for many tables at once: low and high, arrays (runs,)."""
    arms = [Arm(y.mean(axis=2), y.var(axis=2, ddof=1), np.full(y.shape[1], y.shape[2])) for y in (a, b)]
    (a_below, a_above), (b_below, b_above) = (arm_reach(arm, confidence) for arm in arms)
    observed = (b - a).mean(axis=(1, 2)) if a.shape == b.shape else b.mean(axis=(1, 2)) - a.mean(axis=(1, 2))
    return observed - np.hypot(b_below, a_above), observed + np.hypot(b_above, a_below)


def nearly_perfect(rng, count, scenarios, trials, zeros):
    """Scores of 1, some at 17/18, and rarely 0: runs of a suite in which trials fail as a whole or hardly at all."""
    y = 1 - (rng.random((count, scenarios, trials)) < 0.1) / 18
    return np.where(rng.random(y.shape) < zeros, 0.0, y)
