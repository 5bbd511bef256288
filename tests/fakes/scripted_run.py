"""A process that plays the letters with the scripted clerk: `python -m tests.fakes.scripted_run FOLDER [options]`.

Ends as `audition run` would. Says `begins` and `ends` with the name of every trial when its clerk is asked for the
first word and for the last; it is stored a moment after that. With a pause, everything stands still right after so many
`ends`, until something is typed or standard input is closed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from audition.agent import Loop
from audition.cli.playing import play_and_show
from audition.models.scripted import Answer, Cue, ScriptedModel
from audition.running.order import Order
from audition.running.plan import Selection
from tests.fakes.letters import BETTER


def main() -> None:
    """Play a new run, or go on with one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--resume")
    parser.add_argument("--trials", type=int)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--pause", type=int, help="after so many last words")
    words, ended = parser.parse_args(), 0

    def clerk(cue: Cue) -> Answer:
        nonlocal ended
        said = BETTER(cue)
        ends = isinstance(said, str)
        print("ends" if ends else "begins", cue.subject.id, flush=True)  # noqa: T201
        ended += ends
        if ends and ended == words.pause:
            sys.stdin.readline()
        return replace(Answer(text=said) if ends else said, delay_seconds=words.delay)

    order = Order(player=Loop(ScriptedModel(clerk)), selection=Selection(trials=words.trials))
    sys.exit(play_and_show(words.folder, order, resume=words.resume, report=None, verbose=False))


if __name__ == "__main__":
    main()
