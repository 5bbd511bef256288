"""Which rules of a prompt a suite holds, and how often they were kept; plain data for reports."""

from __future__ import annotations

from dataclasses import dataclass

from audition.records.estimates import Estimate
from audition.records.rules import Rule


@dataclass(frozen=True, kw_only=True)
class HeldRule:
    """One rule and what is known of it."""

    rule: Rule
    graders: tuple[str, ...]
    """What holds it, by their names in scores; empty: nothing does."""
    scenarios: int
    """The suite's scenarios in which they read this prompt's works."""
    met: int | None
    """Those in which the question of one of them arose, in the trials that were looked at; None: there are none."""
    trials: int
    """The trials in which one of them read the work."""
    kept: Estimate | None
    """The share of these in which all of them passed, over scenario means; None: nothing was read."""


@dataclass(frozen=True, kw_only=True)
class RuleCoverage:
    """One prompt in one suite."""

    suite: str
    variant: str
    path: str
    """Of the prompt's file."""
    planned: int
    """Scenarios of the suite."""
    evidence: str
    """The run or baseline whose trials were looked at; empty: there is none of this very prompt."""
    rules: tuple[HeldRule, ...]
    """In the prompt's order; those that were set aside among them."""
    idle: tuple[str, ...]
    """The graders that read this prompt's works and hold no rule of it."""

    @property
    def counted(self) -> tuple[HeldRule, ...]:
        """The rules that were not set aside."""
        return tuple(each for each in self.rules if not each.rule.aside)

    @property
    def held(self) -> tuple[HeldRule, ...]:
        """Those of them that something holds."""
        return tuple(each for each in self.counted if each.graders)

    @property
    def share(self) -> float | None:
        """How many of them are held, in [0, 1]; None: the prompt has no rule."""
        return len(self.held) / len(self.counted) if self.counted else None

    @property
    def tokens(self) -> tuple[int, int]:
        """Estimated tokens of the rules that are held, and of all."""
        held, counted = (sum(each.rule.tokens for each in some) for some in (self.held, self.counted))
        return held, counted
