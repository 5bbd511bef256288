"""What git knows of a project."""

from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.project.commit import commit_of, file_at, last_commit, merge_base, revision_of
from audition.records.findings import PromptCommit
from tests.fakes.git import commit_all, git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    (tmp_path / "a.txt").write_text("first\n", "utf-8")
    commit_all(tmp_path)
    return tmp_path


def test_outside_git_there_is_no_commit(tmp_path: Path):
    """Unknown is None."""
    assert commit_of(tmp_path) is None


def test_a_commit_is_told_with_whether_the_tree_was_clean(repository: Path):
    """What was changed since is not what was committed."""
    head = git(repository, "rev-parse", "HEAD")

    assert commit_of(repository) == head
    (repository / "a.txt").write_text("second\n", "utf-8")
    assert commit_of(repository) == f"{head}+changes"


def test_files_that_git_does_not_follow_leave_a_tree_clean(repository: Path):
    """Reports and caches are no change of the project."""
    (repository / "new.txt").write_text("x", "utf-8")

    assert commit_of(repository) == git(repository, "rev-parse", "HEAD")


def test_where_nothing_is_committed_the_way_out_is_said(tmp_path: Path):
    """Outside a repository every revision is unknown, HEAD too."""
    with pytest.raises(UsageError, match=r"no revision 'HEAD', nor any commit of .*: `git status` says why"):
        revision_of(tmp_path, "HEAD")


def test_a_merge_base_is_where_two_branches_parted(repository: Path):
    """Commits of either branch since then do not count."""
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "--quiet", "-b", "topic")
    (repository / "a.txt").write_text("topic\n", "utf-8")
    commit_all(repository)
    git(repository, "checkout", "--quiet", "-")
    (repository / "a.txt").write_text("later\n", "utf-8")
    commit_all(repository)

    assert merge_base(repository, "topic") == base
    assert file_at(repository, base, "a.txt") == b"first\n"
    assert file_at(repository, base, "b.txt") is None


def test_files_are_found_below_the_repositorys_top(repository: Path):
    """A project may be a folder of a larger repository."""
    folder = repository / "inner"
    folder.mkdir()
    (folder / "b.txt").write_text("inside\n", "utf-8")
    head = commit_all(repository)

    assert file_at(folder, head, "b.txt") == b"inside\n"


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/x", "-n1", "HEAD~99"])
def test_what_is_no_revision_is_refused(ref: str, repository: Path):
    """A name that git would take for an option reaches no git."""
    with pytest.raises(UsageError):
        merge_base(repository, ref)
    with pytest.raises(UsageError):
        revision_of(repository, ref)


def test_a_revision_names_one_commit(repository: Path):
    """Short and long names mean the same."""
    head = git(repository, "rev-parse", "HEAD")

    assert [revision_of(repository, name) for name in ("HEAD", head[:8], head)] == [head] * 3


def test_git_is_handed_no_secret_of_ours(repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch):
    """What a child is given it can leave anywhere; a filter that a repository configures is code of its own."""
    seen = tmp_path_factory.mktemp("elsewhere") / "environment"
    git(repository, "config", "filter.nosy.clean", f"env > '{seen}'; cat")
    (repository / ".gitattributes").write_text("a.txt filter=nosy\n", "utf-8")
    (repository / "a.txt").write_text("again\n", "utf-8")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-key-of-nobody")

    commit_of(repository)

    assert "PATH=" in seen.read_text("utf-8")
    assert "sk-ant-test-key-of-nobody" not in seen.read_text("utf-8")


def test_the_commit_since_which_a_file_is_so_is_told_by_title_author_and_day(repository: Path):
    """Later commits to other files are none of it; an edit that is not committed has no commit."""
    prompt = repository / "agents/clerk.md"
    prompt.parent.mkdir()
    prompt.write_text("Write.\n", "utf-8")
    first = commit_all(repository, "Add the clerk")
    prompt.write_text("Write letters.\n", "utf-8")
    second = commit_all(repository, "Say \x1b[31mwhat\n\nfor good reason")
    (repository / "other.md").write_text("Other.\n", "utf-8")
    last = commit_all(repository, "Add another")
    found = last_commit(repository, "agents/clerk.md")
    day = git(repository, "log", "-1", "--format=%as", second)
    author = git(repository, "log", "-1", "--format=%an", second)

    assert found == PromptCommit(id=second, title="Say \x1b[31mwhat", author=author, day=day)
    assert last_commit(repository, "agents/clerk.md", last) == found
    assert getattr(last_commit(repository, "agents/clerk.md", first), "id", None) == first
    assert last_commit(repository, "agents/nobody.md") is None

    prompt.write_text("Write no letters.\n", "utf-8")

    assert last_commit(repository, "agents/clerk.md") is None
    assert last_commit(repository, "agents/clerk.md", last) == found
