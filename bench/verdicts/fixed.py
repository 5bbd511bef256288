"""One look at the end: false alarms, coverage, equivalence, power, the gate, and the line for scenarios like these."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from audition.stats import Rule, decide, difference_interval, generalise, regression_gate
from bench.verdicts.model import DIFFICULTY_SD, Shape, Suites, cells, centre, suites

MARGINS = {"binary": 0.10, "graded": 0.05}
CLAIMS = {"improved", "regressed"}


def claims_and_coverage(rng, count, shape, effect):
    """Shares of runs that claim a difference and of intervals that hold the truth; naive rules where nothing changed.

    A claim needs the interval, which costs little, and the test: the verdict is asked for where the interval claims.
    """
    batch = suites(rng, count, shape, effect=effect)
    a, b = batch.run(rng, shape.trials)
    rule, claimed, covered = Rule(margin=MARGINS[shape.kind]), 0, 0
    for run, truth in enumerate(batch.truth):
        table = cells(a[run], b[run])
        interval = difference_interval(table)
        covered += not interval.excludes(truth)
        claimed += interval.excludes(0.0) and decide(table, rule, run).kind in CLAIMS
    return {"claims": claimed / count, "coverage": covered / count} | (_naive(a, b) if effect == 0 else {})


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
    return np.mean([difference_interval(cells(a[run], b[run]), 0.90).low > -margin for run in range(count)])


def power(rng, count, shape, effect):
    """How often a drop is called regressed."""
    a, b = suites(rng, count, shape, effect=effect).run(rng, shape.trials)
    rule = Rule(margin=MARGINS[shape.kind])
    return np.mean([decide(cells(a[run], b[run]), rule, run).kind == "regressed" for run in range(count)])


def gate(rng, count, broken):
    """How often the gate, its mean and its scenarios' channel fire, with `broken` of twenty scenarios down to .02."""
    shape = Shape(20, (20, 5), 0.9, "binary")
    batch = suites(rng, count, shape)
    candidate = batch.baseline.copy()
    candidate[:, :broken] = np.log(0.02 / 0.98)
    a, b = Suites(batch.baseline, candidate, "binary").run(rng, shape.trials)
    rule, found = Rule(margin=0.10), []
    for run in range(count):
        table = cells(a[run], b[run])
        result = regression_gate(table, decide(table, rule, run), rule, run)
        found.append((result.outcome == "regressed", result.by_mean, bool(result.breaks.scenarios)))
    return np.mean(found, axis=0)


def like_these(rng, count, shape):
    """How often a claim is made on scenarios like these whose effects differ (sd .75 logits) and are 0 on average."""
    own, difficulty = rng.standard_normal((2, count, shape.scenarios))
    middle = centre(shape.base, shape.kind) + DIFFICULTY_SD * difficulty
    a, b = Suites(middle - 0.375 * own, middle + 0.375 * own, shape.kind).run(rng, shape.trials)
    lines = [generalise(cells(a[run], b[run])).interval.excludes(0.0) for run in range(count)]
    return np.mean(lines)
