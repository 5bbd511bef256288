"""The shipped suite as users meet it: what is told of its prompts, and that it plays without a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.store.run_file import RunFile
from tests.fakes.shipped import copied
from tests.integration.conftest import Run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that people wrote for it."""
    return copied(tmp_path_factory.mktemp("shipped"))


def test_the_shipped_prompts_have_these_doubtful_points(whole: Path, audition: Run):
    """Warnings with their lines; the files play as they stand."""
    done = audition(whole, "check")
    warned = [line.removeprefix("warning: ") for line in done.stdout.splitlines() if line.startswith("warning: ")]

    assert done.returncode == 0
    assert done.stdout.startswith("account-manager: 2 variants, 25 scenarios")
    assert [line.split(" ", 1)[0] for line in warned] == [
        "agents/account-manager/sales.md:5:",
        "agents/account-manager/support.md:5:",
    ]
    assert warned[1].endswith("say when to use them")


def test_the_shipped_suite_plays_from_a_fresh_copy(whole: Path, audition: Run):
    """All 32 recordings, every check and every report, without a key; nothing is left but reports."""
    before = {path.relative_to(whole) for path in whole.rglob("*") if "__pycache__" not in path.parts}
    done = audition(whole, "run", "account-manager", "--report", "reports/demo")
    made = {path.relative_to(whole).parts[0] for path in whole.rglob("*")} - {path.parts[0] for path in before}

    assert (done.returncode, done.stderr) == (0, "")
    assert made == {"reports"}
    assert "Report  reports/demo/index.html" in done.stdout
    assert "trials scored" in done.stdout
    with RunFile.open_readonly(next(whole.glob("reports/runs/*.sqlite"))) as file:
        assert {trial.diverged for trial in file.summaries()} == {None}
