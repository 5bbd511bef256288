from __future__ import annotations

from tests.fakes.git import commit_all


def prompt(world, old: str, new: str = "") -> None:
    """Another sales prompt."""
    path = world / "agents/account-manager/sales.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_prompt_is_shown_against_its_own_past(world, audition):
    """By section and word, without a suite, a run or a cent."""
    commit_all(world)
    prompt(world, "- T-90: Conduct business review, present ROI", "- T-90: Conduct business review")
    done = audition(world, "diff", "sales@HEAD", "sales")

    assert done.returncode == 0
    assert "account-manager/sales@HEAD → account-manager/sales: 1 section changed" in done.stdout
    assert "T-90: Conduct business review,[- present ROI,-] discuss terms" in done.stdout
    assert "\x1b" not in done.stdout


def test_two_variants_are_shown_as_markdown(world, audition):
    """For the comment of a pull request."""
    done = audition(world, "diff", "sales", "support", "--format", "md")

    assert done.returncode == 0
    assert "tools: Read, Grep, Glob, Write<del>, Bash, TodoWrite</del>" in done.stdout


def test_a_name_that_fits_no_file_is_wrong_usage(world, audition):
    """With the nearest one."""
    done = audition(world, "diff", "sale", "support")

    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `sales`?" in done.stderr


def test_a_file_that_only_the_past_holds_can_be_shown(world, audition):
    """By its whole id."""
    commit_all(world)
    (world / "agents/account-manager/support.md").unlink()
    done = audition(world, "diff", "account-manager/support@HEAD", "sales")

    assert done.returncode == 0
    assert "sections changed" in done.stdout
