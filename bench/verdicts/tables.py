"""What was simulated, beside what is asked: one row a goal."""

from __future__ import annotations

import numpy as np

from bench.verdicts.model import KINDS
from bench.verdicts.tasks import CHECKS, JUDGES, PLAN_KINDS, PLANNED, POWERS, WEEKLY

NAIVE = ("any drop", "single drop of 5 points", "mean drop of 5 points", "z over scenarios", "t over scenarios")


def rows(found):
    """The table: goal, what it asks, what was measured, whether it is met."""
    yield from _fixed_rows(found)
    yield from _heavy_rows(found)
    yield from _sequential_rows(found)
    yield from _weekly_rows(found)
    yield from _part_rows(found)
    yield from _plan_rows(found)
    for name in JUDGES:
        figures, runs = found["judge", name]
        corrected, alone = figures["corrected"], figures["judge alone"]
        told = f"{share(corrected, runs)} (judge alone {alone:.3f})"
        yield f"Judge {name}, 60 labelled pairs: false alarms", "≤ .07", told, corrected <= 0.07


def share(value, runs):
    """A share with its standard error."""
    return f"{value:.3f} ± {np.sqrt(max(value * (1 - value), 0.25 / runs) / runs):.3f}"


def worst(figures, extreme):
    """The largest or smallest share of several cells, with its error and its cell; `figures` hold (share, runs)."""
    name = extreme(figures, key=lambda key: figures[key][0])
    return f"{extreme.__name__} {share(*figures[name])} ({_cell(name)}), mean {mean(figures):.3f}"


def mean(figures):
    """The mean over cells."""
    return np.mean([value for value, _ in figures.values()])


def _cell(name):
    return "; ".join(
        f"{part.scenarios} × {part.trials[0]}, {part.kind} at {part.base}" if hasattr(part, "kind") else str(part)
        for part in name[1:]
    )


def _of(found, first, key=None, **wanted):
    """Name → (share, runs) of all simulations of a kind."""
    cells = {name: value for name, value in found.items() if name[0] == first}
    if "effect" in wanted:
        cells = {name: value for name, value in cells.items() if name[-1] == wanted["effect"]}
    return {name: (figures if key is None else figures[key], runs) for name, (figures, runs) in cells.items()}


def _fixed_rows(found):
    alarms = _of(found, "claims", "claims", effect=0.0)
    top = max(value for value, _ in alarms.values())
    told = worst(alarms, max)
    yield "False alarms, nothing changed (96 cells)", "each ≤ .065, mean ≤ .05", told, top <= 0.065
    coverage = _of(found, "claims", "coverage")
    least = min(value for value, _ in coverage.values())
    yield "Coverage of 95 % intervals (384 cells)", "each ≥ .93", worst(coverage, min), least >= 0.93
    passes = _of(found, "equivalence")
    top = max(value for value, _ in passes.values())
    yield "Drop of exactly the margin shown to be no worse (96 cells)", "each ≤ .06", worst(passes, max), top <= 0.06
    for (kind, trials), least in POWERS.items():
        value, runs = found["power", kind, trials]
        goal = f"Power at −10 points, 20 scenarios, {trials[0]} v {trials[1]} trials, {kind}"
        yield goal, f"≥ {least}", share(value, runs), value >= least
    lines = _of(found, "like these")
    top = max(value for value, _ in lines.values())
    yield "False claims on scenarios like these (72 cells)", "each ≤ .065", worst(lines, max), top <= 0.065
    belied = _of(found, "belied")
    top = max(value for value, _ in belied.values())
    goal = "«Within the margin for scenarios like these» while a tenth of their kind is broken (8, 10, 25 scenarios)"
    yield goal, "≤ .05", worst(belied, max), top <= 0.05
    for rule in NAIVE:
        naive = [value for value, _ in _of(found, "claims", rule, effect=0.0).values()]
        yield f"Beside the first row: {rule}", "shown", f"max {max(naive):.3f}, mean {np.mean(naive):.3f}", None


def _heavy_rows(found):
    coverage, equal = _of(found, "heavy"), _of(found, "heavy margin")
    least, top = min(v for v, _ in coverage.values()), max(v for v, _ in equal.values())
    goal = "Coverage of 95 % intervals, scores mostly 1 or 17/18 and rarely 0 (36 cells)"
    yield goal, "each ≥ .93", worst(coverage, min), least >= 0.93
    goal = "Equivalent within 5 points where 5 % of the candidate's trials score 0 (9 cells)"
    yield goal, "each ≤ .05", worst(equal, max), top <= 0.05
    value, runs = found["perfect",]
    yield "Equivalent where nothing differs, 10 × 8, the same scores", "shown", share(value, runs), None


def _sequential_rows(found):
    for kind, calls_at_none, calls_at_drop, loss in (("binary", 300, 155, 0.03), ("graded", 160, 95, 0.06)):
        (same, _), (ten, runs), (twenty, _) = (found["sequential", kind, effect] for effect in (0.0, -0.10, -0.20))
        lost = ten["regressed at one look"] - ten["regressed"]
        goal = f"Sequential, {kind}: mean calls of 400 where nothing changed; at −20 points"
        told = f"{same['calls']:.0f}; {twenty['calls']:.0f} (equivalent {same['equivalent']:.2f} of the former)"
        met = same["calls"] <= calls_at_none and twenty["calls"] <= calls_at_drop
        yield goal, f"≤ {calls_at_none}; ≤ {calls_at_drop}", told, met
        told = f"{lost:.3f} ({share(ten['regressed'], runs)} at {ten['calls']:.0f} calls)"
        yield f"Sequential, {kind}: power lost to one look at −10 points", f"≤ {loss}", told, lost <= loss
    every = {**_of(found, "sequential", "claims", effect=0.0), **_of(found, "sequential null", "claims")}
    top = max(value for value, _ in every.values())
    yield "Sequential: false alarms over all looks (10 cells)", "each ≤ .065", worst(every, max), top <= 0.065
    goal = "Sequential: verdicts below three trials; against their own interval; second line narrower"
    keys = ("below three trials", "contradictions", "second line narrower")
    runs = [figures for name, (figures, _) in found.items() if name[0].startswith("sequential")]
    figures = [max(each[key] for each in runs) for key in keys]
    yield goal, "0; 0; 0", "; ".join(f"{figure:.3f}" for figure in figures), max(figures) == 0


def _weekly_rows(found):
    for name in WEEKLY:
        quiet, broken = name.startswith("nothing"), name.startswith("one broken")
        for kind in KINDS:
            figures, runs = found["weeks", name, kind]
            value = figures["alarm"]
            goal = f"Weekly, {name} ({kind}): confirmed in {'26 weeks' if quiet else 'four weeks'}"
            asked = "≤ .03" if quiet else "≥ .80" if broken else "shown"
            met = value <= 0.03 if quiet else value >= 0.8 if broken else None
            yield goal, asked, f"{share(value, runs)} at {figures['calls']:.0f} calls a week", met
    both = [figures for figures, _ in _of_weeks(found)]
    alike, judged = (sum(each[key] for each in both) for key in ("alike", "judged"))
    goal = "Weekly: weeks that the command's own functions judge as simulated above"
    yield goal, "all", f"{alike} of {judged}", alike == judged
    (none, runs), (step, _) = found["advisory", 0.0], found["advisory", -0.10]
    goal = "History's running sum: false alarm in 26 weeks; a step of 10 points within three weeks"
    told = f"{share(none['alarm'], runs)}; {share(step['alarm'], runs)}"
    met = none["alarm"] <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs) and step["alarm"] >= 0.8
    yield goal, "≤ .05; ≥ .80", told, met
    value = none["next in band"]
    yield "History's band holds the last of 26 unchanged weeks", "≥ .93", share(value, runs), value >= 0.93


def _of_weeks(found):
    return [value for name, value in found.items() if name[0] == "weeks"]


def _part_rows(found):
    (nothing, runs), (one, _) = found["gate", 0], found["gate", 1]
    told = f"{share(one['any'], runs)} (mean {one['mean']:.2f}, scenarios {one['scenarios']:.2f}); "
    yield (
        "Gate, one of 20 scenarios broken (20 v 5): found; false alarms",
        "≥ .83; ≤ .05",
        told + share(nothing["any"], runs),
        one["any"] >= 0.83 and nothing["any"] <= 0.05,
    )
    for noise, suite in ((0.0, "silent"), (0.008, "noisy")):
        cells = []
        for trials, often in CHECKS:
            figures, runs = found["check", noise, trials, often]
            cells.append(f"{trials[0]}v{trials[1]} {often}: {figures['scenarios']:.2f} / {figures['criteria']:.2f}")
        goal = f"One of 18 checks fails so often in 3 of 25 scenarios, {suite} suite: scenario named / check named"
        yield goal, "shown", f"{'; '.join(cells)} (± .04 at most)", None
        nulls = {name: value for name, value in _of(found, "check", "any").items() if name[1] == noise and not name[3]}
        top = max(value for value, _ in nulls.values())
        yield f"The same suite, {suite}, nothing changed: the gate fires", "≤ .05", worst(nulls, max), top <= 0.05
    figures, runs = found["two variants",]
    goal = "Between two variants (5 v 5, through `compare`), the check always fails there: equivalent, and it is named"
    yield goal, "named ≥ .95", f"{figures['equivalent']:.2f}; {share(figures['named'], runs)}", figures["named"] >= 0.95
    figures, runs = found["crashes",]
    goal = "6 of the candidate's 125 trials crash (through `compare`): equivalent; told first"
    told = f"{share(figures['equivalent'], runs)}; {share(figures['told'], runs)}"
    yield goal, "0; 1", told, figures["equivalent"] == 0 and figures["told"] == 1
    value, runs = found["copies",]
    told = share(value, runs)
    yield "Each answer repeated five times: false alarms, which `audition aa` finds as copies", "shown", told, None


def _plan_rows(found):
    for kind in PLAN_KINDS:
        for pilot in (False, True):
            cells = {("plan", *cell): found["plan", *cell, kind, pilot] for cell in PLANNED}
            low, high = worst(cells, min), worst(cells, max)
            goal = f"Promised to be found four times in five, {kind}, {'going by a run' if pilot else 'no run known'}"
            least = min(value + 2 * np.sqrt(0.16 / runs) for value, runs in cells.values())
            yield goal, "≥ .80 within two errors", f"{low}; {high.partition(',')[0]}", least >= 0.8
    both = {}
    for name, (figures, runs) in found.items():
        if name[0] == "settle":
            both[(*name, "found")], both[(*name, "equivalent")] = ((value, runs) for value in figures)
    least = min(value + 2 * np.sqrt(0.16 / runs) for value, runs in both.values())
    goal = "Trials that settle a margin of 10 points: margin found, no difference shown equivalent (12 cells each)"
    yield goal, "≥ .80 within two errors", worst(both, min), least >= 0.8
    cells = [(trials, found["spread", trials][0]) for trials in (6, 7, 10, 11)]
    told = "; ".join(
        f"{n}: {100 * f['width'][0]:.2f} → {100 * f['width'][1]:.2f} (covers {f['coverage'][1]:.3f})" for n, f in cells
    )
    goal = "`--allocate`, 22 of 25 scenarios silent: half-width in points at so many trials a case, even → spread"
    yield (
        goal,
        "narrower, covers ≥ .93",
        told,
        all(f["width"][1] < f["width"][0] and f["coverage"][1] >= 0.93 for _, f in cells),
    )
