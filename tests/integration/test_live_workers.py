"""`pytest evals/ --audition-live` with several workers: one cap and one cache for all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

from audition.records.evidence import Ending, Origin
from tests.fakes.clerk_api import clerk
from tests.fakes.letters import THREE, project, record
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import PATIENCE, Run
from tests.integration.test_live import access, calls, runs, summaries

TRIALS = 2 * 2 * len(THREE)


def session(root: Path, api: MockApi, *words: str) -> subprocess.CompletedProcess[str]:
    """Two workers play the project live."""
    plugins = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "evals", "-n", "2", *plugins, "--audition-live", "-q", *words],
        cwd=root,
        env={**os.environ, **access(api)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_live_session_says_first_what_it_likely_costs(tmp_path: Path):
    """By the recorded trials of the items that will run, and by the option that caps it."""
    root = project(tmp_path, THREE)
    record(root, trials=1)
    words = [sys.executable, "-m", "pytest", "evals", "-p", "no:cacheprovider", "--audition-live", "-k", "late-fee"]
    with MockApi() as api:
        api.play(*clerk(root))
        run = partial(subprocess.run, cwd=root, env={**os.environ, **access(api)}, capture_output=True, text=True)
        done = run(words, timeout=PATIENCE, check=False)

    told = re.search(
        r"^letters: This likely costs \$[\d.]+ to \$[\d.]+; no --audition-max-usd ends it\.$",
        done.stdout,
        re.MULTILINE,
    )
    assert told, done.stdout
    assert done.stdout.index(told.group()) < done.stdout.index("test_letters")


def test_workers_share_one_cap_and_one_cache(tmp_path: Path, audition: Run):
    """What one spends the other cannot, and what one asked for nobody asks for again, in whatever process.

    A call is reserved at $0.167, its price is some $0.001: with a cap each, the two would spend $0.026 of $0.18.
    """
    root = project(tmp_path, THREE)
    with MockApi() as api:
        api.play(*clerk(root))
        met = session(root, api, "--audition-trials", "2", "--audition-max-usd", "0.18")
        (cut,) = runs(root)
        paid = calls(api)
        done = audition(root, "run", "--live", "-n", "2", "--store-only", env=access(api))
        asked = calls(api)
    spent = sum(found.spent_usd for found in summaries(cut))
    _, whole = runs(root)

    assert met.returncode == 1
    assert "budget: the cap of $0.18 is met" in met.stdout
    assert 0 < paid < 2 * TRIALS
    assert 0.005 < spent < 0.02
    assert {Ending.FINISHED, Ending.BUDGET} == {found.ending for found in summaries(cut)}
    assert (done.returncode, done.stderr) == (0, "")
    assert [Ending.FINISHED] * TRIALS == [found.ending for found in summaries(whole)]
    assert {Origin.CACHED, Origin.LIVE} == {found.origin for found in summaries(whole)}
    assert asked == 2 * TRIALS
    assert list((root / "reports/runs/parts").glob("*")) == []
