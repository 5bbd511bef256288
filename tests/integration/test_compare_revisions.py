from __future__ import annotations

from tests.fakes.git import commit_all, git

SECTION = "**Renewal Process Timeline**:"


def cut(world) -> None:
    """The sales prompt without its renewal timeline."""
    path = world / "agents/account-manager/sales.md"
    before, _, after = path.read_text("utf-8").partition(SECTION)
    path.write_text(before + after[after.index("**Health Score") :], "utf-8")


def test_in_a_replay_the_stale_recordings_are_named_and_not_used(world, audition):
    """The past plays; the working file has no recording, so nothing is compared."""
    commit_all(world)
    cut(world)
    done = audition(world, "compare", "sales@HEAD", "sales")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("account-manager/sales: ")
    assert "renewal-risk-red #0 #1" in done.stderr
    assert "the recording was made from something else: variant digest" in done.stderr
    assert "account-manager/sales@HEAD" not in done.stderr
    assert not list(world.glob("reports/runs/*.sqlite"))


def test_the_past_of_a_changed_prompt_still_replays(world, audition):
    """Beside another variant, as any variant does."""
    commit_all(world)
    cut(world)
    done = audition(world, "run", "-v", "sales@HEAD", "-v", "support", "-s", "renewal-risk-red")

    assert done.returncode == 0
    assert "sales@HEAD" in done.stdout


def test_an_unchanged_prompt_is_said_to_be_the_same_at_both(world, audition):
    """Which no difference may hide; a run that holds both is read again and not played again."""
    commit_all(world)
    git(world, "tag", "v1.2")
    done = audition(world, "compare", "sales@v1.2", "sales", "-s", "renewal-risk-red")
    again = audition(world, "compare", "sales@v1.2", "sales", "--run", "latest")
    said = " ".join(done.stdout.split())

    assert (done.returncode, again.returncode) == (0, 0)
    assert "The prompt is the same at account-manager/sales@v1.2 and account-manager/sales" in said
    assert "unseen: nothing that is recorded differs" in said
    assert len(list(world.glob("reports/runs/*.sqlite"))) == 1


def test_a_plan_prices_the_past_like_the_present(world, audition):
    """By the recordings of the variant."""
    commit_all(world)
    done = audition(world, "plan", "-v", "sales@HEAD", "-v", "sales", "-s", "renewal-risk-red")

    assert done.returncode == 0
    assert "4 trials: 1 scenario × 2 variants × 2 trials a case" in done.stdout
    assert "calls live, about $" in done.stdout


def test_choosing_cases_of_what_is_stored_is_wrong_usage(world, audition):
    """A comparison of stored runs takes them as they are."""
    done = audition(world, "compare", "sales", "support", "-s", "renewal-risk-red")

    assert done.returncode == 2
    assert "only variants at a git revision are played" in done.stderr
