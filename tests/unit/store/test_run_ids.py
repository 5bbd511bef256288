"""A run's name is unique, sorts by time and never leads out of its folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.store.run_ids import new_run_id, run_path, stored_runs

NOW = datetime(2026, 11, 21, 20, 33, 55, tzinfo=UTC)


def test_a_name_tells_time_and_suite(tmp_path):
    """In UTC, whatever zone the caller lives in."""
    local = NOW.astimezone(timezone(timedelta(hours=9)))
    name = new_run_id("account-manager", local, tmp_path)

    assert name.startswith("20261121-203355-account-manager-")


def test_two_runs_of_one_second_differ(tmp_path):
    """Two processes that start together do not meet."""
    names = {new_run_id("account-manager", NOW, tmp_path) for _ in range(20)}

    assert len(names) > 1


@pytest.mark.parametrize(
    "name",
    ["", "latest", "../20261121-203355-a-4f3a", "20261121-203355-a/b-4f3a", "20261121-203355-a-4f3a\n", "x" * 500],
)
def test_what_is_no_name_of_a_run_is_no_path(name):
    """An id is let through only when it is one."""
    with pytest.raises(UsageError, match="is no run's id"):
        run_path(Path("runs"), name)


def test_a_suite_that_cannot_be_part_of_a_name_is_refused(tmp_path):
    """So is the name made of it."""
    with pytest.raises(UsageError):
        new_run_id("../evil", NOW, tmp_path)


def test_stored_runs_are_listed_with_the_newest_first(tmp_path):
    """Other files of the folder are no runs."""
    older, newer = "20261120-000000-a-0000.sqlite", "20261121-000000-a-0000.sqlite"
    for name in (older, newer, f"{newer}.lock", ".draft.sqlite", "cache.sqlite"):
        (tmp_path / name).touch()

    assert (tmp_path / newer, tmp_path / older) == stored_runs(tmp_path)
    assert stored_runs(tmp_path / "none") == ()


def test_of_one_second_the_run_that_was_written_last_is_the_newest(tmp_path):
    """Their names end in chance."""
    paths = [tmp_path / f"20261121-203355-{suite}.sqlite" for suite in ("letters-0b1e", "letters-ffff", "a-4f3a")]
    for age, path in enumerate(paths):
        path.touch()
        os.utime(path, ns=(age, age))

    assert tuple(reversed(paths)) == stored_runs(tmp_path)


@pytest.mark.parametrize(
    "newest",
    ["20261121-203355", "20261121-203400", "20270101-000000", "20261231-235959", "20260101-000000", "99991231-235959"],
)
def test_names_are_in_the_order_in_which_runs_are_made(tmp_path, newest):
    """Whatever the clock said when the one before was made: `latest` is the run that was made last."""
    (tmp_path / f"{newest}-letters-ffff.sqlite").touch()
    made = run_path(tmp_path, new_run_id("letters", NOW, tmp_path))
    made.touch()

    assert made == stored_runs(tmp_path)[0] or newest.startswith("9999")
    assert made.stem >= f"{NOW:%Y%m%d-%H%M%S}"
