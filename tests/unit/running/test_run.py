"""Sequential runs: they stop at a planned look, and go on as if they had never been interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.agent import Loop
from audition.errors import BudgetMet, UsageError
from audition.models.scripted import Answer, Cue, Script, ScriptedModel
from audition.records.comparison import VerdictKind
from audition.records.findings import Looks
from audition.records.results import Conclusion
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.run import Done
from audition.running.runner import Options
from audition.store.run_file import RunFile, RunState
from audition.usecases.report import conclude
from audition.usecases.run import run
from tests.fakes.letters import ALIKE, CAREFUL, HASTY, THREE, Clerk, project

FAR_APART = Clerk(care={HASTY: 0.3, CAREFUL: 1.0})
CLOSE = Clerk(care={HASTY: 0.75, CAREFUL: 0.95})


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """The example project with three scenarios."""
    return project(tmp_path, THREE)


def order(script: Script, **chosen) -> Order:
    """Five looks on the way to ten trials a case, one trial at a time."""
    return Order(
        player=Loop(ScriptedModel(script)),
        selection=Selection(trials=10, **chosen),
        looks=Looks(most_trials=10),
        options=Options(concurrency=1),
    )


def concluded(root: Path, done: Done) -> Conclusion:
    """What the run shows."""
    return conclude(root, done.path, None, formats=("json",))


def played(done: Done) -> int:
    """Trials stored."""
    with RunFile.open_readonly(done.path) as file:
        assert file.state is RunState.COMPLETE
        return len(list(file.summaries()))


def test_a_clear_difference_ends_the_run_at_an_early_look(letters: Path):
    """What was not needed is given up: the run is complete, and nothing is missing from it."""
    done = run(letters, order(FAR_APART))
    conclusion = concluded(letters, done)
    (comparison,) = conclusion.findings.comparisons

    assert (played(done), conclusion.exit_code) == (2 * 3 * 3, 0)
    assert comparison.verdict.kind is VerdictKind.IMPROVED
    assert "decided at look 1 of 5, 3 of 10 trials a case" in comparison.verdict.sentence
    assert comparison.candidate.coverage == 1.0


def test_an_open_question_uses_the_whole_plan(letters: Path):
    """And is inconclusive then, not a continuation of itself."""
    done = run(letters, order(ALIKE))
    (comparison,) = concluded(letters, done).findings.comparisons

    assert played(done) == 2 * 3 * 10
    assert comparison.verdict.kind is VerdictKind.INCONCLUSIVE
    assert comparison.verdict.advice.startswith("The plan is used up")


@pytest.mark.parametrize("after", [5, 22, 34])
def test_a_run_that_was_cut_and_gone_on_with_ends_as_if_it_never_was(after: int, letters: Path):
    """Later trials that were stored already are not looked at before their look."""
    whole = run(letters, order(CLOSE))
    expected = concluded(letters, whole).findings.comparisons[0].verdict
    begun: list[object] = []

    def cutting(cue: Cue) -> Answer | str:
        begun.extend([cue.subject.id] if cue.turn == 0 else [])
        return CLOSE(cue) if len(begun) <= after else Answer(error=BudgetMet("the cap of $1.00 is met"))

    cut = run(letters, order(cutting))
    assert cut.stopped is not None
    again = run(letters, order(CLOSE), resume=str(cut.path))
    found = concluded(letters, again).findings.comparisons[0].verdict

    assert (found.sentence, found.difference, found.kind) == (expected.sentence, expected.difference, expected.kind)
    assert played(whole) == played(again)


def test_a_sequential_run_decides_between_variants(letters: Path):
    """With one there is nothing to decide."""
    with pytest.raises(UsageError, match="select at least two"):
        run(letters, order(ALIKE, variants=("careful",)))
