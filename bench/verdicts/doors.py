"""Kept runs with scores whose truth is known, as `audition compare` and `audition weekly` read them."""

from __future__ import annotations

from audition.analysis.history import side_of
from audition.records.accepted import HistoryEntry, Occasion, ScoreSheet, SheetCase, SheetGrader, SheetScores
from audition.records.definitions import Role
from audition.records.evidence import Ending
from audition.records.findings import Mode, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import GraderKind

VARIANT = "agent/variant"
MARGIN = 0.10


def sheet(run, panel, *, prompt="one", lost=0):
    """A live run's sheet of scores, array (scenarios, trials, graders), all gating; the first `lost` trials failed."""
    names = [f"s{n:02d}" for n in range(len(panel))]
    variant = VariantFacts(
        digest=prompt, model_alias="sonnet", model="model", path="agents/agent/variant.md", revision=None, text=""
    )
    facts = RunFacts(
        id=run,
        suite="suite",
        mode=Mode.LIVE,
        created_at="2026-01-05T00:00:00+00:00",
        trials=panel.shape[1],
        planned=(),
        variants={VARIANT: variant},
        scenarios={
            name: ScenarioFacts(digest="d", title=name, category="", tags=(), request_digest="r") for name in names
        },
        schema_digest="schema",
        rubrics={},
        margin=MARGIN,
        coverage=0.95,
        engine="bench",
    )
    trials = range(panel.shape[1])
    failed = {(n % len(names), n // len(names)) for n in range(lost)}
    return ScoreSheet(
        facts=facts,
        cases=tuple(
            SheetCase(
                scenario=name,
                index=tuple(trials),
                ending=tuple(Ending.FAILED if (n, r) in failed else Ending.FINISHED for r in trials),
            )
            for n, name in enumerate(names)
        ),
        graders=tuple(_grader(names, panel[:, :, k], k, failed) for k in range(panel.shape[2])),
    )


def _grader(names, scores, number, failed):
    return SheetGrader(
        grader=f"check-{number:02d}",
        kind=GraderKind.CHECK,
        role=Role.GATE,
        version="v",
        scores=tuple(
            SheetScores(
                scenario=name,
                marks="".join("-" if (n, r) in failed else "p" if y == 1 else "f" for r, y in enumerate(scores[n])),
                values=tuple(float(y) for r, y in enumerate(scores[n]) if (n, r) not in failed),
            )
            for n, name in enumerate(names)
        ),
    )


def side(run, panel, **changes):
    """The same as a side of a comparison."""
    return side_of(sheet(run, panel, **changes))


def entry(run, kept):
    """A week in the history, quiet or not confirmed to be worse."""
    return HistoryEntry(run=run, week="", occasion=Occasion.WEEKLY, sheets={VARIANT: kept})
