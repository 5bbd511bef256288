"""What a comparison is decided by: its margin, its levels, its looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audition.records.findings import Looks

if TYPE_CHECKING:
    from audition.stats import Rule


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a comparison is decided by."""

    margin: float
    """The difference in gate score that matters, in (0, 1)."""
    coverage: float
    """The share of planned trials a side that must be scored, in (0, 1]."""
    regression: bool = False
    """Whether the question is «did it get worse»: one broken scenario then regresses the whole."""
    alpha: float = 0.05
    """Two-sided: the share of false alarms where nothing differs."""
    claim_alpha: float | None = None
    """The test's own level where several candidates meet one baseline (Holm); None: alpha."""
    rivals: int = 1
    """How many candidates meet the one baseline."""
    looks: Looks | None = None
    """The looks of a sequential run; None: one look at all trials."""

    @property
    def rule(self) -> Rule:
        """The statistics' rule for one look at all trials."""
        from audition.stats import Rule

        return Rule(margin=self.margin, alpha=self.alpha, coverage=self.coverage, claim_alpha=self.claim_alpha)

    @property
    def criteria_alpha(self) -> float:
        """What all gating graders together may spend on a false claim, either way, at every look and rival alike."""
        from audition.stats import CRITERIA_SHARE

        looks = self.looks
        return (self.alpha if looks is None else looks.alpha / looks.looks) * CRITERIA_SHARE / self.rivals

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Every threshold by name, for a reader who has the report alone."""
        from audition.stats import FEWEST_SCENARIOS

        looks = self.looks
        return {
            "alpha": self.alpha if looks is None else looks.alpha,
            "margin": self.margin,
            "coverage": self.coverage,
            "equivalence_level": 1 - 2 * self.alpha,
            "power": 0.80,
            "grader_alpha": self.alpha,
            "trials_of_a_full_verdict": self.rule.full_trials,
            "scenarios_to_generalise": FEWEST_SCENARIOS,
            **({} if self.claim_alpha is None else {"claim_alpha": self.claim_alpha}),
            "alpha_of_all_criteria": self.criteria_alpha,
            **({"alpha_of_all_breaks": self.alpha / 2} if self.regression and looks is None else {}),
            **({} if looks is None else {"looks": looks.looks, "trials_of_the_last_look": looks.most_trials}),
        }
