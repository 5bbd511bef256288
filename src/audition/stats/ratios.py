"""What two sides cost, in dollars, tokens or seconds, as a ratio with an interval."""

import math
from collections.abc import Sequence

from audition.stats.agreement import Estimate
from audition.stats.cells import Scores, summarise
from audition.stats.intervals import Interval
from audition.stats.student import t_quantile


def ratio_of_means(
    baseline: Sequence[Scores], candidate: Sequence[Scores], confidence: float = 0.95
) -> Estimate | None:
    """Candidate's mean over baseline's, of amounts above 0, one array a scenario and side; every scenario weighs alike.

    The interval is Student's on the logarithm, for these very scenarios: only trials within a scenario count as noise.
    None where it cannot be told: a mean that is not above 0, or a scenario with fewer than two trials on a side. `n`
    counts trials.
    """
    arms = [summarise(side) for side in (baseline, candidate)]
    if not baseline or min(map(len, (*baseline, *candidate))) < 2 or min(arm.mean for arm in arms) <= 0:
        return None
    parts = [arm.variances / arm.trials / (len(arm.trials) * arm.mean) ** 2 for arm in arms]
    variance = float(sum(part.sum() for part in parts))
    squares = float(sum((part**2 / (arm.trials - 1)).sum() for part, arm in zip(parts, arms, strict=True)))
    ratio = arms[1].mean / arms[0].mean
    free = variance**2 / squares if squares > 0 else float("inf")
    half = t_quantile(free, (1 + confidence) / 2) * math.sqrt(variance) if variance > 0 else 0.0
    total = int(sum(arm.trials.sum() for arm in arms))
    return Estimate(ratio, Interval(ratio * math.exp(-half), ratio * math.exp(half)), total)
