"""The tests' own project, a harbour, and the script that was recorded in it.

`python -m tests.fakes.berthing` plays the script through the harness' own loop and writes the recordings anew, with the
list of frozen works. The stays that it writes are typed by hand; of one scenario they differ in their first words.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from audition.agent import Loop
from audition.agent.recording import recording_of
from audition.models.scripted import Answer, Call, Cue, ScriptedModel
from audition.project.world import load_world
from audition.records.evidence import TrialId
from audition.running.order import Order
from audition.running.plan import Selection, subject_of
from audition.store.recordings import write_recording
from audition.store.run_file import RunFile
from audition.usecases.judge.drift import freeze
from audition.usecases.run import run

HARBOUR = Path(__file__).parents[1] / "harbour"
AGENT = "berthing"
OPENINGS = {
    ("berthing/brisk", 0): "Quick to read:",
    ("berthing/brisk", 1): "At a glance:",
    ("berthing/thorough", 0): "This was written after every record was read.",
    ("berthing/thorough", 1): "Each figure below is one of the records.",
}


def officer(cue: Cue) -> Answer | str:
    """Reads the instruction and what it names, writes the stay, sums it up."""
    scenario, trial = cue.subject.scenario, cue.subject.id
    if cue.turn == 0:
        return Answer(calls=tuple(Call(name="Read", input={"file_path": path}) for path in scenario.inputs))
    if cue.turn == 1:
        return Answer(calls=(Call(name="Write", input={"file_path": scenario.deliverable, "content": stay(trial)}),))
    return f"The stay of {scenario.facts['ship']} is planned; {len(scenario.inputs)} records were read."


def stay(trial: TrialId) -> str:
    """The stay that is written in a trial."""
    text = (HARBOUR / f"stays/{trial.scenario}.yaml").read_text("utf-8")
    return text.replace("OPENING", OPENINGS[trial.variant, trial.index])


def project(folder: Path) -> Path:
    """A copy of the project, recordings and all."""
    return Path(shutil.copytree(HARBOUR, folder / "harbour", ignore=shutil.ignore_patterns("__pycache__", "stays")))


def main() -> None:
    """Write the recordings and the list of frozen works anew."""
    for name in ("recordings", "frozen"):
        shutil.rmtree(HARBOUR / "evals" / name, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder))
        done = run(root, Order(player=Loop(ScriptedModel(officer)), selection=Selection()))
        suite = load_world(root, None).suite
        with RunFile.open_readonly(done.path) as file:
            for trial in file.trials():
                made = recording_of(trial, subject_of(suite, trial.id), max_tokens=suite.limits.output_tokens)
                made = replace(made, provenance="Played by a script for the tests.", recorded_at="2026-11-28T00:00:00Z")
                write_recording(HARBOUR / "evals/recordings" / AGENT, made)
    freeze(HARBOUR, None, 0)


if __name__ == "__main__":
    main()
