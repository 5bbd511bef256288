"""A pytest session's run: cases play together, or one by one where several processes share the session."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audition.concluding.known import accepted_failures
from audition.grading.grade import required_failures, unread
from audition.records.comparison import Findings, VerdictKind
from audition.records.evidence import CaseId, TrialId
from audition.records.grades import Grade, KnownFailure, Score
from audition.records.names import without_revision
from audition.records.results import Conclusion, Price
from audition.reporting.escaping import log_text, one_line
from audition.running.order import Order
from audition.running.outlay import price_of_run
from audition.running.parts import parts_of, put_together
from audition.running.run import Run
from audition.store.rows import Summary
from audition.store.run_file import RunFile
from audition.store.run_ids import run_path
from audition.usecases.compare import Against, baseline_of, compare_with_baseline
from audition.usecases.report import conclude_played, report_on
from audition.usecases.run import prepare

INCONCLUSIVE, ERROR = "inconclusive", "error"
"""What a session can be asked to fail on, beside a regression."""


@dataclass(frozen=True, kw_only=True)
class CaseReport:
    """What became of one case."""

    case: CaseId
    trials: tuple[Summary, ...]
    grades: tuple[Grade, ...]
    missing: tuple[TrialId, ...] = ()
    """Planned and not played."""
    stopped: str | None = None
    """Why they were not."""
    unrecorded: Mapping[TrialId, str] = field(default_factory=dict)
    """What no recording holds as it is today, with why."""
    known: frozenset[str] = frozenset()
    """What is required and the accepted run of this case failed: failing it again is expected."""

    @property
    def broken(self) -> tuple[str, ...]:
        """What the machinery broke, a line each; such a case is an error, not a failure.

        A trial that ended in no result, a grader that decides and could not read one, a trial that was not played.
        """
        lost = {trial.id: trial for trial in self.trials if not trial.ending.scored or trial.diverged is not None}
        blind = [grade for grade in unread(self.grades) if grade.trial not in lost]
        return (
            *(f"{trial.id}: {log_text(_loss(trial))}" for trial in lost.values()),
            *(f"{grade.trial}: {one_line(grade.grader)}: {one_line(grade.reading.reason, 600)}" for grade in blind),
            *(f"{trial}: not played: {self.stopped or 'the run ended before'}" for trial in self.missing),
            *(f"{trial}: not played: {log_text(why)}" for trial, why in sorted(self.unrecorded.items())),
        )

    @property
    def failures(self) -> tuple[Grade, ...]:
        """What is required and a trial failed, but for what an accepted run is known to fail."""
        return tuple(grade for grade in required_failures(self.grades) if grade.grader not in self.known)

    @property
    def expected(self) -> tuple[Grade, ...]:
        """What is required, failed in a trial, and was known to."""
        return tuple(grade for grade in required_failures(self.grades) if grade.grader in self.known)

    def assert_required(self) -> None:
        """Pass when no trial fails what is required; where one fails only what is known to fail, pytest says xfailed.

        Raises:
            AssertionError: A trial fails what is not known to; the text holds each with its quote and place.
        """
        import pytest

        __tracebackhide__ = True
        if self.failures:
            raise AssertionError("\n".join(line for grade in self.failures for line in _told(grade)))
        if self.expected:
            pytest.xfail("\n".join(line for grade in self.expected for line in _told(grade)))


def _loss(trial: Summary) -> str:
    if not trial.ending.scored:
        return f"{trial.ending.value}: {trial.detail}"
    return f"the replay diverged: {trial.diverged}"


def _told(grade: Grade) -> Iterator[str]:
    if isinstance(grade.reading, Score):
        yield f"{grade.grader} · trial {grade.trial.index}: {one_line(grade.reading.reason, 600)}"
        for quote in grade.reading.quotes:
            line = "" if quote.line is None else f", line {quote.line}"
            yield f"    {one_line(quote.pointer or quote.where)}{line}: “{one_line(quote.text.strip(), 300)}”"


@dataclass(kw_only=True)
class EvalSession:
    """The run behind `pytest evals/`, for one suite.

    Raises:
        UsageError, RecordingMiss, NothingSelected: As `prepare`; there is no baseline to be held against.
    """

    root: Path
    order: Order
    run_id: str
    part: str = ""
    """Names this process's share where several play; empty: it plays all."""
    against: Against | None = None
    """The baseline that the session's run is held against; None: its variants are held against each other."""
    run: Run = field(init=False)
    _file: RunFile | None = field(init=False, default=None)
    _stopped: str | None = field(init=False, default=None)
    _known: frozenset[KnownFailure] = field(init=False)

    def __post_init__(self) -> None:
        self.run = prepare(self.root, self.order, self.run_id)
        places, agent = self.run.world.places, self.run.world.suite.agent
        if self.against is None:
            self._known = accepted_failures(places, agent)
        else:
            self._known = baseline_of(places, agent, self.against).known_failures

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """What is wanted, sorted; those that no recording holds as they are today can only be told."""
        return tuple(sorted({trial.case for trial in self.run.facts.planned} | self.run.missed.cases))

    @property
    def played(self) -> bool:
        """Whether any process of the session has stored a trial."""
        return self._file is not None or bool(parts_of(self.run.world.places, self.run_id))

    def choose(self, cases: Collection[CaseId]) -> None:
        """Plan these cases alone; without effect once anything was played."""
        if self._file is None:
            self.run = self.run.only(cases)

    def price(self) -> tuple[Price | None, Price | None]:
        """What the planned trials are likely to cost live, and their judge's part; None: unknown, and no judge."""
        return price_of_run(self.run.world, self.run.facts.planned)

    def play(self, cases: Iterable[CaseId]) -> None:
        """Play those of the cases that were not played yet, all at once.

        Raises:
            KeyboardInterrupt: The run was interrupted; what had finished is kept.
            EngineError: It cannot go on.
        """
        if not self.run.subjects:
            return
        file, wanted = self._opened(), set(cases)
        missing = {trial for trial in file.missing() if trial.case in wanted}
        if not missing or self._stopped:
            return
        done = self.run.play(file, [subject for subject in self.run.subjects if subject.id in missing])
        if done.interrupted:
            raise KeyboardInterrupt
        self._stopped = done.stopped

    def report(self, case: CaseId) -> CaseReport:
        """What became of a case that was to be played."""
        unrecorded = {trial: why for trial, why in self.run.missed.trials.items() if trial.case == case}
        if not self.run.subjects:
            return CaseReport(case=case, trials=(), grades=(), unrecorded=unrecorded)
        file = self._opened()
        trials = tuple(trial for trial in file.summaries() if trial.id.case == case)
        itself = CaseId(case.scenario, without_revision(case.variant))
        return CaseReport(
            case=case,
            trials=trials,
            grades=tuple(grade for trial in trials for grade in file.grades(trial.id)),
            missing=tuple(trial for trial in file.missing() if trial.case == case),
            stopped=self._stopped,
            unrecorded=unrecorded,
            known=frozenset(one.grader for one in self._known if one.case == itself),
        )

    def close(self) -> None:
        """Close the run file of this process."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def conclude(self, folder: Path | None = None) -> Conclusion:
        """What the whole session shows, the parts of all its processes together.

        Raises:
            UsageError, StoreError: The baseline, the run or a report cannot be read or written.
        """
        self.close()
        places = self.run.world.places
        shared = parts_of(places, self.run_id)
        path = put_together(places, self.run_id) if shared else run_path(places.runs, self.run_id)
        if self.against is None:
            with RunFile.open_readonly(path) as file:
                return conclude_played(self.run.world, file, folder)
        return report_on(self.root, compare_with_baseline(self.root, str(path), self.against), folder)

    def objections(self, findings: Findings, fail_on: Collection[str]) -> Iterator[str]:
        """Why the session fails though its items may all have passed, a sentence each; a regression always is a reason.

        Args:
            findings: Of the session's run.
            fail_on: What else is: `INCONCLUSIVE`, `ERROR`.
        """
        failing = {VerdictKind.REGRESSED} | ({VerdictKind.INCONCLUSIVE} if INCONCLUSIVE in fail_on else set())
        for comparison in findings.comparisons:
            kind = comparison.verdict.kind
            lost = kind is VerdictKind.INVALID and ERROR in fail_on
            if lost or (comparison.regression and kind in failing):
                yield f"{kind.value.upper()}: {comparison.verdict.sentence}"
        compared = {comparison.candidate.variant for comparison in findings.comparisons}
        if self.against is not None and ERROR in fail_on:
            alone = [side.variant for side in findings.sides if side.variant not in compared]
            yield from (f"NO BASELINE: nothing was accepted for {variant}." for variant in alone)

    def _opened(self) -> RunFile:
        if self._file is None:
            self._file = RunFile.create(self._path(), self.run.facts)
        return self._file

    def _path(self) -> Path:
        places = self.run.world.places
        return places.parts / f"{self.run_id}.{self.part}.sqlite" if self.part else run_path(places.runs, self.run_id)


def properties(report: CaseReport) -> Mapping[str, str]:
    """The case's scores for JUnit: `<grader>#<trial>` → score and reason."""
    return {
        f"{grade.grader}#{grade.trial.index}": f"{grade.reading.value:g} {one_line(grade.reading.reason, 600)}"
        for grade in report.grades
        if isinstance(grade.reading, Score)
    }
