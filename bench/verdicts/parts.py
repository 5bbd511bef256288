"""What the mean hides: broken scenarios, single checks that fail, trials that are missing, copies of trials."""

from __future__ import annotations

import numpy as np

from audition.analysis.comparison import compare
from audition.analysis.terms import Terms
from audition.records.comparison import VerdictKind
from audition.stats import Panel, Rule, decide, max_t, permutation_test, regression_gate
from bench.verdicts.doors import side
from bench.verdicts.model import Shape, Suites, cells, suites

CHECKS = 18
ALPHA = 0.05


def gate(rng, count, broken):
    """How often the gate, its mean and its scenarios' channel fire, with `broken` of twenty scenarios down to .02."""
    shape = Shape(20, (20, 5), 0.9, "binary")
    batch = suites(rng, count, shape)
    candidate = batch.baseline.copy()
    candidate[:, :broken] = np.log(0.02 / 0.98)
    a, b = Suites(batch.baseline, candidate, "binary").run(rng, shape.trials)
    rule, found = Rule(margin=0.10), []
    for run in range(count):
        panel = Panel(tuple(a[run][:, :, None]), tuple(b[run][:, :, None]))
        found.append(_fired(cells(a[run], b[run]), panel, rule, run))
    return dict(zip(("any", "mean", "scenarios", "criteria"), np.mean(found, axis=0), strict=True))


def _fired(table, panel, rule, run):
    result = regression_gate(table, decide(table, rule, run), rule, run, max_t(panel))
    return result.outcome == "regressed", result.by_mean, bool(result.breaks.scenarios), bool(result.criteria)


def one_check(rng, count, trials, share, noise):
    """One of 18 checks fails this `share` of the time in 3 of 25 scenarios; `noise` is how often any check fails."""
    rule, found = Rule(margin=0.05), []
    for run in range(count):
        a, b = (rng.random((25, n, CHECKS)) >= noise for n in trials)
        b[:3, :, 0] &= rng.random((3, trials[1])) >= share
        a, b = a.astype(float), b.astype(float)
        found.append(_fired(cells(a.mean(axis=2), b.mean(axis=2)), Panel(tuple(a), tuple(b)), rule, run))
    return dict(zip(("any", "mean", "scenarios", "criteria"), np.mean(found, axis=0), strict=True))


def two_variants(rng, count, share):
    """The same between two variants through `compare`, 5 v 5: verdicts, and whether the sentence names the check."""
    named, equal = 0, 0
    for run in range(count):
        a = np.ones((25, 5, CHECKS))
        b = a.copy()
        b[:3, :, 0] *= rng.random((3, 5)) >= share
        verdict = compare(side("a", a), side(f"b{run}", b), Terms(margin=0.05, coverage=0.95), {}).verdict
        named += "worse at check-00" in verdict.sentence
        equal += verdict.kind is VerdictKind.EQUIVALENT
    return {"named": named / count, "equivalent": equal / count}


def crashes(rng, count):
    """Through `compare`: 6 of the candidate's 125 trials crash; shares called equivalent, and told first."""
    equal, told = 0, 0
    for run in range(count):
        a, b = ((rng.random((25, 5, CHECKS)) >= 0.008).astype(float) for _ in range(2))
        terms = Terms(margin=0.05, coverage=0.95)
        verdict = compare(side("a", a), side(f"b{run}", b, lost=6), terms, {}).verdict
        equal += verdict.kind is VerdictKind.EQUIVALENT
        told += verdict.sentence.startswith("Trials are not missing by chance")
    return {"equivalent": equal / count, "told": told / count}


def copies(rng, count):
    """Each answer of ten scenarios repeated five times, 5 v 5: how often that passes for a difference."""
    found = 0
    for run in range(count):
        a, b = (np.repeat((rng.random((10, 1)) < 0.7).astype(float), 5, axis=1) for _ in range(2))
        found += permutation_test(cells(a, b), run).p_value() <= ALPHA
    return found / count
