"""What a comparison concludes: a verdict on the gate score, and everything that informs it; plain data for reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audition.records.attribution import Change
from audition.records.definitions import Role
from audition.records.estimates import Estimate
from audition.records.evidence import TrialId
from audition.records.findings import LeftOut, RunFacts
from audition.records.grades import KnownFailure, Quote
from audition.records.history import HistorySeries
from audition.records.rows import Corrected, GraderRow, JudgeRow, PassRow, ScenarioRow, TagRow, UseRow


class VerdictKind(StrEnum):
    """The result of a comparison."""

    IMPROVED = "improved"
    REGRESSED = "regressed"
    EQUIVALENT = "equivalent"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class General:
    """The second line, for scenarios like these; never gates."""

    difference: Estimate | None
    """None: too few scenarios for any interval."""
    sentence: str


@dataclass(frozen=True, kw_only=True)
class BrokenScenario:
    """A scenario that the second channel of the regression gate found broken."""

    scenario: str
    p_value: float
    """One-sided, before the correction for all scenarios together that it passed."""


@dataclass(frozen=True, kw_only=True)
class MovedCriterion:
    """A gating grader on which the candidate does worse, or better, by more than chance."""

    grader: str
    difference: float
    """Candidate − baseline, over the scenarios that it reads."""
    p_adjusted: float
    """Two-sided, corrected for all gating graders together (maxT)."""


@dataclass(frozen=True, kw_only=True)
class VerdictLine:
    """The decision on the suite's gate score."""

    kind: VerdictKind
    sentence: str
    """The verdict in one sentence, in the words of a prompt author."""
    advice: str
    """What to do or run next, in one sentence."""
    labels: tuple[str, str] = ("baseline", "candidate")
    """What the sentence calls the two sides."""
    provisional: bool = False
    """Decided on fewer than three trials a case."""
    decided: bool = True
    """False: a sequential run that has further looks to come."""
    difference: Estimate | None
    """Candidate − baseline in gate score, at 95 %; None: nothing to pair, or too little of it was scored."""
    interval90: Estimate | None
    """The same at 90 %, which decides on equivalence."""
    p_value: float | None
    """Two-sided mid-p of the within-scenario permutation test."""
    margin: float
    detectable: float | None = None
    """The smallest difference that this many trials would find four times in five; None: there is none."""
    trials_needed: int | None = None
    """Trials a case and side that would, four times in five, find a difference of the margin or show that none is."""
    broken: tuple[BrokenScenario, ...] = ()
    criteria: tuple[MovedCriterion, ...] = ()
    """Gating graders that moved by themselves, whatever the mean over all shows; the worst first."""
    general: General | None = None
    bounds: tuple[float, float] | None = None
    """The difference with every missing score at 0 and at 1, against the candidate and for it; None: neither too much
    is missing for a verdict, nor more on one side than chance would have it."""


@dataclass(frozen=True, kw_only=True)
class SideSummary:
    """One side of a comparison as a whole."""

    label: str
    """What the reader calls it: a variant's id, with its run or revision where needed."""
    variant: str
    run: str
    model: str
    """The pinned id that was asked for."""
    answered: tuple[str, ...]
    """The ids that answered; empty: unknown."""
    planned: int
    scored: int
    failed: int
    """Trials that the machinery broke."""
    diverged: int
    cut: int
    """Trials that a met budget ended."""
    unscored: int
    """Trials whose gate score could not be computed because a grader broke."""
    missing: int
    """Planned and never played."""
    coverage: float
    """The share of planned trials that were scored; those without a gate score by right are not asked for."""
    gate: Estimate | None
    cost_usd: float | None
    """Dollars a trial; None: unknown."""
    tokens: float | None
    """Tokens a trial."""
    seconds: float | None
    """Seconds a trial."""
    turns: float | None
    """Model answers a trial."""


@dataclass(frozen=True, kw_only=True)
class RequiredFailure:
    """A required check that a trial failed: its case fails at once."""

    trial: TrialId
    grader: str
    reason: str
    quote: Quote | None = None
    expected: bool = False
    """Whether an accepted run is known to fail it too; only new ones fail a run."""

    @property
    def known(self) -> KnownFailure:
        """What an accepted run that fails it too is known for."""
        return KnownFailure(case=self.trial.recorded_as.case, grader=self.grader)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two sides, paired by scenario."""

    baseline: SideSummary
    candidate: SideSummary
    verdict: VerdictLine
    rows: tuple[GraderRow, ...]
    """Compared graders first, those that differ most on top; each playbook's own last."""
    scenarios: tuple[ScenarioRow, ...]
    """To be looked at first on top."""
    tags: tuple[TagRow, ...]
    passes: tuple[PassRow, ...]
    uses: tuple[UseRow, ...] = ()
    """What is known of every trial on both sides, two a scenario at least."""
    left_out: tuple[LeftOut, ...]
    thresholds: Mapping[str, float]
    """Every threshold that decided anything, by name."""
    regression: bool = False
    """Whether the question was «did it get worse»: baseline and candidate are the same variant at two times."""
    changes: tuple[Change, ...] = ()
    """Where the past is the baseline: what differs, to which the difference may be owed."""
    corrected: tuple[Corrected, ...] = ()
    """Rubric scores held to labels; empty: there are too few on both sides."""
    prompt_diff: str = ""
    """How the two agent files differ, as a unified diff; empty: they do not, or one is unknown."""


@dataclass(frozen=True, kw_only=True)
class LostTrial:
    """A trial that was played and says nothing of the agent: it was broken or cut, or its replay diverged."""

    trial: TrialId
    why: str


@dataclass(frozen=True, kw_only=True)
class RuleShare:
    """How many rules of a prompt the suite's graders hold."""

    variant: str
    held: int
    counted: int
    """Rules that were not set aside."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """All that a report shows above the evidence; reporting computes nothing."""

    runs: tuple[RunFacts, ...]
    comparisons: tuple[Comparison, ...]
    """The first variant against each other one, or the baseline against the candidate; empty with one variant."""
    sides: tuple[SideSummary, ...]
    """Every variant played."""
    rows: tuple[GraderRow, ...]
    """Of a run with one variant: its graders, as `candidate`; empty when there are comparisons."""
    failures: tuple[RequiredFailure, ...]
    mended: tuple[KnownFailure, ...] = ()
    """What an accepted run is known to fail, and this one passes in every trial."""
    lost: tuple[LostTrial, ...] = ()
    """Of a single run: what to mend before it says more."""
    judges: tuple[JudgeRow, ...] = ()
    """Who judged by which rubric."""
    rules: tuple[RuleShare, ...] = ()
    """Of each prompt as it was played; empty: no grader holds a rule, or the definitions are others today."""
    trend: tuple[HistorySeries, ...] = ()
    """Of a week: its variants over time, with this week's run."""
    headlines: tuple[str, ...] = ()
    """What is said before everything else, such as a week's findings."""
    caveats: tuple[str, ...] = ()
    """What every figure of this report stands under, such as recordings taken by hand."""

    @property
    def new_failures(self) -> tuple[RequiredFailure, ...]:
        """Those that no accepted run is known for: they fail the run."""
        return tuple(failure for failure in self.failures if not failure.expected)

    @property
    def regressed(self) -> tuple[Comparison, ...]:
        """The comparisons with the past that found it worse."""
        return tuple(c for c in self.comparisons if c.regression and c.verdict.kind is VerdictKind.REGRESSED)

    @property
    def unread(self) -> tuple[str, ...]:
        """The required checks that broke in more trials of a side than the suite bears: nobody knows what they held."""
        bears = 1 - self.runs[-1].coverage
        rows = (*self.rows, *(row for comparison in self.comparisons for row in comparison.rows))
        tallies = ((row.grader, tally) for row in rows if row.role is Role.REQUIRED for tally in row.tallies)
        return tuple(dict.fromkeys(g for g, tally in tallies if tally.unscored > bears * tally.asked))
