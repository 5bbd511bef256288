from __future__ import annotations

from tests.fakes.git import commit_all, git

SECTION = "**Days before arrival**:"


def cut(harbour) -> None:
    """The brisk prompt without its days before the arrival."""
    path = harbour / "agents/berthing/brisk.md"
    before, _, after = path.read_text("utf-8").partition(SECTION)
    path.write_text(before + after[after.index("**Limits") :], "utf-8")


def test_in_a_replay_the_stale_recordings_are_named_and_not_used(harbour, audition):
    """The past plays; the working file has no recording, so nothing is compared."""
    commit_all(harbour)
    cut(harbour)
    done = audition(harbour, "compare", "brisk@HEAD", "brisk")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("berthing/brisk: ")
    assert "rival-quay #0 #1" in done.stderr
    assert "you edited agents/berthing/brisk.md since it was recorded" in done.stderr
    assert "berthing/brisk@HEAD" not in done.stderr
    assert not list(harbour.glob("reports/runs/*.sqlite"))


def test_the_past_of_a_changed_prompt_still_replays(harbour, audition):
    """Beside another variant, as any variant does."""
    commit_all(harbour)
    cut(harbour)
    done = audition(harbour, "run", "-v", "brisk@HEAD", "-v", "thorough", "-s", "rival-quay")

    assert done.returncode == 0
    assert "brisk@HEAD" in done.stdout


def test_an_unchanged_prompt_is_said_to_be_the_same_at_both(harbour, audition):
    """Which no difference may hide; a run that holds both is read again and not played again."""
    commit_all(harbour)
    git(harbour, "tag", "v1.2")
    done = audition(harbour, "compare", "brisk@v1.2", "brisk", "-s", "rival-quay")
    again = audition(harbour, "compare", "brisk@v1.2", "brisk", "--run", "latest")
    said = " ".join(done.stdout.split())

    assert (done.returncode, again.returncode) == (0, 0)
    assert "The prompt is the same at berthing/brisk@v1.2 and berthing/brisk" in said
    assert "unseen: nothing that is recorded differs" in said
    assert len(list(harbour.glob("reports/runs/*.sqlite"))) == 1


def test_a_plan_prices_the_past_like_the_present(harbour, audition):
    """By the recordings of the variant."""
    commit_all(harbour)
    done = audition(harbour, "plan", "-v", "brisk@HEAD", "-v", "brisk", "-s", "rival-quay")

    assert done.returncode == 0
    assert "4 trials: 1 scenario × 2 variants × 2 trials a case" in done.stdout
    assert "calls live, about $" in done.stdout


def test_choosing_cases_of_what_is_stored_is_wrong_usage(harbour, audition):
    """A comparison of stored runs takes them as they are."""
    done = audition(harbour, "compare", "brisk", "thorough", "-s", "rival-quay")

    assert done.returncode == 2
    assert "only variants at a git revision are played" in done.stderr
