"""Which graders hold which rules, and which of them hold what no prompt says any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.analysis.holding import Holder, held_by, holders_of, lost_holds
from audition.errors import Locus
from audition.loading.project import find_project
from audition.loading.suite import load_suite
from audition.project.prompts import cut_rules
from audition.records.definitions import Suite
from audition.records.rules import Hold, Rule
from tests.fakes.heeding import RULES, write_prompt
from tests.fakes.letters import project

LISTED = "clerk/listed"
EDITS = {
    "in: greeting}": f"in: greeting, holds: {RULES['greets']!r}}}",
    "in: closing}": "in: closing, holds: ['Sign for the library', 'be KIND'], variants: [clerk/listed]}",
    "'L-\\d{3}', in: body}": "'L-\\d{3}', in: body, holds: 'Repeat the number of the letter'}",
    ", signs]": "]",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The letters with a prompt of seven rules, of which graders hold some."""
    root = project(tmp_path_factory.mktemp("holding"), ("late-fee", "lost-card"))
    write_prompt(root)
    path = root / "scenarios/letters/suite.yaml"
    text = path.read_text("utf-8")
    for old, new in EDITS.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    scenario = root / "scenarios/letters/late-fee.yaml"
    scenario.write_text(_held(scenario), "utf-8")
    return root


@pytest.fixture(scope="module")
def suite(root: Path) -> Suite:
    """Its suite."""
    return load_suite(find_project(root), "letters")


def _held(path: Path) -> str:
    """A scenario whose own check holds a rule."""
    own = f"  - {{check: says, id: own_day, pattern: x, in: body, holds: {RULES['names_a_day']!r}}}\n"
    text = path.read_text("utf-8")
    return text.replace("checks:\n", f"checks:\n{own}", 1) if "checks:\n" in text else f"{text}\nchecks:\n{own}"


@pytest.fixture(scope="module")
def rules(suite: Suite) -> dict[str, Rule]:
    """Words of a rule → it."""
    return {rule.text: rule for rule in cut_rules(suite.variant(LISTED), [suite])[0]}


def test_a_rule_is_held_by_what_quotes_it_or_names_its_id(suite: Suite, rules: dict[str, Rule]):
    """In whatever case; of the suite or of one scenario; what nothing holds is not named."""
    held = held_by(suite, LISTED, tuple(rules.values()))
    found = {text: [(one.grader, one.scenario) for one in held.get(rule.id, ())] for text, rule in rules.items()}

    assert found[RULES["greets"]] == [("greets", None)]
    assert found[RULES["signs"]] == found["Be kind."] == [("signs", None)]
    assert found[RULES["names_a_day"]] == [("own_day", "late-fee")]
    assert found[RULES["answers"]] == found[RULES["repeats_reference"]] == []


def test_one_playbooks_own_grader_holds_rules_of_that_prompt_alone(suite: Suite, rules: dict[str, Rule]):
    """At whatever revision, whoever plays it, and whatever was taken out of it."""
    (signs,) = (one for one in holders_of(suite) if one.grader == "signs")

    assert [signs.reads(f"clerk/listed{more}") for more in ("", "@HEAD~1", "+shop", "~drop-x-000000+shop@HEAD")] == [
        True
    ] * 4
    assert not signs.reads("clerk/hasty")
    assert rules["Be kind."].id not in held_by(suite, "clerk/hasty", tuple(rules.values()))


def test_a_quotation_that_no_prompt_says_is_told_with_what_it_has_become(
    root: Path, suite: Suite, rules: dict[str, Rule]
):
    """With the line of the quotation; one that is there is not told."""
    (told,) = lost_holds(suite, {LISTED: tuple(rules.values())})
    lines = (root / told.path).read_text("utf-8").splitlines()
    became = rules[RULES["repeats_reference"]]

    assert "Repeat the number" in lines[told.line - 1]
    assert "repeats_reference holds 'Repeat the number of the letter', and no prompt that it reads says so" in told.what
    assert f"the nearest is {became.text!r} (agents/clerk/listed.md:11, {became.id})" in told.what


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("the", "which fits 3 rules of clerk/listed"),
        ("sing a song of sixpence", "nor anything like it; let it hold another rule, or take `holds` out"),
    ],
)
def test_what_fits_several_rules_or_none_at_all_is_told(suite: Suite, rules: dict[str, Rule], said: str, what: str):
    """A grader that names no rule holds none."""
    hold = Hold(said=said, locus=Locus(path="suite.yaml", line=7))
    (check, *_) = suite.checks
    held = {**vars(check), "holds": (hold,)}
    alone = Suite(**{**_fields(suite), "checks": (type(check)(**held),), "scenarios": ()})
    (told,) = lost_holds(alone, {LISTED: tuple(rules.values())})

    assert what in told.what
    assert (told.path, told.line) == ("suite.yaml", 7)


def _fields(suite: Suite) -> dict:
    return {name: value for name, value in vars(suite).items() if name in Suite.__dataclass_fields__}


def test_a_holder_of_all_variants_reads_every_one():
    """That is what no variants mean."""
    assert Holder(grader="x", holds=(), variants=(), scenario=None).reads("clerk/anyone")
