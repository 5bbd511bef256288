"""Plain records to store."""

from __future__ import annotations

from audition.records.definitions import Role
from audition.records.evidence import Ending, Origin, Recording, Trial, TrialId
from audition.records.findings import LeftOut, Mode, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, GraderKind, NotApplicable, Quote, Score, Unscored
from audition.records.judgements import Judgement, Verdict
from audition.records.outcome import OpaqueFile
from audition.records.turns import Turn, Usage

SALES, SUPPORT = "account-manager/sales", "account-manager/support"
FIRST = TrialId("healthy", SALES, 0)


def planned(scenarios=("healthy", "renewal"), variants=(SALES, SUPPORT), trials=2):
    """A small plan, in its order."""
    return tuple(TrialId(s, v, i) for s in scenarios for v in variants for i in range(trials))


def run_facts(ids=None, **changes):
    """A run over a plan."""
    ids = planned() if ids is None else ids
    return RunFacts(
        **{
            "id": "20261121-203355-account-manager-4f3a",
            "suite": "account-manager",
            "mode": Mode.SCRIPTED,
            "created_at": "2026-11-21T20:33:55+00:00",
            "trials": 2,
            "planned": tuple(ids),
            "variants": {
                v: VariantFacts(
                    digest="d1",
                    model_alias="sonnet",
                    model="claude-sonnet-5-5",
                    path="a.md",
                    revision=None,
                    text="# A\n",
                )
                for v in (SALES, SUPPORT)
            },
            "scenarios": {
                "healthy": ScenarioFacts(digest="d2", title="T", category="c", tags=("a", "b"), request_digest="d3")
            },
            "schema_digest": "d4",
            "rubrics": {"account-plan": "d5"},
            "margin": 0.1,
            "coverage": 0.95,
            "left_out": (LeftOut(what="one scenario", why="no recording"),),
            "engine": "0.1.0",
        }
        | changes
    )


def trial(trial_id=FIRST, ending=Ending.FINISHED, **changes):
    """A trial that ended."""
    return Trial(
        **{
            "id": trial_id,
            "origin": Origin.LIVE,
            "ending": ending,
            "messages": (
                {"role": "user", "content": f"Carry out {trial_id}"},
                {"role": "assistant", "content": [{"type": "text", "text": f"Done with {trial_id.index}."}]},
            ),
            "turns": (
                Turn(stop_reason="end_turn", usage=Usage(input_tokens=10, output_tokens=5, cost_usd=0.25), model="m-1"),
            ),
            "inputs": {"in.yaml": "a: 1\n"},
            "outcome": {"in.yaml": "a: 1\n", "plan.yaml": "b: 2\n", "big.bin": OpaqueFile(kind="binary", bytes=7)},
            "seconds": 1.5,
            "started_at": "2026-11-21T20:34:00+00:00",
        }
        | changes
    )


def grades(trial_id=FIRST):
    """One reading of each kind, and a score with a quote."""
    readings = {
        "parses": Score(value=1.0, passed=True, reason="reads"),
        "arithmetic": Score(
            value=0.5, passed=False, reason="off", quotes=(Quote(text="7", where="deliverable", line=3),)
        ),
        "competitor": NotApplicable(reason="none is named"),
        "account-plan": Unscored(reason="outage", detail="529"),
    }
    return tuple(
        Grade(trial=trial_id, grader=name, kind=GraderKind.CHECK, role=Role.GATE, reading=reading, version="v1")
        for name, reading in readings.items()
    )


def recording(trial_id=FIRST):
    """A recording of that trial."""
    played = trial(trial_id)
    return Recording(
        id=played.id,
        variant_digest="d1",
        scenario_digest="d2",
        schema_digest="d3",
        request="Carry out",
        tools=({"name": "Read", "input_schema": {"type": "object"}},),
        system="# Sales\n",
        max_tokens=16_000,
        messages=played.messages,
        turns=played.turns,
        inputs=played.inputs,
        outcome=played.outcome,
        model="claude",
        provenance="Written for a test.",
        recorded_at="2026-11-21T18:39:07+00:00",
    )


def judgement(trial_id=FIRST):
    """A judgement of that trial."""
    return Judgement(
        trial=trial_id,
        rubric="account-plan",
        rubric_digest="d5",
        sheet_digest="d9",
        judge="claude",
        prompt_digest=None,
        work_digest="d6",
        verdicts=(
            Verdict(criterion="grounded", met=True, evidence="7 seats", reason="stated"),
            Verdict(criterion="risk-led", met=None, evidence="", reason="no risk"),
        ),
        provenance="Given for a test.",
    )
