"""A run outlives its writer: kills, a second writer, a full disk and a folder that cannot be written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from audition.errors import StoreError
from audition.store.run_file import RunFile, RunState
from tests.unit.store import samples

MOMENTS = random.Random(11)  # noqa: S311
PLANNED = samples.planned(scenarios=[f"s{n:02}" for n in range(30)])


@pytest.fixture
def path(tmp_path):
    """Where the run is stored."""
    made = tmp_path / "20261121-203355-account-manager-4f3a.sqlite"
    RunFile.create(made, samples.run_facts(PLANNED)).close()
    return made


@contextmanager
def _writer(path, limit_bytes=0):
    command = [sys.executable, "-m", "tests.unit.store.writer", str(path), str(limit_bytes)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("moment", MOMENTS.sample(range(len(PLANNED)), 3))
def test_a_kill_at_any_moment_loses_no_stored_trial(path, moment):
    """What was reported as stored is there after kill -9, whole; the next writer plays the rest."""
    with _writer(path) as writer:
        said = [int(writer.stdout.readline()) for _ in range(moment + 1)]
        writer.kill()
    with RunFile.open_readonly(path) as reader:
        stored = tuple(trial.id for trial in reader.trials())

        assert reader.state is RunState.INTERRUPTED
        assert PLANNED[: len(stored)] == stored
        assert len(said) <= len(stored)
    with RunFile.open(path) as run:
        for one in run.missing():
            run.add_trial(samples.trial(one), samples.grades(one))
        run.finish()

        assert [samples.trial(one) for one in PLANNED] == list(run.trials())
        assert [grade for one in PLANNED for grade in samples.grades(one)] == list(run.grades())
    assert [path.name] == [file.name for file in path.parent.iterdir()]


def test_a_kill_in_the_middle_of_a_change_leaves_a_file_that_readers_open(path, tmp_path):
    """The change is taken back; so it can be when a run begins or ends, where no write-ahead log is kept."""
    trial = samples.trial(PLANNED[0])
    with RunFile.open(path) as run:
        run.add_trial(trial, samples.grades(trial.id))
    killed = tmp_path / "killed.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE trials SET detail = zeroblob(200000)||'x'")
        for suffix in ("", "-journal"):
            shutil.copy(f"{path}{suffix}", f"{killed}{suffix}")

    with RunFile.open_readonly(killed) as run:
        assert trial == run.trial(trial.id)


def test_a_living_writer_keeps_others_out_and_lets_readers_in(path):
    """The second process is told why; the lock goes with the first, even by kill -9."""
    with _writer(path) as writer:
        for _ in range(len(PLANNED) + 1):
            writer.stdout.readline()
        with pytest.raises(StoreError, match="another process is writing this run"):
            RunFile.open(path)
        with RunFile.open_readonly(path) as reader:
            assert (reader.state, reader.missing()) == (RunState.RUNNING, ())
        writer.kill()
        writer.wait()
        with RunFile.open(path) as run:
            assert run.missing() == ()


def test_a_full_disk_is_an_error_and_keeps_what_was_stored(path):
    """The writer ends with a sentence that says what to do; every trial it had reported is there."""
    with _writer(path, limit_bytes=path.stat().st_size + 60_000) as writer:
        said, told = writer.communicate()

        assert writer.returncode == 1
    stored = said.split()
    with RunFile.open(path) as run:
        assert 0 < len(stored) < len(PLANNED)
        assert PLANNED[len(stored) :] == run.missing()
        assert "resume the run: what was stored is kept" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where nobody may")
def test_a_folder_that_cannot_be_written_can_still_be_read(path):
    """Writing is refused with the mend, reading goes on."""
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(StoreError, match="make its folder writable"):
            RunFile.open(path)
        with RunFile.open_readonly(path) as reader:
            assert reader.missing() == PLANNED
    finally:
        path.parent.chmod(0o755)
