from __future__ import annotations

from pathlib import Path

from audition.records.evidence import CaseId
from audition.running.failed import failed_cases
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs


def played(root: Path) -> tuple[str, set[CaseId]]:
    """The newest run's id and cases."""
    with RunFile.open_readonly(stored_runs(root / "reports/runs")[0]) as file:
        return file.facts.id, {trial.case for trial in file.facts.planned}


def test_only_what_failed_plays_again(replaying, audition):
    """Of the newest run, or of the one that is named."""
    audition(replaying, "run")
    first, everything = played(replaying)
    failed = set(failed_cases(replaying, first).cases)
    audition(replaying, "run", "-s", "quiet-room")
    again = audition(replaying, "run", "--only-failed", "--of", first)
    _, second = played(replaying)

    assert 0 < len(failed) < len(everything)
    assert again.returncode in (0, 1)
    assert second == failed


def test_choosing_further_among_what_failed_leaves_both_conditions_standing(replaying, audition):
    """As any two conditions do."""
    audition(replaying, "run")
    done = audition(replaying, "run", "--only-failed", "-k", "no such case")

    assert done.returncode == 5
    assert "the selection holds no case" in done.stderr


def test_naming_a_run_without_asking_for_its_failures_is_wrong_usage(replaying, audition):
    """The option would do nothing."""
    done = audition(replaying, "run", "--of", "latest")

    assert done.returncode == 2
    assert "add --only-failed" in done.stderr
