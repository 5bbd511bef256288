"""What plans and reports promise, held against the verdict itself; and trials that are spread by accepted scores."""

from __future__ import annotations

import numpy as np

from audition.stats import (
    Asked,
    Outlook,
    Rule,
    allocate,
    decide,
    detectable_difference,
    difference_interval,
    summarise,
    trials_for_margin,
)
from bench.verdicts.model import DIFFICULTY_SD, cells, centre, scores, shift

MARGIN = 0.05


def _world(rng, scenarios, base, kind):
    """Logits of one suite; of all-or-nothing trials every scenario is as hard."""
    if kind == "all-or-nothing":
        return np.full((1, scenarios), np.log(base / (1 - base)))
    return centre(base, kind) + DIFFICULTY_SD * rng.standard_normal((1, scenarios))


def _side(rng, logits, trials, kind, drop=0.0):
    kind = "binary" if kind == "all-or-nothing" else kind
    moved = logits + shift(logits, -drop, kind)[:, None] if drop else logits
    return scores(rng, moved, trials, kind)[0]


def detected(rng, count, cell, pilot):
    """How often the difference that was promised to be found is found, going by a `pilot` run or by the kind alone."""
    scenarios, trials, base, kind = cell
    asked, found, tried = Asked(margin=MARGIN), 0, 0
    for run in range(count):
        logits = _world(rng, scenarios, base, kind)
        outlook = Outlook.expected(scenarios, base, kind)
        if pilot:
            outlook = Outlook.seen(cells(*(_side(rng, logits, trials, kind) for _ in "ab")).arms)
        promised = detectable_difference(outlook, (trials, trials), asked)
        if promised is None or promised >= base:
            continue
        tried += 1
        table = cells(_side(rng, logits, trials, kind), _side(rng, logits, trials, kind, promised))
        found += decide(table, Rule(margin=MARGIN), run).kind == "regressed"
    return found / tried if tried else float("nan")


def settled(rng, count, scenarios, base, kind):
    """With the trials that would settle it: how often a margin is found, and no difference shown to be within it."""
    trials = trials_for_margin(Outlook.expected(scenarios, base, kind), Asked(margin=0.10))
    kinds = {0.0: [], 0.10: []}
    for run in range(count):
        logits = _world(rng, scenarios, base, kind)
        for drop, seen in kinds.items():
            table = cells(_side(rng, logits, trials, kind), _side(rng, logits, trials, kind, drop))
            seen.append(decide(table, Rule(margin=0.10), run).kind)
    return kinds[0.10].count("regressed") / count, kinds[0.0].count("equivalent") / count


def spread(rng, count, trials):
    """25 scenarios of which 22 never fail: mean half-width and coverage, even and spread by 20 accepted trials."""
    rates = np.r_[np.full(3, 0.8), np.full(22, 1.0)]
    widths, covered = np.zeros((count, 2)), np.zeros((count, 2))
    for run in range(count):
        accepted = [(rng.random(20) < rate).astype(float) for rate in rates]
        for way, given in enumerate(((trials,) * 25, allocate(summarise(accepted), trials))):
            table = cells(
                *([(rng.random(n) < p).astype(float) for n, p in zip(given, rates, strict=True)] for _ in "ab")
            )
            interval = difference_interval(table)
            widths[run, way] = (interval.high - interval.low) / 2
            covered[run, way] = not interval.excludes(0.0)
    return {"width": widths.mean(axis=0), "coverage": covered.mean(axis=0)}
