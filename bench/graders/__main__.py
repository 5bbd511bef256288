"""Holds the judge to labels and finders to slips on every recorded work, and prints the page of what was found."""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from audition.grading.finders.amounts import Amounts
from audition.grading.finders.names import Names
from audition.stats.intervals import wilson
from bench.graders.judged import check_section, judge_section, one_by_one, open_books, parted
from bench.graders.slips import amount_slips, name_slips

ROOT = Path(__file__).parents[2]
SEED = 10
GOAL = 0.97
FINDERS = ((Amounts(), amount_slips), (Names(), name_slips))
INTRO = """# How far the graders can be believed

Made by `make bench-graders` (seed {seed}) from the {works} recorded works of the shipped suite: every number on
this page is written by that command, from the recordings, judgements and labels that are kept under `evals/`.
Intervals are of 95 %.

Who played, judged and labelled:

- **Played.** Each turn of each work was written by a Claude model that was given exactly the prompt, the tools and
  the messages, by an endpoint that stands in for the Messages API. No model snapshot stands behind it.
- **Judged.** Every work was judged once by live calls of `audition grade --live`, through the SDK's own path,
  answered the same way: by a Claude model behind a stand-in endpoint, blind to who wrote the work and to every
  label.
- **Labelled.** {labelled} works, drawn at random over both variants and all scenarios, were labelled by two Claude
  models, blind to the judge's answers and to each other's. A third settled what they parted on, with a reason. **No
  person labelled anything.**
- **Limits.** One who judged saw many works in one context, where a judge of a paid run sees one; for the adherence
  rubrics it had met some of the works before. Judge and raters are of one family of models: what all of them miss,
  no figure here shows. What was labelled are the works of one suite, by two prompts.
- **Chosen on the same labels.** Three criteria of `account-plan-2` were taken out of what decides after these labels
  had shown that the judge reads them badly, so the pooled figures of what is left are kinder than new works would be.
  With all ten criteria of the rubric: n 400, kappa 0.78 (0.71 to 0.85), sensitivity 89.2 %, specificity 92.3 %
  (`audition judge calibrate --rubric account-plan-2`).

## What a judge reads

The judge against the settled labels. Sensitivity: of what is labelled met, the share that it finds met;
specificity: of what is labelled not met, the share that it finds not met. Kappa counts met, not met and cannot
apply; its interval is the wider one, of answers or of works. The two raters' agreement with each other is the
ceiling: no judge can be asked for more.
"""
CHECKS = """
## What code compares

Checks that are required, on all recorded works. That each of them fails a plan with a fault in one place is held by
tests (`tests/integration/test_shipped_scenarios.py`, `tests/unit/evals_checks/`); here is how often they do on what
agents wrote.
"""
FINDING = """
## Finders

A finder points at passages and scores nothing: what it misses, a judge reads without being pointed to it. Into
every recorded work one slip at a time is put where an amount or a name stands: another value (×0.5 to ×2, or two
digits swapped), written in one of ten ways; another name, or one with a letter more, less, other or swapped. Found
is a slip that is named at its place. Most of what is missed of amounts became a value that stands on record
elsewhere; of names, a lone word that begins a sentence, where a verb could stand as well.

| Finder | Slips | Found | 95 % | Goal | Passages a work as recorded |
|---|---|---|---|---|---|"""
SINGLE = """
## Every criterion of a scenario

Judged: of the recorded works of its scenario. A criterion of a scenario meets at most four works here, so an
interval of its own says little; what they rest on is the pooled figure above.
"""


def main() -> None:
    told = argparse.ArgumentParser(prog="python -m bench.graders", description=__doc__)
    told.add_argument("--suite", default="account-manager")
    books = open_books(ROOT, told.parse_args().suite)
    labelled = len({label.work for label in books.labels})
    print(INTRO.format(seed=SEED, works=len(books.works), labelled=labelled))
    for part in (judge_section(books), [CHECKS], check_section(books), finder_section(books.works), [SINGLE]):
        print("\n".join(part))
    print("\n".join(one_by_one(books)))
    print("\nThe answers by scenarios' criteria on which judge and labels part:\n")
    print("\n".join(parted(books)) or "None.")


def finder_section(works) -> Iterator[str]:
    """How many slips each finder finds, and at how much it points in what agents wrote."""
    yield FINDING
    kinds = []
    for finder, slips in FINDERS:
        tried, found = Counter(), Counter()
        for work in works:
            for slip in slips(work, random.Random(f"{SEED} {work.trial.id}")):
                tried[slip.kind] += 1
                found[slip.kind] += is_found(finder, slip)
        shown = sum(len(list(finder.find(work))) for work in works) / len(works)
        yield row(finder.name, found.total(), tried.total(), f"≥ {GOAL:.0%}", f"{shown:.1f}")
        kinds += [row(f"{finder.name}: {kind}", found[kind], tried[kind]) for kind in sorted(tried)]
    yield "\n| Slip | Tried | Found | 95 % |\n|---|---|---|---|"
    yield from kinds


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
