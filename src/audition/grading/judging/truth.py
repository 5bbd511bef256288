"""From the labels of several raters to what is true of each work, as far as they agree or somebody settled it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audition.records.criteria import Rubric
from audition.records.definitions import CRITERIA, Suite
from audition.records.identity import digest
from audition.records.judging import Label, Opinion, Rater, RaterKind, WorkId


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What labels come to."""

    opinions: dict[WorkId, dict[str, Opinion]]
    """Work → criterion → what holds."""
    raters: tuple[Rater, ...]
    """Who gave them, those first who answered most."""
    parted: int
    """Answers on which raters part and that nobody settled: they say nothing."""
    pairs: tuple[tuple[WorkId, Opinion, Opinion], ...]
    """What the two raters who share most answers said of the same, each without sight of the other's."""

    @property
    def whose(self) -> str:
        """Whose labels they are, in words."""
        kinds = {rater.kind for rater in self.raters}
        if kinds == {RaterKind.MODEL}:
            return "models' labels"
        return "labels of people and of models" if RaterKind.MODEL in kinds else "people's labels"


def instruments(suite: Suite) -> dict[str, Rubric]:
    """What is calibrated by itself: each rubric, and all criteria of scenarios together as `criteria`."""
    own = {criterion.id: criterion for scenario in suite.scenarios for criterion in scenario.criteria}
    found = {rubric.id: rubric for rubric in suite.rubrics}
    if own:
        title = "The scenarios' criteria"
        pooled = Rubric(
            id=CRITERIA, title=title, criteria=tuple(own.values()), digest=digest([CRITERIA]), locus=suite.locus
        )
        found[CRITERIA] = pooled
    return found


def valid_labels(labels: Iterable[Label], instrument: Rubric, suite: Suite) -> tuple[Label, ...]:
    """The labels by an instrument as it is now, of the kinds of raters whose labels the suite accepts."""
    wanted = [
        label
        for label in labels
        if label.rubric_digest == instrument.digest and label.rater_kind.value in suite.judge.labels_of
    ]
    if instrument.id != CRITERIA:
        return tuple(wanted)
    asked = {(each.id, one.id): one.question for each in suite.scenarios for one in each.criteria}
    return tuple(
        replace(label, opinions=opinions)
        for label in wanted
        if (opinions := tuple(o for o in label.opinions if asked.get((label.trial.scenario, o.criterion)) == o.digest))
    )


def truth_of(labels: Sequence[Label]) -> Truth:
    """What holds of each work: what its raters agree on; where they part, what a settled label says."""
    given: dict[tuple[WorkId, str], list[tuple[Label, Opinion]]] = {}
    for label in labels:
        for opinion in label.opinions:
            given.setdefault((label.work, opinion.criterion), []).append((label, opinion))
    opinions: dict[WorkId, dict[str, Opinion]] = {}
    parted = 0
    for (work, criterion), answers in given.items():
        settled = [opinion for label, opinion in answers if label.settled]
        blind = [opinion for label, opinion in answers if not label.settled]
        if settled or len({opinion.met for opinion in blind}) == 1:
            opinions.setdefault(work, {})[criterion] = (settled[-1:] or blind)[0]
        else:
            parted += 1
    return Truth(opinions=opinions, raters=_raters(labels), parted=parted, pairs=_pairs(given))


def _raters(labels: Iterable[Label]) -> tuple[Rater, ...]:
    answers: Counter[tuple[str, RaterKind]] = Counter()
    for label in labels:
        answers[label.rater, label.rater_kind] += len(label.opinions)
    ranked = sorted(answers.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Rater(name=name, kind=kind, answers=count) for (name, kind), count in ranked)


def _pairs(
    given: dict[tuple[WorkId, str], list[tuple[Label, Opinion]]],
) -> tuple[tuple[WorkId, Opinion, Opinion], ...]:
    blind = {
        key: {label.rater: opinion for label, opinion in answers if not label.settled} for key, answers in given.items()
    }
    shared = Counter(
        (one, other) for said in blind.values() for one in said for other in said if one < other
    ).most_common(1)
    if not shared:
        return ()
    ((one, other), _) = shared[0]
    return tuple((key[0], said[one], said[other]) for key, said in blind.items() if one in said and other in said)
