"""One look at the end: false alarms, coverage, equivalence, power, and the line for scenarios like these."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from audition.stats import Rule, decide, generalise
from bench.verdicts.model import CLAIMS, DIFFICULTY_SD, Suites, cells, centre, limits, nearly_perfect, suites

MARGINS = {"binary": 0.10, "graded": 0.05}


def claims_and_coverage(rng, count, shape, effect):
    """Shares of runs that claim a difference and of intervals that hold the truth; naive rules where nothing changed.

    A claim needs the interval, which costs little, and the test: the verdict is asked for where the interval claims.
    """
    batch = suites(rng, count, shape, effect=effect)
    a, b = batch.run(rng, shape.trials)
    low, high = limits(a, b, 0.95)
    rule = Rule(margin=MARGINS[shape.kind])
    apart = np.flatnonzero((low > 0) | (high < 0)) if effect == 0 else []
    claimed = sum(decide(cells(a[run], b[run]), rule, run).kind in CLAIMS for run in apart)
    covered = np.mean((low <= batch.truth) & (batch.truth <= high))
    return {"claims": claimed / count, "coverage": covered} | (_naive(a, b) if effect == 0 else {})


def _naive(a, b):
    """How often the usual rules would have spoken of a drop, or a difference, where there is none."""
    single, mean = (b[..., 0] - a[..., 0]).mean(axis=1), (b - a).mean(axis=(1, 2))
    differences = (b - a).mean(axis=2)
    error = differences.std(axis=1, ddof=1) / np.sqrt(differences.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(error > 0, np.abs(mean) / error, 0.0)
    return {
        "any drop": np.mean(single < 0),
        "single drop of 5 points": np.mean(single <= -0.05 + 1e-9),
        "mean drop of 5 points": np.mean(mean <= -0.05 + 1e-9),
        "z over scenarios": np.mean(t > 1.96),
        "t over scenarios": np.mean(2 * stdtr(differences.shape[1] - 1, -t) <= 0.05),
    }


def false_equivalence(rng, count, shape):
    """How often a true drop of exactly the margin is shown to be no worse than it (which equivalence includes)."""
    margin = MARGINS[shape.kind]
    a, b = suites(rng, count, shape, effect=-margin, exact=True).run(rng, shape.trials)
    return np.mean(limits(a, b, 0.90)[0] > -margin)


def heavy_coverage(rng, count, scenarios, trials, zeros):
    """How often the interval holds the truth where scores are nearly perfect and rarely 0, by side."""
    a, b = (nearly_perfect(rng, count, scenarios, trials, share) for share in zeros)
    low, high = limits(a, b, 0.95)
    truth = -(zeros[1] - zeros[0]) * (1 - 0.1 / 18)
    return np.mean((low <= truth) & (truth <= high))


def heavy_equivalence(rng, count, scenarios, trials, zeros):
    """How often nearly perfect sides are equivalent within 5 points, where so many of the candidate's trials fail."""
    a, b = (nearly_perfect(rng, count, scenarios, trials, share) for share in (0.0, zeros))
    low, high = limits(a, b, 0.90)
    return np.mean((low > -0.05) & (high < 0.05))


def power(rng, count, shape, effect):
    """How often a drop is called regressed."""
    a, b = suites(rng, count, shape, effect=effect).run(rng, shape.trials)
    rule = Rule(margin=MARGINS[shape.kind])
    return np.mean([decide(cells(a[run], b[run]), rule, run).kind == "regressed" for run in range(count)])


def like_these(rng, count, shape):
    """How often a claim is made on scenarios like these whose effects differ (sd .75 logits) and are 0 on average."""
    own, difficulty = rng.standard_normal((2, count, shape.scenarios))
    middle = centre(shape.base, shape.kind) + DIFFICULTY_SD * difficulty
    a, b = Suites(middle - 0.375 * own, middle + 0.375 * own, shape.kind).run(rng, shape.trials)
    return np.mean([generalise(cells(a[run], b[run])).claims for run in range(count)])


def belied(rng, count, scenarios):
    """How often "within the margin for scenarios like these too" is said while a tenth of their kind is broken."""
    broken = rng.random((count, scenarios, 1)) < 0.1
    a, b = (nearly_perfect(rng, count, scenarios, 20, 0.0) for _ in range(2))
    b = np.where(broken, 0.0, b)
    return np.mean([generalise(cells(a[run], b[run])).within(0.05) for run in range(count)])
