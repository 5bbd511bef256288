"""The rows of a comparison: graders, scenarios, tags, passes, judges and what was used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.definitions import Role
from audition.records.estimates import Estimate, points
from audition.records.evidence import TrialId
from audition.records.grades import GraderKind, Quote

UNEVEN = 0.1
"""The difference in the share of trials that something applies to, from which it is told."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How a grader read the trials of one side."""

    scored: int = 0
    passed: int = 0
    not_applicable: int = 0
    unscored: int = 0
    mean: float | None = None
    """Of the scores, over scenario means; None: nothing was scored."""

    @property
    def asked(self) -> int:
        """The trials to which its question applies."""
        return self.scored + self.unscored

    @property
    def read(self) -> int:
        """The trials that it was to read, whether its question applies to them or not."""
        return self.asked + self.not_applicable

    @property
    def applies(self) -> float:
        """The share of them to which its question applies."""
        return self.asked / self.read if self.read else 0.0


@dataclass(frozen=True, kw_only=True)
class Example:
    """One reading that shows what a row is about."""

    trial: TrialId
    reason: str
    quote: Quote | None = None


@dataclass(frozen=True, kw_only=True)
class GraderRow:
    """One grader on both sides."""

    grader: str
    kind: GraderKind
    role: Role
    compared: bool
    """False: one playbook's own; shown for its side, without a difference."""
    baseline: Tally | None
    """None: the grader does not read this side."""
    candidate: Tally | None
    difference: Estimate | None = None
    p_adjusted: float | None = None
    """Corrected for all compared rows together (maxT)."""
    supported: bool = False
    """Whether the difference is more than chance: so say its interval and the corrected p, or the verdict names it."""
    example: Example | None = None
    """A failing reading of the side that does worse, where there is one."""
    fingerprint: str | None = None
    note: str = ""
    """What a reader must know, such as `uncalibrated: informs, does not gate`."""

    @property
    def uneven(self) -> bool:
        """Whether it is part of the gate score and applies to one side clearly oftener: that alone moves the score."""
        if self.role is not Role.GATE or self.baseline is None or self.candidate is None or not self.compared:
            return False
        return abs(self.baseline.applies - self.candidate.applies) >= UNEVEN

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Of the sides that it reads."""
        return tuple(tally for tally in (self.baseline, self.candidate) if tally)


class Standing(StrEnum):
    """Who does better on a scenario, from the candidate's side."""

    WIN = "win"
    TIE = "tie"
    LOSS = "loss"


@dataclass(frozen=True, kw_only=True)
class ScenarioRow:
    """One scenario's gate score on both sides."""

    scenario: str
    title: str
    tags: tuple[str, ...]
    baseline: float | None
    candidate: float | None
    baseline_trials: int
    candidate_trials: int
    difference: float | None
    outcome: Standing | None
    """None: one side has no score."""
    q_value: float | None = None
    """Benjamini-Hochberg over scenarios: where to look, not what to believe."""
    example: Example | None = None
    """The candidate's reading to look at first."""


@dataclass(frozen=True, kw_only=True)
class TagRow:
    """The scenarios of one tag together."""

    tag: str
    scenarios: int
    baseline: float | None
    candidate: float | None
    difference: Estimate | None


@dataclass(frozen=True, kw_only=True)
class PassRow:
    """pass^k and pass@k of the required checks over scenarios, unbiased."""

    k: int
    baseline_all: float | None
    """pass^k: the chance that k trials of a scenario all pass."""
    candidate_all: float | None
    baseline_any: float | None
    """pass@k: the chance that any of k passes."""
    candidate_any: float | None
    p_value: float | None = None
    """Two-sided, of the difference in pass^k, by the same relabelling; None: the sides played unlike scenarios."""


@dataclass(frozen=True, kw_only=True)
class SelfAgreement:
    """How far several verdicts on the same works agree: of one judge with itself, or of a panel's judges."""

    judge: str
    """The model that answered; several, joined by ` + `, for the panel as a whole."""
    items: int
    """Answers that were given more than once: works × criteria."""
    verdicts: int
    """How often each was given."""
    unanimous: float
    """The share of them on which all verdicts are alike."""
    alpha: float | None
    """Krippendorff's, nominal, over met, not met and cannot apply; None: all verdicts are the same."""


@dataclass(frozen=True, kw_only=True)
class JudgeRow:
    """One rubric and who judged by it."""

    rubric: str
    fingerprint: str | None
    """Judge, prompt and rubric bound together; None: nobody judged by it."""
    note: str
    """What its grades decide, such as `uncalibrated: informs, does not gate`."""
    agreements: tuple[SelfAgreement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """A difference in a rubric's score, corrected by labels on works of both sides (PPI++)."""

    rubric: str
    whose: str
    """Whose labels they are, in words."""
    difference: Estimate
    """Candidate − baseline, as the raters would have scored it."""
    labelled: int
    """Pairs of trials that were labelled."""
    pairs: int
    """Pairs that the judge scored, the labelled ones among them."""
    judged: float
    """The difference by the judge alone."""

    @property
    def sentence(self) -> str:
        """What it says, for a reader of the comparison."""
        low, high = points(self.difference.low), points(self.difference.high)
        return (
            f"{self.rubric}, held to {self.whose} on {self.labelled} of {self.pairs} pairs: "
            f"{points(self.difference.value)} points ({low} to {high}); by the judge alone {points(self.judged)}."
        )


@dataclass(frozen=True, kw_only=True)
class UseRow:
    """What a trial of the candidate uses, as a multiple of what one of the baseline does."""

    of: str
    """`cost`, `tokens`, `seconds` or `answers`."""
    ratio: Estimate
    """Of means over scenarios, on these very scenarios."""
