"""What the shipped suite is made of: definitions that are right, named for editors, and those of its recordings."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audition.loading.schema_lint import lint_schema
from audition.loading.strict_yaml import read_yaml
from audition.records.definitions import CheckSpec
from tests.fakes.shipped import AGENT, ROOT, recordings, suite

SCHEMAS = ROOT / "src/audition/loading/schemas"


def test_each_of_its_scenarios_says_why_it_exists() -> None:
    """At least twenty situations, each with facts and checks of its own."""
    scenarios = suite().scenarios

    assert len(scenarios) >= 20
    assert [each.id for each in scenarios if not (each.reason and each.facts and each.checks)] == []
    assert len({each.reason for each in scenarios}) == len(scenarios)
    assert all(isinstance(check, CheckSpec) for each in scenarios for check in each.checks)


def test_the_schema_of_its_deliverable_is_sound() -> None:
    """No reference leads out of it, and it is checked in bounded time."""
    text = (ROOT / "rubrics/account-manager/account_plan.schema.yaml").read_text("utf-8")

    assert list(lint_schema(read_yaml(text, "s.yaml"))) == []


def _definitions() -> list[tuple[Path, str]]:
    scenarios = sorted((ROOT / "scenarios").glob("*/*.yaml"))
    rubrics = [file for file in sorted((ROOT / "rubrics").glob("*/*.yaml")) if not file.name.endswith(".schema.yaml")]
    return [
        *((file, {"suite": "suite", "rules": "rules"}.get(file.stem, "scenario")) for file in scenarios),
        *((file, "rubric") for file in rubrics),
    ]


@pytest.mark.parametrize(("file", "kind"), _definitions(), ids=lambda part: getattr(part, "stem", part))
def test_a_definition_names_its_schema_for_editors(file: Path, kind: str) -> None:
    """The first line leads from the file to its schema."""
    target = os.path.relpath(SCHEMAS / f"{kind}.schema.json", file.parent)

    assert file.read_text(encoding="utf-8").split("\n")[0] == f"# yaml-language-server: $schema={target}"


@pytest.mark.parametrize("name", recordings())
def test_every_recorded_trial_met_what_its_scenario_renders_today(name: str) -> None:
    """System prompt, tools, request, input files and digests of all recordings are those of the definitions."""
    recording = json.loads((ROOT / f"evals/recordings/{AGENT}/{name}.json").read_bytes())
    variant, scenario = suite().variant(recording["variant"]), suite().scenario(recording["scenario"])

    assert scenario.start == recording["inputs"]
    assert scenario.start == {path: recording["outcome"][path] for path in scenario.start}
    assert variant.system == recording["system"]
    assert list(variant.tools) == [tool["name"] for tool in recording["tools"]]
    assert scenario.request == recording["request"] == recording["messages"][0]["content"]
    assert variant.digest == recording["variant_digest"]
    assert scenario.digest == recording["scenario_digest"]
    assert suite().schema.digest == recording["schema_digest"]


def test_every_case_is_recorded_twice() -> None:
    """Every scenario, by both variants."""
    names = {
        f"{variant.id.partition('/')[2]}-{scenario.id}-{index}"
        for variant in suite().variants
        for scenario in suite().scenarios
        for index in (0, 1)
    }

    assert names == set(recordings())
