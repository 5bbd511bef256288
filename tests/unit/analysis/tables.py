"""Small sides of comparisons, built by hand.

`side({"a": [1.0, 0.5], "b": [1.0, 1.0]})` has two scenarios with two trials each, read by one gate grader, `score`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audition.analysis.frame import score_frame, trial_frame
from audition.analysis.sides import Side
from audition.records.evidence import TrialId
from audition.records.findings import ScenarioFacts, VariantFacts

HASTY, CAREFUL = "clerk/hasty", "clerk/careful"
FACTS = VariantFacts(
    digest="d", model_alias="sonnet", model="claude-sonnet-5-5", path="agents/clerk.md", revision=None, text="Write.\n"
)


def reading(scenario: str, index: int, value: float | None = 1.0, **changes: Any) -> dict[str, Any]:
    """A row of scores: a gate check that read one trial; None: not applicable."""
    row = {
        "scenario": scenario,
        "variant": HASTY,
        "index": index,
        "grader": "score",
        "kind": "check",
        "role": "gate",
        "compared": True,
        "status": "not_applicable" if value is None else "scored",
        "score": value,
        "passed": None if value is None else value == 1.0,
        "version": "v1",
        "fingerprint": None,
    }
    return row | changes


def trial(scenario: str, index: int, **changes: Any) -> dict[str, Any]:
    """A row of trials: one that finished."""
    row = {
        "scenario": scenario,
        "variant": HASTY,
        "index": index,
        "ending": "finished",
        "origin": "live",
        "diverged": None,
        "attempts": 1,
        "cost_usd": 0.5,
        "tokens": 1000,
        "seconds": 10.0,
        "turns": 3,
        "models": "claude-sonnet-5-5",
    }
    return row | changes


def scores(rows: Iterable[Mapping[str, Any]]):
    """The frame of score rows."""
    return score_frame(tuple(row.values()) for row in rows)


def trials(rows: Iterable[Mapping[str, Any]]):
    """The frame of trial rows."""
    return trial_frame(tuple(row.values()) for row in rows)


def scene(digest: str = "s", tags: tuple[str, ...] = (), request: str = "r") -> ScenarioFacts:
    """What is known of a scenario."""
    return ScenarioFacts(digest=digest, title="A scene", category="c", tags=tags, request_digest=request)


def side(
    cells: Mapping[str, Sequence[float | None]],
    *,
    more: Iterable[Mapping[str, Any]] = (),
    played: Iterable[Mapping[str, Any]] | None = None,
    variant: str = HASTY,
    **changes: Any,
) -> Side:
    """A side whose gate grader `score` read these trials; more readings and other trials where given."""
    ids = [(scenario, index) for scenario, values in cells.items() for index in range(len(values))]
    rows = [reading(scenario, index, cells[scenario][index], variant=variant) for scenario, index in ids]
    rows += [{**row, "variant": variant} for row in more]
    frame = [trial(scenario, index) for scenario, index in ids] if played is None else played
    made = Side(
        label=variant,
        variant=variant,
        facts=FACTS,
        run="20261121-203355-letters-4f3a",
        scenarios={scenario: scene() for scenario in cells},
        schema_digest="schema",
        engine="0.1.0",
        commit=None,
        planned=tuple(TrialId(scenario, variant, index) for scenario, index in ids),
        trials=trials({**row, "variant": variant} for row in frame),
        scores=scores(rows),
    )
    return replace(made, **changes)
