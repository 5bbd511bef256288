"""Every fault of every check comes before anything runs, at its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audition.errors import DefinitionError, Locus
from audition.grading.building import build_graders
from audition.records.definitions import CheckSpec, Gate, Role, Suite
from tests.fakes import works


def spec(check: str, *, line: int = 1, grader: str = "", **params: Any) -> CheckSpec:
    """A check as written on a line of the suite."""
    return CheckSpec(
        id=grader or check,
        check=check,
        params={name.rstrip("_"): value for name, value in params.items()},
        locus=Locus(path="suite.yaml", line=line, pointer="$.checks[0]"),
        param_loci={
            name.rstrip("_"): Locus(path="suite.yaml", line=line, pointer=f"$.checks[0].{name.rstrip('_')}")
            for name in params
        },
    )


def suite(*checks: CheckSpec, **changes: Any) -> Suite:
    """The suite with these checks alone."""
    scenarios = tuple(replace(scenario, checks=()) for scenario in works.suite().scenarios)
    return replace(works.suite(), checks=checks, scenarios=scenarios, **changes)


def faults(*checks: CheckSpec) -> list[str]:
    """What is wrong with these checks."""
    with pytest.raises(DefinitionError) as error:
        build_graders(suite(*checks), works.ROOT)
    return [str(fault) for fault in error.value.faults]


def version(check: CheckSpec) -> str:
    """The version of the one grader that a suite of this check has."""
    (built,) = build_graders(suite(check), works.ROOT).checks["pilot-leaves"]
    return built.version


def test_all_faults_come_at_once_in_the_order_of_their_lines():
    """Unknown checks, unknown, missing and ill-typed parameters, bad patterns, parts and tools that cannot be."""
    told = faults(
        spec("schmea", line=3),
        spec("word_count", line=4, at_mots=120),
        spec("never_says", line=5, pattern="(a", in_=["actions"]),
        spec("never_says", line=6, grader="again", pattern="a", in_=["actoins"]),
        spec("calls", line=7, tool="Raed", at_most=2),
        spec("limits", line=8),
        spec("ending", line=9, any_of=["finnished"]),
    )

    assert told == [
        "suite.yaml:3: $.checks[0]: there is no check 'schmea'; did you mean `schema`?",
        "suite.yaml:4: $.checks[0]: the check 'word_count' wants the parameter `at_most`",
        "suite.yaml:4: $.checks[0].at_mots: the check 'word_count' has no parameter `at_mots`; did you mean `at_most`?",
        (
            "suite.yaml:5: $.checks[0].pattern: `pattern` `(a` is no regular expression: missing ): (a "
            "(RE2 syntax: no lookaround, no back-references)"
        ),
        (
            "suite.yaml:6: $.checks[0].in: `in` 'actoins' is no part of the deliverable: no 'actoins' in "
            "rubrics/berthing/stay.schema.yaml; did you mean `actions`?"
        ),
        "suite.yaml:7: $.checks[0].tool: `tool` 'Raed' is granted to no variant of this suite; did you mean `Read`?",
        (
            "suite.yaml:8: $.checks[0]: the check 'limits': state at least one of `turns`, `total_tokens`, `seconds` "
            "and `cost_usd`"
        ),
        "suite.yaml:9: $.checks[0].any_of: `any_of` is 'finnished', not one of its choices; did you mean `finished`?",
    ]


def test_a_fact_that_a_check_reads_must_be_stated_by_every_scenario():
    """The place is the scenario's, where it is to be mended."""
    bare = suite(spec("ship_name", line=7))
    first = replace(bare.scenarios[0], facts={"shipp": "Acme"})
    with pytest.raises(DefinitionError) as error:
        build_graders(replace(bare, scenarios=(first, *bare.scenarios[1:])), works.ROOT)

    (fault,) = error.value.faults

    assert str(fault) == (
        f"{first.locus.path}:{first.locus.line}: $.facts: the fact `ship` is missing, which the check "
        "'ship_name' (suite.yaml:7) reads; did you mean `shipp`?"
    )


@pytest.mark.parametrize(
    ("check", "fact", "stated", "wants"),
    [
        ("rival_named", "rivals", "Veldt", "wants a list, got 'Veldt'"),
        ("dues", "dues", "100k", "wants a number, got '100k'"),
        ("arrival", "arrival", "soon", "wants a date such as 2026-06-19, got 'soon'"),
    ],
)
def test_a_fact_that_is_something_else_than_its_check_reads_is_refused(
    check: str, fact: str, stated: object, wants: str
):
    """A text where names are wanted would be read letter by letter."""
    bare = suite(spec(check, line=7))
    first = replace(bare.scenarios[0], facts={**bare.scenarios[0].facts, fact: stated})
    with pytest.raises(DefinitionError) as error:
        build_graders(replace(bare, scenarios=(first, *bare.scenarios[1:])), works.ROOT)

    (fault,) = error.value.faults

    assert str(fault) == (
        f"{first.locus.path}:{first.locus.line}: $.facts: the fact `{fact}`, which the check '{check}' (suite.yaml:7) "
        f"reads, {wants}"
    )


def test_roles_come_from_the_gate():
    """Required ones fail the case, those with points make the gate score, everything else informs."""
    checks = (spec("ending"), spec("schema"), spec("parses"), replace(spec("file_written"), variants=("a/b",)))
    gate = Gate(required=("ending",), points=("parses", "file_written"), margin=0.1)
    built = build_graders(suite(*checks, gate=gate), works.ROOT)
    roles = {one.id: one.role for one in built.checks["pilot-leaves"]}

    assert roles == {
        "ending": Role.REQUIRED,
        "schema": Role.INFORMS,
        "parses": Role.GATE,
        "file_written": Role.INFORMS,
    }


def test_a_version_is_code_and_parameters():
    """Layout is not part of it; another parameter is another grader."""
    same = version(replace(spec("word_count", at_most=120), why="Because."))

    assert version(spec("word_count", at_most=120)) == same
    assert version(spec("word_count", at_most=100)) != same
    assert version(spec("schema")) != version(spec("parses"))


def test_a_suite_builds_for_every_scenario():
    """Every scenario is met by the suite's checks and its own."""
    graders = works.graders()
    shared = {one.id for one in graders.suite.checks}

    assert set(graders.checks) == {scenario.id for scenario in graders.suite.scenarios}
    assert all(shared <= {one.id for one in checks} for checks in graders.checks.values())


def test_a_variant_meets_its_own_rubrics_and_the_shared_ones():
    """At whatever revision of the agent file."""
    rubrics = {rubric.id for rubric in works.graders().rubrics("berthing/brisk@main")}

    assert "adherence-brisk" in rubrics
    assert "adherence-thorough" not in rubrics
    assert "quality" in rubrics
