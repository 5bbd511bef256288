from __future__ import annotations

from dataclasses import replace

from audition.records.comparison import BrokenScenario, VerdictKind
from audition.records.definitions import Role
from audition.records.findings import Mode
from audition.records.grades import GraderKind
from audition.records.rows import JudgeRow, Tally
from audition.reporting.next_step import next_command
from tests.fakes import shown


def judged(kind: VerdictKind, **changes):
    """Findings with this verdict and no failure."""
    verdict = replace(shown.comparison().verdict, kind=kind, **changes)
    regression = kind is VerdictKind.REGRESSED
    return shown.findings(comparisons=(shown.comparison(verdict=verdict, regression=regression),), failures=())


def test_a_failed_trial_is_read():
    """The very one, in the run that holds it: to play it again would show the same or spend money."""
    expected = f"audition show late-fee clerk/careful --run {shown.RUN} --trial 1"

    assert next_command(shown.findings()) == expected


def test_of_two_runs_the_later_ones_trial_is_read():
    """Both hold a trial of that name."""
    later = shown.comparison(baseline=shown.side(shown.CAREFUL, run="before"), candidate=shown.side(shown.CAREFUL))

    assert f"--run {shown.RUN}" in next_command(shown.findings(comparisons=(later,)))


def test_a_run_with_holes_is_resumed():
    """Before anything is concluded from it, under its cap or a higher one; a replay's lost trial is lost again."""
    holes = replace(judged(VerdictKind.INVALID), sides=(shown.side(shown.HASTY, missing=1),))

    live = (shown.facts(mode=Mode.LIVE, cap_usd=3.0),)
    cut = replace(holes, runs=live, sides=(shown.side(shown.HASTY, cut=1),))

    assert next_command(replace(holes, lost=())) == f"audition run --resume {shown.RUN}"
    assert next_command(holes).startswith("audition show late-fee clerk/hasty")
    assert next_command(replace(holes, runs=live)) == f"audition run --resume {shown.RUN} --live --cap 3"
    assert next_command(cut) == f"audition run --resume {shown.RUN} --live --cap 6"


def test_a_run_that_graders_could_not_read_is_graded_again():
    """It is no baseline, and more trials would be read no better; replays that diverged no grader can mend."""
    low = {"coverage": 0.5, "scored": 2}
    broke = replace(judged(VerdictKind.INVALID), sides=(shown.side(shown.HASTY, unscored=2, **low),))
    diverged = replace(judged(VerdictKind.INVALID), sides=(shown.side(shown.HASTY, diverged=2, **low),))
    blind = shown.row("promises", role=Role.REQUIRED, candidate=Tally(scored=1, unscored=3))
    unread = shown.findings(comparisons=(shown.comparison(rows=(blind,)),), failures=())

    silent = shown.row("tone", kind=GraderKind.RUBRIC, candidate=Tally(scored=1, unscored=3))
    unjudged = shown.findings(comparisons=(shown.comparison(rows=(blind, silent)),), failures=())

    assert next_command(broke) == f"audition grade {shown.RUN}"
    assert next_command(diverged).startswith("audition show late-fee clerk/hasty")
    assert next_command(unread) == f"audition grade {shown.RUN}"
    assert next_command(unjudged) == f"audition grade {shown.RUN} --live --cap 1"


def test_an_open_question_is_priced():
    """At the number of trials that would settle it."""
    assert next_command(judged(VerdictKind.INCONCLUSIVE)) == "audition plan letters -n 8"


def test_a_week_without_a_regression_is_seen_in_its_months():
    """It asks for no more trials, and a quiet week is no reason to move the baseline."""
    for kind in (VerdictKind.INCONCLUSIVE, VerdictKind.EQUIVALENT):
        assert next_command(replace(judged(kind), headlines=("No alarm.",))) == "audition history letters"


def test_what_broke_is_read_first():
    """Before any other channel is asked for more trials; else what fell furthest."""
    broken = (BrokenScenario(scenario="lost-card", p_value=0.001),)
    run = f"--run {shown.RUN} --trial 0"

    assert next_command(judged(VerdictKind.REGRESSED, broken=broken)) == f"audition show lost-card clerk/careful {run}"
    assert next_command(judged(VerdictKind.REGRESSED)) == f"audition show late-fee clerk/careful {run}"


def test_what_is_decided_can_be_accepted():
    """As the baseline of later runs."""
    assert next_command(judged(VerdictKind.IMPROVED)) == f"audition accept {shown.RUN}"


def test_a_name_is_quoted_for_the_shell():
    """Nothing that a file is called can be run."""
    run = shown.facts(suite="a; rm -rf b")

    assert next_command(replace(judged(VerdictKind.INCONCLUSIVE), runs=(run,))) == "audition plan 'a; rm -rf b' -n 8"


def test_a_run_without_a_verdict_that_nobody_judged_is_judged():
    """Where something was scored, or a judge has read, it is not that which is missing."""
    rows = (JudgeRow(rubric="quality", fingerprint=None, note="not judged"),)
    bare = replace(judged(VerdictKind.INVALID), judges=rows, sides=(shown.side(shown.HASTY, gate=None, coverage=0.0),))
    read = replace(bare, judges=(replace(rows[0], fingerprint="claude/1/2"),))

    assert next_command(bare) == f"audition grade {shown.RUN} --live --cap 1"
    assert "--live" not in next_command(read)
    assert "--live" not in next_command(replace(bare, comparisons=()))
