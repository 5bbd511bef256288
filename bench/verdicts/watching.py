"""Several looks: sequential runs, and six months of weekly screens with confirmation."""

from __future__ import annotations

import numpy as np

from audition.stats import Rule, SequentialPlan, confirmation, decide, look, permutation_test, screen
from bench.verdicts.fixed import CLAIMS
from bench.verdicts.model import Shape, Suites, cells, scores, suites

WEEKS = 26
WAVE = 2
WATCHED = Shape(20, (20, 5), 0.9, "binary")


def sequential(rng, count, shape, effect):
    """Verdicts' shares and mean calls of sequential runs by waves of two trials a side, and of one look at the end."""
    batch = suites(rng, count, shape, effect=effect)
    a, b = batch.run(rng, shape.trials)
    plan = SequentialPlan(most_trials=shape.trials[0], margin=0.10)
    looks = [look(_waves(a[run], b[run]), plan, run) for run in range(count)]
    rule = Rule(margin=plan.margin)
    one_look = [decide(cells(a[run], b[run]), rule, run).kind for run in range(count)]
    truth = np.abs(batch.truth) >= plan.margin
    equal = np.array([found.verdict == "equivalent" for found in looks])
    return {
        "calls": np.mean([2 * shape.scenarios * found.trials for found in looks]),
        "claims": np.mean([found.verdict in CLAIMS for found in looks]),
        "regressed": np.mean([found.verdict == "regressed" for found in looks]),
        "regressed at one look": np.mean([kind == "regressed" for kind in one_look]),
        "wrongly equivalent": (equal & truth).mean(),
    }


def weeks(rng, count, effect, broken=0):
    """Six months of weekly runs (5 trials) against a baseline of 20, with twenty scenarios, changed for good in week 0.

    With a change, four weeks are simulated. Shares of series with an alarm, by our rule
    and by the usual ones; calls a week.
    """
    changed = effect != 0 or broken > 0
    alarms, calls = [], 0
    for run in range(count):
        batch = suites(rng, 1, WATCHED, effect=effect)
        if broken:
            batch.candidate[:, :broken] = np.log(0.02 / 0.98)
        found, spent = _series(rng, batch, 4 if changed else WEEKS, run)
        alarms.append(found)
        calls += spent
    return dict(zip(("ours", "p<.05", "5 points"), np.mean(alarms, axis=0), strict=True)) | {
        "calls": calls / (count * (4 if changed else WEEKS))
    }


def _series(rng, batch: Suites, length, seed):
    """Whether each rule alarmed in one series, and the calls of ours; ours ends with its first confirmed alarm."""
    stored = scores(rng, batch.baseline, 20, batch.kind)[0]
    ours = naive_p = naive_drop = False
    calls = 0
    for week in range(length):
        table = cells(stored, scores(rng, batch.candidate, 5, batch.kind)[0])
        calls += 100
        naive_p |= permutation_test(table, seed).p_value() <= 0.05
        naive_drop |= table.differences.mean() <= -0.05 + 1e-9
        if not ours and screen(table, seed + week).suspicious:
            a, b = batch.run(rng, (10, 10))
            found = look(_waves(a[0], b[0]), confirmation(0.10), seed + week)
            ours = found.verdict == "regressed"
            calls += 2 * 20 * found.trials
    return (ours, naive_p, naive_drop), calls


def _waves(a, b):
    return [cells(a[:, k : k + WAVE], b[:, k : k + WAVE]) for k in range(0, a.shape[1], WAVE)]
