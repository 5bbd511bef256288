"""The laws of baselines: what was accepted is read again, a diff shows what moved, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from audition.errors import StoreError
from audition.records.accepted import Baseline
from audition.store.baselines import parse_baseline, read_baseline, write_baseline
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from tests.unit.store import samples


@pytest.fixture
def baseline(tmp_path):
    """The scores of a small run of both variants."""
    with RunFile.create(tmp_path / "run.sqlite", samples.run_facts()) as run:
        for one in samples.planned():
            run.add_trial(samples.trial(one), samples.grades(one))
        return Baseline(agent="account-manager", sheets=sheets_of(run))


@pytest.fixture
def path(tmp_path):
    """Where the baseline is kept."""
    return tmp_path / "baselines" / "account-manager.json"


def _changed(path, change):
    plain = json.loads(path.read_text())
    change(plain)
    return json.dumps(plain).encode()


def test_what_was_accepted_is_read_again(baseline, path):
    """Whole, from the file or from another revision's bytes."""
    write_baseline(path, baseline)

    assert baseline == read_baseline(path) == parse_baseline(path.read_bytes(), "main:account-manager.json")


def test_a_diff_shows_the_case_and_grader_that_moved(baseline, path):
    """One line a case and grader, one a case, one a scenario's digests."""
    write_baseline(path, baseline)
    lines = path.read_text().splitlines()

    assert '      {"scenario": "healthy", "marks": "ff", "values": [0.5, 0.5]},' in lines
    assert '      {"scenario": "healthy", "marks": "pp"},' in lines
    assert sum('"request_digest": "d3"' in line for line in lines[: len(lines) // 2]) == 1
    assert max(map(len, lines)) < 300


def test_accepting_one_variant_leaves_the_other(baseline):
    """A run of one variant says nothing of the other's scores."""
    sheet = baseline.sheets[samples.SALES]
    newer = replace(sheet, facts=replace(sheet.facts, id="20261122-000000-account-manager-0000"))
    after = baseline.accepting({samples.SALES: newer})

    assert {samples.SALES: newer, samples.SUPPORT: baseline.sheets[samples.SUPPORT]} == after.sheets


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plain: plain.update(format="baseline/2"), r"\$\.format: expected 'baseline/1'"),
        (lambda plain: plain.update(note="x"), "unknown key 'note'"),
        (lambda plain: plain["sheets"][samples.SALES]["cases"].pop(), "do not fit its trials"),
        (lambda plain: plain["sheets"].pop(samples.SUPPORT) and plain["sheets"].update(other={}), "is missing"),
        (
            lambda plain: plain["sheets"].update({samples.SALES: plain["sheets"][samples.SUPPORT]}),
            "are not that variant's",
        ),
        (
            lambda plain: plain["sheets"][samples.SALES]["graders"][0]["scores"][0].update(marks="pq"),
            r"\.graders\[0\]\.scores\[0\]: marks are letters",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(baseline, path, change, told):
    """A baseline changed in one place is refused with that place."""
    write_baseline(path, baseline)

    with pytest.raises(StoreError, match=told):
        parse_baseline(_changed(path, change), str(path))


def test_no_baseline_is_no_baseline(path):
    """Its absence is for the caller to tell; nothing is made up."""
    with pytest.raises(FileNotFoundError):
        read_baseline(path)
