"""Stored runs → findings, and the exit code that follows from them."""

from dataclasses import replace
from pathlib import Path

import pytest

from audition.concluding.findings import caveats, findings_of, stored_sides
from audition.errors import ModelError
from audition.models.scripted import Answer, Cue, Script
from audition.records.comparison import VerdictKind
from audition.reporting.markdown import markdown_report
from audition.reporting.terminal.comparison import summary_lines, terminal_lines
from audition.store.run_file import RunFile
from audition.usecases.report import conclude
from tests.fakes import shown
from tests.fakes.letters import ALIKE, CAREFUL, FLAWLESS, HASTY, THREE, Clerk, break_a_check, play, project


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """The example project with three scenarios."""
    return project(tmp_path, THREE)


def losing(trials: int) -> Script:
    """The first trials of one case fail, whatever is tried."""

    def script(cue: Cue) -> Answer | str:
        trial = cue.subject.id
        lost = (trial.scenario, trial.variant) == ("late-fee", CAREFUL) and trial.index < trials
        return Answer(error=ModelError("the line went dead")) if lost else FLAWLESS(cue)

    return script


@pytest.mark.parametrize(("lost", "code", "invalid"), [(0, 0, False), (1, 0, False), (2, 3, True)])
def test_a_run_that_lost_more_trials_than_the_suite_bears_is_no_success(
    lost: int, code: int, *, invalid: bool, letters: Path
):
    """Coverage of 95 % of 30 trials a side bears one; with two lost the machinery broke, and exit 0 would be a lie."""
    done = play(letters, losing(lost), trials=10)
    conclusion = conclude(letters, done.path, None, formats=("json",))
    (comparison,) = conclusion.findings.comparisons

    assert code == conclusion.exit_code
    assert invalid == (comparison.verdict.kind is VerdictKind.INVALID)
    assert (comparison.baseline.failed, comparison.candidate.failed) == (0, lost)


@pytest.mark.parametrize(("role", "code"), [("required", 3), ("gate", 3), ("informs", 0)])
def test_a_run_that_the_checks_which_decide_could_not_read_is_no_success(role: str, code: int, letters: Path):
    """Nothing failed, and nobody knows what passed; a check that only informs may break."""
    break_a_check(letters, role)
    done = play(letters, FLAWLESS, trials=1)
    conclusion = conclude(letters, done.path, None, formats=("json",))

    assert conclusion.findings.failures == ()
    assert code == conclusion.exit_code


def test_a_lost_trial_is_named_with_what_broke_it(letters: Path):
    """Whoever is to mend it must not have to look for it."""
    findings = conclude(letters, play(letters, losing(1), trials=2).path, None, formats=("json",)).findings

    assert [(str(found.trial), found.why) for found in findings.lost] == [
        ("late-fee × clerk/careful #0", "failed: the line went dead")
    ]


def test_failed_trials_of_one_side_never_lower_its_score(letters: Path):
    """An error is no result."""
    done = play(letters, losing(1), trials=4)
    with RunFile.open_readonly(done.path) as file:
        hasty, careful = findings_of(file).sides

    assert hasty.gate is not None
    assert careful.gate is not None
    assert (hasty.gate.value, careful.gate.value) == (1.0, 1.0)
    assert (hasty.scored, careful.scored) == (12, 11)


def test_required_failures_are_named_with_reason_and_quote(letters: Path):
    """Every trial that failed one, whatever the verdict."""

    def silent(cue: Cue) -> Answer | str:
        return "I forgot to write it." if cue.subject.id.variant == HASTY else FLAWLESS(cue)

    done = play(letters, silent, trials=1, scenarios=("late-fee",))
    with RunFile.open_readonly(done.path) as file:
        failures = findings_of(file).failures

    assert {failure.grader for failure in failures} == {"file_written", "parses", "schema", "never_waives"}
    assert {failure.trial.variant for failure in failures} == {HASTY}
    assert all("there is no such file" in failure.reason for failure in failures)


def test_the_first_variant_is_held_against_each_other_one(letters: Path):
    """In the suite's order."""
    with RunFile.open_readonly(play(letters, ALIKE, trials=1).path) as file:
        (comparison,) = findings_of(file).comparisons

    assert (comparison.baseline.variant, comparison.candidate.variant) == (HASTY, CAREFUL)


def test_a_run_of_one_variant_has_rows_and_no_comparison(letters: Path):
    """It is held against nothing."""
    with RunFile.open_readonly(play(letters, ALIKE, trials=1, variants=("careful",)).path) as file:
        found = findings_of(file)

    assert found.comparisons == ()
    assert {row.grader for row in found.rows} >= {"greets", "signs"}
    assert all(row.baseline is None for row in found.rows)


def test_the_same_run_file_gives_the_same_findings(letters: Path):
    """Read twice, concluded once."""
    path = play(letters, Clerk(care={HASTY: 0.6, CAREFUL: 0.8}), trials=3).path
    found = []
    for _ in range(2):
        with RunFile.open_readonly(path) as file:
            found.append(findings_of(file))

    assert found[0] == found[1]


def test_a_caveat_is_said_once_for_several_runs(letters: Path):
    """Two runs of one kind stand under the same words."""
    facts = play(letters, ALIKE, trials=1, scenarios=("late-fee",)).facts

    assert caveats([facts, facts]) == (facts.caveat,)


def test_another_model_than_was_asked_for_is_told_in_every_report(letters: Path):
    """Who reads the terminal or a comment alone must know whose figures these are; the one asked for goes unsaid."""
    path = play(letters, FLAWLESS, trials=1).path
    with RunFile.open_readonly(path) as file:
        asked, alike = findings_of(file).sides[0].model, stored_sides(file)
    other = [
        replace(side, ended=tuple(replace(one, models=(model,)) for one in side.ended))
        for side, model in zip(alike, ("claude-other", asked), strict=True)
    ]
    (told,) = (line for line in caveats([], other) if "answered by" in line)
    found = shown.findings(caveats=(told,))

    assert told.startswith(f"{HASTY} asked for {asked} and was answered by claude-other: ")
    for report in (
        markdown_report(found).replace("\\", ""),
        "\n".join(terminal_lines(found)),
        "\n".join(summary_lines(found, most=25)),
    ):
        assert "was answered by claude-other" in " ".join(report.split())
