"""What an agent's history shows: gate scores week by week, what changed between them, and scenarios to look after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.accepted import Occasion
from audition.records.attribution import Change
from audition.records.estimates import Estimate


@dataclass(frozen=True, kw_only=True)
class HistoryPoint:
    """One run of one variant."""

    run: str
    week: str
    """ISO year and week, such as `2026-W47`."""
    created_at: str
    occasion: Occasion
    trials: int
    """Trials scored."""
    gate: Estimate | None
    difference: Estimate | None = None
    """Against the run before, on what is alike; None: nothing is, or it is the first."""
    markers: tuple[Change, ...] = ()
    """What changed since the run before; behind a step with nothing that did, the model or chance."""
    failed: int = 0
    """Required checks, each once a case, that failed here and not in the accepted run."""
    doubted: bool = False
    """Whether its week found it worse, or left it under suspicion."""
    alarm: str = ""
    """What the advisory lines say of this run; empty: nothing. Never a verdict."""


@dataclass(frozen=True, kw_only=True)
class HistorySeries:
    """One variant over time."""

    variant: str
    points: tuple[HistoryPoint, ...]
    band: tuple[float, float] | None
    """Where the next run's gate score lies, 95 times in 100, if nothing changed since the accepted run (without one,
    since the first); None: nothing of it was scored."""


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A deciding grader over an agent's history."""

    grader: str
    role: str
    means: tuple[float | None, ...]
    """Mean score of each run of the variant, in their order; None: it read none of its trials."""


class Condition(StrEnum):
    """What is wrong with a scenario as an instrument."""

    FLAKY = "flaky"
    SATURATED = "saturated"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class ScenarioHealth:
    """A scenario to look after."""

    scenario: str
    variant: str
    condition: Condition
    trials: int
    score: float
    """Mean gate score."""
    graders: tuple[str, ...] = ()
    """Those that never pass, or now and then; empty: none needs to be named."""
    advice: str


@dataclass(frozen=True, kw_only=True)
class History:
    """All that is known of an agent over time."""

    agent: str
    series: tuple[HistorySeries, ...]
    scenarios: tuple[ScenarioHealth, ...]
