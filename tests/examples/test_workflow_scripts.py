"""The scripts of the workflows, run as a runner would, with a `gh` that only writes down what it was asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from audition.loading.strict_yaml import read_yaml

ROOT = Path(__file__).parents[2]
GH = """#!/bin/bash
echo "$*" >> "$ROOM/asked"
case "$1 $2" in
  "run download") [ -d "$ROOM/$5" ] && mkdir -p "$7" && cp -r "$ROOM/$5/." "$7/";;
  "api --paginate") cat "$ROOM/comments.json";;
esac
"""
"""Artefacts are folders of the room; `run download <run> --name <name> --dir <folder>`."""

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="a runner has jq; this machine has not")

Script = Callable[[str, str, Path], subprocess.CompletedProcess[str]]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """What the fake works from: no artefact, no comment."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH, "utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "asked").touch()
    (tmp_path / "comments.json").write_text("[]", "utf-8")
    return tmp_path


@pytest.fixture
def script(room: Path) -> Script:
    """Runs the last step of a job in a folder: `script("evals-pr", "comment", folder)`."""

    def call(workflow: str, job: str, folder: Path) -> subprocess.CompletedProcess[str]:
        text = (ROOT / f".github/workflows/{workflow}.yml").read_bytes()
        run = read_yaml(text, workflow).value["jobs"][job]["steps"][-1]["run"]
        environment = {
            "PATH": f"{room / 'bin'}:{os.environ['PATH']}",
            "ROOM": str(room),
            "GITHUB_RUN_ID": "7",
            "GH_REPO": "owner/repo",
            "PULL": "3",
            "BRANCH": "audition/history",
            "INTO": "main",
        }
        folder.mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "-e", "-c", run], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return call


def report(room: Path, artefact: str, text: str) -> None:
    """A report in an artefact."""
    (room / artefact).parent.mkdir(parents=True, exist_ok=True)
    (room / artefact).write_text(text, "utf-8")


def test_where_nothing_was_played_no_comment_is_made(room: Path, script: Script):
    """A definition was wrong: the job before is red and says so, this one is not."""
    done = script("evals-pr", "comment", room / "work")

    assert done.returncode == 0
    assert "Nothing was played" in done.stdout
    assert "comments" not in (room / "asked").read_text("utf-8")


def test_only_our_own_comment_on_the_same_suite_is_updated(room: Path, script: Script):
    """Neither another bot's that starts alike, nor ours on another suite; where there is none, one is made."""
    marked = "<!-- audition:letters -->"
    told = [
        {"id": 1, "user": {"login": "dependabot[bot]"}, "body": marked},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "<!-- audition:notes -->"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{marked}\nlast time"},
    ]
    (room / "comments.json").write_text(json.dumps(told), "utf-8")
    report(room, "replay/letters/report.md", f"{marked}\nthis time")
    report(room, "replay/mail/report.md", "<!-- audition:mail -->\nthis time")
    done = script("evals-pr", "comment", room / "work")
    written = [line for line in (room / "asked").read_text("utf-8").splitlines() if "--method" in line]

    assert done.returncode == 0
    assert written == [
        "api --silent --method PATCH repos/owner/repo/issues/comments/3 -F body=@report/letters/report.md",
        "api --silent --method POST repos/owner/repo/issues/3/comments -F body=@report/mail/report.md",
    ]


def test_what_is_no_report_is_not_published(room: Path, script: Script):
    """Without its first line it would take the place of any comment."""
    report(room, "replay/report.md", "\nread me")
    done = script("evals-pr", "comment", room / "work")

    assert done.returncode == 1
    assert "--method" not in (room / "asked").read_text("utf-8")


def test_weeks_that_nobody_merged_stay_in_the_proposal(room: Path, script: Script):
    """The branch of the week before is built on, row by row, and nothing stands twice."""

    def git(folder: Path, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout

    git(room, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(room, "clone", "-q", "origin.git", "first")
    report(room, "first/evals/history/clerk.jsonl", "accepted\n")
    git(room / "first", "add", ".")
    git(room / "first", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "Accept")
    git(room / "first", "push", "-q", "origin", "HEAD:main")
    for week in ("one", "two"):
        report(room, "weekly/evals/history/clerk.jsonl", f"accepted\n{week}\n")
        git(room, "clone", "-q", "origin.git", week)
        done = script("evals-weekly", "history", room / week)

        assert done.returncode == 0, done.stderr

    assert git(room / "origin.git", "show", "audition/history:evals/history/clerk.jsonl") == "accepted\none\ntwo\n"
