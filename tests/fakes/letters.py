"""The example project of letters with its scripted clerk: a whole project that costs little to play."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audition.agent import Loop
from audition.agent.recording import recording_of
from audition.models.scripted import Script, ScriptedModel
from audition.project.world import load_world
from audition.running.order import Order
from audition.running.plan import Selection, subject_of
from audition.running.run import Done
from audition.store.recordings import write_recording
from audition.store.run_file import RunFile
from audition.usecases.run import run
from docs.examples.five_verdicts import CAREFUL, HASTY, LETTERS, Clerk

BETTER = Clerk(care={HASTY: 0.7, CAREFUL: 0.95})
ALIKE = Clerk(care={HASTY: 0.9, CAREFUL: 0.9})
FLAWLESS = Clerk(care={HASTY: 1.0, CAREFUL: 1.0})
THREE = ("late-fee", "lost-card", "quiet-room")
"""Scenarios enough to compare, and few enough to be quick."""
PROVENANCE = "Typed by a script for the tests."
CRASHES = '''"""A check that crashes."""

from dataclasses import dataclass

from audition.grading.check import Check


@dataclass(frozen=True, kw_only=True)
class Crashes(Check):
    """Breaks, whatever it reads."""

    name = "crashes"

    def grade(self, work):
        """Never an answer."""
        raise RuntimeError("out of ink")
'''


def project(folder: Path, scenarios: Sequence[str] = ()) -> Path:
    """A copy of the project; with these scenarios alone when some are named."""
    root = folder / "letters"
    shutil.copytree(LETTERS, root)
    for path in (root / "scenarios/letters").glob("*.yaml"):
        if scenarios and path.stem not in {*scenarios, "suite"}:
            path.unlink()
    return root


def break_a_check(root: Path, role: str) -> None:
    """One more check, which crashes whatever it reads; its role: `required`, `gate` or `informs`."""
    suite, module = root / "scenarios/letters/suite.yaml", root / "evals/checks/broken.py"
    module.parent.mkdir(exist_ok=True)
    module.write_text(CRASHES, "utf-8")
    text = suite.read_text("utf-8").replace("checks:", "checks_from: evals/checks\nchecks:\n  - {check: crashes}", 1)
    listed = {"required": ("required: [", "required: [crashes, "), "gate": ("points: [", "points: [crashes, ")}
    suite.write_text(text.replace(*listed[role], 1) if role in listed else text, "utf-8")


def play(root: Path, script: Script = BETTER, *, seed: int = 0, **chosen) -> Done:
    """A scripted run of the selection that the keywords make."""
    model = ScriptedModel(script, seed=seed)
    return run(root, Order(player=Loop(model), selection=Selection(**chosen)))


def record(root: Path, script: Script = BETTER, **chosen) -> None:
    """Recordings of what the script does in every selected trial; nothing else is left behind."""
    done, suite = play(root, script, **chosen), load_world(root, None).suite
    with RunFile.open_readonly(done.path) as file:
        for trial in file.trials():
            made = recording_of(trial, subject_of(suite, trial.id), max_tokens=suite.limits.output_tokens)
            write_recording(root / "evals/recordings/clerk", replace(made, provenance=PROVENANCE))
    shutil.rmtree(root / "reports")
