"""Every simulation: its name, function, runs and arguments."""

from __future__ import annotations

import itertools

from bench.verdicts import fixed, judged, parts, planning, watching
from bench.verdicts.model import KINDS, Shape

SEED = 20
BASES = (0.7, 0.9, 0.95, 0.99)
POWERS = {
    ("binary", (5, 5)): 0.55,
    ("graded", (5, 5)): 0.92,
    ("binary", (20, 5)): 0.78,
    ("graded", (20, 5)): 0.97,
    ("binary", (10, 10)): 0.84,
}
JUDGES = {"lenient on the candidate": (0.9, 0.65), "harsh on the candidate": (0.8, 0.85)}
HEAVY = [(25, 2), (25, 3), (25, 5), (25, 20), (10, 3), (10, 10), (8, 3), (8, 5), (10, 5)]
ZEROS = [(0.0, 0.01), (0.0, 0.05), (0.01, 0.01), (0.05, 0.10)]
CHECKS = [((3, 3), 1.0), ((5, 5), 1.0), ((5, 5), 0.5), ((10, 10), 0.5), ((10, 10), 0.2), ((20, 5), 0.5), ((20, 5), 0.2)]
WEEKLY = {
    "nothing, same prompt": {},
    "nothing, changed prompt": {"changed": True},
    "one broken, same prompt": {"broken": 1},
    "one broken, changed prompt": {"broken": 1, "changed": True},
    "10 points, same prompt": {"effect": -0.10},
    "10 points, changed prompt": {"effect": -0.10, "changed": True},
}
PLANNED = [(8, 2, 0.9), (8, 10, 0.5), (8, 5, 0.98), (25, 2, 0.98), (25, 5, 0.9), (25, 10, 0.5)]
PLAN_KINDS = ("binary", "graded", "all-or-nothing")


def shapes(bases):
    """Every size of suite at these mean scores, with both kinds of scores."""
    for scenarios, trials, base, kind in itertools.product((5, 10, 20, 40), (3, 5, 10), bases, KINDS):
        yield Shape(scenarios, (trials, trials), base, kind)


def tasks():
    """All of them, in the order that gives each its stream."""
    yield from _looks_at_the_end()
    yield from _several_looks()
    yield from _parts()
    for cell, kind, pilot in itertools.product(PLANNED, PLAN_KINDS, (False, True)):
        yield ("plan", *cell, kind, pilot), planning.detected, 200, ((*cell, kind), pilot)
    for scenarios, base, kind in itertools.product((8, 25), (0.5, 0.9), PLAN_KINDS):
        yield ("settle", scenarios, base, kind), planning.settled, 200, (scenarios, base, kind)
    for trials in (6, 7, 10, 11):
        yield ("spread", trials), planning.spread, 1000, (trials,)
    for name, (sensitivity, specificity) in JUDGES.items():
        yield ("judge", name), judged.false_alarms, 2000, (60, sensitivity, specificity)


def _several_looks():
    for kind, effect in itertools.product(KINDS, (0.0, -0.10, -0.20)):
        yield ("sequential", kind, effect), watching.sequential, 800, (Shape(20, (10, 10), 0.9, kind), effect)
    for s, base, kind in itertools.product((10, 40), (0.8, 0.95), KINDS):
        yield ("sequential null", s, base, kind), watching.sequential, 500, (Shape(s, (10, 10), base, kind), 0.0)
    for kind, (name, case) in itertools.product(KINDS, WEEKLY.items()):
        runs = 1000 if name.startswith("nothing") else 400
        yield ("weeks", name, kind), watching.weeks, runs, (Shape(20, (20, 5), 0.9, kind), case)
    for effect in (0.0, -0.10):
        yield ("advisory", effect), watching.advisory, 300, (Shape(20, (20, 5), 0.9, "binary"), effect)


def _parts():
    for broken in (0, 1):
        yield ("gate", broken), parts.gate, 1000, (broken,)
    for noise, (trials, share) in itertools.product((0.0, 0.008), [*CHECKS, ((5, 5), 0.0), ((10, 10), 0.0)]):
        yield ("check", noise, trials, share), parts.one_check, 150 if share else 400, (trials, share, noise)
    yield ("two variants",), parts.two_variants, 60, (1.0,)
    yield ("crashes",), parts.crashes, 60, ()
    yield ("copies",), parts.copies, 2000, ()


def _looks_at_the_end():
    for shape, effect in itertools.product(shapes(BASES), (0.0, -0.05, -0.10, -0.20)):
        yield ("claims", shape, effect), fixed.claims_and_coverage, 4000, (shape, effect)
    for shape in shapes(BASES):
        yield ("equivalence", shape), fixed.false_equivalence, 4000, (shape,)
    for (scenarios, trials), zeros in itertools.product(HEAVY, ZEROS):
        yield ("heavy", scenarios, trials, zeros), fixed.heavy_coverage, 4000, (scenarios, trials, zeros)
    for scenarios, trials in HEAVY:
        yield (
            ("heavy margin", scenarios, trials),
            fixed.heavy_equivalence,
            10_000,
            (scenarios, trials, 0.05 / (1 - 0.1 / 18)),
        )
    yield ("perfect",), fixed.heavy_equivalence, 1000, (10, 8, 0.0)
    for kind, trials in POWERS:
        yield ("power", kind, trials), fixed.power, 2000, (Shape(20, trials, 0.9, kind), -0.10)
    for shape in shapes((0.5, 0.7, 0.9)):
        yield ("like these", shape), fixed.like_these, 800, (shape,)
    for scenarios in (8, 10, 25):
        yield ("belied", scenarios), fixed.belied, 400, (scenarios,)
