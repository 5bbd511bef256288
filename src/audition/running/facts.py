"""What a run writes down about itself, and whether it is still true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import audition
from audition.analysis.prompt_change import section_digests
from audition.errors import UsageError
from audition.project.commit import commit_of, last_commit
from audition.project.world import World
from audition.records.definitions import Scenario
from audition.records.findings import RunFacts, ScenarioFacts, VariantFacts
from audition.records.identity import text_digest
from audition.records.limits import Limits
from audition.records.variants import Variant
from audition.running.ensemble import player_facts
from audition.running.plan import Plan
from audition.running.source import Source


def facts_of(world: World, plan: Plan, run_id: str, source: Source) -> RunFacts:
    """Everything a reader needs to place the run's trials."""
    suite = world.suite
    variants = {subject.variant.id: subject.variant for subject in plan.subjects}
    scenarios = {subject.scenario.id: subject.scenario for subject in plan.subjects}
    return RunFacts(
        id=run_id,
        suite=suite.id,
        mode=source.mode,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        trials=plan.trials,
        planned=plan.ids,
        variants={v.id: _variant_facts(v, suite.limits, world.places.root) for v in suite.variants if v.id in variants},
        scenarios={name: _scenario_facts(scenarios[name]) for name in sorted(scenarios)},
        schema_digest=suite.schema.digest,
        rubrics={rubric.id: rubric.digest for rubric in suite.rubrics},
        margin=suite.gate.margin,
        coverage=suite.gate.coverage,
        caveat=source.caveat(plan.subjects),
        left_out=plan.left_out,
        engine=audition.__version__,
        commit=commit_of(world.places.root),
        player=source.player,
        sdk=source.sdk,
        cap_usd=source.cap_usd,
    )


def refuse_changes(facts: RunFacts, world: World) -> None:
    """Let a stored run be gone on with only where what it played is still the same.

    Raises:
        UsageError: Something changed; every change is named.
    """
    changes = list(_changes(facts, world))
    if changes:
        told = "; ".join(changes)
        raise UsageError(
            f"run {facts.id} cannot be resumed, its further trials would not be alike: {told}. Start a new run."
        )


def _changes(facts: RunFacts, world: World) -> Iterator[str]:
    suite = world.suite
    if facts.schema_digest != suite.schema.digest:
        yield f"{suite.schema.path} changed"
    variants = {variant.id: variant for variant in suite.variants}
    for name, then in facts.variants.items():
        if name not in variants:
            yield f"{name} is gone"
        elif variants[name].digest != then.digest or variants[name].model != then.model:
            yield f"{then.path} changed"
    scenarios = {scenario.id: scenario for scenario in suite.scenarios}
    for name, known in facts.scenarios.items():
        if name not in scenarios:
            yield f"scenario {name} is gone"
        elif scenarios[name].digest != known.digest:
            yield f"{scenarios[name].locus.path} changed"


def _variant_facts(variant: Variant, limits: Limits, root: Path) -> VariantFacts:
    return VariantFacts(
        digest=variant.digest,
        model_alias=variant.model_alias,
        model=variant.model,
        path=variant.path,
        revision=variant.revision,
        text=variant.text,
        settings=tuple(variant.asked.items()),
        player=player_facts(variant, limits, root),
        commit=last_commit(root, variant.path, variant.revision),
        sections=section_digests(variant),
    )


def _scenario_facts(scenario: Scenario) -> ScenarioFacts:
    return ScenarioFacts(
        digest=scenario.digest,
        title=scenario.title,
        category=scenario.category,
        tags=scenario.tags,
        request_digest=text_digest(scenario.request),
    )
