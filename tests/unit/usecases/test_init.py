"""What `init` writes beside what is there, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.usecases.init import init
from audition.usecases.starter.files import PROJECT

SUITE = "scenarios/release-notes/suite.yaml"
PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_a_second_agent_joins_the_first(tmp_path):
    """What both share is kept as it was; the rest is the other agent's own."""
    first, second = init(tmp_path), init(tmp_path, "poet")

    dotted = {".github/workflows/evals.yml", ".gitattributes", ".gitignore"}
    assert set(second.kept) == {*dotted, "evals/requirements.txt", "pyproject.toml"}
    assert not {*first.written} & {*second.written}


def test_a_project_keeps_what_it_has(tmp_path):
    """A `pyproject.toml` gets the table at its end, dotted files the rules they lack; no byte is changed."""
    settings, ignored = b'[project]\nname = "shop"\nversion = "1"', b"reports/\n*.log"
    (tmp_path / "pyproject.toml").write_bytes(settings)
    (tmp_path / ".gitignore").write_bytes(ignored)
    (tmp_path / ".gitattributes").write_bytes(b"*.png binary\n")
    init(tmp_path)

    assert (tmp_path / "pyproject.toml").read_bytes().startswith(settings + b"\n\n# audition")
    assert (tmp_path / ".gitignore").read_bytes() == ignored + b"\n\n__pycache__/\n.pytest_cache/\n"
    assert (tmp_path / ".gitattributes").read_bytes().startswith(b"*.png binary\n\nagents/** -text\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("agents/release-notes/full.md", "mine"),
        (SUITE, "id: release-notes\n"),
        ("evals/test_release_notes.py", ""),
        (".github/workflows/evals.yml", "on: push\n"),
        ("pyproject.toml", "[tool"),
    ],
)
def test_a_file_in_the_way_ends_it_before_anything_is_written(tmp_path, path, text):
    """Nothing is written over and nothing is left half done; the file is named."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text, "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=path):
        init(tmp_path)

    assert before == sorted(tmp_path.rglob("*"))
    assert text == (tmp_path / path).read_text("utf-8")


def test_its_own_files_are_in_its_way_once_they_were_edited(tmp_path):
    """A second call never undoes what a person changed since."""
    init(tmp_path)
    edited = (tmp_path / SUITE).read_text("utf-8").replace("trials: 2", "trials: 3")
    (tmp_path / SUITE).write_text(edited, "utf-8")
    with pytest.raises(UsageError, match=f"never written over: {SUITE}"):
        init(tmp_path)

    assert edited == (tmp_path / SUITE).read_text("utf-8")


def test_a_link_in_the_way_is_not_followed(tmp_path):
    """A link where a file should go could lead out of the folder."""
    (tmp_path / "elsewhere").touch()
    (tmp_path / ".gitignore").symlink_to("elsewhere")
    with pytest.raises(UsageError, match=r"\.gitignore: a link"):
        init(tmp_path)

    assert (tmp_path / "elsewhere").read_text("utf-8") == ""


def test_bytes_that_are_no_text_are_in_the_way(tmp_path):
    """What cannot be read is not appended to."""
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="no UTF-8"):
        init(tmp_path)

    assert [tmp_path / "pyproject.toml"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "Sales", "../up", "a/b", "-x", "x" * 65, "sp ace", "x\n"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path, name):
    """The agent's name becomes folders: lower-case letters, digits and hyphens."""
    with pytest.raises(UsageError, match="is no agent's name"):
        init(tmp_path, name)

    assert not list(tmp_path.iterdir())


def test_every_file_of_the_starter_is_packaged():
    """What the package leaves out cannot be copied: the pattern takes every file, and none hides behind a dot."""
    hidden = [path for path in PROJECT.rglob("*") if path.name.startswith(".")]

    assert not hidden
    assert "usecases/starter/project/**/*" in PYPROJECT.read_text("utf-8")
