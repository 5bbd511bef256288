"""A judge that errs differently on the two sides, alone and corrected by labels of people."""

from __future__ import annotations

import numpy as np

from audition.stats import Rule, corrected_difference, decide
from bench.verdicts.model import CLAIMS, Shape, cells, suites

SENSITIVITY, SPECIFICITY = 0.9, 0.85
SHAPE = Shape(20, (5, 5), 0.8, "binary")


def false_alarms(rng, count, labelled, sensitivity, specificity):
    """Shares of false claims, judge alone and corrected, over 20 scenarios × 5 pairs at a rate of .8.

    The judge has `SENSITIVITY` and `SPECIFICITY` on the baseline, these on the candidate; nothing truly changed.
    """
    a, b = suites(rng, count, SHAPE).run(rng, SHAPE.trials)
    judged_a, judged_b = _judge(rng, a, SENSITIVITY, SPECIFICITY), _judge(rng, b, sensitivity, specificity)
    alone = corrected = 0
    for run in range(count):
        alone += decide(cells(judged_a[run], judged_b[run]), Rule(margin=0.1), run).kind in CLAIMS
        order = rng.permutation(100)
        human, judge = ((y - x).ravel()[order] for x, y in ((a[run], b[run]), (judged_a[run], judged_b[run])))
        found = corrected_difference(human[:labelled], judge[:labelled], judge[labelled:])
        corrected += found.interval.excludes(0.0)
    return {"judge alone": alone / count, "corrected": corrected / count}


def _judge(rng, truth, sensitivity, specificity):
    return (rng.random(truth.shape) < np.where(truth == 1, sensitivity, 1 - specificity)).astype(float)
