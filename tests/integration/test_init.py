"""`audition init`: what a newcomer types, from an empty folder to a difference."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audition.loading.strict_yaml import read_yaml
from audition.usecases.init import init
from audition.usecases.starter import files
from tests.fakes.git import git

HOME = "https://git.example.org/audition.git"
FULL = "agents/release-notes/full.md"


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder with the starter in it."""
    init(tmp_path)
    return tmp_path


def commands(said: str) -> list[str]:
    """The lines that `audition init` tells to type."""
    return [line.strip() for line in said.split("\nNext", 1)[1].splitlines() if line.startswith("  ")]


def pytest_evals(folder: Path) -> subprocess.CompletedProcess[str]:
    """`pytest evals/` in a folder."""
    plugins = [word for name in ("cacheprovider", "hypothesispytest", "anyio") for word in ("-p", f"no:{name}")]
    words = [sys.executable, "-m", "pytest", "evals/", *plugins]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def test_the_tour_that_it_tells_ends_in_a_difference(tmp_path, audition):
    """An empty folder becomes a suite that passes; the edit that it proposes costs the step for upgrading."""
    told = commands(audition(tmp_path, "init").stdout)
    checked, tested = audition(tmp_path, "check"), pytest_evals(tmp_path)
    for edit in (line for line in told if line.startswith("sed ")):
        subprocess.run(edit, shell=True, cwd=tmp_path, check=True)  # noqa: S602  # it is a line for a shell
    run = audition(tmp_path, "run")

    assert [line.split()[0] for line in told] == [
        "audition",
        "pytest",
        "sed",
        "sed",
        "audition",
        "audition",
        "audition",
    ]
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "2 passed" in tested.stdout
    assert (run.returncode, run.stderr) == (0, "")
    assert ["names_the_step", "2/2", "0/2"] in [line.split()[:3] for line in run.stdout.splitlines()]
    assert "Written by hand for the starter suite" in run.stdout


def test_any_other_edit_makes_the_recordings_stale_by_name(started, audition):
    """A changed prompt is never answered by what was recorded from another one."""
    prompt = started / FULL
    prompt.write_text(prompt.read_text("utf-8").replace("120 words", "90 words"), "utf-8")
    run = audition(started, "run")

    assert run.returncode == 2
    assert "release-notes/full: you edited agents/release-notes/full.md since it was recorded" in run.stderr
    assert "audition run release-notes --live --record --cap 1" in run.stderr


def test_the_agent_is_called_as_one_says(tmp_path, audition):
    """Paths and definitions carry the name that `--agent` gives, in a folder that is made."""
    said = audition(tmp_path, "init", "new/place", "--agent", "release-poet").stdout
    root = tmp_path / "new/place"

    assert "evals/test_release_poet.py" in said
    assert audition(root, "run").returncode == 0
    assert not [path for path in root.rglob("*") if "release-notes" in path.name or "release_notes" in path.name]


def test_pytest_finds_the_project_of_a_pyproject_that_was_there(tmp_path):
    """The table at the end of a file that knows nothing of pytest is enough."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n', "utf-8")
    init(tmp_path)

    assert pytest_evals(tmp_path).returncode == 0


def test_a_file_in_the_way_is_named_with_exit_2(started, audition):
    """Nothing is written over."""
    (started / FULL).write_text("mine", "utf-8")
    said = audition(started, "init")

    assert said.returncode == 2
    assert FULL in said.stderr


REVIEWER = (
    """\
---
name: reviewer
description: Use this after a change: it reads, then says what is wrong.
tools: Read, Grep, Write
---
# Reviewer

Read the files that changed, grep for callers, and write docs/review.md.

- **Never** approve a change without a test.
- Every finding must name a file and a line.
"""
    + "\nRead each change twice, once for what it does and once for what it leaves out.\n" * 30
)


def prompts(folder: Path) -> dict[str, str]:
    """One of each kind, by its path."""
    found = {
        ".claude/agents/reviewer.md": REVIEWER,
        ".claude/commands/look.md": "Look at $ARGUMENTS.\n",
        "skills/greet/SKILL.md": "---\ndescription: Greets.\n---\nGreet as rules.md says.\n",
        "skills/greet/rules.md": "Be kind.\n",
        "prompt.txt": "You answer questions of customers.\n",
    }
    for path, text in found.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return found


def test_a_suite_for_a_prompt_that_is_there_is_drafted_from_what_it_says(tmp_path, audition):
    """Its file is the deliverable, its rules are criteria, and it is named where it is, untouched."""
    prompts(tmp_path)
    told = audition(tmp_path, "init", "--from", ".claude/agents/reviewer.md")
    checked = audition(tmp_path, "check", "--strict")
    suite = (tmp_path / "scenarios/reviewer/suite.yaml").read_text("utf-8")
    rubric = (tmp_path / "rubrics/reviewer/work.yaml").read_text("utf-8")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "reviewer: 1 variant, 2 scenarios, 3 checks, 1 rubric: all right\n"
    assert "takes the file docs/review.md for its work" in told.stdout
    assert "deliverable: docs/review.md" in suite
    assert "- .claude/agents/reviewer.md" in suite
    assert "Never approve a change without a test." in rubric
    assert "Every finding must name a file and a line." in rubric
    assert (tmp_path / ".claude/agents/reviewer.md").read_text("utf-8") == REVIEWER
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if "release" in path.read_text("utf-8").lower()]


@pytest.mark.parametrize(
    ("prompt", "agent"),
    [(".claude/commands/look.md", "look"), ("skills/greet/SKILL.md", "greet"), ("prompt.txt", "prompt")],
)
def test_a_suite_is_drafted_for_a_prompt_of_any_kind(tmp_path, audition, prompt, agent):
    """What writes no file has its answer for its work; two prompts have a suite each."""
    prompts(tmp_path)
    first = audition(tmp_path, "init", "--from", ".claude/agents/reviewer.md")
    second = audition(tmp_path, "init", "--from", prompt)

    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
    assert "takes its final message for its work" in second.stdout
    assert audition(tmp_path, "check", agent).stdout.startswith(f"{agent}: 1 variant, 2 scenarios, 2 checks")


def test_what_was_filled_in_is_never_drafted_over(tmp_path, audition):
    """Nor is anything drafted for a prompt that lies elsewhere, or is none."""
    prompts(tmp_path)
    audition(tmp_path, "init", "--from", "prompt.txt")
    scenario = tmp_path / "scenarios/prompt/edge.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace("Fill in", "Say"), "utf-8")
    (tmp_path / "inner").mkdir()

    for words, said in {
        ("--from", "prompt.txt"): "never written over: scenarios/prompt/edge.yaml",
        ("inner", "--from", "prompt.txt"): "prompt.txt: no .md or .txt in the folder of the project",
        ("--from", "pyproject.toml"): "pyproject.toml: no .md or .txt in the folder of the project",
        ("--from", "gone.md"): "gone.md",
    }.items():
        refused = audition(tmp_path, "init", *words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert said in refused.stderr


def test_below_the_top_of_a_repository_the_workflow_lies_where_github_reads_it(tmp_path: Path, audition):
    """And works in the project's folder; a second project of the repository has one of its own."""
    git(tmp_path, "init", "--quiet")
    for name in ("packages/a", "packages/b"):
        assert audition(tmp_path, "init", name).returncode == 0
    found = {path.name: read_yaml(path.read_bytes(), path.name).value for path in tmp_path.glob(".github/workflows/*")}

    assert found.keys() == {"evals-packages-a.yml", "evals-packages-b.yml"}
    assert found["evals-packages-a.yml"]["defaults"] == {"run": {"working-directory": "packages/a"}}
    assert not list(tmp_path.glob("packages/*/.github"))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (
            {"url": HOME, "vcs_info": {"commit_id": "f" * 40}},
            f"@ git+{HOME}@{'f' * 40}",
        ),
        ({"url": HOME.replace("//", "//me:secret@"), "vcs_info": {"commit_id": "f" * 40}}, "=="),
        ({"url": "file:///nowhere/a.whl", "archive_info": {}}, "=="),
        (None, "=="),
    ],
)
def test_ci_installs_audition_from_where_it_was_installed_here(place, told, monkeypatch):
    """From git by its commit, and never with a password; of a wheel only the version is known elsewhere."""

    class Installed:
        def read_text(self, name: str) -> str | None:
            return json.dumps(place) if place and name == "direct_url.json" else None

    monkeypatch.setattr(files, "distribution", lambda name: Installed())

    assert told in files.requirement().removeprefix("audition ").removeprefix("audition")
