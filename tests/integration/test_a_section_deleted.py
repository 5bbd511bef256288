"""The author's story: a section of a prompt is deleted, and every tool tells its part of what that does."""

from __future__ import annotations

import re

import pytest

from audition.agent import Loop
from audition.models.scripted import Answer, Call, Cue, ScriptedModel
from audition.records.attribution import Cause
from audition.records.comparison import VerdictKind
from audition.running.order import Order
from audition.running.plan import Selection
from audition.usecases.compare import compare_variants
from audition.usecases.run import run
from tests.fakes.git import commit_all
from tests.fakes.shipped import ROOT

SCENARIOS = ("churn-notice", "seat-reduction", "seasonal-customer")
PLANS = {name: (ROOT / f"tests/fakes/plans/{name}.yaml").read_text("utf-8") for name in SCENARIOS}
TIMELINE = "**Renewal Process Timeline**:"


@pytest.fixture
def edited(whole):
    """The shipped project in git, its sales prompt without the renewal timeline."""
    commit_all(whole)
    path = whole / "agents/account-manager/sales.md"
    before, _, after = path.read_text("utf-8").partition(TIMELINE)
    path.write_text(before + after[after.index("**Health Score") :], "utf-8")
    return whole


def manager(cue: Cue) -> Answer | str:
    """A model that counts milestones back rightly only when its prompt gives the timeline, and even then not always."""
    if cue.turn:
        return "The plan is written."
    plan = PLANS[cue.subject.scenario.id]
    if TIMELINE not in cue.request.system or cue.draw < 0.1:
        plan = re.sub(r'(days_before_renewal: \d+, date: "\d{4}-)\d\d', r"\g<1>12", plan)
    return Answer(calls=(Call(name="Write", input={"file_path": cue.subject.scenario.deliverable, "content": plan}),))


def test_the_difference_is_found_shown_and_attributed_to_the_prompt(edited):
    """One plan, one store, one verdict, as for any two variants; the past is the baseline."""
    sides = ("sales@HEAD", "sales")
    selection = Selection(variants=sides, scenarios=SCENARIOS, trials=5)
    done = run(edited, Order(player=Loop(ScriptedModel(manager)), selection=selection))
    findings = compare_variants(edited, *sides, str(done.path))
    (found,) = findings.comparisons
    moved = {row.grader: row.difference.value for row in found.rows if row.difference is not None}

    assert (found.baseline.label, found.candidate.label) == ("account-manager/sales@HEAD", "account-manager/sales")
    assert found.verdict.kind is VerdictKind.REGRESSED
    assert findings.regressed == (found,)
    assert moved["milestone_dates"] < -0.8
    assert [change.cause for change in found.changes] == [Cause.PROMPT]
    assert f"-{TIMELINE}" in found.prompt_diff


def test_the_deleted_section_is_shown(edited, audition):
    """Before a cent is spent."""
    diff = audition(edited, "diff", "sales@HEAD", "sales").stdout

    assert "~ ## Key Capabilities" in diff
    assert f"  - {TIMELINE}" in diff
    assert "  - - T-120: Review health score, assess risk, document value" in diff


def test_in_replay_the_stale_recordings_are_named_and_not_used(edited, audition):
    """The recordings are of the prompt as it was."""
    done = audition(edited, "compare", "sales@HEAD", "sales")

    assert done.returncode == 2
    assert "account-manager/sales: champion-departure #0 #1, " in done.stderr
    assert "the recording was made from something else" in done.stderr
