"""`audition weekly --live` against the mock Messages API: screen, confirmation, one purse, and the exit code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from audition.project.world import load_world
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from tests.fakes.clerk_api import clerk, written
from tests.fakes.git import commit_all
from tests.fakes.letters import FLAWLESS, play, project, record
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run
from tests.integration.test_expected_failures import promising

ONE = ("late-fee",)


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    """The small project with one scenario and a flawless baseline of twelve trials."""
    root = project(tmp_path, ONE)
    accept(root, str(play(root, FLAWLESS, trials=12, variants=("careful",)).path))
    return root


def access(api: MockApi) -> dict[str, str]:
    """What a process needs to reach the API."""
    return {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-of-this-test-0123456789"}


def worse(root: Path) -> list[dict]:
    """Rules by which every letter misses the same three marks."""
    (scenario,) = load_world(root, None).suite.scenarios
    return list(written(scenario, missed=("greets", "signs", "names_a_day")))


def spent(root: Path) -> list[float]:
    """Dollars of every live run, the oldest first."""
    found = []
    for path in sorted((root / "reports/runs").glob("*.sqlite"), key=lambda path: path.stat().st_mtime_ns):
        with RunFile.open_readonly(path) as file:
            found.append(file.spent_usd)
    return [dollars for dollars in found if dollars]


def test_a_fall_is_screened_confirmed_by_fresh_trials_and_explained(accepted: Path, api: MockApi, audition: Run):
    """Exit 1; screen and confirmation are two runs, of which the first enters the history."""
    api.play(*worse(accepted))

    done = audition(accepted, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api))
    (report,) = (accepted / "reports").glob("*-W*/letters/report.md")
    history = [json.loads(line) for line in (accepted / "evals/history/clerk.jsonl").read_text("utf-8").splitlines()]

    assert (done.returncode, done.stderr) == (1, "")
    assert ["▼ REGRESSED"] == [line for line in done.stdout.splitlines() if line.isupper()]
    assert "not held against frozen works" not in done.stdout  # the suite has no rubric
    assert (
        report.read_text("utf-8")
        .splitlines()[2]
        .startswith("## ▼ clerk/careful: worse, confirmed by fresh trials: −60.0 points")
    )
    page = report.with_name("index.html").read_text("utf-8")
    assert "Week by week" in page
    assert page.count("<circle cx=") >= 2  # the accepted run, and this week's
    assert len(spent(accepted)) == 2
    assert runs_of_evidence(accepted) == {5, 10}
    assert ["accepted", "weekly"] == [entry["occasion"] for entry in history]


def runs_of_evidence(root: Path) -> set[int]:
    """Trials a case of every run that the week's report speaks of."""
    (findings,) = (root / "reports").glob("*-W*/letters/findings.json")
    return {run["trials"] for run in json.loads(findings.read_text("utf-8"))["runs"]}


def test_a_quiet_week_asks_for_nothing(accepted: Path, api: MockApi, audition: Run):
    """Exit 0, one live run, and the next thing to look at is the history; the baseline is moved by people alone."""
    baseline = (accepted / "evals/baselines/clerk.json").read_bytes()
    api.play(*clerk(accepted))

    done = audition(accepted, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api))

    assert (done.returncode, done.stderr) == (0, "")
    assert "clerk/careful: no alarm" in done.stdout
    assert done.stdout.endswith("Next    audition history letters\n")
    assert len(spent(accepted)) == 1
    assert baseline == (accepted / "evals/baselines/clerk.json").read_bytes()


def test_what_was_played_live_before_tells_what_a_week_is_likely_to_cost(tmp_path: Path, api: MockApi, audition: Run):
    """Nothing is recorded: by the tokens that were billed; of a variant that was never played nothing is known."""
    root = project(tmp_path, ONE)
    api.play(*clerk(root))
    unknown = audition(root, "run", "-v", "careful", "-n", "6", "--live", "--cap", "5", env=access(api)).stdout
    audition(root, "accept")
    week = audition(root, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api)).stdout
    priced, both = (audition(root, "plan", "-n", "5", *more).stdout for more in (("-v", "careful"), ()))
    low, high = (float(text) for text in re.findall(r"\$([0-9]+\.[0-9]+)", priced)[:2])

    assert "What this costs is unknown" in unknown
    assert "What this costs is unknown" not in week
    assert "likely" in week.splitlines()[0]
    assert low * 0.5 <= spent(root)[-1] <= high * 1.5
    assert "Price unknown" in both


def test_a_live_week_is_not_held_against_recordings(tmp_path: Path, api: MockApi, audition: Run):
    """Exit 2 before a cent is spent: what differs from recordings is no regression; a comparison says so too."""
    root = project(tmp_path, ONE)
    record(root, FLAWLESS, trials=2)
    audition(root, "run")
    audition(root, "accept")
    api.play(*clerk(root))
    refused = audition(root, "weekly", "--live", "--cap", "5", env=access(api))
    audition(root, "run", "-n", "2", "--live", "--cap", "5", "--store-only", env=access(api))
    compared = audition(root, "compare")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the baseline of clerk/hasty, clerk/careful was accepted from recordings: `audition run" in refused.stderr
    assert "Caveat: The baseline of clerk/careful, clerk/hasty was accepted from recordings" in compared.stdout


def test_the_cap_is_for_the_screen_and_its_confirmation_together(accepted: Path, api: MockApi, audition: Run):
    """Exit 4: what the screen left is not enough, the suspicion stays open, and no more than the cap is spent."""
    api.play(*worse(accepted))

    done = audition(
        accepted, "weekly", "-v", "careful", "--live", "--cap", "0.19", "--concurrency", "1", env=access(api)
    )

    assert done.returncode == 4
    assert "stopped: the suspicion about clerk/careful could not be put to the test: the cap of" in done.stderr
    assert "It could not be put to the test: the cap of" in done.stdout
    assert ["? INCONCLUSIVE"] == [line for line in done.stdout.splitlines() if line.isupper()]
    assert "On the screen alone, which confirms nothing: careful does worse than" in done.stdout
    assert len(spent(accepted)) == 2
    assert sum(spent(accepted)) <= 0.19


def test_a_changed_prompt_is_confirmed_beside_the_accepted_one(accepted: Path, api: MockApi, audition: Run):
    """Both fresh, in one run, ten trials each; the report names the commit."""
    commit = commit_all(accepted)
    accept(accepted, str(play(accepted, FLAWLESS, trials=12, variants=("careful",)).path))
    prompt = accepted / "agents/clerk/careful.md"
    prompt.write_text(prompt.read_text("utf-8") + "\nHurry up.\n", "utf-8")
    (scenario,) = load_world(accepted, None).suite.scenarios
    hurried = written(scenario, missed=("greets", "signs", "names_a_day"), system="Hurry up")
    api.play(*hurried, *clerk(accepted))

    done = audition(accepted, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api))
    told = " ".join(done.stdout.split())

    assert (done.returncode, done.stderr) == (1, "")
    assert "clerk/careful: worse, confirmed by fresh trials" in told
    assert "against the accepted prompt, played again." in told
    assert f"careful does worse than careful@{commit[:12]} on this one scenario" in told


def test_a_fall_under_both_prompts_is_no_reassurance(accepted: Path, api: MockApi, audition: Run):
    """A harmless edit, and a model that got worse: today's prompt does no worse than the accepted one."""
    commit_all(accepted)
    accept(accepted, str(play(accepted, FLAWLESS, trials=12, variants=("careful",)).path))
    prompt = accepted / "agents/clerk/careful.md"
    prompt.write_text(prompt.read_text("utf-8") + "\nBe friendly.\n", "utf-8")
    api.play(*worse(accepted))

    done = audition(accepted, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api))
    told = " ".join(done.stdout.split())

    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "▼ clerk/careful: worse, confirmed by fresh trials: −60.0 points against the accepted run. The accepted "
        "prompt, played again, comes to 40.0 %: it is not shown to be the prompt's."
    ) in told
    assert "Nothing to do" not in told


def test_a_confirmation_that_broke_confirms_nothing_and_clears_nothing(accepted: Path, api: MockApi, audition: Run):
    """The suspicion stays open, and what to do is to play what failed, not nothing."""
    commit_all(accepted)
    accept(accepted, str(play(accepted, FLAWLESS, trials=12, variants=("careful",)).path))
    prompt = accepted / "agents/clerk/careful.md"
    prompt.write_text(prompt.read_text("utf-8") + "\n## Haste\nHurry up.\n", "utf-8")
    (scenario,) = load_world(accepted, None).suite.scenarios
    hurried = written(scenario, missed=("greets", "signs", "names_a_day"), system="Hurry up")
    api.play(*hurried, {"error": {"status": 400, "message": "the accepted prompt cannot be played"}})

    done = audition(accepted, "weekly", "-v", "careful", "--live", "--cap", "5", env=access(api))
    told = " ".join(done.stdout.split())

    assert done.returncode != 0
    assert "? clerk/careful: the screen suspects a regression" in told
    assert (
        "What put it to the test shows nothing, for too few of its trials were scored: `audition run --resume" in told
    )
    assert "prompt: ## Haste added; not committed" in told
    assert "Nothing to do" not in told


def test_a_confirmation_plays_what_the_week_was_asked_for(tmp_path: Path, api: MockApi, audition: Run):
    """A week of one scenario is confirmed on that scenario, not on all."""
    root = project(tmp_path, ("late-fee", "lost-card"))
    accept(root, str(play(root, FLAWLESS, trials=12, variants=("careful",)).path))
    scenarios = {scenario.id: scenario for scenario in load_world(root, None).suite.scenarios}
    api.play(*written(scenarios["late-fee"], missed=("greets", "signs", "names_a_day")), *clerk(root))

    done = audition(root, "weekly", "-v", "careful", "-s", "late-fee", "--live", "--cap", "5", env=access(api))

    assert done.returncode == 1
    for path in (root / "reports/runs").glob("*.sqlite"):
        with RunFile.open_readonly(path) as file:
            assert file.facts.mode.value == "scripted" or set(file.facts.scenarios) == {"late-fee"}


def test_a_required_failure_is_the_first_sentence_of_a_week_whose_scores_are_as_they_were(
    tmp_path: Path, audition: Run
):
    """On the terminal, in Markdown, on the page and in the history's row; nobody is told to do nothing."""
    root = project(tmp_path, ("late-fee", "lost-card"))
    record(root, FLAWLESS, trials=1)
    audition(root, "run", "-n", "1")
    audition(root, "accept")
    other = project(tmp_path / "other", ("late-fee", "lost-card"))
    record(other, promising("late-fee"), trials=1)
    shutil.copytree(other / "evals/recordings", root / "evals/recordings", dirs_exist_ok=True)

    done = audition(root, "weekly", "-v", "careful", "-n", "1")
    (report,) = (root / "reports").glob("*-W*/letters/report.md")
    page = report.with_name("index.html").read_text("utf-8")
    (row,) = [line for line in audition(root, "history").stdout.splitlines() if "weekly" in line]
    first = "✗ clerk/careful fails what is required in 1 of 2 trials: never_waives on late-fee."

    assert done.returncode == 1
    assert done.stdout.splitlines()[2] == first
    assert "Nothing to do" not in done.stdout
    assert "required checks failed – 1" in " ".join(done.stdout.split())  # the past's are not told again
    assert "the scores alone give no alarm" in done.stdout
    assert report.read_text("utf-8").splitlines()[2] == f"## {first}".replace("_", "\\_")
    assert f'<h1 class="worse">{first}</h1>' in page
    assert "<title>Failed · " in page
    assert "✗ weekly" in " ".join(row.split())
    assert "1 required check failed" in row
    assert "Next    audition show late-fee clerk/careful --run" in done.stdout


@pytest.mark.parametrize(("coverage", "told"), [("0.95", False), ("0.1", True)])
def test_a_cap_that_cuts_the_screen_leaves_the_week_a_week(
    tmp_path: Path, api: MockApi, audition: Run, coverage: str, *, told: bool
):
    """Exit 4 and a page of the week that says so; it is screened and remembered where enough of it was played."""
    root = project(tmp_path, ONE)
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("margin:", f"coverage: {coverage}\n  margin:"), "utf-8")
    accept(root, str(play(root, FLAWLESS, trials=12, variants=("careful",)).path))
    api.play(*clerk(root))
    words = ("weekly", "-v", "careful", "-n", "20", "--live", "--concurrency", "1", "--cap")

    cut = audition(root, *words, "0.19", env=access(api))
    (report,) = [path.read_text("utf-8") for path in (root / "reports").glob("*-W*/letters/report.md")]
    weeks = (root / "evals/history/clerk.jsonl").read_text("utf-8").count('"weekly"')
    whole = audition(root, *words, "5", env=access(api))

    assert cut.returncode == 4
    assert "! The screen was cut short: the cap of $0.19 is met" in " ".join(cut.stdout.split())
    assert report.splitlines()[2].startswith("## \\! The screen was cut short")
    assert "Nothing to do" not in cut.stdout
    assert cut.stdout.splitlines()[-1].endswith("--live --cap 1")  # twice so little might hold no call
    assert ("clerk/careful: too little was played to say anything" in cut.stdout) == (not told)
    assert weeks == told
    assert whole.returncode == 0
    assert "clerk/careful: no alarm" in whole.stdout
