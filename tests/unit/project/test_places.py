"""Where a project keeps its things, and which run a person means."""

from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.project.places import Places

FIRST, SECOND = "20261121-203355-letters-4f3a", "20261122-080000-letters-0b1e"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A project with two runs and a file that is none."""
    found = Places(tmp_path)
    found.runs.mkdir(parents=True)
    for name in (FIRST, SECOND, "notes"):
        (found.runs / f"{name}.sqlite").touch()
    return found


@pytest.mark.parametrize(
    ("said", "meant"),
    [("latest", SECOND), (FIRST, FIRST), ("4f3a", FIRST), ("letters-0b1e", SECOND), ("0b1e", SECOND)],
)
def test_a_run_is_meant_by_its_id_the_end_of_it_or_as_the_latest(said: str, meant: str, places: Places):
    """What stands at the end is what tells runs apart."""
    assert places.run_file(said) == places.runs / f"{meant}.sqlite"


def test_a_path_means_that_file(places: Places, tmp_path: Path):
    """Wherever it lies, whatever it is called."""
    path = tmp_path / "from-ci.sqlite"
    path.touch()

    assert places.run_file(str(path)) == path


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ffff", "no run 'ffff' in reports/runs: it holds 2"),
        ("notes", "no run 'notes'"),
        ("none.sqlite", "none.sqlite: no such run file"),
    ],
)
def test_a_run_that_is_not_there_is_refused(said: str, told: str, places: Places):
    """With what there is."""
    with pytest.raises(UsageError, match=told):
        places.run_file(said)


def test_an_end_that_fits_several_runs_is_refused_with_their_names(places: Places):
    """A guess would be somebody else's run."""
    (places.runs / "20261123-080000-letters-1b1e.sqlite").touch()

    with pytest.raises(UsageError, match=f"fits 2 runs: 20261123-080000-letters-1b1e, {SECOND}"):
        places.run_file("b1e")


def test_without_any_run_the_command_that_makes_one_is_named(tmp_path: Path):
    """The next thing to type."""
    with pytest.raises(UsageError, match="`audition run` makes one"):
        Places(tmp_path).run_file("latest")
