"""Runs the simulations on two processes and prints one table: goal, figure with its error, met."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench.verdicts import tables
from bench.verdicts.tasks import SEED, tasks

CHEAP = {"claims", "equivalence", "heavy", "heavy margin", "perfect"}
"""Simulations of whole arrays at once, never shrunk but to see whether it works at all."""
PAGE = """# How often the verdicts are right

Made by `{command}`: seed {seed}, {minutes} minutes on two processes that were not alone.

Suites of known truth go through the functions that the commands call: `audition.stats`, and from kept sheets of scores
`compare` and the weekly's screen and confirmation. Unless a row says otherwise, scenarios have logit-normal difficulty
(sd 1.5) and pass/fail or five-level scores, and margins are .10 for pass/fail and .05 for five levels. *S* × *R* is
scenarios × trials a side. ± is the Monte Carlo standard error; the worst of many cells is named, and lies by chance
alone about two and a half errors beyond what it would be if all were known.

| Goal | Asked | Measured | Met |
|---|---|---|---|"""


def run(task):
    """One simulation, on a stream of its own."""
    index, (name, function, count, arguments), shrink = task
    rng = np.random.default_rng([SEED, index])
    if name[0] not in CHEAP or shrink > 20:
        count = max(8, count // shrink)
    return name, (function(rng, count, *arguments), count)


def report(found, seconds, shrink):
    """The page of figures."""
    command = "python -m bench.verdicts" + (f" --shrink {shrink}" if shrink > 1 else "")
    print(PAGE.format(command=command, seed=SEED, minutes=round(seconds / 60)))
    for goal, asked, measured, met in tables.rows(found):
        print(f"| {goal} | {asked} | {measured} | {'' if met is None else 'yes' if met else 'NO'} |")


def main():
    """Simulate everything and print the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.verdicts", description=__doc__)
    parser.add_argument("--shrink", type=int, default=1, help="so many times fewer runs; 50: does it work at all?")
    shrink = parser.parse_args().shrink
    started = time.monotonic()
    found = {}
    work = [(index, task, shrink) for index, task in enumerate(tasks())]
    work.sort(key=lambda each: each[1][0][0] != "weeks")  # the longest first
    with multiprocessing.Pool(2) as pool:
        for done, (name, figures) in enumerate(pool.imap_unordered(run, work), start=1):
            found[name] = figures
            if done % 50 == 0:
                print(f"{done} of {len(work)} simulations", file=sys.stderr)
    report(found, time.monotonic() - started, shrink)


if __name__ == "__main__":
    main()
