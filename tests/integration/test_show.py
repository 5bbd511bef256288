from __future__ import annotations


def test_a_recorded_trial_is_read_in_the_terminal(replaying, audition):
    """By scenario and variant, or as reports write a case."""
    audition(replaying, "run")
    done = audition(replaying, "show", "late-fee", "careful")
    same = audition(replaying, "show", "late-fee[clerk/careful]", "--trial", "0", "--run", "latest")

    assert done.returncode == 0
    for part in ("late-fee × clerk/careful #", "Request", "Answer 1", "→ Write", "answer.yaml", "Gate score"):
        assert part in done.stdout
    assert same.returncode == 0
    assert "\x1b" not in done.stdout


def test_parts_of_a_trial_can_be_had_alone(replaying, audition):
    """The file for a pipe, the conversation for a close reading."""
    audition(replaying, "run")
    plan = audition(replaying, "show", "late-fee", "careful", "--trial", "0", "--deliverable")
    transcript = audition(replaying, "show", "late-fee", "careful", "--trial", "0", "--transcript")

    assert "closing:" in plan.stdout.splitlines()[-1]
    assert "→ Write" not in plan.stdout
    assert "Gate score" not in transcript.stdout
    assert "      content:" in transcript.stdout


def test_without_a_run_there_is_nothing_to_show(replaying, audition):
    """Wrong usage, with the command that makes one."""
    done = audition(replaying, "show", "late-fee")

    assert done.returncode == 2
    assert "`audition run` makes one" in done.stderr
