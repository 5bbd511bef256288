"""Several looks: sequential runs, and half-years of `audition weekly`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from audition.analysis.comparison import compare
from audition.analysis.history import history_of, side_of
from audition.analysis.weekly import confirmation_terms, past_of, screened
from audition.records.accepted import Occasion
from audition.records.comparison import VerdictKind
from audition.records.weekly import Finding
from audition.stats import Panel, Rule, SequentialPlan, decide, generalise, look, max_t, regression_gate, screen
from bench.verdicts.doors import MARGIN, entry, sheet
from bench.verdicts.model import CLAIMS, cells, scores, suites

WEEKS = 26
WITHIN = 4


def sequential(rng, count, shape, effect):
    """Verdicts' shares and mean calls of sequential runs, what contradicts itself, and one look at the end."""
    batch = suites(rng, count, shape, effect=effect)
    a, b = batch.run(rng, shape.trials)
    plan = SequentialPlan(most_trials=shape.trials[0], margin=MARGIN)
    looks = [look(_waves(a[run], b[run], plan), plan, run) for run in range(count)]
    one_look = [decide(cells(a[run], b[run]), Rule(margin=MARGIN), run).kind for run in range(count)]
    truth = np.abs(batch.truth) >= MARGIN
    equal = np.array([found.verdict == "equivalent" for found in looks])
    return {
        "calls": np.mean([2 * shape.scenarios * found.trials for found in looks]),
        "claims": np.mean([found.verdict in CLAIMS for found in looks]),
        "regressed": np.mean([found.verdict == "regressed" for found in looks]),
        "equivalent": equal.mean(),
        "regressed at one look": np.mean([kind == "regressed" for kind in one_look]),
        "wrongly equivalent": (equal & truth).mean(),
        "below three trials": np.mean([found.trials < 3 for found in looks]),
        "contradictions": np.mean([_contradicts(found) for found in looks]),
        "second line narrower": np.mean(
            [_narrower(cells(a[r][:, : f.trials], b[r][:, : f.trials]), f) for r, f in enumerate(looks)]
        ),
    }


def _contradicts(found):
    if found.verdict in CLAIMS:
        return not found.interval.excludes(0.0)
    return found.verdict == "equivalent" and not found.equivalence_interval.within(MARGIN)


def _narrower(table, found):
    line = generalise(table, found.confidence, found.interval).interval
    return line.low > found.interval.low + 1e-12 or line.high < found.interval.high - 1e-12


def _waves(a, b, plan):
    ends = (0, *plan.schedule)
    return [cells(a[:, i:j], b[:, i:j]) for i, j in pairwise(ends)]


def weeks(rng, count, shape, case, through_the_door=4):
    """Series of weeks as `audition weekly` judges them; shares of those that end in an alarm.

    `case` has: "effect", on the mean from the first week on; "broken", so many scenarios down to .02; "changed",
    whether the prompt differs from the accepted one. Without effect and break 26 weeks are simulated, else four. The
    first few series are also kept as sheets and go through what the command itself calls: how many of their weeks it
    judges alike is counted.
    """
    changes = bool(case.get("effect") or case.get("broken"))
    found, alike, judged = [], 0, 0
    for number in range(count):
        series = _Series(rng, shape, case, WITHIN if changes else WEEKS)
        told = [series.week(week) for week in range(series.length)]
        if number < through_the_door:
            doors = [series.door(week) for week in range(series.length)]
            alike += sum(door == stats for door, stats in zip(doors, told, strict=True))
            judged += series.length
        ends = told.index("regressed") if "regressed" in told else series.length - 1
        suspicions = sum(line != "quiet" for line in told[: ends + 1])
        played = shape.scenarios * (shape.trials[1] * (ends + 1) + 10 * suspicions * (1 + series.changed))
        found.append(("regressed" in told, played / (ends + 1)))
    alarms, calls = np.array(found, dtype=float).T
    return {"alarm": alarms.mean(), "calls": calls.mean(), "alike": alike, "judged": judged}


class _Series:
    """The trials of one series, drawn beforehand: what is stored, every week, and what would confirm it."""

    def __init__(self, rng, shape, case, length):
        batch = suites(rng, 1, shape, effect=case.get("effect", 0.0))
        batch.candidate[:, : case.get("broken", 0)] = np.log(0.02 / 0.98)

        def drawn(logits, trials):
            return scores(rng, logits, trials, shape.kind)[0]

        self.length, self.changed = length, bool(case.get("changed"))
        self.accepted = drawn(batch.baseline, shape.trials[0])
        self.weeks = [drawn(batch.candidate, shape.trials[1]) for _ in range(length)]
        self.fresh = [drawn(batch.candidate, 10) for _ in range(length)]
        self.again = [drawn(batch.baseline, 10) if self.changed else None for _ in range(length)]

    def week(self, week):
        """What the statistics say of a week."""
        past = np.concatenate([self.accepted, *([] if self.changed else self.weeks[:week])], axis=1)
        if not screen(cells(past, self.weeks[week]), week).suspicious:
            return "quiet"
        before = self.again[week] if self.changed else past
        rule = confirmation_terms(MARGIN, 0.95).rule
        table = cells(before, self.fresh[week])
        criteria = max_t(Panel(tuple(before[:, :, None]), tuple(self.fresh[week][:, :, None])))
        gate = regression_gate(table, decide(table, rule, week), rule, week, criteria)
        return "regressed" if gate.outcome == "regressed" else "unconfirmed"

    def door(self, week):
        """What `audition weekly` says of it, by its own functions, from sheets as they are kept."""
        prompt = "two" if self.changed else "one"

        def kept(run, trials, digest):
            return sheet(run, trials[:, :, None], prompt=digest)

        entries = [entry(f"{n + 1:02d}", kept(f"{n + 1:02d}", self.weeks[n], prompt)) for n in range(week)]
        past = past_of(kept("00", self.accepted, "one"), entries)
        played = kept(f"{week + 1:02d}", self.weeks[week], prompt)
        line = screened(side_of(played), played, past, None)
        if line.finding is not Finding.OPEN:
            return line.finding.value
        before = side_of(kept("again", self.again[week], "one")) if self.changed else past.side
        fresh = side_of(kept("fresh", self.fresh[week], prompt))
        verdict = compare(before, fresh, confirmation_terms(MARGIN, 0.95), {}).verdict
        return "regressed" if verdict.kind is VerdictKind.REGRESSED else "unconfirmed"


def advisory(rng, count, shape, effect):
    """What `audition history` says of 26 unchanged weeks, or of three after a step: shares of series with an alarm."""
    length, alarms, held = (3 if effect else WEEKS), 0, []
    for _ in range(count):
        batch = suites(rng, 1, shape, effect=effect)
        runs = [scores(rng, batch.baseline, shape.trials[0], shape.kind)[0]]
        runs += [scores(rng, batch.candidate, shape.trials[1], shape.kind)[0] for _ in range(length)]
        entries = [entry(f"{n:02d}", sheet(f"{n:02d}", run[:, :, None])) for n, run in enumerate(runs)]
        entries[0] = _accepted(entries[0])
        (series,) = history_of("agent", entries).series
        alarms += any(point.alarm for point in series.points)
        low, high = series.band
        held.append(low <= runs[-1].mean() <= high)
    return {"alarm": alarms / count, "next in band": np.mean(held)}


def _accepted(kept):
    return replace(kept, occasion=Occasion.ACCEPTED)
