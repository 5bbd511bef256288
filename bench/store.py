"""What storing a trial costs: `python -m bench.store [trials]`, single-turn trials with one grade each."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from audition.store.run_file import RunFile
from tests.unit.store import samples

MESSAGES = (
    {"role": "user", "content": "Carry out the instruction. " * 75},
    {"role": "assistant", "content": [{"type": "text", "text": "Here is the plan. " * 15}]},
)


def main():
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    planned = samples.planned([f"s{number}" for number in range(trials // 20)], trials=10)
    with (
        tempfile.TemporaryDirectory() as folder,
        RunFile.create(Path(folder) / "run", samples.run_facts(planned)) as run,
    ):
        cpu, wall = time.process_time(), time.perf_counter()
        for trial in planned:
            run.add_trial(samples.trial(trial, messages=MESSAGES), samples.grades(trial)[:1])
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 / len(planned)
    print(f"{len(planned):,} trials: {cpu * each:.2f} ms CPU, {wall * each:.2f} ms wall each; peak {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
