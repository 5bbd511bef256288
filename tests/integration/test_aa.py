"""`audition aa`: the false alarms of the procedure on a stored run."""

import re
from pathlib import Path

from tests.fakes.letters import ALIKE, play
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run


def test_a_variant_against_itself_raises_few_alarms_and_the_same_ones_every_time(letters: Path, audition: Run):
    """About one in twenty at most, with its interval; a line a variant."""
    play(letters, ALIKE, trials=6)
    first, second = (audition(letters, "aa", "--splits", "60") for _ in range(2))
    lines = first.stdout.splitlines()

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert [line.split(":")[0] for line in lines] == ["clerk/hasty", "clerk/careful"]
    for line in lines:
        found = re.search(
            r"(\d+) of 60 halvings called a difference that is not there: [\d.]+ % \([\d.]+–[\d.]+\)", line
        )
        assert found is not None
        assert int(found.group(1)) <= 9


def test_fewer_than_three_trials_a_side_are_refused(letters: Path, audition: Run):
    """Exit 2: halves of five trials say nothing."""
    play(letters, ALIKE, trials=5, scenarios=("late-fee",))
    told = audition(letters, "aa")

    assert (told.returncode, told.stdout) == (2, "")
    assert "a scenario has 5 trials: comparing with itself needs 6, three a side" in told.stderr


def test_options_of_a_fresh_run_are_refused_where_a_stored_one_is_read(letters: Path, audition: Run):
    """No option does nothing."""
    told = audition(letters, "aa", "--cap", "5")

    assert (told.returncode, told.stdout) == (2, "")
    assert "options that choose cases or calls go with --live" in told.stderr


def test_a_fresh_run_is_played_and_then_put_against_itself(letters: Path, audition: Run):
    """With --live six trials a case are played, none of them from the cache."""
    with MockApi() as api:
        words = ("aa", "--live", "-s", "late-fee", "-v", "careful", "--splits", "20")
        told = audition(letters, *words, env={"ANTHROPIC_API_KEY": "sk-ant-test", "ANTHROPIC_BASE_URL": api.url})
        calls = api.stats()["requests"]

    assert (told.returncode, len(told.stdout.splitlines())) == (0, 1)
    assert {"POST /v1/messages": 6} == calls
