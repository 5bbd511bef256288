"""Asks people what they think of works, one at a time, without a word of what the judge thinks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audition.errors import NothingSelected, UsageError
from audition.grading.check import Work
from audition.grading.judging.prompt import sections_of
from audition.grading.judging.sheet import digest_of, sheet_of
from audition.project.world import World
from audition.records.definitions import Rubric
from audition.records.judging import Label, Opinion
from audition.store.labels import add_label, read_labels
from audition.text import did_you_mean
from audition.usecases.judge.works import load_works


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What one person is asked in one sitting: works in random order, those that are labelled already left out."""

    rubric: Rubric
    waiting: tuple[Work, ...]
    done: int
    """Works that were labelled before."""
    path: Path
    """Where the answers are written."""
    shown_path: str
    """The same, relative to the project."""

    def page(self, work: Work) -> Iterator[tuple[str, str]]:
        """What the judge sees of the work and nothing more: (part, text)."""
        return iter(sections_of(sheet_of(work, self.rubric)))

    def keep(self, work: Work, opinions: Sequence[Opinion]) -> None:
        """Write the answers on one work down.

        Raises:
            StoreError: They cannot be written; what was there before is untouched.
        """
        add_label(
            self.path,
            Label(
                trial=work.trial.id,
                rubric=self.rubric.id,
                rubric_digest=self.rubric.digest,
                work_digest=digest_of(work),
                opinions=tuple(opinions),
            ),
        )


def open_sitting(root: Path, suite: str | None, rubric_id: str | None, run: str | None) -> Sitting:
    """A sitting over the recorded works, or over those of a run.

    The order is drawn at random and is the same each time, so that whoever stops has labelled a random part.

    Raises:
        UsageError: There is no such suite, run or rubric.
        NothingSelected: Every work is labelled.
    """
    kept_works = load_works(root, suite, run)
    world = kept_works.world
    rubric = rubric_named(world, rubric_id)
    path = world.places.labels(rubric.id)
    labelled = {(one.trial, one.work_digest) for one in read_labels(path) if one.rubric_digest == rubric.digest}
    meant = [work for work in kept_works.works if rubric in world.graders.rubrics(work.variant.id)]
    random.Random(rubric.digest).shuffle(meant)  # noqa: S311  # an order of questions, no secret
    waiting = [work for work in meant if (work.trial.id, digest_of(work)) not in labelled]
    if not waiting:
        raise NothingSelected(f"every one of the {len(meant)} works is labelled by {rubric.id}")
    return Sitting(
        rubric=rubric,
        waiting=tuple(waiting),
        done=len(meant) - len(waiting),
        path=path,
        shown_path=path.relative_to(world.places.root).as_posix(),
    )


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
