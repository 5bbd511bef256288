"""The author's story: a section of a prompt is deleted, and every tool tells its part of what that does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from audition.agent import Loop
from audition.models.scripted import Answer, Call, Cue, ScriptedModel
from audition.records.attribution import Cause
from audition.records.comparison import VerdictKind
from audition.running.order import Order
from audition.running.plan import Selection
from audition.usecases.compare import compare_variants
from audition.usecases.run import run
from tests.fakes import berthing
from tests.fakes.git import commit_all

DAYS = "**Days before arrival**:"


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """The harbour in git, its brisk prompt without the days before an arrival."""
    root = berthing.project(tmp_path_factory.mktemp("edited"))
    commit_all(root)
    path = root / "agents/berthing/brisk.md"
    before, _, after = path.read_text("utf-8").partition(DAYS)
    path.write_text(before + after[after.index("**Limits") :], "utf-8")
    return root


def officer(cue: Cue) -> Answer | str:
    """A model that knows the day of arrival only when its prompt speaks of days, and even then not always."""
    if cue.turn:
        return "The stay is written."
    written = berthing.stay(replace(cue.subject.id, variant="berthing/brisk", index=0))
    if DAYS not in cue.request.system or cue.draw < 0.1:
        written = re.sub(r'arrival: "\d{4}', 'arrival: "1999', written)
    return Answer(
        calls=(Call(name="Write", input={"file_path": cue.subject.scenario.deliverable, "content": written}),)
    )


def test_the_difference_is_found_shown_and_attributed_to_the_prompt(edited):
    """One plan, one store, one verdict, as for any two variants; the past is the baseline."""
    sides = ("brisk@HEAD", "brisk")
    selection = Selection(variants=sides, trials=5)
    done = run(edited, Order(player=Loop(ScriptedModel(officer)), selection=selection))
    findings = compare_variants(edited, *sides, str(done.path))
    (found,) = findings.comparisons
    moved = {row.grader: row.difference.value for row in found.rows if row.difference is not None}

    assert (found.baseline.label, found.candidate.label) == ("berthing/brisk@HEAD", "berthing/brisk")
    assert found.verdict.kind is VerdictKind.REGRESSED
    assert findings.regressed == (found,)
    assert moved["arrival"] < -0.8
    assert [change.cause for change in found.changes] == [Cause.PROMPT]
    assert f"-{DAYS}" in found.prompt_diff


def test_the_deleted_section_is_shown(edited, audition):
    """Before a cent is spent."""
    diff = audition(edited, "diff", "brisk@HEAD", "brisk").stdout

    assert "~ ## How a stay is written" in diff
    assert f"  - {DAYS}" in diff
    assert "  - - Day -14: Ask for papers, book the pilot" in diff


def test_in_replay_the_stale_recordings_are_named_and_not_used(edited, audition):
    """The recordings are of the prompt as it was."""
    done = audition(edited, "compare", "brisk@HEAD", "brisk")

    assert done.returncode == 2
    assert "not played: clashing-records #0 #1, " in done.stderr
    assert "you edited agents/berthing/brisk.md since it was recorded" in done.stderr
