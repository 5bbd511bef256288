"""One run in one SQLite file: what was planned, every finished trial with its whole evidence, and every grade.

A trial and its grades are one transaction: a kill loses nothing that was reported as finished, a power cut at most the
last of a burst. Nothing is summed up in the file; totals are computed from its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from audition.errors import StoreError
from audition.records.evidence import Trial, TrialId
from audition.records.findings import RunFacts
from audition.records.grades import Grade, Mark
from audition.records.views import TrialLine
from audition.store import rows
from audition.store.batches import Batches
from audition.store.calls import Calls
from audition.store.codec import decode, encode, from_json, to_json
from audition.store.database import Database, Row, settle, told
from audition.store.holding import holding
from audition.store.json_files import draft_of, sync_folder
from audition.store.judge_book import JudgeBook
from audition.store.run_ids import refuse_odd_names
from audition.store.run_lock import RunLock, is_locked
from audition.store.trial_lines import trial_lines

_BY_ID = "scenario, variant, trial_index"
_PLANNED = "SELECT scenario, variant, trial_index FROM planned"
_STORED = "SELECT p.trial, scenario, variant, trial_index, t.* FROM planned p LEFT JOIN trials t USING (trial)"
_GRADES = (
    "SELECT scenario, variant, trial_index, name, kind, role, compared, version, fingerprint, points,"
    " status, value, passed, reason, detail, quotes"
    " FROM planned CROSS JOIN grades USING (trial) JOIN graders USING (grader)"
)
_MARKS = (
    "SELECT scenario, variant, trial_index, name, kind, role, compared, version, fingerprint, points,"
    " status, value, passed"
    " FROM planned CROSS JOIN grades USING (trial) JOIN graders USING (grader)"
    " ORDER BY scenario, variant, trial_index, place"
)
_ONE = " WHERE scenario = ? AND variant = ? AND trial_index = ?"
_EVIDENCE = "SELECT packed FROM planned JOIN evidence USING (trial)"


class RunState(StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    """A living process writes it."""
    INTERRUPTED = "interrupted"
    """It ended before it was complete, whatever ended it; `--resume` plays the rest."""
    COMPLETE = "complete"


class RunFile:
    """An open run file: one writer at a time, readers at any time. Close it, or use it as a context manager.

    Any thread may call it, one at a time. Every method raises StoreError, with what to do, when the file cannot be
    read or written.
    """

    def __init__(self, database: Database, lock: RunLock | None) -> None:
        self.path = database.path
        self._database = database
        self._lock = lock
        """None: open for reading."""
        self._graders: dict[Row, int] = {}

    @classmethod
    def create(cls, path: Path, facts: RunFacts) -> Self:
        """A new run file, open for writing; it appears whole or not at all.

        Raises:
            StoreError: There is one already, or it cannot be made.
        """
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(path) as lock:
                if path.exists() or path.is_symlink():
                    raise StoreError(f"{path}: there is a run of this name already; `--resume` goes on with it")
                _publish(path, facts)
                return cls(Database.open(path, writable=True), lock)

    @classmethod
    def open(cls, path: Path) -> Self:
        """A stored run, open for writing: to resume it or to grade it again.

        Raises:
            StoreError: Another process writes it, or it is no run file of this version.
        """
        if path.is_symlink():
            raise StoreError(f"{path}: is a link, and nothing is written through links; name the file itself")
        with _locked(_present(path)) as lock:
            return cls(Database.open(path, writable=True), lock)

    @classmethod
    def open_readonly(cls, path: Path) -> Self:
        """A stored run, open for reading, whether it is being written or not.

        Raises:
            StoreError: It is no run file of this version.
        """
        return cls(Database.open(_present(path), writable=False), None)

    def close(self) -> None:
        """Leave one single file behind, without a write-ahead log; safe to call twice."""
        self._database.close()
        if self._lock is not None:
            lock, self._lock = self._lock, None
            try:
                settle(self.path)
            finally:
                lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def facts(self) -> RunFacts:
        """What the run set out to do."""
        ((plain,),) = self._database.rows("SELECT facts FROM run")
        planned = tuple(TrialId(*cells) for cells in self._database.rows(f"{_PLANNED} ORDER BY trial"))
        place = str(self.path)
        facts = replace(decode(RunFacts, from_json(plain.encode(), place), place), planned=planned)
        refuse_odd_names(facts, self.path)
        return facts

    @property
    def state(self) -> RunState:
        """How far the run has come, as of now."""
        ((complete,),) = self._database.rows("SELECT complete FROM run")
        if complete:
            return RunState.COMPLETE
        return RunState.RUNNING if self._lock or is_locked(self.path) else RunState.INTERRUPTED

    def finish(self) -> None:
        """Mark the run complete: nothing that it set out to do is left."""
        with self._transaction():
            self._database.change("UPDATE run SET complete = 1")

    def add_trial(self, trial: Trial, grades: Sequence[Grade]) -> None:
        """Store a finished trial with its grades for good.

        A trial that says something of the agent is never overwritten; one that failed, or that the budget cut, is
        replaced by its retry, which then counts the attempts and the dollars of both.

        Raises:
            StoreError: It was not planned, or is stored already.
        """
        with self._transaction():
            key, earlier = self._stored(trial.id)
            if earlier is not None:
                if earlier.ending.scored:
                    raise StoreError(f"{self.path}: {trial.id} is stored already, and a finished trial is kept")
                trial = replace(trial, attempts=trial.attempts + earlier.attempts)
                for table in ("grades", "evidence", "trials"):
                    self._database.change(f"DELETE FROM {table} WHERE trial = ?", (key,))  # noqa: S608
            self._database.insert("trials", (key, *rows.trial_row(trial, earlier.spent_usd if earlier else 0.0)))
            self._database.insert("evidence", (key, rows.pack(trial)))
            self._insert_grades(key, grades)

    def replace_grades(self, grades: Iterable[Grade]) -> None:
        """Put these grades in place of every grade of the run, all at once or not at all.

        Raises:
            StoreError: A grade is of a trial that is not stored.
        """
        by_trial: dict[TrialId, list[Grade]] = {}
        for grade in grades:
            by_trial.setdefault(grade.trial, []).append(grade)
        with self._transaction():
            self._database.change("DELETE FROM grades")
            self._database.change("DELETE FROM graders")
            self._graders.clear()
            for trial, read in by_trial.items():
                key, stored = self._stored(trial)
                if stored is None:
                    raise StoreError(f"{self.path}: {trial} is not stored, so it cannot be graded; resume the run")
                self._insert_grades(key, read)

    @property
    def judging(self) -> JudgeBook:
        """What the live judge was asked about this run's trials."""
        return JudgeBook(self._database)

    def calls(self, purse: str = "") -> Calls:
        """What is paid for on behalf of this run: by the run itself, or by another purse."""
        return Calls(self._database, purse)

    @property
    def spent_usd(self) -> float:
        """Dollars that the run has cost in all: agent and judge, answers of use and of none, whoever asked."""
        return self.calls().all_spent_usd

    @property
    def batches(self) -> Batches:
        """The requests of this run that were sent in batches."""
        return Batches(self._database)

    def give_up(self, variants: Collection[str] | None = None) -> None:
        """Strike what was planned and not played from the plan: what a sequential run has decided needs no more.

        Args:
            variants: Of these alone; None: of all.
        """
        known = self.facts.variants if variants is None else variants
        with self._transaction():
            for variant in known:
                unplayed = "trial NOT IN (SELECT trial FROM trials)"
                self._database.change(f"DELETE FROM planned WHERE variant = ? AND {unplayed}", (variant,))  # noqa: S608
        self.__dict__.pop("facts", None)  # they name the plan

    def missing(self) -> tuple[TrialId, ...]:
        """What was planned and is not stored, in the order of the plan."""
        rest = " WHERE trial NOT IN (SELECT trial FROM trials) ORDER BY trial"
        return tuple(TrialId(*cells) for cells in self._database.rows(_PLANNED + rest))

    def retriable(self) -> tuple[TrialId, ...]:
        """What is stored and may be replaced by a retry: failed, or cut by the budget."""
        return tuple(found.id for found in self.summaries() if not found.ending.scored)

    def trial(self, trial: TrialId) -> Trial:
        """One stored trial with its whole evidence.

        Raises:
            StoreError: It is not stored.
        """
        for (packed,) in self._database.rows(_EVIDENCE + _ONE, _cells(trial)):
            return rows.unpack(packed, f"{self.path}: {trial}")
        raise StoreError(f"{self.path}: {trial} is not stored")

    def trials(self) -> Iterator[Trial]:
        """Every stored trial with its whole evidence, by scenario, variant and index; one at a time in memory."""
        stored = [
            TrialId(*cells) for cells in self._database.rows(f"{_PLANNED} JOIN trials USING (trial) ORDER BY {_BY_ID}")
        ]
        return map(self.trial, stored)

    def summaries(self) -> Iterator[rows.Summary]:
        """Every stored trial without its evidence, by scenario, variant and index."""
        for _, scenario, variant, index, _, *cells in self._database.rows(
            f"{_STORED} WHERE origin NOT NULL ORDER BY {_BY_ID}"
        ):
            yield rows.summary(TrialId(scenario, variant, index), tuple(cells), str(self.path))

    def grades(self, trial: TrialId | None = None) -> Iterator[Grade]:
        """Every grade by scenario, variant and index, a trial's in the order given; or those of one trial."""
        place = str(self.path)
        graded_by = cache(lambda cells: rows.grader_cells(cells, place))
        query, values = (_GRADES, ()) if trial is None else (_GRADES + _ONE, _cells(trial))
        graded = TrialId("", "", -1)
        for row in self._database.rows(f"{query} ORDER BY {_BY_ID}, place", values):
            if row[:3] != _cells(graded):
                graded = TrialId(*row[:3])
            yield Grade(trial=graded, reading=rows.reading(row[10:], place), **graded_by(row[3:10]))

    def marks(self) -> Iterator[Mark]:
        """Every grade in short, in the order of `grades`, so that a large run is analysed in a moment."""
        place = str(self.path)
        graded_by = cache(lambda cells: rows.grader_cells(cells, place))
        trial = cache(TrialId)
        for scenario, variant, index, *cells, status, value, passed in self._database.rows(_MARKS):
            known = None if passed is None else bool(passed)
            yield Mark(
                trial=trial(scenario, variant, index),
                status=rows.status(status, place),
                value=rows.mark_value(value, place),
                passed=known,
                **graded_by(tuple(cells)),
            )

    def trial_lines(self) -> Iterator[TrialLine]:
        """Every stored trial in a line with what it failed, by scenario, variant and index; see `marks` for figures."""
        return trial_lines(self._database)

    def holding(self, words: str, start: int) -> Iterator[tuple[int, TrialId | None]]:
        """Looks through the evidence and the readings of one trial after the other; see `store.holding`."""
        return holding(self._database, words, start)

    def _stored(self, trial: TrialId) -> tuple[int, rows.Summary | None]:
        """A planned trial's key, and what is stored of it."""
        for key, _, _, _, stored, *cells in self._database.rows(_STORED + _ONE, _cells(trial)):
            return key, None if stored is None else rows.summary(trial, tuple(cells), str(self.path))
        raise StoreError(f"{self.path}: {trial} is not in the plan of this run")

    def _insert_grades(self, key: int, grades: Sequence[Grade]) -> None:
        for place, grade in enumerate(grades):
            self._database.insert("grades", (key, place, self._grader(grade), *rows.reading_row(grade.reading)))

    def _grader(self, grade: Grade) -> int:
        """The key of what graded, stored once for all its grades."""
        cells = rows.grader_row(grade)
        if not self._graders:
            self._graders = {tuple(known): key for key, *known in self._database.rows("SELECT * FROM graders")}
        if cells not in self._graders:
            self._graders[cells] = self._database.insert("graders", (None, *cells))
        return self._graders[cells]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._database.transaction():
                yield
        except BaseException:
            self._graders.clear()  # the keys of what was rolled back
            raise


def _cells(trial: TrialId) -> tuple[str, str, int]:
    return trial.scenario, trial.variant, trial.index


def _present(path: Path) -> Path:
    if not path.is_file():
        raise StoreError(f"{path}: there is no such run; a run's id is the name of its file in this folder")
    return path


def _publish(path: Path, facts: RunFacts) -> None:
    """Make the whole file under a name that nobody looks for, then give it its own."""
    draft = draft_of(path)
    try:
        with closing(Database.make(draft)) as database, database.transaction():
            plain = to_json(encode(replace(facts, planned=()))).decode()
            database.change("INSERT INTO run (only, facts) VALUES (1, ?)", (plain,))
            for trial in facts.planned:
                database.insert("planned", (None, *_cells(trial)))
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[RunLock]:
    """The run's lock, kept by whoever opens the file; released again when opening fails."""
    lock = RunLock.acquire(path)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise
