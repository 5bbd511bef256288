from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audition.analysis.attribution import changes_between
from audition.analysis.comparison import compare
from audition.analysis.sides import Side
from audition.analysis.terms import Terms
from audition.records.attribution import Cause
from audition.records.definitions import Role
from audition.records.findings import PromptCommit
from audition.records.grades import GraderKind
from tests.unit.analysis.tables import FACTS, reading, scene, side, trial

CELLS = {"fee": (1.0, 1.0), "card": (1.0, 0.5)}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def played(**changes: Any) -> Side:
    """One variant's trials, with something else about them."""
    return replace(side(CELLS), **changes)


def graded(version: str = "v1", fingerprint: str | None = None) -> Any:
    """Readings by one grader at a version, on one scenario."""
    return (reading("fee", 0, 1.0, grader="tone", version=version, fingerprint=fingerprint),)


def answering(*models: str) -> Any:
    """Trials that these models answered."""
    return (trial("fee", 0, models=models),)


BEFORE, AFTER = played(ended=answering()), played(ended=answering())
ONE_CHANGE = {
    "prompt": (Cause.PROMPT, "facts", FACTS, replace(FACTS, digest="other")),
    "how the model is asked": (
        Cause.SETTINGS,
        "facts",
        FACTS,
        replace(FACTS, digest="o", settings=(("effort", "high"),)),
    ),
    "model asked for": (Cause.MODEL, "facts", FACTS, replace(FACTS, model="claude-opus-5-5")),
    "model that answered": (Cause.MODEL, "ended", answering("claude-a"), answering("claude-b")),
    "judge": (Cause.JUDGE, "marks", graded(fingerprint="print-1"), graded(fingerprint="print-2")),
    "scenario": (Cause.SCENARIO, "scenarios", {"fee": scene()}, {"fee": scene(digest="t")}),
    "scenario gone": (Cause.SCENARIO, "scenarios", {"fee": scene(), "card": scene()}, {"fee": scene()}),
    "request": (Cause.REQUEST, "scenarios", {"fee": scene()}, {"fee": scene(digest="t", request="q")}),
    "schema": (Cause.SCHEMA, "schema_digest", "schema", "other"),
    "checks": (Cause.CHECKS, "marks", graded("v1"), graded("v2")),
    "engine": (Cause.ENGINE, "engine", "0.1.0", "0.2.0"),
}


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_each_thing_that_can_change_is_found_alone(name):
    """By digest, version, fingerprint or id; nothing else is named beside it."""
    cause, field, then, now = ONE_CHANGE[name]
    (found,) = changes_between(replace(BEFORE, **{field: then}), replace(AFTER, **{field: now}))

    assert found.cause is cause
    assert found.detail
    assert found.tells.endswith((".", "!"))


def test_where_nothing_differs_the_model_behind_the_same_id_and_chance_are_left():
    """The only change that nothing shows."""
    (found,) = changes_between(BEFORE, AFTER)

    assert found.cause is Cause.UNSEEN
    assert "`audition run -v " in found.tells


def test_several_changes_are_all_named():
    """None hides another."""
    after = replace(AFTER, facts=replace(FACTS, digest="other"), engine="0.2.0", schema_digest="other")

    assert [found.cause for found in changes_between(BEFORE, after)] == [Cause.PROMPT, Cause.SCHEMA, Cause.ENGINE]


def test_an_unknown_model_is_no_change_of_model():
    """Recordings taken by hand do not say who answered."""
    (found,) = changes_between(replace(BEFORE, ended=answering()), replace(AFTER, ended=answering("claude-x")))

    assert found.cause is Cause.UNSEEN


def test_a_grader_that_only_one_side_has_is_no_change_of_an_instrument():
    """It is left out by name; the others still read alike."""
    after = replace(AFTER, marks=(*AFTER.marks, *graded()))

    assert [found.cause for found in changes_between(BEFORE, after)] == [Cause.UNSEEN]


def deciding(**roles: Role) -> Side:
    """A side whose checks have these roles."""
    marks = [reading("fee", 0, 1.0, grader=grader, role=role) for grader, role in roles.items()]
    return replace(AFTER, marks=(*AFTER.marks, *marks))


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        ({"ends": Role.INFORMS, "signs": Role.GATE}, "ends (required)"),
        ({"ends": Role.GATE, "signs": Role.GATE}, "ends (required)"),
        ({"ends": Role.REQUIRED, "signs": Role.INFORMS}, "signs (points)"),
        ({"signs": Role.GATE}, "ends (required)"),
        ({}, "ends (required), signs (points)"),
        ({"ends": Role.REQUIRED, "signs": Role.REQUIRED, "more": Role.GATE}, None),
    ],
)
def test_checks_that_decide_less_than_they_did_are_named(now, cut):
    """Green says less where the gate was cut, and nothing else of a run shows that it was."""
    (found,) = changes_between(deciding(ends=Role.REQUIRED, signs=Role.GATE), deciding(**now))

    assert (found.cause is Cause.GATE) == (cut is not None)
    assert cut is None or found.detail == f"the gate no longer names {cut}"


def test_what_was_not_played_or_not_judged_is_no_cut_of_the_gate():
    """A selection leaves scenarios out, and without a judge no criterion is read."""
    elsewhere = reading("card", 9, 1.0, grader="only_card", role=Role.REQUIRED)
    criterion = reading("fee", 0, 1.0, grader="tone/kind", kind=GraderKind.CRITERION)
    before = replace(BEFORE, marks=(*BEFORE.marks, elsewhere, criterion))
    after = replace(AFTER, marks=tuple(mark for mark in AFTER.marks if mark.trial.scenario == "fee"))

    assert [found.cause for found in changes_between(before, after)] == [Cause.UNSEEN]


@pytest.mark.parametrize(
    ("commit", "revision", "ref"),
    [
        (COMMIT, None, COMMIT[:12]),
        (f"{COMMIT}+changes", None, "REVISION"),
        (None, None, "REVISION"),
        (f"{COMMIT}+changes", "f" * 40, "f" * 12),
    ],
)
def test_what_to_run_names_the_commit_where_it_is_known(commit, revision, ref):
    """A tree with changes is not its commit; a variant read from git is."""
    before = replace(BEFORE, commit=commit, facts=replace(FACTS, revision=revision))
    (found,) = changes_between(before, replace(AFTER, facts=replace(FACTS, digest="other")))

    assert f"`audition compare hasty@{ref} hasty --live --cap 2`" in found.tells


EDIT = PromptCommit(id="e" * 40, title="Shorten the tone", author="Nora Quay", day="2026-09-26")
OLD = replace(EDIT, id="d" * 40, title="Start")
HEAD, ABOVE, TONE, FORM = SECTIONS = (("its head", "1"), ("", "2"), ("## Tone", "3"), ("## Form", "4"))
MORE = tuple((f"## {name}", name) for name in "abcd")


@pytest.mark.parametrize(
    ("commit", "sections", "told"),
    [
        (EDIT, (HEAD, ABOVE, ("## Tone", "9"), FORM), "## Tone edited; “Shorten the tone” (Nora Quay, 2026-09-26)"),
        (None, (HEAD, ABOVE, TONE, ("## Length", "5")), "## Length added, ## Form removed; not committed"),
        (OLD, (("its head", "9"), ABOVE, TONE, FORM), "its head edited"),
        (EDIT, SECTIONS[::-1], "“Shorten the tone” (Nora Quay, 2026-09-26)"),
        (OLD, (*SECTIONS, *MORE), "## a added, ## b added, ## c added and 1 more section"),
        (OLD, (), "d → other"),
    ],
)
def test_an_edited_prompt_is_told_in_words(commit, sections, told):
    """By the sections that differ, and the commit since which the file is so; by digests where neither is known."""
    before = replace(BEFORE, facts=replace(FACTS, commit=OLD, sections=SECTIONS), commit=COMMIT)
    after = replace(AFTER, facts=replace(FACTS, digest="other", commit=commit, sections=sections), commit=COMMIT)
    (found,) = changes_between(before, after)

    assert found.detail == told
    assert f"audition compare hasty@{'d' * 12} hasty" in found.tells


def test_only_a_comparison_with_the_past_is_attributed():
    """Two variants differ by design."""
    terms = Terms(margin=0.05, coverage=0.9)

    assert compare(BEFORE, AFTER, terms, {}).changes == ()
    assert [change.cause for change in compare(BEFORE, AFTER, replace(terms, regression=True), {}).changes] == [
        Cause.UNSEEN
    ]
