"""The shipped trials that Claude Code played replay: by the loop where all tools are the engine's, else by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.agent.claude_code import installed
from audition.records.evidence import Ending, Origin, Trial
from audition.store.run_file import RunFile
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.shipped import copied
from tests.integration.conftest import Run


def replayed(root: Path, audition: Run, *words: str) -> dict[str, Trial]:
    """The trials of one run, by their scenarios."""
    done = audition(root, "run", *words, "-n", "1")
    assert done.returncode in (0, 1), done.stderr + done.stdout
    assert "not judged" not in done.stdout
    with RunFile.open_readonly(max((root / "reports/runs").glob("*.sqlite"))) as file:
        return {trial.id.scenario: trial for trial in file.trials()}


def whole(trials: dict[str, Trial]) -> None:
    """Every one of them came to the end that was recorded."""
    assert {trial.origin for trial in trials.values()} == {Origin.REPLAY}
    assert {name: trial.detail for name, trial in trials.items() if trial.ending is not Ending.FINISHED} == {}
    assert [name for name, trial in trials.items() if trial.diverged] == []


def test_talks_that_claude_code_led_replay_without_it(tmp_path: Path, audition: Run):
    """Their tools are fixtures, so nothing has to be started; the guest's replies are heard out."""
    trials = replayed(copied(tmp_path), audition, "boat-hire", "-v", "desk+claude-code")

    assert trials.keys() == {"an-hour-later", "train-is-late"}
    whole(trials)
    assert all(trial.trajectory for trial in trials.values())


@pytest.mark.skipif(
    installed() is None or isinstance(probe_shell(), NoShell),
    reason="Claude Code is not tested: pip install 'audition[claude-code]', and a sandbox",
)
def test_plans_that_claude_code_wrote_are_written_again_by_it(open_path: Path, audition: Run):
    """It runs its commands again and is given the recorded answers; the files it leaves are those that it left then."""
    trials = replayed(copied(open_path), audition, "account-manager", "-v", "sales+claude-code")

    assert trials.keys() == {"churn-notice", "currency-swiss-francs"}
    whole(trials)
    assert all(trial.written for trial in trials.values())
