"""The history's laws: lines are added whole, once a run, and never changed."""

from __future__ import annotations

import multiprocessing
import resource

import pytest

from audition.errors import StoreError
from audition.records.accepted import HistoryEntry, Occasion
from audition.store.history import append_history, read_history
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from tests.unit.store import samples


@pytest.fixture
def entry(tmp_path):
    """A small run's scores in a week's line."""
    with RunFile.create(tmp_path / "run.sqlite", samples.run_facts()) as run:
        for one in samples.planned():
            run.add_trial(samples.trial(one), samples.grades(one))
        sheets = sheets_of(run)
    return lambda name: HistoryEntry(run=name, week="2026-W47", occasion=Occasion.WEEKLY, sheets=sheets)


@pytest.fixture
def path(tmp_path):
    """Where the history is kept."""
    return tmp_path / "history" / "account-manager.jsonl"


def test_what_was_added_is_read_in_order(entry, path):
    """One line a run; none is no fault."""
    assert read_history(path) == ()

    append_history(path, entry("one"))
    append_history(path, entry("two"))

    assert (entry("one"), entry("two")) == read_history(path)
    assert path.read_text().count("\n") == 2


def test_a_run_enters_once(entry, path):
    """A second time is refused and changes nothing."""
    append_history(path, entry("one"))
    before = path.read_bytes()

    with pytest.raises(StoreError, match="run one is in the history already"):
        append_history(path, entry("one"))
    assert before == path.read_bytes()


def test_a_last_line_without_its_end_is_kept_apart(entry, path):
    """An editor may have cut the last line break."""
    append_history(path, entry("one"))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append_history(path, entry("two"))

    assert (entry("one"), entry("two")) == read_history(path)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda lines: [lines[0], lines[1][:50]], r"account-manager\.jsonl:2"),
        (lambda lines: [lines[0], lines[0]], "run one stands here twice"),
        (lambda lines: [lines[0].replace("history/1", "history/9")], "expected 'history/1'"),
        (lambda lines: [lines[0].replace("weekly", "daily")], r"\$\.occasion: expected one of accepted, weekly"),
        (lambda lines: [lines[0], ""], "no JSON"),
    ],
)
def test_a_damaged_history_is_refused_and_not_added_to(entry, path, damage, told):
    """The line is named; mending is for a person."""
    append_history(path, entry("one"))
    append_history(path, entry("two"))
    path.write_text("".join(f"{line}\n" for line in damage(path.read_text().splitlines())))
    before = path.read_bytes()

    with pytest.raises(StoreError, match=told):
        append_history(path, entry("three"))
    assert before == path.read_bytes()


def test_a_full_disk_leaves_the_lines_as_they_were(entry, path):
    """Half a line is taken back."""
    append_history(path, entry("one"))
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            append_history(path, entry("two"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert before == path.read_bytes()


def test_two_processes_add_their_runs_both(entry, path):
    """Lines of two writers never mix."""
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(
            target=lambda name: [append_history(path, entry(f"{name}-{n}")) for n in range(5)], args=(name,)
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert {f"{name}-{n}" for name in "ab" for n in range(5)} == {known.run for known in read_history(path)}
