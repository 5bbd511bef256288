"""What plays is known by name and version, in every run and in every comparison."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Conditions, Loop
from audition.errors import UsageError
from audition.models.protocol import Subject
from audition.models.scripted import ScriptedModel
from audition.records.evidence import Ending, Origin, Trial
from audition.records.findings import LOOP_VERSION, PlayerFacts
from audition.records.identity import digest
from audition.running.order import Order
from audition.running.plan import Selection
from audition.store.run_file import RunFile
from audition.usecases.compare import compare_runs
from audition.usecases.run import run
from audition.workspace.tools.catalogue import TOOLS
from tests.fakes.letters import FLAWLESS, play, project, record

OF_VERSION_1 = {
    "Read": "ca75eac05575",
    "Write": "08ac50c78992",
    "Edit": "eb20c4fa04e8",
    "Grep": "9b99dc06503d",
    "Glob": "cbef51935b67",
    "Bash": "36f4a001f1d5",
    "TodoWrite": "7867cfed5065",
}
"""Tool → digest of what a model is told of it, in version 1 of the loop."""


class Typist:
    """A player that is no loop: it types the same letter whatever it is asked."""

    name = "typist"
    origin = Origin.LIVE

    def __init__(self, version: str = "1") -> None:
        self.version = version

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One letter."""
        return Trial(
            id=subject.id,
            origin=self.origin,
            ending=Ending.FINISHED,
            messages=(
                {"role": "user", "content": subject.scenario.request},
                {"role": "assistant", "content": "Typed."},
            ),
            turns=(),
            inputs=subject.scenario.start,
            outcome={subject.scenario.deliverable: "greeting: Dear reader\nbody: Yes.\nclosing: Town Library\n"},
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project with one scenario."""
    return project(tmp_path, ("late-fee",))


def test_another_player_is_stored_graded_and_named(root: Path) -> None:
    """It takes the loop's place by the order alone."""
    done = run(root, Order(player=Typist(), selection=Selection(trials=1)))
    with RunFile.open_readonly(done.path) as file:
        assert file.facts.played_by == PlayerFacts(name="typist", version="1")
        assert {trial.ending for trial in file.summaries()} == {Ending.FINISHED}
        assert {mark.passed for mark in file.marks() if mark.grader == "signs"} == {True}


def test_runs_of_unlike_players_share_nothing_that_could_be_compared(root: Path) -> None:
    """Both are named, with their versions."""
    typed = run(root, Order(player=Typist(), selection=Selection(trials=1)))
    typed_otherwise = run(root, Order(player=Typist("2"), selection=Selection(trials=1)))
    looped = play(root, FLAWLESS, trials=1)

    for after, by in ((looped, f"loop {LOOP_VERSION}"), (typed_otherwise, "typist 2")):
        findings = compare_runs(root, str(typed.path), str(after.path))
        for comparison in findings.comparisons:
            (left_out,) = comparison.left_out
            assert left_out.what == "every scenario"
            assert "was played by typist 1" in left_out.why
            assert left_out.why.endswith(f"by {by}")


def test_a_run_is_gone_on_with_by_its_own_player_alone(root: Path) -> None:
    """Its further trials would not be alike."""
    stored = str(run(root, Order(player=Typist(), selection=Selection(trials=1))).path)

    for order, told in ((Order(), "only that can go on"), (Order(player=Typist("2")), "not by typist 2")):
        with pytest.raises(UsageError, match=f"was played by typist 1.*{told}"):
            run(root, order, resume=stored)
    assert run(root, Order(player=Typist()), resume=stored).stopped is None


def test_a_run_from_before_players_were_named_was_played_by_the_loop_or_its_replay(root: Path) -> None:
    """There was nothing else."""
    record(root, FLAWLESS, trials=1)
    for done, name in ((play(root, FLAWLESS, trials=1), "loop"), (run(root, Order()), "replay")):
        assert done.facts.played_by.name == name
        assert replace(done.facts, player=None).played_by == done.facts.played_by


def test_tools_that_are_told_otherwise_make_another_loop() -> None:
    """When this fails, raise `LOOP_VERSION`: with other words about its tools a model plays otherwise."""
    told = {name: digest(tool.definition)[:12] for name, tool in TOOLS.items()}

    assert (LOOP_VERSION, told | OF_VERSION_1) == ("1", told)


def test_the_loop_is_a_player_like_any_other() -> None:
    """It says what its answers are by its model."""
    loop = Loop(ScriptedModel(FLAWLESS))

    assert (loop.name, loop.version, loop.origin) == ("loop", LOOP_VERSION, Origin.SCRIPTED)
