"""What is known of mutants is kept in one file, the latest of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.errors import StoreError
from audition.records.estimates import Estimate
from audition.records.evidence import TrialId
from audition.records.grades import Quote
from audition.records.mutation import MutantReading, Shift
from audition.store.mutants import read_mutants, remember_mutants

SHIFT = Shift(
    grader="greets",
    decides=True,
    before=1.0,
    after=0.25,
    p_value=0.01,
    trial=TrialId("late-fee", "clerk/a~drop-x-000000", 1),
    reason="no greeting",
    quote=Quote(text="Hello", where="deliverable", line=1),
)
READING = MutantReading(
    mutant="clerk/a~drop-x-000000",
    scenarios=("late-fee", "lost-card"),
    trials=(6, 6),
    p_value=0.02,
    claimed=True,
    difference=Estimate(value=-0.1, low=-0.2, high=-0.05),
    shifts=(SHIFT,),
    needed=12,
    run="20261128-100000-letters-0000",
    prompt="p",
    model="claude-sonnet-5-5",
    instrument="i",
)


def test_readings_come_back_as_they_were_and_a_later_one_takes_the_place_of_an_earlier(tmp_path: Path):
    """Of the same mutant, model and scenarios; others stay beside it."""
    path = tmp_path / "mutants/clerk.json"
    fewer, other = replace(READING, scenarios=("late-fee",)), replace(READING, model="claude-opus-5-5")
    remember_mutants(path, [READING, fewer])
    remember_mutants(path, [replace(READING, p_value=1.0, instrument="j"), other])

    assert set(read_mutants(path)) == {fewer, other, replace(READING, p_value=1.0, instrument="j")}


def test_where_nothing_was_remembered_nothing_is_known(tmp_path: Path):
    """No file, no reading."""
    assert read_mutants(tmp_path / "none.json") == ()


@pytest.mark.parametrize("text", ['{"format": "mutants/0", "readings": []}', '{"format": "mutants/1"}', "[]", "{"])
def test_another_file_is_refused_with_its_place(tmp_path: Path, text: str):
    """Before anything of it is believed."""
    path = tmp_path / "clerk.json"
    path.write_text(text, "utf-8")

    with pytest.raises(StoreError, match=r"clerk\.json"):
        read_mutants(path)
