"""`audition plan`: what a live run would play, find and cost, before any money is spent."""

import re
from pathlib import Path

import pytest

from tests.fakes.letters import play
from tests.integration.conftest import Run


def test_a_plan_says_trials_calls_price_and_what_it_would_find(replaying: Path, audition: Run):
    """The whole screen; nothing is called, nothing is stored."""
    done = audition(replaying, "plan", "-n", "20")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"0\.\d\d\b", "0.NN", done.stdout) == (
        "120 trials: 3 scenarios × 2 variants × 20 trials a case\n"
        "240 calls live, about $0.NN (with the prompt cache) to $0.NN.\n"
        "Finds in gate score, four times in five: 12.5 points where trials lose single checks (around 90 %, assumed, "
        "for no run is stored); 19.9 points where they pass or fail as a whole.\n"
        "The margin, 5.0 points, takes 96 or 233 trials a case: as often it is found then, or nothing is shown to have "
        "changed.\n"
        "Next    audition run -n 20 --live --cap 1\n"
    )
    assert not (replaying / "reports").exists()


def test_a_plan_reckons_with_the_newest_run_of_the_suite_that_no_script_played(replaying: Path, audition: Run):
    """A script's scores say nothing of a model's; a replay's do."""
    play(replaying, trials=1)
    before = audition(replaying, "plan").stdout
    audition(replaying, "run", "-n", "2")
    after = audition(replaying, "plan").stdout

    assert "assumed, for no run is stored" in before
    assert "points (scores as in run 2" in after


def test_a_plan_promises_what_the_report_of_the_same_trials_says(replaying: Path, audition: Run):
    """Both ask the procedure itself, of the same scores: the same points and the same trials."""
    audition(replaying, "run", "-n", "2")
    planned, told = (
        " ".join(audition(replaying, *words).stdout.split()) for words in (("plan", "-n", "2"), ("report",))
    )
    found = re.search(r"four times in five: (.*) \(scores as in run .* takes (\d+) trials a case", planned)

    assert found is not None
    assert f"{found.group(1)} is found four times in five; {found.group(2)} trials a case" in told


def test_a_plan_without_recordings_does_not_guess_a_price(letters: Path, audition: Run):
    """Unknown is said to be unknown, with what to do."""
    done = audition(letters, "plan")

    assert done.returncode == 0
    assert (
        "Price unknown: no trial of these variants is recorded or was played live; set a cap with --cap." in done.stdout
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [(("-k", "nowhere"), 5, "the selection holds no case"), (("-s", "later"), 2, "no scenario 'later'")],
)
def test_a_plan_of_nothing_ends_as_the_run_would(
    words: tuple[str, ...], code: int, told: str, letters: Path, audition: Run
):
    """The same selection, the same refusal."""
    done = audition(letters, "plan", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
