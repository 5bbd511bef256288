"""Labels taken question by question: what is asked next, kept and taken back, and where raters part."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from audition.errors import UsageError
from audition.grading.check import Work
from audition.grading.judging.calibration import calibrate
from audition.grading.judging.prompt import sections_of
from audition.grading.judging.sheet import digest_of
from audition.grading.judging.truth import instruments, valid_labels
from audition.project.places import Places
from audition.project.world import World
from audition.records.criteria import Criterion, Rubric, shared_rubric
from audition.records.definitions import CRITERIA
from audition.records.identity import digest
from audition.records.judging import Calibration, Disagreement, Label, Opinion, RaterKind, WorkId
from audition.store.calibrations import read_calibration
from audition.store.labels import read_labels, take_back
from audition.store.run_ids import stored_run
from audition.store.shelf import stamp_of
from audition.text import did_you_mean
from audition.usecases.judge.label import keep_answers
from audition.usecases.judge.works import load_works
from audition.usecases.view.stamps import DEFINED, stamp_of_files

_WATCHED = (*DEFINED, "evals/recordings")
"""What works and questions are made of."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One criterion on one work."""

    id: str
    """Tells nothing of whose work it is."""
    work: Work
    criterion: Criterion


@dataclass(frozen=True, kw_only=True)
class Part:
    """One text of a work as its reader sees it."""

    name: str
    text: str
    given: bool
    """Whether the agent was given it; else it is the agent's own."""


class Said(NamedTuple):
    """An answer of a rater."""

    rater: str
    kind: RaterKind
    opinion: Opinion


@dataclass(frozen=True, kw_only=True)
class Parted:
    """A question on which raters part."""

    question: Question
    answers: tuple[Said, ...]
    settled: Said | None
    """Who decided between them, and how; None: nobody."""
    seen: bool
    """Whether whoever looks answered it without sight of these."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The works of one suite under one instrument, for everybody who labels."""

    world: World
    instrument: Rubric
    works: tuple[Work, ...]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its id: works in one random order, that of `judge label`, the criteria of each together."""
        order = list(self.works)
        random.Random(self.instrument.digest).shuffle(order)  # noqa: S311  # an order of questions, no secret
        asked = (self._question(work, criterion) for work in order for criterion in self._criteria(work))
        return {question.id: question for question in asked}

    @property
    def path(self) -> Path:
        """Where the answers are kept."""
        return self.world.places.labels(self.world.suite.agent, self.instrument.id)

    def of(self, criterion: str) -> Sequence[Question]:
        """The questions of one criterion; empty: of all."""
        return [one for one in self.questions.values() if criterion in ("", one.criterion.id)]

    def answered(self, rater: str) -> Mapping[str, Opinion]:
        """Question id → what this rater said, as far as it still is what is asked."""
        own = [label for label in self._labels() if (label.rater, label.rater_kind) == (rater, RaterKind.PERSON)]
        given = {
            (label.work, opinion.criterion): opinion for label in own if not label.settled for opinion in label.opinions
        }
        asked = ((one, (_work(one), one.criterion.id)) for one in self.questions.values())
        return {one.id: given[key] for one, key in asked if key in given}

    def raters(self) -> Mapping[str, int]:
        """Who answered → how many questions; models are called so."""
        found: dict[str, int] = {}
        for label in self._labels():
            name = f"{label.rater or 'unnamed'}{' (a model)' if label.rater_kind is RaterKind.MODEL else ''}"
            found[name] = found.get(name, 0) + len(label.opinions)
        return found

    def question(self, name: str) -> Question:
        """The question of this id.

        Raises:
            UsageError: There is none: the work or the criterion has changed since.
        """
        if name not in self.questions:
            raise UsageError("that question is not asked any more: its work or its criterion has changed")
        return self.questions[name]

    def parts(self, work: Work) -> Sequence[Part]:
        """What the judge is shown of a work and nothing more, the agent's own texts first."""
        rubric = shared_rubric(self.world.suite.rubrics) if self.instrument.id == CRITERIA else self.instrument
        given = ("request", "reference", "playbook", "passages")
        parts = [
            Part(name=name.replace("_", " "), text=text, given=name in given or name.startswith("input: "))
            for name, text in sections_of(self.world.graders.sheet(work, rubric))
            if name != "passages"  # where the judge is pointed to
        ]
        return sorted(parts, key=lambda part: part.given)

    def settle(self, rater: str, question: Question, opinion: Opinion) -> None:
        """Decide, as a person who has answered it blind, a question on which raters part.

        Raises:
            UsageError: They do not part on it, the rater has not answered it, no reason is given, or the suite does not
                accept what people label.
            StoreError: It cannot be written; what was there before is untouched.
        """
        if all(one.question.id != question.id for one in self.parted(rater) if one.seen):
            raise UsageError("only a question on which raters part is settled, by somebody who has answered it blind")
        if not opinion.reason:
            raise UsageError("what is settled has a reason: say in a sentence why it is so")
        if RaterKind.PERSON.value not in self.world.suite.judge.labels_of:
            raise UsageError("the suite accepts no labels of people; add `person` to `judge: {labels_of: …}`")
        keep_answers(self.world, question.work, [(self.instrument.id, opinion)], rater, settled=True)

    def keep(self, rater: str, question: Question, opinion: Opinion) -> None:
        """Write an answer down, as `judge label` does.

        Raises:
            StoreError: It cannot be written; what was there before is untouched.
        """
        keep_answers(self.world, question.work, [(self.instrument.id, opinion)], rater)

    def undo(self, rater: str) -> Question | None:
        """Take the rater's last answer back; gives its question. None: there is none.

        Raises:
            StoreError: The labels cannot be written; they are untouched.
        """
        found = take_back(self.path, rater)
        if found is None:
            return None
        label, criterion = found
        meant = (one for one in self.questions.values() if (_work(one), one.criterion.id) == (label.work, criterion))
        return next(meant, None)

    def parted(self, rater: str) -> Sequence[Parted]:
        """Questions to which raters gave unlike answers, as one of them sees it, in the order of asking."""
        answered, found = self.answered(rater), []
        for question, answers in self._answers():
            told = [(label.settled, Said(label.rater, label.rater_kind, opinion)) for label, opinion in answers]
            blind = tuple(said for settled, said in told if not settled)
            if len({said.opinion.met for said in blind}) > 1:
                settled = next((said for settled, said in told if settled), None)
                found.append(Parted(question=question, answers=blind, settled=settled, seen=question.id in answered))
        return found

    def judged(self) -> Calibration | None:
        """The judge that was held against labels last, reckoned anew from today's labels; None: none was.

        Raises:
            StoreError: What is kept of it cannot be read.
        """
        kept = read_calibration(self.world.places.calibration(self.world.suite.agent, self.instrument.id))
        if kept is None or kept.rubric_digest != self.instrument.digest:
            return None
        labels = valid_labels(self._labels(), self.instrument, self.world.suite)
        return calibrate(self.instrument, kept.fingerprint, labels, kept.answers)

    def seen(self, rater: str, disagreements: Iterable[Disagreement]) -> Sequence[Disagreement]:
        """Those of the judge with labels that stand on what this rater has answered."""
        asked, answered = self.questions, self.answered(rater)
        known = {(asked[name].work.trial.id, asked[name].criterion.id) for name in answered}
        return [one for one in disagreements if (one.trial, one.criterion) in known]

    def _answers(self) -> Iterator[tuple[Question, list[tuple[Label, Opinion]]]]:
        given: dict[tuple[WorkId, str], list[tuple[Label, Opinion]]] = {}
        for label in valid_labels(self._labels(), self.instrument, self.world.suite):
            for opinion in label.opinions:
                given.setdefault((label.work, opinion.criterion), []).append((label, opinion))
        for question in self.questions.values():
            if answers := given.get((_work(question), question.criterion.id)):
                yield question, answers

    def _labels(self) -> Sequence[Label]:
        return [label for label in read_labels(self.path) if label.rubric_digest == self.instrument.digest]

    def _criteria(self, work: Work) -> Sequence[Criterion]:
        if self.instrument.id == CRITERIA:
            return work.scenario.criteria
        return self.instrument.criteria if self.instrument in self.world.graders.rubrics(work.variant.id) else ()

    def _question(self, work: Work, criterion: Criterion) -> Question:
        name = digest([*map(str, _work(work)), self.instrument.id, criterion.id, criterion.question])[:20]
        return Question(id=name, work=work, criterion=criterion)


def _work(of: Question | Work) -> WorkId:
    work = of.work if isinstance(of, Question) else of
    return WorkId(work.trial.id, digest_of(work))


@dataclass
class Desks:
    """The desks of a project, loaded once and again when what they are made of changes; any thread may ask."""

    places: Places
    _kept: dict[tuple[str, str], tuple[str, World, tuple[Work, ...]]] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def of(self, suite: str, run: str = "") -> Mapping[str, Desk]:
        """Instrument → its desk.

        Args:
            suite: The suite's id.
            run: The run whose works are labelled; empty: the recorded ones.

        Raises:
            UsageError: There is no such suite or run.
            DefinitionError: The suite's files are faulty.
        """
        path = stored_run(self.places.runs, run) if run else None
        with self._lock:
            kept = self._kept.get((suite, run))
            if kept is None or kept[0] != self._stamp(path, kept[1]):
                works = load_works(self.places.root, suite, run or None)
                if works.world.suite.id != suite:
                    raise UsageError(f"run {run} is of suite {works.world.suite.id}, not of {suite}")
                kept = self._stamp(path, works.world), works.world, works.works
                self._kept = {(suite, run): kept}  # works are large
        _, world, found = kept
        return {name: Desk(world=world, instrument=one, works=found) for name, one in instruments(world.suite).items()}

    def _stamp(self, run: Path | None, world: World) -> str:
        files = stamp_of_files(self.places.root, _WATCHED, world.suite.variants)
        return f"{files} {stamp_of(run) if run else ''}"

    def one(self, suite: str, instrument: str, run: str = "") -> Desk:
        """The desk of an instrument.

        Raises:
            UsageError: There is none, or as `of`.
        """
        desks = self.of(suite, run)
        if instrument not in desks:
            raise UsageError(f"the suite has no rubric {instrument!r}{did_you_mean(instrument, desks)}")
        return desks[instrument]
