"""A scenario lists the commits of a git repository, and the agent meets it with its history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.desk import calls, desk, shown
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

PATCH = "--- a/app.py\n+++ b/app.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n"
COMMITS = [
    {"message": "Start", "files": {"app.py": "a = 1\n", "old.py": "x\n"}, "author": "Ada <ada@example.org>"},
    {"message": "Mend", "patch": PATCH, "files": {"old.py": None}, "date": "2026-05-02"},
]

Play = Callable[..., str]


def played(api: MockApi, audition: Run, root: Path, *made: tuple[str, Any]) -> str:
    """What `show` tells of a recorded trial that makes these calls."""
    api.play({"tool_results": 0, "reply": calls(*made)}, {"tool_results": len(made), "reply": "Done."})
    return shown(audition, root, api.url)


def repository(tmp_path: Path, **more: Any) -> Path:
    """A project whose one scenario lays out these commits."""
    suite = {
        "request": "Review the last commit.",
        "checks": [{"check": "ending"}, {"check": "writes_only"}],
        "gate": {"required": ["ending"], "points": ["writes_only"], "margin": 0.1},
    }
    return desk(tmp_path, suite, {"repository": {"commits": COMMITS}, **more}, tools="[Read, Glob, Grep, Bash]")


def test_the_last_commit_is_checked_out_and_its_history_is_no_file_of_the_work(
    tmp_path: Path, audition: Run, api: MockApi
):
    """File tools see the files alone; what a scenario adds lies on top; a replay needs no git."""
    root = repository(tmp_path, files={"notes.md": "uncommitted\n"})
    shown = played(api, audition, root, ("Glob", {"pattern": "**/*"}), ("Read", {"file_path": "app.py"}))
    replayed = audition(root, "run", "desk", "--store-only")

    assert "a = 2" in shown
    assert "notes.md" in shown
    assert ".git" not in shown
    assert "old.py" not in shown
    assert "No file was left." in shown
    assert "Stored" in replayed.stdout


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox works here")
def test_git_tells_the_history_in_the_shell(tmp_path: Path, audition: Run, api: MockApi):
    """Authors, days, messages and differences; the ids are the same everywhere, and looking leaves no trace."""
    root = repository(tmp_path)
    log = "git log --format='%h %an %as %s' && git status --short && git show --stat --format= HEAD"
    shown = played(api, audition, root, ("Bash", {"command": log}))
    again = played(api, audition, root, ("Bash", {"command": "git rev-parse --short HEAD"}))

    assert "Somebody 2026-05-02 Mend" in shown
    assert "Ada 2026-05-04 Start" in shown
    assert "app.py | 2 +-" in shown
    assert "no file was touched" in shown
    first = (
        next(line for line in shown.splitlines() if "Somebody 2026-05-02 Mend" in line).split("Somebody")[0].split()[-1]
    )
    assert first in again


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox works here")
def test_the_commits_of_an_agent_are_a_work_that_checks_and_reports_read(tmp_path: Path, audition: Run, api: MockApi):
    """Subjects, bodies, authors, files and the difference; recorded, so that a replay has them without git."""
    commits = {"path": ".git/commits.json", "format": "json"}
    suite = {
        "request": "Mend it, and commit.",
        "deliverables": {"commits": commits, "diff": {"path": ".git/commits.diff", "format": "text"}},
        "checks": [
            {"check": "ending"},
            {"check": "writes_only", "also": ["app.py"]},
            {"check": "says", "id": "subject", "in": ["commits.commits"], "pattern": "Count from 3"},
            {"check": "says", "id": "change", "in": ["diff"], "pattern": "a = 3"},
        ],
        "gate": {"required": ["ending", "subject", "change"], "points": ["writes_only"], "margin": 0.1},
    }
    root = desk(tmp_path, suite, {"repository": {"commits": COMMITS}}, tools="[Bash]")
    work = "echo 'a = 3' > app.py && git commit -qam 'Count from 3' -m 'As asked.'"
    shown = played(api, audition, root, ("Bash", {"command": work}))
    replayed = audition(root, "run", "desk")

    assert "Count from 3" in shown
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox works here")
def test_a_hostile_repository_harms_nobody_who_reads_it(tmp_path: Path, audition: Run, api: MockApi):
    """Hooks, aliases, pagers and filters of its own act in the sandbox, if at all."""
    root = repository(tmp_path)
    mark = tmp_path / "harmed"
    evil = (
        f"git config diff.external 'touch {mark}' && git config core.pager 'touch {mark}' && "
        f"git config core.fsmonitor 'touch {mark}' && git config alias.log '!touch {mark}' && "
        f"echo '* diff=x' > .gitattributes && git config diff.x.textconv 'touch {mark}' && git add -A && "
        "git commit -qm 'Evil' && rm -rf .git/objects && ln -s / .git/objects"
    )
    shown = played(api, audition, root, ("Bash", {"command": evil}))

    assert "Done." in shown
    assert not mark.exists()


@pytest.mark.parametrize(
    ("commits", "said"),
    [
        (
            [COMMITS[0], {"message": "x", "patch": PATCH.replace("a = 1", "a = 9")}],
            "$.repository.commits[1]: does not apply",
        ),
        ([{"message": "x", "files": {"a": None}}], "$.repository.commits[0]: removes a, which is not there"),
        ([{"message": "x", "files": {".git/config": "x"}}], "`.git` is the repository's own"),
        ([{"message": "x", "files": {"../a": "x"}}], "the path must name a place inside"),
        ([{"message": "x", "files": {"a": "x"}}] * 2, "$.repository.commits[1]: does not apply: "),
        ([{"message": "x"}], "changes nothing"),
        ([{"message": "x", "files": {"a": "x"}, "date": "2026-02-30"}], "2026-02-30 is no day of the calendar"),
        ([{"message": "x", "files": {"a": {"from": "fixtures/a"}}}], "there is no `fixtures` in desk/"),
    ],
)
def test_commits_that_do_not_apply_are_told_with_their_place(
    tmp_path: Path, audition: Run, commits: list[dict[str, Any]], said: str
):
    """Exit 2 before anything runs."""
    root = desk(tmp_path, {"request": "x"}, {"repository": {"commits": commits}})
    done = audition(root, "check")

    assert done.returncode == 2
    assert said in done.stderr
    assert "first.yaml:" in done.stderr
