"""`audition.load`: the rows of a stored run as frames, the same that `audition export` writes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import audition
from audition.errors import UsageError
from audition.records.grades import GATE
from audition.usecases.exchange import SCORE_MEANING, TRIAL_MEANING, Frames
from audition.usecases.export import export_csv, export_jsonl
from tests.fakes import letters


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A project with one stored run of twelve trials."""
    root = letters.project(tmp_path_factory.mktemp("exchange"), ("late-fee", "lost-card", "quiet-room"))
    letters.play(root, trials=2)
    return root


@pytest.fixture(scope="module")
def frames(root) -> Frames:
    """The run as frames."""
    return audition.load(root=root)


def test_the_columns_are_those_that_are_documented(frames):
    """A column without a meaning, or a meaning without its column, helps nobody."""
    assert list(TRIAL_MEANING) == list(frames.trials.columns)
    assert list(SCORE_MEANING) == list(frames.scores.columns)


def test_there_is_a_row_a_trial(frames):
    """Three scenarios, two variants, two trials."""
    assert len(frames.trials) == 12
    assert {"finished"} == set(frames.trials["ending"])
    assert frames.trials["cost_usd"].isna().all()


def test_the_scores_are_those_that_export_writes(root, frames):
    """Value by value, gate scores apart, which are computed from the others."""
    written = io.StringIO()
    export_jsonl(root, "latest", written)
    exported = [json.loads(line) for line in written.getvalue().splitlines()]
    graded = frames.scores[frames.scores["grader"] != GATE]
    loaded = graded.astype(object).where(graded.notna(), None).to_dict("records")

    assert len(exported) == len(loaded) > 100
    assert exported == loaded


def test_the_csv_reads_back_to_the_same_values(root, frames):
    """Whoever prefers the file loses nothing but types."""
    written = io.StringIO()
    export_csv(root, "latest", written)
    read = pd.read_csv(io.StringIO(written.getvalue()))
    graded = frames.scores[frames.scores["grader"] != GATE]

    assert list(read.columns) == list(graded.columns)
    assert read["value"].tolist() == graded["value"].tolist()
    assert read["reason"].tolist() == graded["reason"].tolist()


def test_the_gate_score_is_the_mean_of_the_gate_checks(frames):
    """One row a trial, last."""
    scores = frames.scores
    keys = ["scenario", "variant", "index"]
    gate = scores[scores["grader"] == GATE].set_index(keys)["value"].sort_index()
    parts = scores[(scores["role"] == "gate") & (scores["grader"] != GATE) & scores["compared"]]

    assert len(gate) == 12
    assert parts.groupby(keys)["value"].mean().sort_index().tolist() == pytest.approx(gate.tolist())


def test_an_unknown_run_is_said(root):
    """As every command says it."""
    with pytest.raises(UsageError, match="no run 'nosuch'"):
        audition.load("nosuch", root)


def test_importing_audition_imports_no_pandas():
    """The frames cost only whoever asks for them."""
    code = "import sys, audition; sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
