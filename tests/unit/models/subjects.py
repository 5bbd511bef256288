"""Small definitions that model tests play with."""

from __future__ import annotations

from datetime import date

from audition.errors import Locus
from audition.models.protocol import Request, Subject
from audition.records.definitions import Scenario
from audition.records.evidence import Recording, TrialId
from audition.records.identity import text_digest
from audition.records.scene import DeliverableSpec, Schema
from audition.records.turns import Turn
from audition.records.variants import Variant

SCHEMA = "type: object\n"
TOOL = {"name": "Read", "description": "Reads.", "input_schema": {"type": "object"}}


def variant(variant_id: str = "clerk/terse", system: str = "Be terse.\n") -> Variant:
    """A variant that may read."""
    return Variant(
        id=variant_id,
        path=f"agents/{variant_id}.md",
        frontmatter={},
        system=system,
        body_line=1,
        tools=("Read",),
        model_alias="sonnet",
        model="claude-sonnet-5-5",
        digest=text_digest(system),
        text=system,
    )


def scenario(scenario_id: str = "greeting") -> Scenario:
    """A scenario of one small file."""
    return Scenario(
        id=scenario_id,
        title="A greeting",
        reason="The smallest scene.",
        category="smoke",
        tags=(),
        day=date(2026, 6, 1),
        instruction={"id": "inst_1"},
        files={},
        facts={},
        checks=(),
        request="Say hello.",
        inputs={"inst_1/instruction.yaml": "id: inst_1\n"},
        deliverables=(
            DeliverableSpec(
                path="inst_1/out.yaml",
                schema=Schema(path="", text=SCHEMA, document={"type": "object"}, digest=text_digest(SCHEMA)),
                schema_path="inst_1/schema.yaml",
            ),
        ),
        digest=text_digest(scenario_id),
        locus=Locus(path=f"scenarios/smoke/{scenario_id}.yaml"),
    )


def subject(index: int = 0, *, scenario_id: str = "greeting", system: str = "Be terse.\n") -> Subject:
    """The trial `index` of scenario × variant, as it is defined today."""
    player = variant(system=system)
    return Subject(
        id=TrialId(scenario_id, player.id, index),
        variant=player,
        scenario=scenario(scenario_id),
        schema_digest=text_digest(SCHEMA),
    )


def request(text: str = "Say hello.", **changes: object) -> Request:
    """A request that says `text` to the model."""
    fields: dict = {
        "model": "claude-sonnet-5-5",
        "system": "Be terse.\n",
        "tools": (TOOL,),
        "messages": ({"role": "user", "content": text},),
        "max_tokens": 1000,
    }
    return Request(**(fields | changes))


def recording(of: Subject) -> Recording:
    """Two answers, a tool call and a greeting, recorded of this subject."""
    inputs = of.scenario.start
    return Recording(
        id=of.id,
        variant_digest=of.variant.digest,
        scenario_digest=of.scenario.digest,
        schema_digest=of.schema_digest,
        request=of.scenario.request,
        tools=(TOOL,),
        system=of.variant.system,
        max_tokens=1000,
        messages=(
            {"role": "user", "content": of.scenario.request},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "x"}]},
            {"role": "assistant", "content": "Hello."},
        ),
        turns=(Turn(stop_reason="tool_use"), Turn(stop_reason="end_turn")),
        inputs=inputs,
        outcome=inputs,
        model="claude-sonnet-5-5",
        provenance="Typed by hand.",
        recorded_at="2026-01-01T00:00:00+00:00",
    )
