"""Plays the letters suite with a scripted clerk, five times: once for each verdict that a comparison can give.

`python docs/examples/five_verdicts.py` needs no key and no network, and prints the same five sentences every time.
"""  # noqa: INP001

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audition.agent import Loop
from audition.concluding.findings import findings_of
from audition.errors import ModelError
from audition.models.scripted import Answer, Call, Cue, Script, ScriptedModel
from audition.records.definitions import Scenario
from audition.running.order import Order
from audition.running.plan import Selection
from audition.store.run_file import RunFile
from audition.usecases.run import run

LETTERS = Path(__file__).parent / "letters"
HASTY, CAREFUL = "clerk/hasty", "clerk/careful"
MARKS = ("greets", "repeats_reference", "names_a_day", "signs", "answers")
"""The gate checks of the suite, one for each thing that an answer must do."""
ANSWERS = {
    "lost-card": "A new card costs nothing",
    "late-fee": "The head librarian decides on fees",
    "opening-hours": "On Saturdays we open at ten",
    "reservation": "You are third in the queue",
    "quiet-room": "The quiet room is free on Tuesdays",
    "donation": "Your donation is welcome",
    "damaged-book": "The torn page can be mended",
    "reading-group": "The reading group has room for you",
    "large-print": "Our large print shelf is by the window",
    "move-away": "Please return your loans before you go",
}


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """How well the scripted clerk works, by variant."""

    care: Mapping[str, float]
    """The chance of getting each of an answer's five marks right."""
    deafness: Mapping[str, float] = field(default_factory=dict)
    """The chance that the machinery breaks before a word is said."""

    def __call__(self, cue: Cue) -> Answer | str:
        """Writes the answer, then says so."""
        variant, dice = cue.subject.variant.id, random.Random(cue.draw)  # noqa: S311  # a script, no secret
        if dice.random() < self.deafness.get(variant, 0.0):
            return Answer(error=ModelError("the line went dead"))
        if cue.turn:
            return "The answer lies on the desk."
        right = {mark: dice.random() < self.care[variant] for mark in MARKS}
        written = {"file_path": cue.subject.scenario.deliverable, "content": answer(cue.subject.scenario, right)}
        return Answer(calls=(Call(name="Write", input=written),))


def answer(scenario: Scenario, right: Mapping[str, bool]) -> str:
    """The text of an answer to a letter, each mark in it got right or missed."""
    letter = scenario.instruction
    greeting = f"Dear {letter['from']}" if right["greets"] else "Hello"
    body = [
        ANSWERS[scenario.id] if right["answers"] else "Thank you for writing",
        f"your letter {letter['reference']} is with us" if right["repeats_reference"] else "your letter is with us",
        f"we write again by {letter['answer_by']}" if right["names_a_day"] else "we write again soon",
    ]
    closing = "Your Town Library" if right["signs"] else "Bye"
    return f"greeting: {greeting}\nbody: {'; '.join(body)}.\nclosing: {closing}\n"


def verdict(script: Script, trials: int) -> str:
    """What a comparison of the hasty with the careful clerk concludes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "letters"
        shutil.copytree(LETTERS, root)
        order = Order(player=Loop(ScriptedModel(script)), selection=Selection(trials=trials))
        with RunFile.open_readonly(run(root, order).path) as played:
            (comparison,) = findings_of(played).comparisons
    return f"{comparison.verdict.kind.value.upper()}: {comparison.verdict.sentence}\n  {comparison.verdict.advice}"


def main() -> None:
    """Print one verdict of each kind."""
    for script, trials in (
        (Clerk(care={HASTY: 0.7, CAREFUL: 0.95}), 5),
        (Clerk(care={HASTY: 0.95, CAREFUL: 0.7}), 5),
        (Clerk(care={HASTY: 0.98, CAREFUL: 0.98}), 8),
        (Clerk(care={HASTY: 0.85, CAREFUL: 0.88}), 3),
        (Clerk(care={HASTY: 0.7, CAREFUL: 0.95}, deafness={CAREFUL: 0.2}), 5),
    ):
        print(verdict(script, trials))  # noqa: T201  # what the example is for


if __name__ == "__main__":
    main()
