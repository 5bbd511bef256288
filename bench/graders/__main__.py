"""Holds finders to slips put into every recorded work, and prints the page of what was found."""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from pathlib import Path

from audition.grading.finders.amounts import Amounts
from audition.grading.finders.names import Names
from audition.grading.work import work_of
from audition.loading.project import find_project
from audition.loading.suite import load_suite
from audition.records.evidence import Ending, Origin, Trial
from audition.stats.intervals import wilson
from audition.store.recordings import read_recording
from bench.graders.slips import amount_slips, name_slips

ROOT = Path(__file__).parents[2]
SEED = 10
GOAL = 0.97
FINDERS = ((Amounts(), amount_slips), (Names(), name_slips))
PAGE = """# How far the graders can be believed

Made by `make bench-graders` (seed {seed}) from the {works} recorded works of the shipped suite.

## Finders

A finder points at passages and scores nothing: what it misses, a judge reads without being pointed to it. Into every
recorded work one slip at a time is put where an amount or a name stands: another value (×0.5 to ×2, or two digits
swapped), written in one of ten ways; another name, or one with a letter more, less, other or swapped. Found is a slip
that is named at its place. Most of what is missed of amounts became a value that stands on record elsewhere; of names,
a lone word that begins a sentence, where a verb could stand as well.

| Finder | Slips | Found | 95 % | Goal | Passages a work as recorded |
|---|---|---|---|---|---|"""


def main() -> None:
    told = argparse.ArgumentParser(prog="python -m bench.graders", description=__doc__)
    told.add_argument("--recordings", type=Path, default=ROOT / "evals/recordings/account-manager", metavar="FOLDER")
    works = list(recorded(told.parse_args().recordings))
    print(PAGE.format(seed=SEED, works=len(works)))
    kinds = []
    for finder, slips in FINDERS:
        tried, found = Counter(), Counter()
        for work in works:
            for slip in slips(work, random.Random(f"{SEED} {work.trial.id}")):
                tried[slip.kind] += 1
                found[slip.kind] += is_found(finder, slip)
        shown = sum(len(list(finder.find(work))) for work in works) / len(works)
        print(row(finder.name, found.total(), tried.total(), f"≥ {GOAL:.0%}", f"{shown:.1f}"))
        kinds += [row(f"{finder.name}: {kind}", found[kind], tried[kind]) for kind in sorted(tried)]
    print("\n| Slip | Tried | Found | 95 % |\n|---|---|---|---|")
    print("\n".join(kinds))


def recorded(folder: Path):
    """The works of a folder of recordings, as they were left."""
    suite = load_suite(find_project(ROOT), folder.name)
    for path in sorted(folder.glob("*.json")):
        record = read_recording(path)
        trial = Trial(
            id=record.id,
            origin=Origin.REPLAY,
            ending=Ending.FINISHED,
            messages=record.messages,
            turns=record.turns,
            inputs=record.inputs,
            outcome=record.outcome,
        )
        yield work_of(trial, suite)


def is_found(finder, slip) -> bool:
    """Whether a passage at the slip's place names what is new there."""
    before, after = (re.findall(r"[\w.,'’]*\w", text) for text in (slip.was, slip.now))
    new = [word for word in after if word not in before] or after
    passages = [passage for passage in finder.find(slip.work) if passage.pointer == slip.pointer]
    return any(word in passage.note for passage in passages for word in new)


def row(name: str, found: int, tried: int, *more: str) -> str:
    within = wilson(found, tried)
    cells = (name, f"{tried:,}", f"{found / tried:.1%}", f"{within.low:.1%} to {within.high:.1%}", *more)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
