"""A pytest session's run: cases play together, or one by one where several processes share the session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from audition.grading.grade import required_failures
from audition.records.evidence import CaseId, Ending
from audition.records.findings import Grade, Score
from audition.store.rows import Summary
from audition.store.run_file import RunFile
from audition.store.run_ids import run_path
from audition.usecases.performance import Performance
from audition.usecases.report import Conclusion, conclude
from audition.usecases.run import Order, Prepared, performing, prepare


@dataclass(frozen=True, kw_only=True)
class CaseReport:
    """What became of one case."""

    case: CaseId
    trials: tuple[Summary, ...]
    grades: tuple[Grade, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """What the machinery broke, a line a trial; such a case is an error, not a failure."""
        lost = [trial for trial in self.trials if not trial.ending.scored or trial.diverged is not None]
        return tuple(f"{trial.id}: {_loss(trial)}" for trial in lost)

    @property
    def failures(self) -> tuple[Grade, ...]:
        """The required checks that a trial failed."""
        return required_failures(self.grades)

    def assert_required(self) -> None:
        """Pass when no required check fails in any trial.

        Raises:
            AssertionError: One does; the text holds each with its quote and place.
        """
        if self.failures:
            raise AssertionError("\n".join(_told(grade) for grade in self.failures))


def _loss(trial: Summary) -> str:
    if trial.diverged is not None:
        return f"the replay diverged: {trial.diverged}"
    return f"{Ending(trial.ending).value}: {trial.detail}"


def _told(grade: Grade) -> str:
    if not isinstance(grade.reading, Score):
        return grade.grader
    lines = [f"{grade.grader} · trial {grade.trial.index}: {grade.reading.reason}"]
    for quote in grade.reading.quotes:
        place = quote.pointer or quote.where
        line = "" if quote.line is None else f", line {quote.line}"
        lines.append(f"    {place}{line}: {quote.text.strip()[:300]!r}")
    return "\n".join(lines)


@dataclass(kw_only=True)
class EvalSession:
    """The run behind `pytest evals/`, for one suite."""

    root: Path
    order: Order
    run_id: str
    part: str = ""
    """Names this process's share where several play; empty: it plays all."""
    prepared: Prepared = field(init=False)
    _stack: ExitStack = field(init=False, default_factory=ExitStack)
    _performance: Performance | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.prepared = prepare(self.root, self.order, self.run_id)

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """What is planned, sorted."""
        return tuple(sorted({trial.case for trial in self.prepared.plan.ids}))

    @property
    def played(self) -> bool:
        """Whether any process of the session has stored a trial."""
        return self._performance is not None or any(self._parts())

    def play(self, cases: Iterable[CaseId]) -> None:
        """Play those of the cases that were not played yet, all at once."""
        performance = self._performing()
        wanted = set(cases)
        missing = {trial for trial in performance.file.missing() if trial.case in wanted}
        if missing:
            performance.play([subject for subject in self.prepared.plan.subjects if subject.id in missing])

    def report(self, case: CaseId) -> CaseReport:
        """What became of a case that was played."""
        file = self._performing().file
        trials = tuple(trial for trial in file.summaries() if trial.id.case == case)
        return CaseReport(
            case=case, trials=trials, grades=tuple(grade for trial in trials for grade in file.grades(trial.id))
        )

    def close(self) -> None:
        """Close the run file of this process."""
        self._stack.close()
        self._performance = None

    def conclude(self, folder: Path | None = None) -> Conclusion:
        """What the whole session shows, the parts of all its processes together."""
        self.close()
        if self._parts():
            self._merge()
        return conclude(self.root, run_path(self.prepared.world.places.runs, self.run_id), folder)

    def _performing(self) -> Performance:
        if self._performance is None:
            self._performance = self._stack.enter_context(performing(self.prepared, self._path()))
        return self._performance

    def _path(self) -> Path:
        places = self.prepared.world.places
        return places.parts / f"{self.run_id}.{self.part}.sqlite" if self.part else run_path(places.runs, self.run_id)

    def _parts(self) -> list[Path]:
        return sorted(self.prepared.world.places.parts.glob(f"{self.run_id}.*.sqlite"))

    def _merge(self) -> None:
        """One run file of all parts; a part is removed once its trials are in it."""
        with performing(self.prepared, run_path(self.prepared.world.places.runs, self.run_id)) as whole:
            for path in self._parts():
                with RunFile.open_readonly(path) as part:
                    for trial in part.trials():
                        whole.file.add_trial(trial, tuple(part.grades(trial.id)))
                    for call in part.judging.calls():
                        whole.file.judging.keep(call)
            if not whole.file.missing():
                whole.file.finish()
        for path in self.prepared.world.places.parts.glob(f"{self.run_id}.*"):
            path.unlink()


def properties(report: CaseReport) -> Mapping[str, str]:
    """The case's scores for JUnit: `<grader>#<trial>` → score and reason."""
    return {
        f"{grade.grader}#{grade.trial.index}": f"{grade.reading.value:g} {grade.reading.reason}"
        for grade in report.grades
        if isinstance(grade.reading, Score)
    }
