"""The workflows: strictly parsed, pinned, least-privileged, and calling only what exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from audition.loading.strict_yaml import read_yaml
from audition.usecases.init import init
from audition.usecases.starter.files import PROJECT
from tests.examples.commands import fault

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *(PROJECT / "github/workflows").glob("*.yml")])
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")

ACTION = ROOT / "action.yml"
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def loaded(path: Path) -> dict[str, Any]:
    """A workflow by the strict reader: no duplicate key, no anchor, `on` is a word."""
    return read_yaml(path.read_bytes(), path.name).value


def steps(workflow: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every step with its job."""
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            yield job, step


def test_there_are_the_four():
    """Ours for tests, pull requests and weeks, and the one that a newcomer gets."""
    assert sorted(path.stem for path in WORKFLOWS) == ["ci", "evals", "evals-pr", "evals-weekly"]


@every_workflow
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path):
    """A tag can be moved by whoever owns it; a commit cannot."""
    uses = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines() if "uses:" in line]

    assert uses
    assert not [line for line in uses if not PINNED.match(line)]


@every_workflow
def test_a_job_may_write_only_what_it_says(path):
    """The default is to read at most; only a job that checks out no pull request's code and holds no key may write."""
    workflow = loaded(path)

    assert workflow["permissions"] in ({}, {"contents": "read"})
    for job in workflow["jobs"].values():
        if "write" in job.get("permissions", {}).values():
            told = str(job)

            assert "secrets." not in told
            assert "pip install" not in told
            assert "pull_request" not in workflow["on"] or "actions/checkout" not in told


@every_workflow
def test_no_expression_is_written_into_a_script(path):
    """What others can choose (a branch, a title) reaches a shell as a variable, never as its program."""
    assert not [step["run"] for _, step in steps(loaded(path)) if "${{" in step.get("run", "")]


@every_workflow
def test_no_checkout_leaves_its_token_behind(path):
    """What runs after it could read the token from the git settings."""
    checkouts = [step for _, step in steps(loaded(path)) if "actions/checkout" in step.get("uses", "")]

    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_every_job_ends(path):
    """A job without a limit can hang for six hours."""
    assert all("timeout-minutes" in job for job in loaded(path)["jobs"].values())


@every_workflow
def test_the_commands_are_those_that_exist(path):
    """A workflow is read by nobody until it fails: each of its lines is held against today's options."""
    lines = [line.strip() for _, step in steps(loaded(path)) for line in step.get("run", "").splitlines()]
    called = [re.split(r" \|\| ", line)[0] for line in lines if line.startswith(("audition ", "pytest "))]

    assert not [(line, why) for line in called if (why := fault(line.replace("$CAP_USD", "5")))]


@every_workflow
def test_money_is_spent_only_under_a_cap_and_with_the_key_in_one_step(path):
    """Every live call states its cap, and only a step that needs it sees the key."""
    for job, step in steps(loaded(path)):
        run, env = step.get("run", ""), step.get("env", {})
        live = "--live" in run or "--audition-live" in run

        assert live <= ("--cap" in run or "--audition-max-usd" in run)
        assert live <= ("ANTHROPIC_API_KEY" in env)
        assert "secrets." not in str(job.get("env", {}))


def test_the_action_is_pinned_and_writes_nothing_of_its_callers_into_a_script():
    """What a repository passes reaches the shell as a variable."""
    lines = ACTION.read_text("utf-8").splitlines()
    found = loaded(ACTION)["runs"]["steps"]

    assert all(PINNED.match(line.strip().removeprefix("- ")) for line in lines if "uses:" in line)
    assert not [step["run"] for step in found if "${{" in step.get("run", "")]
    assert all(step["shell"] == "bash" for step in found if "run" in step)


@pytest.mark.parametrize(("arguments", "cases"), [("", 2), ("-k 'new-feature and full'", 1), ("; touch stolen #", 0)])
def test_the_action_checks_and_plays_a_project(tmp_path: Path, arguments: str, cases: int):
    """Its own scripts, with words for pytest as a shell splits them, and none of them as a program."""
    init(tmp_path)
    scripts = [step["run"] for step in loaded(ACTION)["runs"]["steps"] if "audition" in step.get("run", "")]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    run = partial(subprocess.run, cwd=tmp_path, env={**os.environ, "PATH": path, "ARGUMENTS": arguments}, check=False)
    codes = [run(["bash", "-e", "-c", script]).returncode for script in scripts]
    written = tmp_path / "reports/ci/cases.xml"

    assert codes == [0, 0 if cases else 123]
    assert (written.read_text("utf-8").count("<testcase ") if cases else 0) == cases
    assert not (tmp_path / "stolen").exists()
