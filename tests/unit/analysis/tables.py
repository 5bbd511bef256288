"""Small sides of comparisons, built by hand.

`side({"a": [1.0, 0.5], "b": [1.0, 1.0]})` has two scenarios with two trials each, read by one gate grader, `score`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audition.analysis.sides import Side
from audition.records.definitions import Role
from audition.records.evidence import Ended, Ending, Origin, TrialId
from audition.records.findings import PlayerFacts, ScenarioFacts, VariantFacts
from audition.records.grades import GraderKind, Mark, Status

HASTY, CAREFUL = "clerk/hasty", "clerk/careful"
FACTS = VariantFacts(
    digest="d", model_alias="sonnet", model="claude-sonnet-5-5", path="agents/clerk.md", revision=None, text="Write.\n"
)


def reading(scenario: str, index: int, value: float | None = 1.0, **changes: Any) -> Mark:
    """The mark of a gate check that read one trial; None: not applicable."""
    mark = Mark(
        trial=TrialId(scenario, HASTY, index),
        grader="score",
        kind=GraderKind.CHECK,
        role=Role.GATE,
        version="v1",
        status=Status.NOT_APPLICABLE if value is None else Status.SCORED,
        value=value,
        passed=None if value is None else value == 1.0,
    )
    return replace(mark, **changes)


def trial(scenario: str, index: int, **changes: Any) -> Ended:
    """A trial that finished."""
    ended = Ended(
        trial=TrialId(scenario, HASTY, index),
        ending=Ending.FINISHED,
        origin=Origin.LIVE,
        attempts=1,
        cost_usd=0.5,
        tokens=1000,
        seconds=10.0,
        turns=3,
        models=("claude-sonnet-5-5",),
    )
    return replace(ended, **changes)


def scene(digest: str = "s", tags: tuple[str, ...] = (), request: str = "r") -> ScenarioFacts:
    """What is known of a scenario."""
    return ScenarioFacts(digest=digest, title="A scene", category="c", tags=tags, request_digest=request)


def side(
    cells: Mapping[str, Sequence[float | None]],
    *,
    more: Iterable[Mark] = (),
    played: Iterable[Ended] | None = None,
    variant: str = HASTY,
    **changes: Any,
) -> Side:
    """A side whose gate grader `score` read these trials; more marks and other trials where given."""
    ids = [(scenario, index) for scenario, values in cells.items() for index in range(len(values))]
    marks = [*(reading(scenario, index, cells[scenario][index]) for scenario, index in ids), *more]
    ended = [trial(scenario, index) for scenario, index in ids] if played is None else played
    made = Side(
        label=variant,
        variant=variant,
        facts=FACTS,
        run="20261121-203355-letters-4f3a",
        scenarios={scenario: scene() for scenario in cells},
        schema_digest="schema",
        player=PlayerFacts(),
        engine="0.1.0",
        commit=None,
        planned=tuple(TrialId(scenario, variant, index) for scenario, index in ids),
        ended=tuple(replace(one, trial=replace(one.trial, variant=variant)) for one in ended),
        marks=tuple(replace(mark, trial=replace(mark.trial, variant=variant)) for mark in marks),
    )
    return replace(made, **changes)
