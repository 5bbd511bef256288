"""Mutants as variants: made by their names, of working files alone, with recordings of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.project.mutants import mutations_of
from audition.project.world import load_world
from audition.records.mutation import MutationKind, mutant_id, mutation_of
from audition.records.names import plain_id, without_mutation
from audition.records.rules import Rule, RuleKind
from tests.fakes.heeding import PROMPT, write_prompt
from tests.fakes.letters import project

KIND = "listed~drop-be-kind-fb86a3"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The letters with one prompt that is a list of rules."""
    root = project(tmp_path, ("late-fee",))
    write_prompt(root)
    return root


def test_a_mutant_is_the_variant_without_one_rule(root: Path):
    """With its tools and model, another digest, and the prompt by which its works are read."""
    suite = load_world(root, None, [KIND]).suite
    own, mutant = suite.variants

    assert mutant.id == f"clerk/{KIND}"
    assert mutant.text == own.text.replace("- Be kind.\n", "")
    assert (mutant.tools, mutant.model, mutant.path) == (own.tools, own.model, own.path)
    assert mutant.digest != own.digest
    assert (mutant.playbook, own.playbook) == (own.system, own.system)


def test_where_mutants_are_played_recordings_and_judgements_lie_apart(root: Path):
    """Those of the prompt beside them, too: they must not take the place of the suite's."""
    own, mutated = load_world(root, None), load_world(root, None, ["listed", KIND])

    assert own.places.recordings("clerk") == root / "evals/recordings/clerk"
    assert mutated.places.recordings("clerk") == root / "evals/mutants/recordings/clerk"
    assert mutated.places.judgements("clerk") == root / "evals/mutants/judgements/clerk"
    assert mutated.places.labels("clerk", "criteria") == own.places.labels("clerk", "criteria")
    assert mutated.unmutated.places == own.places


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"{KIND}@HEAD", "rules are taken out of working files; leave @HEAD out"),
        ("listed~drop-be-king-fb86a3", "did you mean `drop-be-kind-fb86a3`"),
        ("lister~drop-be-kind-fb86a3", "no variant 'lister'"),
        ("listed~move-be-kind-fb86a3", "no rule and change are called"),
    ],
)
def test_a_mutant_that_cannot_be_is_told(root: Path, name: str, told: str):
    """With what was meant."""
    with pytest.raises(UsageError, match=told):
        load_world(root, None, [name])


def test_a_prompt_of_one_rule_cannot_lose_it(root: Path):
    """Nothing would be left to play."""
    (root / "agents/clerk/listed.md").write_text(PROMPT.replace("# Clerk\n\n", "Be kind.\n"), "utf-8")
    (rule, kind), *_ = mutations_of(load_world(root, None).suite.variants[0], load_world(root, None).suite)

    with pytest.raises(UsageError, match="the body is empty"):
        load_world(root, None, [mutant_id("clerk/listed", kind, rule)])


def _rule(name: str) -> Rule:
    """A rule of this id."""
    return Rule(id=name, kind=RuleKind.ITEM, section=(), label="", text="Be kind.", stretches=(), tokens=1)


@pytest.mark.parametrize(
    ("variant", "rule", "name"),
    [
        ("clerk/a", "be-kind-fb86a3", "clerk/a~drop-be-kind-fb86a3"),
        ("clerk/a+shop", "be-kind-fb86a3", "clerk/a~drop-be-kind-fb86a3+shop"),
        ("clerk/a", "будь-добр-fb86a3", "clerk/a~drop-fb86a3"),
    ],
)
def test_a_mutants_name_says_what_was_done_and_can_be_a_files(variant: str, rule: str, name: str):
    """Of a rule in other letters its digest alone."""
    made = mutant_id(variant, MutationKind.DROP, _rule(rule))

    assert made == name
    assert mutation_of(made).startswith("drop-")
    assert without_mutation(made) == variant
    assert plain_id(f"{made}") == "clerk/a"


def test_only_what_stands_before_a_revision_is_a_mutation():
    """`HEAD~1` is none."""
    assert mutation_of("clerk/a@HEAD~1") == ""
    assert without_mutation("clerk/a@HEAD~1") == "clerk/a@HEAD~1"
    assert plain_id("clerk/a+shop@HEAD~1") == "clerk/a"


def test_rules_that_a_person_set_aside_are_not_mutated(root: Path):
    """They ask for nothing."""
    rules = root / "scenarios/letters/rules.yaml"
    before = mutations_of(load_world(root, None).suite.variants[0], load_world(root, None).suite)
    rules.write_text("prompts:\n  clerk/listed:\n    - {aside: Be kind, why: no rule}\n", "utf-8")
    suite = load_world(root, None).suite
    after = mutations_of(suite.variants[0], suite)

    assert {rule.text for rule, _ in before} - {rule.text for rule, _ in after} == {"Be kind."}
    assert before[0] == after[0]


def test_what_is_said_in_place_of_a_rule_makes_a_mutant_of_its_own(root: Path):
    """As a person wrote it into the suite; said otherwise it is another mutant, of which nothing is known yet."""
    rules, ids = root / "scenarios/letters/rules.yaml", []
    for said in ("Be rude.", "Be cold."):
        rules.write_text(f"prompts:\n  clerk/listed:\n    - {{turn: Be kind, to: {said}}}\n", "utf-8")
        suite = load_world(root, None).suite
        (turned,) = (each for each in mutations_of(suite.variants[0], suite) if each[1] is MutationKind.TURN)
        ids.append(mutant_id("clerk/listed", MutationKind.TURN, turned[0]))
        mutant = load_world(root, None, [ids[-1]]).suite.variants[-1]

        assert mutant.text == suite.variants[0].text.replace("Be kind.", said)

    assert len(set(ids)) == 2
