"""The judge's own books: what it was asked, what people say of the same works, and how far the two agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from audition.records.estimates import Estimate
from audition.records.evidence import TrialId
from audition.records.judgements import Judgement


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call of the judge."""

    trial: TrialId
    rubric: str
    judge: str
    """The pinned model id asked."""
    repeat: int
    judgement: Judgement | None
    """None: no usable answer came."""
    spent_usd: float | None
    """Dollars paid for it now; 0 where the answer came from the cache, None: unknown."""


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """A rater's or a judge's answer on one criterion."""

    criterion: str
    met: bool | None
    """None: the criterion cannot apply."""
    reason: str = ""
    digest: str = ""
    """Of the criterion, where it is a scenario's: one that has changed since is another question."""


class RaterKind(StrEnum):
    """What gave a label."""

    PERSON = "person"
    MODEL = "model"


class WorkId(NamedTuple):
    """The very work that is meant."""

    trial: TrialId
    digest: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """A rater's answers on one work by one instrument, given without sight of the judge's and of other raters'."""

    trial: TrialId
    rubric: str
    """The instrument: a rubric's id, or `criteria`."""
    rubric_digest: str
    work_digest: str
    opinions: tuple[Opinion, ...]
    """At most one a criterion."""
    rater: str = ""
    """Who it was; empty: unknown."""
    rater_kind: RaterKind = RaterKind.PERSON
    settled: bool = False
    """Whether it was given with sight of raters who part, and decides between them."""

    @property
    def work(self) -> WorkId:
        """The work that it speaks of."""
        return WorkId(self.trial, self.work_digest)


@dataclass(frozen=True, kw_only=True)
class Rater:
    """Somebody who labelled."""

    name: str
    """Empty: unknown."""
    kind: RaterKind
    answers: int


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a judge answered on one labelled work, as far as it can be believed."""

    trial: TrialId
    work_digest: str
    opinions: tuple[Opinion, ...]

    @property
    def work(self) -> WorkId:
        """The work that was judged."""
        return WorkId(self.trial, self.work_digest)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far a judge agrees with labels on the answers that both gave, or one rater with another."""

    n: int
    """Answers that both gave."""
    agreement: Estimate | None
    """The share of them that are alike; None: there is none."""
    kappa: Estimate | None
    """Cohen's, over met, not met and cannot apply; None: chance alone explains all."""
    sensitivity: Estimate | None
    """Of what is labelled met, the share that the judge found met; None: nothing is."""
    specificity: Estimate | None
    """Of what is labelled not met, the share that the judge found not met."""
    base_rate: float | None
    """Of what is labelled met or not met, the share met."""
    unscored: int = 0
    """Labelled answers for which the judge gave none that could be believed."""

    def meets(self, labels: int, kappa: float) -> bool:
        """Whether there are that many answers, and the lower bound of kappa is at least that high."""
        return self.n >= labels and self.kappa is not None and self.kappa.low >= kappa


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """An answer on which labels and the judge part."""

    trial: TrialId
    criterion: str
    points: float
    label: Opinion
    judge: Opinion


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A judge held against labels; says something about that judge, that prompt and that instrument alone."""

    rubric: str
    """The instrument: a rubric's id, or `criteria`."""
    rubric_digest: str
    fingerprint: str
    raters: tuple[Rater, ...]
    """Whose labels they are."""
    ceiling: Agreement | None
    """How far two of them agree with each other: no judge can be asked for more; None: no work has two."""
    parted: int
    """Answers on which raters part and that nobody settled: they are left out."""
    works: int
    """Works that were labelled and judged."""
    overall: Agreement
    criteria: Mapping[str, Agreement]
    variants: Mapping[str, Agreement]
    """By whose work it was: a judge that is kinder to one variant tilts every comparison."""
    disagreements: tuple[Disagreement, ...] = ()
    """The worst ones: required criteria first, then by points."""
    answers: tuple[Answered, ...]
    """The judge's, so that the figures can be reckoned anew from them and the labels: what is written is no proof."""

    def meets(self, labels: int, kappa: float) -> bool:
        """Whether the judge may gate: that many answers, and the lower bound of kappa at least that high."""
        return self.overall.meets(labels, kappa)

    def trusted(self, labels: int, kappa: float) -> frozenset[str]:
        """The criteria by which it may gate: each by its own figures where it has answers enough, else by all."""
        return frozenset(
            criterion
            for criterion, own in self.criteria.items()
            if (own if own.n >= labels and own.kappa is not None else self.overall).meets(labels, kappa)
        )


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What the judge said of an example of a criterion."""

    grader: str
    """The criterion's, such as `criteria/no-price-match`."""
    scenario: str | None
    """Whose criterion it is; None: a rubric's."""
    place: str
    """Where the example is written: `path:line: $.pointer`."""
    text: str
    met: bool
    """Whether the example is one of those on which the criterion is met."""
    answer: bool | None
    """What the judge said; None: that it cannot apply, or nothing of use."""
    reason: str

    @property
    def right(self) -> bool:
        """Whether the judge says what the author says."""
        return self.answer is self.met


@dataclass(frozen=True, kw_only=True)
class FrozenWork:
    """A stored output that is judged again and again: a shift in its verdicts is the judge's."""

    trial: TrialId
    work_digest: str


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How verdicts on the same works moved between two times."""

    criterion: str | None
    """None: the rubric's score."""
    works: int
    before: float | None
    after: float | None
    shift: Estimate | None
    """After less before; None: no work has both."""
    p_value: float | None
    """Two-sided, of a permutation within works, corrected for all criteria together (Holm)."""

    @property
    def found(self) -> bool:
        """Whether it is more than chance: interval and test agree."""
        if self.shift is None or self.p_value is None:
            return False
        return self.p_value <= 0.05 and not self.shift.low <= 0.0 <= self.shift.high


@dataclass(frozen=True, kw_only=True)
class Duel:
    """Two variants' works of one scenario, judged side by side in both orders."""

    scenario: str
    index: int
    first: str | None
    """Who won when the first variant's work was shown first: a variant's id; None: neither."""
    second: str | None
    """Who won when it was shown second."""
    reason: str
    longer: str | None
    """The variant whose deliverable is longer by more than a tenth; None: neither."""

    @property
    def winner(self) -> str | None:
        """Who won in both orders; None: a tie."""
        return self.first if self.first == self.second else None

    @property
    def flipped(self) -> bool:
        """Whether the order changed the answer."""
        return self.first != self.second


@dataclass(frozen=True, kw_only=True)
class Duels:
    """Two variants held against each other by a judge that sees both works."""

    variants: tuple[str, str]
    judge: str
    """Its fingerprint."""
    duels: tuple[Duel, ...]
    net: Estimate | None
    """Wins less losses of the second variant, of all pairs, in [-1, 1], over scenarios; None: nothing was judged."""
    unscored: tuple[str, ...] = ()
    """Pairs that the judge gave no usable answer for, each with the reason."""
    capped: str | None = None
    """Why it was not asked about every pair: the cap in dollars; None: it was."""
