"""Plays mutants of a prompt whose every rule's worth is known, and prints how right the words on them are.

`python -m bench.mutants` (minutes, on one process; `--runs` says how many prompts are mutated). A scripted clerk
answers ten letters, through `mutate` itself; of nine rules three matter by 20, 10 and 5 points of the gate score, one
changes nothing but a tool call, two are of marks that are got right all the same, and three change nothing at all.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from audition.agent import Loop
from audition.models.scripted import ScriptedModel
from audition.records.mutation import Word
from audition.running.order import Order
from audition.running.runner import Options
from audition.usecases.mutants import Wish, bench_of
from audition.usecases.mutate import mutate, order_of
from tests.fakes.heeding import IDLE, LOGGING, RULES, heeds, write_prompt
from tests.fakes.letters import project

FALL = {"greets": 0.97, "repeats_reference": 0.5, "names_a_day": 0.25}
WORTH = {
    RULES["greets"]: "20 points",
    RULES["repeats_reference"]: "10 points",
    RULES["names_a_day"]: "5 points",
    LOGGING: "a tool call",
}
NOTHING = "nothing"
CLAIMS = (Word.NOTICED, Word.NOT_NOTICED)


def main() -> None:
    """Mutate many prompts and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="prompts that are mutated")
    parser.add_argument("--trials", type=int, default=20, help="the most trials a case and side")
    told = parser.parse_args()
    words: dict[str, Counter[Word]] = {}
    trials: dict[str, list[int]] = {}
    shares, started = [], time.monotonic()
    for seed in range(told.runs):
        found = list(_mutated(seed, told.trials))
        for worth, word, count in found:
            words.setdefault(worth, Counter())[word] += 1
            trials.setdefault(worth, []).append(count)
        claimed = [worth for worth, word, _ in found if word in CLAIMS]
        shares.append(claimed.count(NOTHING) / len(claimed) if claimed else 0.0)
    _print(words, trials, told.trials * 10)
    minutes = (time.monotonic() - started) / 60
    print(f"\nFalse discoveries: {sum(shares) / len(shares):.3f} of all, asked: at most 0.10; {minutes:.0f} minutes")


def _mutated(seed: int, trials: int):
    """What every rule of one prompt is worth, the word on it, and the trials that its mutant took."""
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder))
        write_prompt(root, IDLE)
        bench = bench_of(root, Wish(variant="listed", trials=trials))
        player = Loop(ScriptedModel(heeds(FALL), seed=seed))
        order = order_of(bench, Order(player=player, options=Options(concurrency=16)))
        found, _ = mutate(bench, order)
        for each in found.rules:
            for judged in each.words:
                yield WORTH.get(each.rule.text, NOTHING), judged.word, judged.reading.trials[1]


def _print(words, trials, fixed: int) -> None:
    print("| The rule is worth | Mutants | " + " | ".join(Word) + " | Trials of a mutant | of a fixed plan |")
    print("|---|---|" + "---|" * (len(Word) + 2))
    for worth, counts in words.items():
        total, mean = counts.total(), sum(trials[worth]) / len(trials[worth])
        cells = " | ".join(f"{counts[word] / total:.2f}" for word in Word)
        print(f"| {worth} | {total} | {cells} | {mean:.0f} | {fixed} ({mean / fixed:.2f}) |")


if __name__ == "__main__":
    main()
