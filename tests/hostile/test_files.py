"""Files of ours and of others: nothing is written through a link, what others made is data, what kills left goes."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audition.errors import AuditionError, DefinitionError, StoreError, UsageError
from audition.grading.building import load_registry
from audition.running.order import Order
from audition.store.json_files import DRAFT_SECONDS, _sweep, write_json
from audition.store.run_file import RunFile
from audition.store.run_ids import new_run_id, run_path
from audition.usecases.check import check
from audition.usecases.init import init
from audition.usecases.report import conclude
from audition.usecases.run import run
from audition.workspace.folder import Workspace
from tests.fakes import letters as small
from tests.unit.store import samples

OURS = ("reports", "reports/runs", "evals", "evals/recordings", "evals/recordings/clerk", "reports/runs/parts")


@pytest.mark.parametrize("folder", OURS)
@pytest.mark.parametrize("exists", [True, False])
def test_no_run_is_written_behind_a_link(tmp_path: Path, folder: str, exists: bool) -> None:
    """One sentence that names it; the folder elsewhere stays as it was."""
    root = small.project(tmp_path, ("late-fee",))
    small.record(root, trials=1, variants=("clerk/hasty",))
    elsewhere = tmp_path / "elsewhere"
    place = root / folder
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(elsewhere)
    elif exists:
        elsewhere.mkdir()
    before = sorted(elsewhere.rglob("*"))
    place.symlink_to(elsewhere)
    with pytest.raises(UsageError, match="is a link, and nothing of ours lies behind one"):
        run(root, Order())

    assert before == sorted(elsewhere.rglob("*"))


@pytest.mark.parametrize("target", ["precious", "nothing"])
def test_no_run_file_is_written_through_a_link(tmp_path: Path, target: str) -> None:
    """Neither made nor opened for writing."""
    (tmp_path / "precious").write_text("mine")
    path = run_path(tmp_path, new_run_id("letters", datetime(2026, 11, 21, tzinfo=UTC), tmp_path))
    path.symlink_to(tmp_path / target)
    for open_it in (lambda: RunFile.create(path, samples.run_facts()), lambda: RunFile.open(path)):
        with pytest.raises(StoreError):
            open_it()

    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("link", ["agents", "scenarios", "evals", "rubrics", ".github", "scenarios/release-notes"])
def test_init_writes_nothing_behind_a_link(tmp_path: Path, link: str) -> None:
    """A project's folder may hold links that lead out of it."""
    (tmp_path / "elsewhere").mkdir()
    project = tmp_path / "project"
    (project / link).parent.mkdir(parents=True)
    (project / link).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="a link is in the way"):
        init(project)

    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A run with one trial."""
    path = tmp_path / "20261121-203355-letters-4f3a.sqlite"
    trial = samples.trial()
    with RunFile.create(path, samples.run_facts()) as file:
        file.add_trial(trial, samples.grades(trial.id))
    return path


def _changed(statement: str, *values: object) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement, values)

    return change


def _evidence(data: bytes) -> Callable[[Path], None]:
    return _changed("UPDATE evidence SET packed = ?", zlib.compress(data))


ODD: dict[str, Callable[[Path], None]] = {
    "seconds without end": _changed("UPDATE trials SET seconds = 9e999"),
    "a price without end": _changed("UPDATE trials SET cost_usd = 9e999"),
    "a price below zero": _changed("UPDATE trials SET spent_usd = -9e999"),
    "dollars without end": _changed("UPDATE trials SET spent_usd = 9e999"),
    "an odd ending": _changed("UPDATE trials SET ending = 'won'"),
    "an odd origin": _changed("UPDATE trials SET origin = char(27) || '[31m'"),
    "models that are no list": _changed("UPDATE trials SET models = '{'"),
    "an odd status": _changed("UPDATE grades SET status = 'great'"),
    "a value without end": _changed("UPDATE grades SET value = 9e999 WHERE value NOT NULL"),
    "a value above one": _changed("UPDATE grades SET value = 3.0 WHERE value NOT NULL"),
    "an odd role": _changed("UPDATE graders SET role = 'king'"),
    "quotes that are none": _changed("UPDATE grades SET quotes = '[3]' WHERE status = 'scored'"),
    "facts that are no object": _changed("UPDATE run SET facts = '[]'"),
    "facts with NaN": _changed("UPDATE run SET facts = '{\"margin\": NaN}'"),
    "facts cut off": _changed("UPDATE run SET facts = substr(facts, 1, 90)"),
    "evidence that is no text": _changed("UPDATE evidence SET packed = x'00'"),
    "evidence of nothing": _evidence(b""),
    "evidence cut off": _changed("UPDATE evidence SET packed = substr(packed, 1, 60)"),
    "a bomb of zeros": _evidence(b" " * (200 * 2**20)),
    "a bomb of lists": _evidence(b"[" + b"[]," * 20_000_000 + b"[]]"),
    "a bomb of objects": _evidence(b"[" + b"{}," * 20_000_000 + b"{}]"),
    "a bomb of brackets": _evidence(b"[" * 30_000_000),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_a_run_file_of_somebody_else_is_data_and_gets_one_sentence(stored: Path, change) -> None:
    """Whatever stands where a number, a word or a trial should; nothing of it takes gigabytes."""
    change(stored)

    def read() -> None:
        with RunFile.open_readonly(stored) as file:
            assert file.facts
            list(file.summaries())
            list(file.marks())
            list(file.grades())
            list(file.trials())

    with pytest.raises(StoreError) as refused:
        read()
    assert stored.name in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert len(str(refused.value)) < 500


DRAFTS = (
    ".cache.json.0123abcd",
    ".20261121-203355-letters-4f3a.sqlite.00ff00ff",
    ".x.jsonl.deadbeef",
    ".a.b.c.12345678",
)
NOBODYS = (".gitkeep", ".hidden.json", "plain.json.0123abcd", ".x.0123ABCD", ".x.0123abc", ".x.0123abcd.bak")


@pytest.mark.parametrize("name", [*DRAFTS, *NOBODYS])
@pytest.mark.parametrize("old", [True, False])
def test_drafts_that_kills_have_left_go_and_nothing_else(tmp_path: Path, name: str, old: bool) -> None:
    """When something is next written beside them; one that may still be written stays."""
    _sweep.cache_clear()
    (tmp_path / name).write_text("x")
    if old:
        os.utime(tmp_path / name, (0, 0))
    write_json(tmp_path / "new.json", {"a": 1})

    assert (tmp_path / name).exists() is not (old and name in DRAFTS)
    assert json.loads((tmp_path / "new.json").read_text()) == {"a": 1}
    assert DRAFT_SECONDS > 60


EXITS = {
    "exit": "import sys\nsys.exit(0)\n",
    "exit with a word": "import sys\nsys.exit('fine')\n",
    "quit": "raise SystemExit\n",
    "exit in an import": "import checks_that_exit\n",
    "exit while a class is made": "class A:\n    raise SystemExit(0)\n",
    "exit by a builtin": "exit()\n",
}


@pytest.mark.parametrize("text", EXITS.values(), ids=EXITS)
def test_a_module_of_checks_that_exits_is_a_fault_like_any_other(tmp_path: Path, text: str) -> None:
    """Not the end of whoever reads it, with success."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/evil.py").write_text(text)
    with pytest.raises(DefinitionError, match="this module of checks cannot be imported"):
        load_registry(tmp_path, "checks")


def test_a_check_that_exits_is_unscored_and_ends_nothing(tmp_path: Path) -> None:
    """As one that crashes."""
    root = small.project(tmp_path, ("late-fee",))
    small.break_a_check(root, "gate")
    module = root / "evals/checks/broken.py"
    module.write_text(module.read_text().replace('raise RuntimeError("out of ink")', "raise SystemExit(0)"))
    done = small.play(root, small.FLAWLESS, trials=1)
    with RunFile.open_readonly(done.path) as file:
        readings = [grade.reading for grade in file.grades() if grade.grader == "crashes"]

    assert readings
    assert {type(reading).__name__ for reading in readings} == {"Unscored"}


def test_a_suite_of_thousands_of_scenarios_is_refused_before_they_are_read(tmp_path: Path) -> None:
    """With what to do."""
    root = small.project(tmp_path, ("late-fee",))
    text = (root / "scenarios/letters/late-fee.yaml").read_text("utf-8")
    for number in range(2_001):
        (root / f"scenarios/letters/s{number}.yaml").write_text(text)
    with pytest.raises(DefinitionError) as refused:
        check(root)

    assert "holds 2,002 scenarios, and a suite has" in str(refused.value)
    assert len(refused.value.faults) == 1


BESIDE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a loop": lambda path: path.symlink_to(path),
    "a folder": Path.mkdir,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to another scenario": lambda path: path.symlink_to("late-fee.yaml"),
    "a hole of a hundred gigabytes": lambda path: (path.touch(), os.truncate(path, 100 * 2**30)),
}


@pytest.mark.parametrize("make", BESIDE.values(), ids=BESIDE)
def test_what_is_no_plain_file_among_scenarios_is_refused_at_once(tmp_path: Path, make) -> None:
    """By name; nothing is waited for or followed."""
    root = small.project(tmp_path, ("late-fee",))
    make(root / "scenarios/letters/odd.yaml")
    with pytest.raises(DefinitionError) as refused:
        check(root)

    assert "scenarios/letters/odd.yaml" in str(refused.value)


def test_the_workspace_s_real_place_stands_in_no_file_that_is_kept() -> None:
    """A command can copy the mount table into a file."""
    with Workspace.create({"a.md": "one"}) as workspace:
        (workspace.host_path / "mounts").write_text(f"ext4 {workspace.host_path} {workspace.host_path.parent.name}")
        outcome = workspace.read_outcome()
        hidden = workspace.host_path.parent.name

    assert not [text for text in outcome.values() if hidden in str(text)]
    assert "/workspace" in str(outcome["mounts"])


@pytest.mark.parametrize("engine", ["<img src=x>", "</sub><script>", "1 --> <b>", "@everyone", "##[error]x", "![i](x)"])
def test_an_engine_of_a_planted_run_says_no_markup(tmp_path: Path, engine: str) -> None:
    """The report's last line quotes it."""
    root = small.project(tmp_path, ("late-fee",))
    done = small.play(root, small.FLAWLESS, trials=1)
    with closing(sqlite3.connect(done.path)) as connection, connection:
        connection.execute("UPDATE run SET facts = json_set(facts, '$.engine', ?)", (engine,))
    try:
        conclude(root, done.path, tmp_path / "out")
    except AuditionError:
        return
    text = (tmp_path / "out/report.md").read_text("utf-8")

    assert engine not in text
