"""The runner: every finished trial is kept at once, and what breaks stays with what broke."""

import asyncio
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.errors import AccessDenied, BudgetMet, ModelError, StoreError
from audition.models.scripted import Answer, Cue, ScriptedModel
from audition.records.evidence import Ending, Trial
from audition.running.plan import Selection, make_plan
from audition.running.runner import Options, Runner
from tests.unit.agent.test_loop import stage
from tests.unit.running.test_plan import suite


class Shelf:
    """Keeps trials in memory, in the order in which they ended."""

    def __init__(self) -> None:
        self.trials: list[Trial] = []

    def keep(self, trial, grades) -> None:
        self.trials.append(trial)


async def no_grades(trial: Trial) -> tuple:
    """Nothing to say."""
    return ()


def runner(script, shelf: Shelf, **options) -> Runner:
    """A runner of a scripted model."""
    return Runner(
        player=Loop(ScriptedModel(script)),
        conditions=stage(),
        grade=no_grades,
        keep=shelf.keep,
        options=Options(**options),
    )


def subjects(scenarios: int = 3):
    """Every trial of the small suite."""
    return make_plan(suite(scenarios), Selection()).subjects


def test_every_trial_is_played_and_kept_once():
    """Concurrency neither loses nor repeats."""
    shelf = Shelf()
    asyncio.run(runner(lambda cue: "Done.", shelf, concurrency=5).run(subjects()))

    assert sorted(subject.id for subject in subjects()) == sorted(trial.id for trial in shelf.trials)


def test_no_more_trials_are_under_way_than_asked_for():
    """`concurrency` bounds what runs at once."""
    under_way, most = 0, 0

    async def count(trial):
        nonlocal under_way
        under_way -= 1
        return ()

    def script(cue: Cue):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        return Answer(text="Done.", delay_seconds=0.001)

    shelf = Shelf()
    busy = runner(script, shelf, concurrency=3)
    busy.grade = count
    asyncio.run(busy.run(subjects()))

    assert most == 3


def test_a_failed_trial_is_started_again_and_then_counted():
    """Two attempts by default; the last one's evidence is kept."""
    shelf = Shelf()
    asyncio.run(runner(lambda cue: Answer(error=ModelError("broke")), shelf, attempts=2).run(subjects(1)))

    assert {(Ending.FAILED, 2)} == {(trial.ending, trial.attempts) for trial in shelf.trials}


def test_a_failure_that_passes_is_no_failure():
    """A second attempt that works is the trial."""
    tries: dict[object, int] = {}

    def script(cue: Cue):
        tries[cue.subject.id] = tries.get(cue.subject.id, 0) + 1
        return Answer(error=ModelError("once")) if tries[cue.subject.id] == 1 else "Done."

    shelf = Shelf()
    asyncio.run(runner(script, shelf).run(subjects(1)))

    assert {(Ending.FINISHED, 2)} == {(trial.ending, trial.attempts) for trial in shelf.trials}


def test_a_crash_in_the_machinery_becomes_a_failed_trial_with_its_traceback():
    """The crash is evidence about us, not about the agent, and the rest goes on."""

    def script(cue: Cue):
        if cue.subject.id.scenario == "scene-0":
            raise ZeroDivisionError("a bug of ours")
        return "Done."

    shelf = Shelf()
    asyncio.run(runner(script, shelf, attempts=1).run(subjects(2)))
    broken = [trial for trial in shelf.trials if trial.ending is Ending.FAILED]

    assert {"scene-0"} == {trial.id.scenario for trial in broken}
    assert all("a bug of ours" in trial.detail for trial in broken)
    assert all('File "…/running/test_runner.py"' in trial.detail for trial in broken)
    assert not [trial for trial in broken if str(Path(__file__).parents[2]) in trial.detail]
    assert len(shelf.trials) == 8


def test_a_refused_key_ends_the_run_at_once_and_keeps_what_was_finished():
    """No further call is made after the API has refused the key."""
    calls = 0

    def script(cue: Cue):
        nonlocal calls
        calls += 1
        return "Done." if calls == 1 else Answer(error=AccessDenied("the key is refused"))

    shelf = Shelf()
    with pytest.raises(AccessDenied):
        asyncio.run(runner(script, shelf, concurrency=1).run(subjects()))

    assert (len(shelf.trials), calls) == (1, 2)


def test_a_met_budget_starts_no_further_trial():
    """The cut trial is kept and not scored; the rest waits for `--resume`."""
    shelf = Shelf()
    capped = runner(lambda cue: Answer(error=BudgetMet("the cap of $1 is met")), shelf, concurrency=1)
    asyncio.run(capped.run(subjects()))

    assert [trial.ending for trial in shelf.trials] == [Ending.BUDGET]
    assert capped.stopped == "the cap of $1 is met"


def test_stopping_finishes_what_is_under_way():
    """A stopped run keeps every trial that had begun."""
    shelf = Shelf()
    stoppable: Runner
    begun = 0

    def script(cue: Cue):
        nonlocal begun
        begun += 1
        if begun == 2:
            stoppable.stop("enough")
        return Answer(text="Done.", delay_seconds=0.001)

    stoppable = runner(script, shelf, concurrency=2)
    asyncio.run(stoppable.run(subjects()))

    assert len(shelf.trials) == 2


def test_a_store_that_cannot_be_written_ends_the_run():
    """What cannot be kept must not be played on."""

    def refuse(trial, grades):
        raise StoreError("the disk is full")

    full = runner(lambda cue: "Done.", Shelf())
    full.keep = refuse
    with pytest.raises(StoreError, match="the disk is full"):
        asyncio.run(full.run(subjects()))
