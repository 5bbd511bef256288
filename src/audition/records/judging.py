"""The judge's own books: what it was asked, what people say of the same works, and how far the two agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.records.comparison import Estimate
from audition.records.evidence import Judgement, TrialId


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
    """A person's answer on one criterion."""

    criterion: str
    met: bool | None
    """None: the criterion cannot apply."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Label:
    """A person's answers on one work by one rubric, given without sight of the judge's."""

    trial: TrialId
    rubric: str
    rubric_digest: str
    work_digest: str
    opinions: tuple[Opinion, ...]
    """One a criterion."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far a judge agrees with people on the answers that both gave."""

    n: int
    """Answers that both gave."""
    agreement: Estimate | None
    """The share of them that are alike; None: there is none."""
    kappa: Estimate | None
    """Cohen's, over met, not met and cannot apply; None: chance alone explains all."""
    sensitivity: Estimate | None
    """Of what people found met, the share that the judge found met; None: people found nothing met."""
    specificity: Estimate | None
    """Of what people found not met, the share that the judge found not met."""
    base_rate: float | None
    """Of what people found met or not met, the share met."""
    unscored: int = 0
    """Labelled answers for which the judge gave none that could be believed."""


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """An answer on which a person and the judge part."""

    trial: TrialId
    criterion: str
    points: float
    person: Opinion
    judge: Opinion


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A judge held against people's labels; says something about that judge, that prompt and that rubric alone."""

    rubric: str
    rubric_digest: str
    fingerprint: str
    works: int
    """Works that were labelled and judged."""
    overall: Agreement
    criteria: Mapping[str, Agreement]
    variants: Mapping[str, Agreement]
    """By whose work it was: a judge that is kinder to one variant tilts every comparison."""
    disagreements: tuple[Disagreement, ...] = ()
    """The worst ones: required criteria first, then by points."""

    def meets(self, labels: int, kappa: float) -> bool:
        """Whether the judge may gate: that many labels, and the lower bound of kappa at least that high."""
        return self.overall.n >= labels and self.overall.kappa is not None and self.overall.kappa.low >= kappa


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
    """The variant whose plan is longer by more than a tenth; None: neither."""

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
