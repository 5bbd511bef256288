"""`audition aa`: a run's earlier trials against its later ones, and answers that are copies."""

from pathlib import Path

from audition.models.scripted import Answer, Cue
from docs.examples.five_verdicts import CAREFUL, HASTY, Clerk
from tests.fakes.letters import ALIKE, FLAWLESS, play
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run


class Tiring:
    """A clerk who falls short from the sixth trial of a case on."""

    def __call__(self, cue: Cue) -> Answer | str:
        """As the flawless or the careless one would."""
        return (FLAWLESS if cue.subject.id.index < 5 else CARELESS)(cue)


CARELESS = Clerk(care={HASTY: 0.2, CAREFUL: 0.2})


def test_a_variant_that_stays_itself_passes_and_says_the_same_every_time(letters: Path, audition: Run):
    """A line a variant with its difference and p-value."""
    play(letters, ALIKE, trials=6)
    first, second = (audition(letters, "aa") for _ in range(2))
    halves = [line for line in first.stdout.splitlines() if "earlier trials to its later ones" in line]

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert [line.split(":")[0] for line in halves] == ["clerk/hasty", "clerk/careful"]
    assert all(line.endswith("alike, as they should be.") for line in halves)


def test_a_run_in_which_something_moved_fails(letters: Path, audition: Run):
    """Every trial from the sixth on falls short: exit 1, and what to do about it."""
    play(letters, Tiring(), trials=10)
    told = audition(letters, "aa")

    assert told.returncode == 1
    assert "Something moved while it ran" in told.stdout


def test_fewer_than_three_trials_a_side_are_refused(letters: Path, audition: Run):
    """Exit 2: halves of five trials say nothing."""
    play(letters, ALIKE, trials=5, scenarios=("late-fee",))
    told = audition(letters, "aa")

    assert (told.returncode, told.stdout) == (2, "")
    assert "a scenario has 5 scored trials, and it takes 6, three a side" in told.stderr


def test_options_of_a_fresh_run_are_refused_where_a_stored_one_is_read(letters: Path, audition: Run):
    """No option does nothing."""
    told = audition(letters, "aa", "--cap", "5")

    assert (told.returncode, told.stdout) == (2, "")
    assert "options that choose cases or calls go with --live" in told.stderr


def test_answers_that_are_copies_of_one_another_are_found(letters: Path, audition: Run):
    """An API that says the same every time: ten trials a case are played, nine repeat the first, exit 1."""
    with MockApi() as api:
        words = ("aa", "--live", "-s", "late-fee", "-v", "careful")
        told = audition(letters, *words, env={"ANTHROPIC_API_KEY": "sk-ant-test", "ANTHROPIC_BASE_URL": api.url})
        calls = api.stats()["requests"]

    assert told.returncode == 1
    assert "9 of 10 trials repeat an earlier answer word for word, and no answer stands alone" in told.stdout
    assert {"POST /v1/messages": 10} == calls
