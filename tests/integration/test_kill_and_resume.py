"""A run that is killed, interrupted or cut, and gone on with: nothing that finished is lost or played twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.cli.playing import play_and_show
from audition.errors import BudgetMet, ModelError, StoreError, UsageError
from audition.models.scripted import Answer, Cue, Script, ScriptedModel
from audition.records.evidence import Ending, Trial
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.run import Done
from audition.running.runner import Options
from audition.store.run_file import RunFile, RunState
from audition.usecases.run import run
from tests.fakes.letters import BETTER, HASTY
from tests.fakes.signals import foreground
from tests.integration.conftest import PATIENCE, ROOT, Run

TRIALS = 200
"""10 scenarios, 2 variants, 10 trials a case."""
MOMENTS = sorted(random.Random(20261121).sample(range(5, TRIALS - 5), 5))  # noqa: S311  # seeded moments, no secret
"""After so many trials in all the process is killed."""


@contextmanager
def playing(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that plays; it is gone when the block ends."""
    with foreground():
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.scripted_run", str(folder), *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def hear(process: subprocess.Popen[str], trials: int, word: str = "ends") -> None:
    """Wait until the process has said the word of so many trials."""
    assert process.stdout is not None
    while trials and (line := process.stdout.readline()):
        trials -= line.startswith(word)


def stored(folder: Path) -> Path:
    """The one run of a project."""
    (path,) = (folder / "reports/runs").glob("*.sqlite")
    return path


def evidence(path: Path) -> list[tuple[Trial, tuple]]:
    """Every trial with its grades, without the times at which things happened."""
    with RunFile.open_readonly(path) as file:
        return [(timeless(trial), tuple(file.grades(trial.id))) for trial in file.trials()]


def timeless(trial: Trial) -> Trial:
    """The trial as it would be at any time."""
    turns = tuple(replace(turn, seconds=None) for turn in trial.turns)
    return replace(trial, seconds=None, started_at=None, turns=turns)


def counted(path: Path) -> tuple[int, RunState]:
    """How many trials a run holds, and how far it has come."""
    with RunFile.open_readonly(path) as file:
        return len(list(file.summaries())), file.state


def scripted(script: Script, **chosen) -> Order:
    """An order for one trial a case at a time."""
    return Order(
        player=Loop(ScriptedModel(script)),
        selection=Selection(**chosen),
        options=Options(concurrency=1),
    )


def test_a_run_killed_five_times_and_resumed_equals_one_that_never_was(letters: Path, tmp_path: Path):
    """Trial for trial, grade for grade, whatever was under way when the process died.

    None comes to its end before it is killed: it stands still behind its last word.
    """
    words, played = ["--trials", "10", "--delay", "0.002"], 0
    for moment in MOMENTS:
        with playing(letters, *words, "--pause", str(TRIALS - played)) as process:
            hear(process, moment - played)
            process.kill()
        words = ["--resume", "latest", "--delay", "0.002"]
        played, state = counted(stored(letters))
        assert state is RunState.INTERRUPTED
        assert moment - 8 <= played < TRIALS  # 8 trials are under way at once
    with playing(letters, *words) as process:
        process.communicate()
        assert process.returncode == 0
    whole = run(letters, Order(player=Loop(ScriptedModel(BETTER)), selection=Selection(trials=10)))

    resumed = next(path for path in (letters / "reports/runs").glob("*.sqlite") if path != whole.path)
    assert counted(resumed) == (TRIALS, RunState.COMPLETE)
    assert evidence(whole.path) == evidence(resumed)


def test_an_interrupt_finishes_what_is_under_way_and_says_how_to_go_on(letters: Path):
    """Exit 130; every trial that was told of is stored."""
    with playing(letters, "--trials", "10", "--delay", "0.005", "--pause", "20") as process:
        hear(process, 20)
        process.send_signal(signal.SIGINT)
        rest, told = process.communicate(timeout=PATIENCE)
    played, state = counted(stored(letters))

    assert process.returncode == 130
    assert f"interrupted: what was finished is kept; `audition run --resume {stored(letters).stem}` goes on" in told
    assert state is RunState.INTERRUPTED
    assert 20 <= played < TRIALS
    assert played == 20 + sum(line.startswith("ends ") for line in rest.splitlines())
    with RunFile.open_readonly(stored(letters)) as file:
        assert {Ending.FINISHED} == {summary.ending for summary in file.summaries()}


def test_a_second_interrupt_ends_what_is_under_way_too(letters: Path):
    """Nobody waits for an answer that takes a minute."""
    with playing(letters, "--delay", "1000") as process:
        hear(process, 8, "begins")
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.3)
        process.send_signal(signal.SIGTERM)  # of two signals of one number a slow process may see one
        process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert counted(stored(letters)) == (0, RunState.INTERRUPTED)


def test_a_second_process_is_kept_from_a_run_that_is_being_written(letters: Path, audition: Run):
    """Exit 3 with a sentence; the first one loses nothing."""
    with playing(letters, "--trials", "1", "--pause", "1") as process:
        hear(process, 1)
        told = audition(letters, "run", "--resume", "latest")
        process.communicate(timeout=PATIENCE)

    assert (told.returncode, told.stdout) == (3, "")
    assert "another process" in told.stderr
    assert process.returncode == 0
    assert counted(stored(letters)) == (20, RunState.COMPLETE)


def cut_short(letters: Path, after: int = 4) -> Done:
    """A run whose budget is met after so many trials."""
    begun: list[object] = []

    def clerk(cue: Cue) -> Answer | str:
        begun.extend([cue.subject.id] if cue.turn == 0 else [])
        return BETTER(cue) if len(begun) <= after else Answer(error=BudgetMet("the cap of $1.00 is met"))

    return run(letters, scripted(clerk, trials=1))


def test_a_met_budget_ends_the_run_and_what_is_left_can_be_resumed(letters: Path):
    """The trial that the cap cut is kept as cut, not scored, and played again."""
    done = cut_short(letters)
    with RunFile.open_readonly(done.path) as file:
        endings = [summary.ending for summary in file.summaries()]
        assert (file.state, len(file.missing())) == (RunState.INTERRUPTED, 15)
    again = run(letters, scripted(BETTER), resume="latest")

    assert (done.stopped, again.stopped) == ("the cap of $1.00 is met", None)
    assert sorted(endings) == [Ending.BUDGET, *[Ending.FINISHED] * 4]
    assert counted(done.path) == (20, RunState.COMPLETE)
    with RunFile.open_readonly(done.path) as file:
        assert {Ending.FINISHED} == {summary.ending for summary in file.summaries()}


def test_a_met_budget_is_exit_4_with_what_to_type(letters: Path, capsys: pytest.CaptureFixture[str]):
    """A run that its cap ended is neither good nor bad news about the prompts."""
    broke = scripted(lambda cue: Answer(error=BudgetMet("the cap of $1.00 is met")), trials=1)

    assert play_and_show(letters, broke, resume=None, report=None, verbose=False) == 4
    assert (
        f"stopped: the cap of $1.00 is met; `audition run --resume {stored(letters).stem}`" in capsys.readouterr().err
    )


def test_failed_trials_are_played_again_and_finished_ones_are_not(letters: Path):
    """The attempts of both runs are counted; the evidence of what had finished is the same to the byte."""

    def deaf(cue: Cue) -> Answer | str:
        if cue.subject.id.scenario == "donation" and cue.subject.id.variant == HASTY:
            return Answer(error=ModelError("the line went dead"))
        return BETTER(cue)

    path = run(letters, scripted(deaf, trials=1)).path
    with RunFile.open_readonly(path) as file:
        (failed,) = file.retriable()
        before = {trial.id: trial for trial in file.trials() if trial.id != failed}
        assert (failed.scenario, failed.variant) == ("donation", HASTY)
    run(letters, scripted(BETTER), resume="latest")

    with RunFile.open_readonly(path) as file:
        after = {trial.id: trial for trial in file.trials()}
        played_again = after.pop(failed)
        (summary,) = [summary for summary in file.summaries() if summary.id == failed]
    assert before == after
    assert (played_again.ending, summary.attempts) == (Ending.FINISHED, 3)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("scenarios/letters/donation.yaml", "sixty novels", "seventy novels"),
        ("agents/clerk/hasty.md", "be quick", "be slow"),
        ("rubrics/clerk/answer.schema.yaml", "minLength: 1", "minLength: 2"),
    ],
)
def test_a_run_whose_definitions_changed_is_not_gone_on_with(letters: Path, path: str, old: str, new: str):
    """Its further trials would not be alike; the change is named and nothing is played."""
    done = cut_short(letters, after=1)
    before = counted(done.path)
    text = (letters / path).read_text("utf-8")
    (letters / path).write_text(text.replace(old, new), "utf-8")

    with pytest.raises(UsageError, match=f"{path} changed. Start a new run"):
        run(letters, scripted(BETTER), resume="latest")
    assert before == counted(done.path)


def test_what_only_graders_see_may_change_before_a_run_is_gone_on_with(letters: Path):
    """A digest covers what the agent meets and nothing else."""
    done = cut_short(letters, after=1)
    path = letters / "scenarios/letters/donation.yaml"
    path.write_text(path.read_text("utf-8").replace("tags: [gifts]", "tags: [gifts, books]"), "utf-8")
    run(letters, scripted(BETTER), resume="latest")

    assert counted(done.path) == (20, RunState.COMPLETE)


def test_a_scripted_run_is_never_gone_on_with_by_a_live_model(letters: Path, audition: Run):
    """Without its script there is nobody to answer, and certainly not the API."""
    done = cut_short(letters, after=1)
    told = audition(letters, "run", "--resume", "latest", "--live", env={"ANTHROPIC_API_KEY": "sk-ant-none"})

    assert told.returncode == 2
    assert f"run {done.facts.id} was played by a script" in told.stderr


def test_a_store_that_another_holds_is_said_to_be_held(letters: Path):
    """The same from within one process."""
    done = cut_short(letters, after=1)

    with RunFile.open(done.path), pytest.raises(StoreError, match="another process"):
        run(letters, scripted(BETTER), resume="latest")
