"""`audition accept` and `audition compare`: held against the past, and between runs and variants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audition.usecases.accept import EvenIf, accept
from tests.fakes.git import commit_all
from tests.fakes.letters import BETTER, CAREFUL, FLAWLESS, HASTY, THREE, Clerk, break_a_check, play
from tests.integration.conftest import Run

WORSE = Clerk(care={HASTY: 1.0, CAREFUL: 0.5})
BASELINE = "evals/baselines/clerk.json"


def baseline(root: Path) -> dict:
    """The baseline file's content."""
    return json.loads((root / BASELINE).read_text("utf-8"))


def test_a_run_is_accepted_with_all_digests_and_one_that_is_worse_regresses(letters: Path, audition: Run):
    """Exit 1 and a sentence; the variant that did not change is equivalent or open, and says so too."""
    play(letters, FLAWLESS, trials=6, scenarios=THREE)
    accepted = audition(letters, "accept")
    done = play(letters, WORSE, trials=6, scenarios=THREE)
    compared = audition(letters, "compare", done.facts.id)

    assert (accepted.returncode, accepted.stderr) == (0, "")
    assert accepted.stdout == (
        f"accepted clerk/hasty, clerk/careful (6 trials a case) into {BASELINE}\n"
        "a baseline of 20 trials a case finds smaller regressions for the same weekly calls\n"
        "next: commit it; `audition compare` holds the next run against it\n"
    )
    facts = baseline(letters)["sheets"][CAREFUL]["facts"]
    assert {len(facts["variants"][CAREFUL]["digest"]), len(facts["schema_digest"])} == {64}
    assert {len(scenario["digest"]) for scenario in facts["scenarios"].values()} == {64}
    assert (compared.returncode, compared.stderr) == (1, "")
    assert "REGRESSED" in compared.stdout
    assert "careful does worse than careful (accepted 20" in compared.stdout
    assert f"/compared/{baseline(letters)['sheets'][CAREFUL]['facts']['id']}/index.html" in compared.stdout


def test_accepting_one_variant_leaves_the_others_and_says_which_scenarios_go(letters: Path, audition: Run):
    """What a run did not play is never dropped in silence."""
    accept(letters, str(play(letters, FLAWLESS, trials=1, scenarios=THREE).path))
    before = baseline(letters)["sheets"]
    done = play(letters, WORSE, trials=1, scenarios=("late-fee",))
    refused = audition(letters, "accept", done.facts.id, "-v", "careful", "--even-if-worse")
    unmoved = baseline(letters)["sheets"]
    accepted = audition(letters, "accept", done.facts.id, "-v", "careful", "--even-if-worse", "--even-if-fewer")
    after = baseline(letters)["sheets"]

    assert (refused.returncode, refused.stdout, unmoved) == (2, "", before)
    assert "did not play what is accepted: lost-card, quiet-room; --even-if-fewer drops them" in refused.stderr
    assert before[HASTY] == after[HASTY]
    assert [case["scenario"] for case in after[CAREFUL]["cases"]] == ["late-fee"]
    assert "no longer in the baseline, for this run did not play them: lost-card, quiet-room" in accepted.stdout


def test_what_does_worse_becomes_the_measure_only_where_a_person_says_so(letters: Path, audition: Run):
    """The baseline stands, and the refusal says the verdict; one that is as good is accepted as before."""
    accept(letters, str(play(letters, FLAWLESS, trials=6, scenarios=THREE).path))
    before = baseline(letters)
    worse = play(letters, WORSE, trials=6, scenarios=THREE).facts.id
    refused = audition(letters, "accept", worse)
    unmoved = baseline(letters)
    as_good = audition(letters, "accept", play(letters, FLAWLESS, trials=6, scenarios=THREE).facts.id)
    said = audition(letters, "accept", worse, "--even-if-worse")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "careful does worse than careful (accepted 20" in refused.stderr
    assert "--even-if-worse makes that the baseline" in refused.stderr
    assert unmoved == before
    assert (as_good.returncode, said.returncode) == (0, 0)


def test_a_branch_is_held_against_the_baseline_it_began_with(letters: Path, audition: Run):
    """`--against` reads the merge base's copy, so that a pull request cannot move its own bar."""
    accept(letters, str(play(letters, FLAWLESS, trials=6, scenarios=THREE).path))
    base = commit_all(letters)
    done = play(letters, WORSE, trials=6, scenarios=THREE)
    accept(letters, str(done.path), even_if=EvenIf(worse=True))
    commit_all(letters, "Worse, and accepted")
    compared, nowhere = (audition(letters, "compare", done.facts.id, "--against", ref) for ref in (base, "nowhere"))

    assert compared.returncode == 1
    assert "REGRESSED" in compared.stdout
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert "git finds no merge base of 'nowhere' and HEAD" in nowhere.stderr


def test_two_runs_are_compared_the_first_as_the_baseline(letters: Path, audition: Run):
    """Every variant that both played; worse is exit 1, for the question is whether it got worse."""
    first = play(letters, FLAWLESS, trials=4, scenarios=THREE).facts.id
    second = play(letters, WORSE, trials=4, scenarios=THREE).facts.id
    done = audition(letters, "compare", first, second)

    assert done.returncode == 1
    assert f"careful ({second}) does worse than careful ({first})" in " ".join(done.stdout.split())


def test_a_run_that_lies_elsewhere_is_shown_with_its_trials(letters: Path, audition: Run, tmp_path: Path):
    """Such as a CI artefact, named by its path."""
    first = play(letters, FLAWLESS, trials=2, scenarios=("late-fee",))
    second = play(letters, WORSE, trials=2, scenarios=("late-fee",)).facts.id
    moved = first.path.rename(tmp_path / "artefact.sqlite")
    done = audition(letters, "compare", str(moved), second, "--report", "held")

    assert done.returncode in (0, 1)
    assert first.facts.id in (letters / "held/scores.csv").read_text("utf-8")


def test_two_variants_of_a_run_are_compared_in_the_order_in_which_they_are_named(letters: Path, audition: Run):
    """The first is the baseline; worse is a finding here, not a failure."""
    play(letters, BETTER, trials=12, scenarios=THREE)
    done = audition(letters, "compare", CAREFUL, "hasty")

    assert done.returncode == 0
    assert "hasty does worse than careful" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), f"{BASELINE}: there is no baseline yet; `audition accept` makes one of a run"),
        (("latest", "latest"), "latest and latest are one run: held against itself it shows nothing"),
        (("hasty", "tardy"), "did not play 'tardy': it has clerk/hasty, clerk/careful"),
        (("nothing",), "no run 'nothing' in reports/runs"),
        (("a", "b", "c"), "name one run, two runs, or two variants"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(words: tuple[str, ...], told: str, letters: Path, audition: Run):
    """Exit 2."""
    play(letters, trials=1, scenarios=("late-fee",))
    done = audition(letters, "compare", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_run_is_not_held_against_itself_as_its_own_baseline(letters: Path, audition: Run):
    """Nothing is concluded from it, and why is said."""
    accept(letters, str(play(letters, FLAWLESS, trials=1, scenarios=("late-fee",)).path))
    done = audition(letters, "compare")

    assert done.returncode == 0
    assert "this very run is its baseline: clerk/careful" in done.stdout
    assert not any(word in done.stdout for word in ("EQUIVALENT", "INCONCLUSIVE"))


def test_a_run_that_the_checks_which_decide_could_not_read_is_no_baseline(letters: Path, audition: Run):
    """Later runs would be held against nothing, and told that they are no worse."""
    break_a_check(letters, "gate")
    play(letters, trials=1, scenarios=("late-fee",))
    done = audition(letters, "accept")

    assert done.returncode == 2
    assert "crashes could not read 1 of 1 trials of clerk/" in done.stderr
    assert not (letters / BASELINE).exists()


@pytest.mark.parametrize(("words", "told"), [(("-v", "tardy"), "did not play tardy"), (("none",), "no run 'none'")])
def test_what_cannot_be_accepted_leaves_no_baseline(words: tuple[str, ...], told: str, letters: Path, audition: Run):
    """Exit 2, and the file is not made."""
    play(letters, trials=1, scenarios=("late-fee",))
    done = audition(letters, "accept", *words)

    assert done.returncode == 2
    assert told in done.stderr
    assert not (letters / BASELINE).exists()
