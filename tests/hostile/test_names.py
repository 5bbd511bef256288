"""Names from the command line and from stored runs: none leads to a path, an option or a line of its own making."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from audition.errors import StoreError, UsageError, WorkspaceError
from audition.project.commit import file_at, merge_base, revision_of
from audition.project.places import Places
from audition.project.world import load_world
from audition.running.order import Order
from audition.running.plan import Selection
from audition.store.run_file import RunFile
from audition.store.run_ids import run_path, stored_runs
from audition.usecases.init import init
from audition.usecases.report import conclude
from audition.usecases.run import prepare
from audition.workspace.folder import Workspace
from tests.fakes import letters as small
from tests.fakes.git import commit_all

OPTIONS = ["-x", "--upload-pack=touch pwned", "--output=pwned", "--", "-"]
PATHS = ["../x", "/etc/passwd", "..", "a/../../x", "~", "C:\\x", "%2e%2e"]
ODD = ["", " ", "$(touch pwned)", "`id`", "*", "\x1b[31mx", "a\nb", "x" * 5_000, "\u202ex", "gr\u0435eting"]
REVISIONS = ["HEAD:pyproject.toml", "HEAD^{tree}", ":/x", "@{u}", "HEAD~99", "refs/heads/x y", "main..HEAD"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project under git with one stored run; to be read, not written in."""
    made = small.project(tmp_path_factory.mktemp("names"), ("late-fee",))
    commit_all(made)
    small.play(made, trials=1)
    return made


def _one_line(refused: pytest.ExceptionInfo[BaseException]) -> None:
    text = str(refused.value)

    assert "\n" not in text
    assert "\x1b" not in text
    assert len(text) < 600


@pytest.mark.parametrize("name", [*OPTIONS, *PATHS, *ODD, "nope.sqlite", "../x.sqlite", "/dev/zero.sqlite"])
def test_no_odd_name_is_a_run(root: Path, name: str) -> None:
    """Only a run's id, its end, `latest`, or a run file's path is one."""
    with pytest.raises(UsageError) as refused:
        conclude(root, name, None, ())

    _one_line(refused)


@pytest.mark.parametrize("name", [*OPTIONS, *PATHS, *ODD, "20261121-203355-a/../b-4f3a", "20261121-203355-a-4f3a\n"])
def test_no_odd_name_is_a_run_s_id(name: str) -> None:
    """A run file's path is made of nothing else."""
    with pytest.raises(UsageError):
        run_path(Path("runs"), name)


@pytest.mark.parametrize("name", [*OPTIONS, *PATHS, *REVISIONS, *ODD])
def test_git_is_asked_for_revisions_and_nothing_else(root: Path, name: str) -> None:
    """No option reaches it, and what is no commit is refused in one line."""
    for ask in (revision_of, merge_base):
        with pytest.raises(UsageError):
            ask(root, name)
    with pytest.raises(UsageError) as refused:
        load_world(root, None, [f"hasty@{name}"])

    _one_line(refused)
    assert file_at(root, name, "pyproject.toml") is None
    assert not [*root.glob("*pwned*"), *Path.cwd().glob("*pwned*")]


@pytest.mark.parametrize("name", [*OPTIONS, *PATHS, *[odd for odd in ODD if odd not in ("", "*")]])
def test_no_odd_name_selects_anything(root: Path, name: str) -> None:
    """Neither suite, variant, scenario nor tag."""
    selections = [Selection(variants=(name,)), Selection(scenarios=(name,)), Selection(tags=(name,))]
    orders = [Order(suite=name), *(Order(selection=selection) for selection in selections)]
    for order in orders:
        with pytest.raises(UsageError) as refused:
            prepare(root, order)

        assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("name", [*OPTIONS, *PATHS, *ODD, "Agent", "a" * 65, "a\n"])
def test_no_odd_name_is_an_agent_s(tmp_path: Path, name: str) -> None:
    """Nothing is written for one."""
    with pytest.raises(UsageError):
        init(tmp_path / "new", name)

    assert not (tmp_path / "new").exists()


STORED = {
    "an id with a way up": {"id": "../../x"},
    "an id of another kind": {"id": "latest"},
    "a suite with a way up": {"suite": "../x"},
    "a variant with a way up": {"variants": {"../../x/y": None}},
    "a variant without an agent": {"variants": {"hasty": None}},
    "a scenario with a tag": {"scenarios": {"<script>": None}},
}


@pytest.mark.parametrize("change", STORED.values(), ids=STORED)
def test_a_stored_run_of_odd_names_is_nobody_s(root: Path, tmp_path: Path, change: dict) -> None:
    """It could lead a report, a baseline or git astray."""
    path = tmp_path / "run.sqlite"
    path.write_bytes(stored_runs(Places(root).runs)[0].read_bytes())
    with sqlite3.connect(path) as database:
        facts = json.loads(database.execute("SELECT facts FROM run").fetchone()[0])
        for key, value in change.items():
            facts[key] = {name: next(iter(facts[key].values())) for name in value} if isinstance(value, dict) else value
        database.execute("UPDATE run SET facts = ?", (json.dumps(facts),))
    database.close()

    with pytest.raises(StoreError, match="no run that `audition run` made"), RunFile.open_readonly(path) as file:
        _ = file.facts
    with pytest.raises(StoreError):
        conclude(root, str(path), None, ())


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 4_000])
def test_what_is_no_run_file_is_refused(root: Path, tmp_path: Path, data: bytes) -> None:
    """In one line, whatever stands in it."""
    path = tmp_path / "run.sqlite"
    path.write_bytes(data)
    with pytest.raises(StoreError) as refused:
        conclude(root, str(path), None, ())

    _one_line(refused)


def test_a_temporary_folder_inside_a_repository_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a trial leaves must be out of reach of a repository's tools and of pytest."""
    monkeypatch.setattr("tempfile.tempdir", str(root / "reports"))

    with pytest.raises(WorkspaceError, match="set TMPDIR to a folder outside"):
        Workspace.create({})


def test_errors_on_the_command_line_carry_no_secret_code_or_command(tmp_path: Path) -> None:
    """A file's name and words are shown as they are, harmlessly, with paths from here."""
    root = small.project(tmp_path, ("late-fee",))
    file = root / "scenarios/letters/late-fee.yaml"
    key = "sk-ant-api03-the-key-of-this-machine"
    text = file.read_text(encoding="utf-8").replace("id: late-fee", f'id: "{key}\\n::error::x"')
    (file.parent / "\x1b[31m\n::error::y.yaml").write_text(text, encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", "from audition.cli import main; main()", "check"],
        cwd=root,
        env={**os.environ, "ANTHROPIC_API_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "scenarios/letters/late-fee.yaml:2: $.id: is [redacted]\\n::error" in ended.stderr
    for hidden in (key, "\x1b", str(tmp_path), "\n::"):
        assert hidden not in ended.stderr
