"""Takes labels: from a person, who is shown works one at a time without a word of what the judge thinks, or a file."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from getpass import getuser
from pathlib import Path
from typing import NamedTuple

from audition.errors import DefinitionError, Fault, NothingSelected, UsageError
from audition.grading.check import Work
from audition.grading.judging.prompt import sections_of
from audition.grading.judging.sheet import digest_of
from audition.grading.judging.truth import instruments
from audition.loading.labels import WrittenLabel, parse_labels
from audition.loading.strict_yaml import read_yaml
from audition.project.commit import user_name
from audition.project.world import World
from audition.records.criteria import Criterion, Rubric, shared_rubric
from audition.records.definitions import CRITERIA
from audition.records.evidence import TrialId
from audition.records.judging import Label, Opinion, RaterKind
from audition.records.results import Labelled
from audition.store.labels import add_labels, read_labels
from audition.text import did_you_mean
from audition.usecases.judge.works import load_works


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What one person is asked in one sitting: works in random order, those that are labelled already left out."""

    world: World
    rubric: Rubric
    rater: str
    waiting: tuple[Work, ...]
    done: int
    """Works that the same person labelled before."""

    @property
    def shown_path(self) -> str:
        """Where the answers are written, relative to the project."""
        return _kept_in(self.world, self.rubric.id).as_posix()

    def page(self, work: Work) -> Iterator[tuple[str, str]]:
        """What the judge sees of the work and nothing more: (part, text)."""
        return iter(sections_of(self.world.graders.sheet(work, self.rubric)))

    def criteria(self, work: Work) -> tuple[Criterion, ...]:
        """What is asked of the work: the rubric's criteria, then the scenario's where they share a call."""
        return self.world.graders.sheet(work, self.rubric).criteria

    def keep(self, work: Work, opinions: Sequence[Opinion]) -> None:
        """Write the answers on one work down.

        Raises:
            StoreError: They cannot be written; what was there before is untouched.
        """
        own = {criterion.id for criterion in self.rubric.criteria}
        named = [(self.rubric.id if opinion.criterion in own else CRITERIA, opinion) for opinion in opinions]
        keep_answers(self.world, work, named, self.rater)


def open_sitting(root: Path, suite: str | None, rubric_id: str | None, run: str | None, rater: str | None) -> Sitting:
    """A sitting over the recorded works, or over those of a run.

    The order is drawn at random and is the same each time, so that whoever stops has labelled a random part.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        rubric_id: The rubric; None: the one by which new work is judged.
        run: The run; None: the recorded works.
        rater: Who answers; None: as git calls the user, or the system.

    Raises:
        UsageError: There is no such suite, run or rubric.
        NothingSelected: The rater has labelled every work.
    """
    kept_works = load_works(root, suite, run)
    world = kept_works.world
    rubric = rubric_named(world, rubric_id)
    rater = rater or user_name(world.places.root) or getuser()
    labels = read_labels(world.places.labels(world.suite.agent, rubric.id))
    asked = {criterion.id for criterion in rubric.criteria}
    own = [label for label in labels if (label.rubric_digest, label.rater) == (rubric.digest, rater)]
    labelled = {label.work for label in own if asked <= {opinion.criterion for opinion in label.opinions}}
    meant = [work for work in kept_works.works if rubric in world.graders.rubrics(work.variant.id)]
    random.Random(rubric.digest).shuffle(meant)  # noqa: S311  # an order of questions, no secret
    waiting = [work for work in meant if (work.trial.id, digest_of(work)) not in labelled]
    if not waiting:
        raise NothingSelected(f"{rater} has labelled every one of the {len(meant)} works by {rubric.id}")
    return Sitting(world=world, rubric=rubric, rater=rater, waiting=tuple(waiting), done=len(meant) - len(waiting))


def take_labels(root: Path, suite: str | None, file: Path, run: str | None) -> Labelled:
    """Keep the labels that a file holds; none of them where anything is wrong with it.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        file: YAML or JSON, a list of answers as `labels.schema.json` says.
        run: The run whose works were labelled; None: the recorded ones.

    Raises:
        DefinitionError: Everything that is wrong with the file, each with its line.
        UsageError: There is no such file, suite or run.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    written = parse_labels(read_yaml(data, str(file)))
    kept_works = load_works(root, suite, run)
    world, works = kept_works.world, {work.trial.id: work for work in kept_works.works}
    labels: list[Label] = []
    faults: list[Fault] = []
    for one in written:
        try:
            labels.append(_written(world, works, one))
        except UsageError as error:
            faults.append(Fault(one.locus, str(error)))
    if faults:
        raise DefinitionError(faults)
    _keep(world, labels)
    return Labelled(
        answers=len(labels),
        works=len({label.work for label in labels}),
        raters=tuple(dict.fromkeys((label.rater, label.rater_kind) for label in labels)),
        kept=tuple(_kept_in(world, name) for name in dict.fromkeys(label.rubric for label in labels)),
    )


def keep_answers(
    world: World, work: Work, answers: Iterable[tuple[str, Opinion]], rater: str, *, settled: bool = False
) -> None:
    """Write a person's answers on one work down, each with the instrument by which it was asked.

    Args:
        world: Of the work.
        work: What was answered on.
        answers: (instrument, answer).
        rater: Who answered.
        settled: Whether they decide between raters who part.

    Raises:
        StoreError: They cannot be written; what was there before is untouched.
    """
    who = _Who(rater, settled=settled)
    _keep(world, [_label(world, work, instrument, opinion, who) for instrument, opinion in answers])


def _kept_in(world: World, instrument: str) -> Path:
    """Where labels by an instrument are, relative to the project."""
    return world.places.labels(world.suite.agent, instrument).relative_to(world.places.root)


def _written(world: World, works: dict[TrialId, Work], one: WrittenLabel) -> Label:
    """The label of one written answer.

    Raises:
        UsageError: Its work or its criterion is not there.
    """
    agent = world.suite.agent
    trial = TrialId(one.scenario, one.variant if "/" in one.variant else f"{agent}/{one.variant}", one.index)
    work = works.get(trial)
    if work is None:
        near = did_you_mean(str(trial), [str(known) for known in works])
        raise UsageError(f"there is no work {trial}{near}; `--run` names the run that holds it")
    known: dict[str, str] = {}
    for rubric in (None, *world.graders.rubrics(work.variant.id)):
        for criterion in (work.scenario if rubric is None else rubric).criteria:
            instrument = CRITERIA if rubric is None else rubric.id
            known[f"{instrument}/{criterion.id}"] = instrument
            known.setdefault(criterion.id, instrument)
    if shared := shared_rubric(world.suite.rubrics):
        known |= {criterion.id: shared.id for criterion in shared.criteria}
    if one.criterion not in known:
        raise UsageError(f"{trial} is asked no criterion `{one.criterion}`{did_you_mean(one.criterion, known)}")
    opinion = Opinion(criterion=one.criterion.rpartition("/")[2], met=one.met, reason=one.reason)
    who = _Who(one.rater, RaterKind(one.rater_kind), one.settled)
    return _label(world, work, known[one.criterion], opinion, who)


class _Who(NamedTuple):
    """Who answered, and as what."""

    rater: str
    kind: RaterKind = RaterKind.PERSON
    settled: bool = False


def _label(world: World, work: Work, instrument: str, opinion: Opinion, who: _Who) -> Label:
    """One answer on a work, bound to the work and to what was asked."""
    if instrument == CRITERIA:
        question = {criterion.id: criterion.question for criterion in work.scenario.criteria}[opinion.criterion]
        opinion = replace(opinion, digest=question)
    return Label(
        trial=work.trial.id,
        rubric=instrument,
        rubric_digest=instruments(world.suite)[instrument].digest,
        work_digest=digest_of(work),
        opinions=(opinion,),
        rater=who.rater,
        rater_kind=who.kind,
        settled=who.settled,
    )


def _keep(world: World, answers: Iterable[Label]) -> None:
    """Write answers down, those of one rater on one work by one instrument together."""
    joined: dict[tuple[object, ...], Label] = {}
    for one in answers:
        key = (one.work, one.rubric, one.rater, one.rater_kind, one.settled)
        known = joined.get(key)
        joined[key] = one if known is None else replace(known, opinions=(*known.opinions, *one.opinions))
    files: dict[str, list[Label]] = {}
    for label in joined.values():
        files.setdefault(label.rubric, []).append(label)
    for instrument, labels in files.items():
        add_labels(world.places.labels(world.suite.agent, instrument), labels)


def rubric_named(world: World, rubric_id: str | None) -> Rubric:
    """The rubric of this id; None: the one by which all new work is judged.

    Raises:
        UsageError: There is none, or several could be meant.
    """
    rubrics = {rubric.id: rubric for rubric in world.suite.rubrics}
    if rubric_id is None:
        meant = [rubric for rubric in rubrics.values() if rubric.variant is None]
        if len(meant) == 1:
            return meant[0]
        raise UsageError(f"which rubric? The suite has {', '.join(rubrics) or 'none'}; name one with --rubric")
    if rubric_id not in rubrics:
        raise UsageError(f"the suite has no rubric {rubric_id!r}{did_you_mean(rubric_id, rubrics)}")
    return rubrics[rubric_id]
