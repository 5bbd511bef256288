"""Runs the simulations on two processes and prints one table: goal, figure, met."""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench.verdicts import fixed, judged, watching
from bench.verdicts.model import KINDS, Shape

SEED = 20
COMMAND = "python -m bench.verdicts > docs/verdict-figures.md"


def shapes(bases):
    """Every size of suite at these mean scores, with both kinds of scores."""
    for scenarios, trials, base, kind in itertools.product((5, 10, 20, 40), (3, 5, 10), bases, KINDS):
        yield Shape(scenarios, (trials, trials), base, kind)


POWERS = {
    ("binary", (5, 5)): 0.55,
    ("graded", (5, 5)): 0.92,
    ("binary", (20, 5)): 0.78,
    ("graded", (20, 5)): 0.97,
    ("binary", (10, 10)): 0.84,
}
PAGE = """# How often the verdicts are right

Made by `{command}`: seed {seed}, {minutes} minutes on two processes.

Simulated suites have scenarios of logit-normal difficulty (sd 1.5) and pass/fail or five-level scores, and go through
the public functions of `audition.stats`. Cells cross 5, 10, 20 and 40 scenarios, 3, 5 and 10 trials a side, mean scores
of .7, .9, .95 and .99 and both kinds of scores; G2 adds drops of 5, 10 and 20 points. Margins are .10 for pass/fail and
.05 for five levels. Most cells have 2,000 runs, those of G3 6,000: a share near .05 is known to ±.01, one near .5 to
±.02.

| Goal | Asked | Measured | Met |
|---|---|---|---|"""
JUDGES = {"lenient on the candidate": (0.9, 0.65), "harsh on the candidate": (0.8, 0.85)}


def tasks():
    """Every simulation: its name, function, runs and arguments."""
    grid = list(shapes((0.7, 0.9, 0.95, 0.99)))
    for shape, effect in itertools.product(grid, (0.0, -0.05, -0.10, -0.20)):
        yield ("claims", shape, effect), fixed.claims_and_coverage, 2000, (shape, effect)
    for shape in grid:
        yield ("equivalence", shape), fixed.false_equivalence, 6000, (shape,)
    for kind, trials in POWERS:
        yield ("power", kind, trials), fixed.power, 2000, (Shape(20, trials, 0.9, kind), -0.10)
    for kind, effect in itertools.product(KINDS, (0.0, -0.10, -0.20)):
        yield ("sequential", kind, effect), watching.sequential, 2000, (Shape(20, (10, 10), 0.9, kind), effect)
    for s, base, kind in itertools.product((10, 40), (0.8, 0.95), KINDS):
        yield ("sequential null", s, base, kind), watching.sequential, 1500, (Shape(s, (10, 10), base, kind), 0.0)
    yield ("weeks", "null"), watching.weeks, 1000, (0.0,)
    yield ("weeks", "step"), watching.weeks, 600, (-0.10,)
    yield ("weeks", "two broken"), watching.weeks, 600, (0.0, 2)
    for broken in (0, 1):
        yield ("gate", broken), fixed.gate, 2000, (broken,)
    for shape in shapes((0.5, 0.7, 0.9)):
        yield ("like these", shape), fixed.like_these, 2000, (shape,)
    for name, (sensitivity, specificity) in JUDGES.items():
        yield ("judge", name), judged.false_alarms, 2000, (60, sensitivity, specificity)


def run(task):
    """One simulation, on a stream of its own."""
    index, (name, function, count, arguments), shrink = task
    rng = np.random.default_rng([SEED, index])
    return name, function(rng, max(40, count // shrink), *arguments)


def rows(found):
    """The table: goal, what it asks, what was measured, whether it is met."""
    null = {name: figures for name, figures in found.items() if name[0] == "claims" and name[-1] == 0.0}
    alarms = {name: figures["claims"] for name, figures in null.items()}
    coverage = {name: figures["coverage"] for name, figures in found.items() if name[0] == "claims"}
    yield (
        "G1 false alarms, nothing changed (96 cells)",
        "each ≤ .065, mean ≤ .05",
        f"{worst(alarms, max)}, mean {mean(alarms):.3f}",
        max(alarms.values()) <= 0.065 and mean(alarms) <= 0.05,
    )
    yield (
        "G2 coverage of 95 % intervals (384 cells)",
        "each ≥ .93, mean .95–.98",
        f"{worst(coverage, min)}, mean {mean(coverage):.3f}",
        min(coverage.values()) >= 0.93 and 0.95 <= mean(coverage) <= 0.98,
    )
    passes = {name: figure for name, figure in found.items() if name[0] == "equivalence"}
    yield (
        "G3 drop of exactly the margin shown to be no worse (96 cells)",
        "each ≤ .06",
        f"{worst(passes, max)}, mean {mean(passes):.3f}",
        max(passes.values()) <= 0.06,
    )
    for (kind, trials), least in POWERS.items():
        figure = found["power", kind, trials]
        yield (
            f"G4 power at −10 points, {trials[0]} v {trials[1]} trials, {kind}",
            f"≥ {least}",
            f"{figure:.3f}",
            figure >= least,
        )
    yield from _sequential_rows(found)
    yield from _weekly_rows(found)
    nothing, one = found["gate", 0], found["gate", 1]
    yield (
        "G7 one of 20 scenarios broken, gate (20 v 5 trials)",
        "found ≥ .83; false alarms ≤ .05",
        f"{one[0]:.3f} (mean alone {one[1]:.3f}, scenarios alone {one[2]:.3f}); {nothing[0]:.3f}",
        one[0] >= 0.83 and nothing[0] <= 0.05,
    )
    lines = {name: figure for name, figure in found.items() if name[0] == "like these"}
    yield (
        "G8 false claims on scenarios like these (72 cells)",
        "each ≤ .065",
        worst(lines, max),
        max(lines.values()) <= 0.065,
    )
    for rule in (
        "any drop",
        "single drop of 5 points",
        "mean drop of 5 points",
        "z over scenarios",
        "t over scenarios",
    ):
        naive = [figures[rule] for figures in null.values()]
        yield f"G9 beside G1: {rule}", "shown", f"max {max(naive):.3f}, mean {np.mean(naive):.3f}", None
    for name in JUDGES:
        figures = found["judge", name]
        yield (
            f"G12 judge {name}, 60 labelled pairs",
            "≤ .07",
            f"{figures['corrected']:.3f} (judge alone {figures['judge alone']:.3f})",
            figures["corrected"] <= 0.07,
        )


def worst(figures, extreme):
    """The largest or smallest figure, and the cell it is of."""
    name = extreme(figures, key=figures.get)
    shape, effect = name[1], f", drop {-name[2] * 100:.0f}" if name[2:] and name[2] else ""
    cell = f"{shape.scenarios} × {shape.trials[0]}, {shape.kind} at {shape.base}{effect}"
    return f"{extreme.__name__} {figures[name]:.3f} ({cell})"


def mean(figures):
    """The mean over cells."""
    return np.mean(list(figures.values()))


def _sequential_rows(found):
    for kind, calls_at_none, calls_at_drop, loss in (("binary", 300, 155, 0.03), ("graded", 160, 95, 0.06)):
        same, ten, twenty = (found["sequential", kind, effect] for effect in (0.0, -0.10, -0.20))
        lost = ten["regressed at one look"] - ten["regressed"]
        yield (
            f"G5 mean calls of at most 400, {kind}: nothing changed; −20 points",
            f"≤ {calls_at_none}; ≤ {calls_at_drop}",
            f"{same['calls']:.0f}; {twenty['calls']:.0f}",
            same["calls"] <= calls_at_none and twenty["calls"] <= calls_at_drop,
        )
        yield (
            f"G5 power lost to one look at −10 points, {kind}",
            f"≤ {loss}",
            f"{lost:.3f} ({ten['regressed']:.3f} at {ten['calls']:.0f} calls)",
            lost <= loss,
        )
    runs = [
        v for name, v in found.items() if name[0] == "sequential null" or (name[0] == "sequential" and name[2] == 0)
    ]
    alarms = [figures["claims"] for figures in runs]
    yield "G5 false alarms over all looks (10 cells)", "each ≤ .065", f"max {max(alarms):.3f}", max(alarms) <= 0.065
    wrong = [found["sequential", kind, effect]["wrongly equivalent"] for kind in KINDS for effect in (-0.10, -0.20)]
    yield "G5 called equivalent at a true drop of the margin or more", "shown", f"max {max(wrong):.3f}", None


def _weekly_rows(found):
    null, step, broken = (found["weeks", name] for name in ("null", "step", "two broken"))
    naive = f"p < .05 each week {null['p<.05']:.2f}, 5-point drop {null['5 points']:.2f}"
    yield (
        "G6 any false alarm in 26 weeks",
        "≤ .03",
        f"{null['ours']:.3f} at {null['calls']:.0f} calls a week ({naive})",
        null["ours"] <= 0.03,
    )
    yield "G6 10-point drop found in 4 weeks", "≥ .95", f"{step['ours']:.3f}", step["ours"] >= 0.95
    yield "G6 two broken scenarios found in 4 weeks", "shown", f"{broken['ours']:.3f}", None


def report(found, seconds, shrink):
    """The page of figures."""
    command = COMMAND if shrink == 1 else "python -m bench.verdicts --quick"
    print(PAGE.format(command=command, seed=SEED, minutes=round(seconds / 60)))
    for goal, asked, measured, met in rows(found):
        print(f"| {goal} | {asked} | {measured} | {'' if met is None else 'yes' if met else 'NO'} |")


def main():
    """Simulate everything and print the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.verdicts", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the runs: does it work at all?")
    shrink = 50 if parser.parse_args().quick else 1
    started = time.monotonic()
    found = {}
    work = [(index, task, shrink) for index, task in enumerate(tasks())]
    with multiprocessing.Pool(2) as pool:
        for done, (name, figures) in enumerate(pool.imap_unordered(run, work), start=1):
            found[name] = figures
            if done % 50 == 0:
                print(f"{done} of {len(work)} simulations", file=sys.stderr)
    report(found, time.monotonic() - started, shrink)


if __name__ == "__main__":
    main()
