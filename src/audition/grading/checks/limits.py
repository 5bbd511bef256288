"""What a trial may use."""

from __future__ import annotations

from dataclasses import dataclass

from audition.grading.check import Check, Work, failed, not_applicable, passed
from audition.records.grades import Reading


@dataclass(frozen=True, kw_only=True)
class StaysWithin(Check):
    """The trial stays within these turns, tokens, seconds and dollars."""

    name = "limits"
    needs_document = False

    turns: int | None = None
    total_tokens: int | None = None
    """Input and output, cache reads included."""
    seconds: float | None = None
    cost_usd: float | None = None

    def __post_init__(self) -> None:
        limits = (self.turns, self.total_tokens, self.seconds, self.cost_usd)
        if all(limit is None for limit in limits):
            raise ValueError("state at least one of `turns`, `total_tokens`, `seconds` and `cost_usd`")
        if any(limit is not None and limit < 0 for limit in limits):
            raise ValueError("a limit is not below 0")

    def grade(self, work: Work) -> Reading:
        """What is unknown is not judged; the question does not arise when nothing is known."""
        usage = work.trial.usage
        tokens, dollars = (None, None) if usage is None else (usage.total_tokens, usage.cost_usd)
        used = (
            ("turns", self.turns, len(work.trial.turns)),
            ("tokens", self.total_tokens, tokens),
            ("seconds", self.seconds, work.trial.seconds),
            ("dollars", self.cost_usd, dollars),
        )
        asked = [(unit, limit, value) for unit, limit, value in used if limit is not None]
        known = [(unit, limit, value) for unit, limit, value in asked if value is not None]
        unknown = [f"{unit} unknown" for unit, _, value in asked if value is None]
        if not known:
            return not_applicable(", ".join(unknown))
        over = [f"{value:g} {unit}, at most {limit:g}" for unit, limit, value in known if value > limit]
        if over:
            return failed("; ".join(over))
        return passed("; ".join([*(f"{value:g} of {limit:g} {unit}" for unit, limit, value in known), *unknown]))
