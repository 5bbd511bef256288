"""A side of a comparison: one variant of one run or baseline, with its trials and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audition.analysis.frame import GATE, gate_rows
from audition.records.comparison import Estimate, SideSummary
from audition.records.evidence import Ending, TrialId
from audition.records.findings import RunFacts, ScenarioFacts, VariantFacts

if TYPE_CHECKING:
    import pandas as pd

    from audition.stats import Arm, Cells


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """Everything that a comparison needs of one side."""

    label: str
    variant: str
    facts: VariantFacts
    run: str
    scenarios: Mapping[str, ScenarioFacts]
    schema_digest: str
    engine: str
    """audition's version."""
    commit: str | None
    """As `RunFacts.commit`."""
    planned: tuple[TrialId, ...]
    trials: pd.DataFrame
    scores: pd.DataFrame


def sides_of(facts: RunFacts, trials: pd.DataFrame, scores: pd.DataFrame) -> tuple[Side, ...]:
    """One side a variant of a run, in the run's order."""
    return tuple(
        Side(
            label=variant,
            variant=variant,
            facts=known,
            run=facts.id,
            scenarios=facts.scenarios,
            schema_digest=facts.schema_digest,
            engine=facts.engine,
            commit=facts.commit,
            planned=tuple(trial for trial in facts.planned if trial.variant == variant),
            trials=trials[trials["variant"] == variant],
            scores=scores[scores["variant"] == variant],
        )
        for variant, known in facts.variants.items()
    )


def summarise(side: Side) -> SideSummary:
    """The side as a whole: what was planned, what became of it, what it scored and used."""
    gate = gate_rows(side.scores)
    statuses, endings = gate["status"].value_counts(), side.trials["ending"].value_counts()
    planned, scored = len(side.planned), int(statuses.get("scored", 0))
    wanted = planned - int(statuses.get("not_applicable", 0))
    broken = side.trials["ending"].isin([Ending.FAILED.value, Ending.BUDGET.value])
    diverged = int((side.trials["diverged"].notna() & ~broken).sum())
    return SideSummary(
        label=side.label,
        variant=side.variant,
        run=side.run,
        model=side.facts.model,
        answered=answered(side.trials),
        planned=planned,
        scored=scored,
        failed=int(endings.get(Ending.FAILED.value, 0)),
        diverged=diverged,
        cut=int(endings.get(Ending.BUDGET.value, 0)),
        unscored=max(0, int(statuses.get("unscored", 0)) - diverged),
        missing=max(0, planned - len(side.trials)),
        coverage=scored / wanted if wanted else 1.0,
        gate=arm_estimate(cells_of(gate, GATE)),
        cost_usd=_mean(side.trials["cost_usd"]),
        tokens=_mean(side.trials["tokens"]),
        seconds=_mean(side.trials["seconds"]),
        turns=_mean(side.trials["turns"]),
    )


def cells_of(scores: pd.DataFrame, grader: str) -> Mapping[str, list[float]]:
    """A grader's scores by scenario, in order of trial index."""
    rows = scores[(scores["grader"] == grader) & (scores["status"] == "scored")].sort_values("index")
    return {str(name): list(part["score"]) for name, part in rows.groupby("scenario", observed=True)}


def paired_cells(
    scenarios: Sequence[str], baseline: Mapping[str, list[float]], candidate: Mapping[str, list[float]]
) -> Cells:
    """The table of both sides' scores, one cell a scenario and side; empty where nothing was scored."""
    from audition.stats import Cells

    return Cells.of(
        [baseline.get(scenario, []) for scenario in scenarios], [candidate.get(scenario, []) for scenario in scenarios]
    )


def arm_estimate(cells: Mapping[str, list[float]]) -> Estimate | None:
    """The mean over scenarios with its interval on these very scenarios; None without a score."""
    import numpy as np

    from audition.stats import arm_interval
    from audition.stats import summarise as summarise_arm

    if not cells:
        return None
    arm: Arm = summarise_arm(tuple(np.asarray(scores, dtype=np.float64) for scores in cells.values()))
    interval = arm_interval(arm)
    return Estimate(value=arm.mean, low=interval.low, high=interval.high)


def _mean(column: pd.Series) -> float | None:
    """The mean a trial; None when it is unknown of any."""
    return None if column.empty or column.isna().any() else float(column.mean())


def answered(trials: pd.DataFrame) -> tuple[str, ...]:
    """The model ids that answered, sorted; empty: unknown."""
    return tuple(sorted({model for models in trials["models"] for model in str(models or "").split(",") if model}))
