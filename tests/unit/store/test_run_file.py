"""The run file's laws: what was planned and what was stored, whole and once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings

from audition.errors import StoreError
from audition.records.evidence import Ending, Origin, TrialId
from audition.records.grades import NotApplicable
from audition.records.turns import Turn, Usage
from audition.store.run_file import RunFile, RunState
from audition.store.schema import TABLES_BEFORE
from tests.unit.store import hostile, samples


@pytest.fixture
def path(tmp_path):
    """Where the run is stored."""
    return tmp_path / "runs" / "20261121-203355-account-manager-4f3a.sqlite"


@pytest.fixture
def run(path):
    """A new run, open for writing."""
    with RunFile.create(path, samples.run_facts()) as created:
        yield created


def _change(path, statement):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_run_keeps_its_facts_and_knows_what_is_missing(run):
    """A new run holds its plan and nothing else."""
    assert samples.run_facts() == run.facts
    assert samples.planned() == run.missing()
    assert [*run.trials(), *run.summaries(), *run.grades()] == []


def test_a_stored_trial_comes_back_whole(run, path):
    """Evidence and grades, from another connection, while the run is going on."""
    first, second = samples.planned()[:2]
    run.add_trial(samples.trial(second), samples.grades(second))
    run.add_trial(samples.trial(first), ())
    with RunFile.open_readonly(path) as reader:
        assert [samples.trial(first), samples.trial(second)] == list(reader.trials())
        assert samples.trial(second) == reader.trial(second)
        assert samples.grades(second) == tuple(reader.grades())
        assert samples.grades(second) == tuple(reader.grades(second))
        assert tuple(reader.grades(first)) == ()
        assert samples.planned()[2:] == reader.missing()


def test_a_run_is_gone_on_with_in_the_order_it_began_and_read_by_scenario(path):
    """Arms take turns in a random order, and a resumed run's too; its reader finds a case's trials together."""
    started = tuple(sorted(samples.planned(), reverse=True))
    with RunFile.create(path, samples.run_facts(started)) as run:
        waiting = run.missing()
        for trial in waiting:
            run.add_trial(samples.trial(trial), samples.grades(trial))
        read = [summary.id for summary in run.summaries()]
        graded = [grade.trial for grade in run.grades()]

    assert started == waiting
    assert sorted(started) == read == list(dict.fromkeys(graded))


@given(trial=hostile.trials, grade=hostile.graded)
@settings(max_examples=15)
def test_whatever_a_trial_holds_is_stored(trial, grade, tmp_path):
    """No text or number of a model, an agent file or a judge keeps a trial from being stored and read again."""
    trial, grade = replace(trial, id=samples.FIRST, attempts=1), replace(grade, trial=samples.FIRST)
    path = tmp_path / "run.sqlite"
    path.unlink(missing_ok=True)
    with RunFile.create(path, samples.run_facts([samples.FIRST])) as run:
        run.add_trial(trial, [grade])
        (stored,) = run.grades()

        assert trial == run.trial(samples.FIRST)
        assert trial.ending is next(run.summaries()).ending
        assert type(grade.reading) is type(stored.reading)


def test_a_summary_says_what_the_columns_say(run):
    """Ending, usage, models and spending without unpacking the evidence."""
    trial = samples.trial(detail="all well", diverged="plan.yaml differs")
    run.add_trial(trial, ())
    (found,) = run.summaries()

    assert (trial.id, trial.origin, trial.ending, trial.detail) == (found.id, found.origin, found.ending, found.detail)
    assert (trial.usage, trial.models, 0.25, 1) == (found.usage, found.models, found.spent_usd, found.turns)
    assert (1.5, 1, trial.started_at) == (found.seconds, found.attempts, found.started_at)
    assert trial.diverged == found.diverged


@pytest.mark.parametrize(
    ("origin", "turns", "spent"),
    [
        (Origin.LIVE, (Turn(stop_reason="x", usage=Usage(cost_usd=0.5)),) * 2, 1.0),
        (Origin.BATCH, (), 0.0),
        (Origin.LIVE, (Turn(stop_reason="x", usage=Usage(cost_usd=0.5), cached=True),), 0.0),
        (Origin.LIVE, (Turn(stop_reason="x", usage=Usage(cost_usd=0.5)), Turn(stop_reason="x")), None),
        (Origin.LIVE, (Turn(stop_reason="x", usage=Usage(output_tokens=3)),), None),
        (Origin.CACHED, (Turn(stop_reason="x", usage=Usage(cost_usd=0.5), cached=True),), 0.0),
        (Origin.REPLAY, (Turn(stop_reason="x"),), 0.0),
    ],
)
def test_only_what_this_run_paid_for_is_spent(run, origin, turns, spent):
    """Cached answers and replays cost nothing now; an unknown price makes the sum unknown, never smaller."""
    run.add_trial(samples.trial(origin=origin, turns=turns), ())
    (found,) = run.summaries()

    assert spent == found.spent_usd


def test_a_finished_trial_is_never_overwritten(run):
    """The first result stands, whatever comes later."""
    run.add_trial(samples.trial(), samples.grades())

    with pytest.raises(StoreError, match="is stored already, and a finished trial is kept"):
        run.add_trial(samples.trial(detail="again"), ())
    assert [samples.trial()] == list(run.trials())
    assert samples.grades() == tuple(run.grades())


@pytest.mark.parametrize("ending", [Ending.FAILED, Ending.BUDGET])
def test_a_retry_takes_the_place_of_a_trial_that_says_nothing_of_the_agent(run, ending):
    """The retry's evidence stands; the attempts and dollars of both count."""
    cut = samples.trial(ending=ending, attempts=2)
    run.add_trial(cut, samples.grades())

    assert (cut.id,) == run.retriable()

    run.add_trial(samples.trial(), samples.grades()[:1])
    (found,) = run.summaries()

    assert samples.trial(attempts=3) == run.trial(cut.id)
    assert (found.attempts, found.spent_usd, run.retriable()) == (3, 0.5, ())
    assert samples.grades()[:1] == tuple(run.grades())


def test_a_trial_outside_the_plan_is_refused(run):
    """A run holds what it set out to do and nothing else."""
    stranger = TrialId("elsewhere", samples.SALES, 0)

    with pytest.raises(StoreError, match="elsewhere × account-manager/sales #0 is not in the plan"):
        run.add_trial(samples.trial(stranger), ())
    with pytest.raises(StoreError, match="is not stored"):
        run.trial(stranger)


def test_grading_again_replaces_every_grade_at_once(run):
    """The new grades stand alone; a grade that cannot be stored leaves the old ones."""
    one, two = samples.planned()[:2]
    for each in (one, two):
        run.add_trial(samples.trial(each), samples.grades(each))
    again = tuple(replace(g, version="v2", reading=NotApplicable(reason="now")) for g in samples.grades(two)[:2])
    run.replace_grades(again)

    assert again == tuple(run.grades())

    with pytest.raises(StoreError, match="is not stored, so it cannot be graded"):
        run.replace_grades((*samples.grades(one), *samples.grades(samples.planned()[2])))
    assert again == tuple(run.grades())


def test_a_closed_run_is_one_file(path):
    """No log, no lock, nothing to forget when the file is copied."""
    with RunFile.create(path, samples.run_facts()) as run:
        run.add_trial(samples.trial(), samples.grades())
        run.finish()

        assert run.state is RunState.COMPLETE
    run.close()

    assert [path.name] == [file.name for file in path.parent.iterdir()]


def test_a_run_closed_while_it_is_read_keeps_everything(path):
    """A reader does not hold up the writer's end; the next writer tidies up."""
    run = RunFile.create(path, samples.run_facts())
    for one in samples.planned()[:2]:
        run.add_trial(samples.trial(one), ())
    with RunFile.open_readonly(path) as reader:
        found = reader.summaries()
        seen = [next(found).id]
        run.close()
        seen += [summary.id for summary in found]

        assert list(samples.planned()[:2]) == seen
        assert samples.trial(seen[1]) == reader.trial(seen[1])
    RunFile.open(path).close()

    assert [path.name] == [file.name for file in path.parent.iterdir()]


def test_a_run_may_be_closed_while_its_own_trials_are_read(run, path):
    """Half-read trials keep nothing open."""
    for one in samples.planned():
        run.add_trial(samples.trial(one), ())
    trials = run.trials()
    next(trials)
    run.close()

    assert [path.name] == [file.name for file in path.parent.iterdir()]


def test_a_run_that_cannot_be_made_says_why(tmp_path):
    """No folder, no run, and a sentence about it."""
    (tmp_path / "runs").write_text("a file where the folder should be")

    with pytest.raises(StoreError, match="see to the file and its folder"):
        RunFile.create(tmp_path / "runs" / "run.sqlite", samples.run_facts())


def test_an_unfinished_run_is_running_while_it_is_written_and_interrupted_after(path):
    """Its state is read from the lock that its writer holds."""
    with RunFile.create(path, samples.run_facts()) as run, RunFile.open_readonly(path) as reader:
        assert (run.state, reader.state) == (RunState.RUNNING, RunState.RUNNING)
    with RunFile.open_readonly(path) as reader:
        assert reader.state is RunState.INTERRUPTED


def test_a_run_is_never_made_over_another(run, path):
    """Two runs of one name cannot be."""
    run.close()

    with pytest.raises(StoreError, match="a run of this name already"):
        RunFile.create(path, samples.run_facts())


def test_a_run_has_one_writer(run, path):
    """The second is refused at once, and the first goes on."""
    with pytest.raises(StoreError, match="another process is writing this run"):
        RunFile.open(path)
    run.add_trial(samples.trial(), ())
    run.close()
    with RunFile.open(path) as next_writer:
        assert samples.planned()[1:] == next_writer.missing()


def test_a_run_may_be_written_from_another_thread(run):
    """The loop hands trials to a thread, so that the disk does not hold up the network."""
    thread = threading.Thread(target=run.add_trial, args=(samples.trial(), samples.grades()))
    thread.start()
    thread.join()

    assert samples.planned()[1:] == run.missing()


def test_a_reader_cannot_write(run, path):
    """What was opened for reading says so."""
    with RunFile.open_readonly(path) as reader, pytest.raises(StoreError, match="cannot be written; make the file"):
        reader.finish()


@pytest.mark.parametrize("opened", [RunFile.open, RunFile.open_readonly])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no database, but longer than the header of one would be" * 10, "is no run file"),
        (b"", "is no run file"),
        (None, "there is no such run"),
    ],
)
def test_what_is_no_run_file_is_refused(path, opened, content, told):
    """The path, what it is not, and nothing left behind."""
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(StoreError, match=told):
        opened(path)
    assert ([] if content is None else [path.name]) == [file.name for file in path.parent.iterdir()]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("PRAGMA user_version = 1", "is a run file of version 1, and this audition reads version 3"),
        ("PRAGMA application_id = 7", "is no run file"),
    ],
)
def test_a_database_of_another_kind_is_refused(run, path, statement, told):
    """Neither a newer audition's file nor another program's is guessed at."""
    run.close()
    _change(path, statement)

    with pytest.raises(StoreError, match=told):
        RunFile.open_readonly(path)


def test_a_run_file_of_the_version_before_is_read_and_not_written(run, path):
    """Its graders had no points, and each weighed the same in the gate score."""
    run.add_trial(samples.trial(), samples.grades())
    grades = [*run.grades()]
    run.close()
    _as_version_2(path)

    with RunFile.open_readonly(path) as before:
        assert [*before.grades()] == grades
        assert [*before.marks()] == [grade.mark for grade in grades]
        assert {grade.points for grade in before.grades()} == {1.0}
    with pytest.raises(StoreError, match="version 2, which can be read and not written any more; run again"):
        RunFile.open(path)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE evidence SET packed = x'ffff'", "its evidence is damaged"),
        ("UPDATE evidence SET packed = substr(packed, 1, 40)", "is cut short"),
        ("UPDATE trials SET ending = 'tired'", "the row of healthy × account-manager/sales #0 is damaged"),
        ("UPDATE trials SET models = '['", "is damaged"),
        ("UPDATE grades SET status = 'great'", "a grade is damaged"),
        ("UPDATE grades SET value = 7", "a grade is damaged"),
        ("UPDATE grades SET quotes = '[{}]'", "key 'text' is missing"),
        ("UPDATE graders SET role = 'boss'", "a grade is damaged"),
        ("UPDATE run SET facts = '{}'", "is missing"),
    ],
)
def test_a_tampered_file_is_refused_where_it_is_read(run, path, statement, told):
    """Whatever was changed, the answer is a StoreError that says what, never a crash."""
    run.add_trial(samples.trial(), samples.grades())
    run.close()
    _change(path, statement)

    with RunFile.open_readonly(path) as reader, pytest.raises(StoreError, match=told):
        _ = [reader.facts, *reader.summaries(), *reader.trials(), *reader.grades()]


def test_a_quote_of_what_was_once_called_the_plan_is_one_of_the_deliverable(run, path):
    """Runs of before hold that word."""
    run.add_trial(samples.trial(), samples.grades())
    run.close()
    _change(path, """UPDATE grades SET quotes = replace(quotes, '"deliverable"', '"plan"')""")

    with RunFile.open_readonly(path) as reader:
        assert tuple(reader.grades()) == samples.grades()


def test_a_damaged_file_is_refused(run, path):
    """Overwritten pages are noticed."""
    for one in samples.planned():
        run.add_trial(samples.trial(one), samples.grades(one))
    run.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))

    with pytest.raises(StoreError, match="is damaged; restore it"), RunFile.open_readonly(path) as reader:
        _ = [*reader.summaries()]


def test_what_json_cannot_hold_stops_the_trial_and_keeps_the_rest(run):
    """A refused trial leaves no half of itself behind."""
    odd = samples.trial(messages=({"role": "user", "content": [{"type": "x", "y": float("nan")}]},))

    with pytest.raises(StoreError, match="cannot be stored as JSON"):
        run.add_trial(odd, samples.grades())
    with pytest.raises(StoreError, match="a number is too large"):
        run.add_trial(samples.trial(attempts=2**70), samples.grades())
    run.add_trial(samples.trial(), samples.grades())

    assert samples.grades() == tuple(run.grades())


def _as_version_2(path):
    """The same rows in the tables of the version before."""
    after = path.rename(path.with_suffix(".after"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(TABLES_BEFORE)
        connection.execute("ATTACH ? AS after", (str(after),))
        for (table,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM after.{table}")  # noqa: S608
    after.unlink()
