"""Suites: what a right one becomes, and every way in which a definition can be wrong."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from audition.errors import DefinitionError
from audition.loading.project import find_project
from audition.loading.strict_yaml import read_yaml
from audition.loading.suite import list_suites, load_suite
from audition.records.definitions import Gate, JudgePlan
from audition.records.identity import digest, text_digest
from audition.records.limits import Limits
from tests.unit.loading.written import (
    AGENT,
    RUBRIC,
    SCENARIO,
    SCHEMA,
    SUITE,
    change,
    faults,
    load,
    write_project,
)


@pytest.fixture
def root(tmp_path):
    """A project that is right in every file."""
    return write_project(tmp_path)


def test_a_suite_holds_what_its_files_say(root):
    """Variants, checks, limits, gate, rubrics and schema."""
    suite = load(root)
    schema = (root / SCHEMA).read_text()

    assert faults(root) == []
    assert (suite.id, suite.title, suite.agent, suite.trials) == ("letters", "Letters by the clerk", "clerk", 2)
    assert [variant.id for variant in suite.variants] == ["clerk/terse"]
    assert [(check.id, check.check, check.params) for check in suite.checks] == [
        ("ending", "ending", {}),
        ("greets", "says", {"pattern": "Dear"}),
    ]
    assert suite.gate == Gate(required=("ending", "polite"), points=("greets", "letter"), margin=0.05)
    assert (suite.limits, suite.judge, suite.checks_folder) == (Limits(), JudgePlan(), None)
    assert (suite.schema.text, suite.schema.digest) == (schema, text_digest(schema))
    assert [(each.id, each.points, each.required) for each in suite.rubrics[0].criteria] == [
        ("warm", 2.0, True),
        ("short", 1.0, False),
    ]


def test_a_scenario_is_rendered_for_the_agent(root):
    """Placeholders are filled, and the instruction is written as YAML with its dates plain."""
    scenario = load(root).scenario("greeting")

    assert scenario.as_of == date(2026, 3, 2)
    assert scenario.request == "Do inst_1. Today is 2026-03-02."
    assert (scenario.deliverable, scenario.deliverables[0].schema_path) == (
        "out/inst_1/letter.yaml",
        "in/letter.schema.yaml",
    )
    assert scenario.inputs == {
        "Agent_Memory/inst_1/instruction.yaml": "id: inst_1\ncreated_at: 2026-03-02 09:00:00+00:00\nask: Say hello.\n",
        "in/notes.md": "She likes tea.",
    }
    assert (scenario.reason, scenario.facts) == (
        "The shortest letter there is.",
        {"name": "Ada", "met_on": "2026-03-01"},
    )


def test_a_check_knows_where_it_and_its_parameters_stand(root):
    """Grading finds faults in parameters later and shows them here."""
    (check,) = load(root).scenario("greeting").checks

    assert (check.id, check.check, check.params, check.why) == (
        "polite",
        "never_says",
        {"pattern": "Hey"},
        "It is a letter.",
    )
    assert str(check.locus) == f"{SCENARIO}:15: $.checks[0]"
    assert str(check.param_loci["pattern"]) == f"{SCENARIO}:15: $.checks[0].pattern"


SAME = {
    "a comment": (SCENARIO, "id: greeting", "# why\nid: greeting"),
    "the title": (SCENARIO, "A first letter", "The first letter"),
    "facts": (SCENARIO, "name: Ada", "name: Eve"),
    "checks": (SCENARIO, "pattern: Hey", "pattern: Hi"),
    "layout": (SCENARIO, "She likes tea.", '"She likes tea."'),
    "the suite's checks": (SUITE, "pattern: Dear", "pattern: Hello"),
}
OTHER = {
    "the day": (SCENARIO, "as_of: 2026-03-02", "as_of: 2026-03-03"),
    "the instruction": (SCENARIO, "Say hello.", "Say goodbye."),
    "a file": (SCENARIO, "She likes tea.", "She likes coffee."),
    "the request": (SUITE, "Today is", "The day is"),
}


@pytest.mark.parametrize("edit", SAME.values(), ids=SAME.keys())
def test_a_scenarios_digest_is_blind_to_what_the_agent_never_meets(root, edit):
    """A new fact or check throws no recording away."""
    before = load(root).scenario("greeting").digest
    change(root, *edit)

    assert load(root).scenario("greeting").digest == before


@pytest.mark.parametrize("edit", OTHER.values(), ids=OTHER.keys())
def test_a_scenarios_digest_sees_all_that_the_agent_meets(root, edit):
    """Another situation is another digest."""
    before = load(root).scenario("greeting").digest
    change(root, *edit)

    assert load(root).scenario("greeting").digest != before


def test_a_rubrics_digest_is_that_of_its_criteria(root):
    """Ids and texts count; title, comments, layout and what an answer weighs do not."""
    before = load(root).rubrics[0].digest
    change(root, RUBRIC, "title: A good letter", "# better\ntitle: A better letter")
    change(root, RUBRIC, "points: 2,", "points: 2.5,")

    assert load(root).rubrics[0].digest == before == digest([["warm", "It is warm."], ["short", "It is short."]])
    change(root, RUBRIC, "It is short.", "It is very short.")

    assert load(root).rubrics[0].digest != before


MISTAKES = read_yaml(Path(__file__).with_name("mistakes.yaml").read_bytes(), "mistakes.yaml").value


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake["case"] for mistake in MISTAKES])
def test_a_fault_is_said_with_its_place_and_its_mend(root, mistake):
    """Whatever is mistyped stops before anything runs, at the line to look at."""
    change(root, mistake["file"], mistake["old"], mistake["new"])
    found = faults(root)

    assert any(mistake["said"] in fault for fault in found), found


def test_the_faults_of_all_files_are_told_at_once(root):
    """Five files, five mistakes, one reading, in the order of files and lines."""
    change(root, SUITE, "trials: 2", "trails: 2")
    change(root, SCENARIO, "title:", "tilte:")
    change(root, RUBRIC, "points: 1", "points: one")
    change(root, AGENT, "model: small", "model: smal")
    change(root, SCHEMA, "type: object", "type: objekt")
    found = faults(root)

    assert {fault.split(":")[0] for fault in found} == {SUITE, SCENARIO, RUBRIC, AGENT, SCHEMA}
    assert [fault.split(":")[0] for fault in found] == sorted(fault.split(":")[0] for fault in found)


def test_a_suite_that_cannot_be_read_hides_no_fault_of_its_scenarios(root):
    """A lost quote in one file does not cost a second round for the others."""
    change(root, SUITE, "title: Letters", "title: 'Letters")
    change(root, SCENARIO, "title:", "tilte:")

    assert {fault.split(":")[0] for fault in faults(root)} == {SUITE, SCENARIO}


@pytest.mark.parametrize("key", ["variants", "rubrics", "schema", "checks", "gate", "limits", "judge", "request"])
def test_a_key_of_the_suite_with_a_value_of_the_wrong_kind_is_a_fault(root, key):
    """A number where a list, mapping or text belongs."""
    text = (root / SUITE).read_text()
    lines = [line for line in text.split("\n") if not line.startswith((f"{key}:", "  - " if key == "checks" else "\0"))]
    (root / SUITE).write_text("\n".join([*lines, f"{key}: 5"]))

    assert any(f"$.{key}: is 5, must be a" in fault for fault in faults(root))


def test_checks_of_one_name_may_belong_to_different_variants(root):
    """They never meet one case, so they need no ids."""
    (root / "agents/clerk/long.md").write_bytes((root / AGENT).read_bytes())
    change(root, SUITE, "[clerk/terse]", "[clerk/terse, clerk/long]")
    only = "{check: says, pattern: a, variants: [clerk/terse]}\n  - {check: says, pattern: b, variants: [clerk/long]}"
    change(root, SUITE, "{check: ending}", "{check: ending}\n  - " + only)

    assert faults(root) == []


@pytest.mark.parametrize("path", [SUITE, SCENARIO, RUBRIC, SCHEMA])
def test_a_definition_that_is_a_link_is_refused(root, path):
    """What is graded is what lies in the project, seen by its history."""
    real = root / "elsewhere"
    (root / path).rename(real)
    (root / path).symlink_to(real)

    assert any("leads through a link" in fault for fault in faults(root))


def test_a_definition_that_is_no_file_is_refused(root):
    """A named pipe would wait for ever, a folder has no text."""
    os.mkfifo(root / "scenarios/letters/pipe.yaml")
    (root / "scenarios/letters/folder.yaml").mkdir()
    (root / "scenarios/letters/other.yml").write_text("id: other\n")

    assert faults(root) == [
        "scenarios/letters/folder.yaml: $: is no file",
        "scenarios/letters/other.yml: $: is not read; let its name end in .yaml",
        "scenarios/letters/pipe.yaml: $: is no file",
    ]


def test_folders_behind_links_are_named_and_not_followed(root):
    """Loops among them: scenarios behind a link would be left out without a word."""
    home = root / "scenarios/letters"
    for name in ("a", "b", "c", "loop"):
        (home / name).symlink_to(home, target_is_directory=True)

    assert faults(root) == [
        "scenarios/letters: $: links to folders are not followed, put folders there: a, b, c and 1 more"
    ]


def test_a_suite_without_scenarios_is_a_fault(root):
    """There would be nothing to run."""
    (root / SCENARIO).unlink()

    assert "scenarios/letters: $: holds no scenario; write one a file" in faults(root)


def test_suites_are_listed_and_an_unknown_one_is_named(root):
    """A folder without suite.yaml is no suite."""
    (root / "scenarios/empty").mkdir()

    assert list_suites(root) == ("letters",)
    with pytest.raises(DefinitionError, match=r"there is no suite `leters`; did you mean `letters`\?"):
        load_suite(find_project(root), "leters")
