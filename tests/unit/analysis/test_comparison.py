"""A whole comparison: the same for the same files, and fair to both sides."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from audition.analysis.comparison import compare, compare_each
from audition.analysis.sides import Side
from audition.analysis.terms import Terms
from audition.records.comparison import Comparison, VerdictKind
from audition.records.definitions import Role
from audition.records.evidence import Ending, TrialId
from audition.records.findings import Looks
from audition.records.grades import GraderKind
from audition.records.rows import Standing
from tests.unit.analysis.tables import CAREFUL, FACTS, HASTY, reading, scene, side, trial

TERMS = Terms(margin=0.05, coverage=0.95)
MIRRORED = {VerdictKind.IMPROVED: VerdictKind.REGRESSED, VerdictKind.REGRESSED: VerdictKind.IMPROVED}


def drawn(mean: float, seed: int, variant: str, scenarios: int = 6, trials: int = 4) -> Side:
    """A side whose trials pass three graders with this chance."""
    dice = Random(seed)  # noqa: S311  # the same scores every time
    cells = {f"scene-{n}": [float(dice.random() < mean) for _ in range(trials)] for n in range(scenarios)}
    more = [
        reading(scenario, index, float(dice.random() < mean), grader=grader, role=role)
        for scenario in cells
        for index in range(trials)
        for grader, role in (("second", Role.GATE), ("remark", Role.INFORMS), ("must", Role.REQUIRED))
    ]
    tagged = {name: scene(tags=("even",) if n % 2 == 0 else ("odd",)) for n, name in enumerate(cells)}
    return side(cells, more=more, variant=variant, scenarios=tagged)


def between(baseline: Side, candidate: Side, terms: Terms = TERMS) -> Comparison:
    """The comparison, without examples."""
    return compare(baseline, candidate, terms, {})


@pytest.mark.parametrize(("low", "high"), [(0.3, 0.95), (0.8, 0.8)])
def test_swapping_the_sides_mirrors_the_comparison(low: float, high: float):
    """Whoever is called the baseline, the same is found."""
    one, other = drawn(low, 1, HASTY), drawn(high, 2, CAREFUL)
    forward, backward = between(one, other), between(other, one)

    assert MIRRORED.get(forward.verdict.kind, forward.verdict.kind) is backward.verdict.kind
    assert forward.verdict.p_value == backward.verdict.p_value
    assert forward.verdict.difference is not None
    assert backward.verdict.difference is not None
    assert forward.verdict.difference.value == pytest.approx(-backward.verdict.difference.value)
    assert forward.verdict.difference.low == pytest.approx(-backward.verdict.difference.high)
    assert {row.grader: row.p_adjusted for row in forward.rows} == {row.grader: row.p_adjusted for row in backward.rows}
    assert {row.scenario: row.q_value for row in forward.scenarios} == pytest.approx(
        {row.scenario: row.q_value for row in backward.scenarios}
    )
    won = {row.scenario for row in forward.scenarios if row.outcome is Standing.WIN}
    assert won == {row.scenario for row in backward.scenarios if row.outcome is Standing.LOSS}
    assert (forward.baseline, forward.candidate) == (backward.candidate, backward.baseline)


def test_the_same_files_give_the_same_findings_to_the_last_digit():
    """Nothing is drawn from a clock or from the process."""
    assert between(drawn(0.5, 1, HASTY), drawn(0.7, 2, CAREFUL)) == between(
        drawn(0.5, 1, HASTY), drawn(0.7, 2, CAREFUL)
    )


def test_the_order_of_rows_changes_nothing():
    """Trials end in any order; what they show does not depend on it."""
    one, other = drawn(0.5, 1, HASTY), drawn(0.7, 2, CAREFUL)

    def shuffled(of: Side) -> Side:
        return replace(
            of,
            marks=tuple(np.random.default_rng(3).permutation(np.array(of.marks, dtype=object))),
            ended=tuple(np.random.default_rng(4).permutation(np.array(of.ended, dtype=object))),
            planned=of.planned[::-1],
        )

    assert between(one, other) == between(shuffled(one), shuffled(other))


def test_every_threshold_that_decided_something_is_in_the_comparison():
    """A report can be read without the suite beside it."""
    found = between(drawn(0.5, 1, HASTY), drawn(0.7, 2, CAREFUL), Terms(margin=0.1, coverage=0.8)).thresholds

    assert found == {
        "alpha": 0.05,
        "margin": 0.1,
        "coverage": 0.8,
        "equivalence_level": 0.9,
        "power": 0.8,
        "grader_alpha": 0.05,
        "trials_of_a_full_verdict": 3,
        "scenarios_to_generalise": 8,
        "alpha_of_all_criteria": pytest.approx(0.05 / 3),
    }


def test_a_regression_gate_and_a_plan_of_looks_have_thresholds_of_their_own():
    """Half of alpha for the breaks of single scenarios; the looks, their alpha and the last one's trials."""
    looks = Looks(most_trials=10, alpha=0.01)
    gate = Terms(margin=0.1, coverage=0.8, regression=True).thresholds
    planned = Terms(margin=0.1, coverage=0.8, regression=True, looks=looks).thresholds

    assert gate["alpha_of_all_breaks"] == 0.025
    assert (planned["alpha"], planned["looks"], planned["trials_of_the_last_look"]) == (0.01, 5, 10)
    assert "alpha_of_all_breaks" not in planned


def test_a_plan_of_looks_names_no_broken_scenario_and_speaks_for_itself():
    """Its false alarms are spent on the mean; what one look would have said is not mixed in."""
    cells = {f"scene-{n}": [0.0, 1.0] * 10 for n in range(24)}
    worse = {**cells, "scene-3": [0.0] * 20}
    terms = Terms(margin=0.05, coverage=0.95, regression=True)
    one = between(side(cells), side(worse, variant=CAREFUL), terms)
    planned = between(side(cells), side(worse, variant=CAREFUL), replace(terms, looks=Looks(most_trials=20)))

    assert [broken.scenario for broken in one.verdict.broken] == ["scene-3"]
    assert planned.verdict.kind is not VerdictKind.REGRESSED
    assert planned.verdict.broken == ()
    assert "named below" not in planned.verdict.advice


def test_lost_trials_of_one_side_make_the_comparison_invalid():
    """What the machinery broke is outside the scores and inside the coverage."""
    one = drawn(0.9, 1, HASTY)
    whole = drawn(0.9, 2, CAREFUL)
    lost = {TrialId("scene-0", CAREFUL, 0), TrialId("scene-0", CAREFUL, 1)}
    played = [trial(t.scenario, t.index, ending=Ending.FAILED if t in lost else Ending.FINISHED) for t in whole.planned]
    broken = side({}, played=played, variant=CAREFUL, planned=whole.planned, scenarios=whole.scenarios)
    found = between(one, replace(broken, marks=tuple(mark for mark in whole.marks if mark.trial not in lost)))

    assert found.verdict.kind is VerdictKind.INVALID
    assert (found.candidate.failed, found.candidate.coverage) == (2, pytest.approx(22 / 24))


def test_where_too_much_is_lost_no_grader_is_called_different():
    """What was lost may be what differs, however large the difference in the rest."""
    one, whole = drawn(0.1, 1, HASTY), drawn(0.95, 2, CAREFUL)
    kept = replace(whole, marks=tuple(mark for mark in whole.marks if mark.trial.scenario != "scene-0"))

    assert [row.grader for row in between(one, whole).rows if row.supported]
    assert [] == [row.grader for row in between(one, kept).rows if row.supported]


def test_sides_with_nothing_in_common_are_compared_in_nothing():
    """Invalid, with every reason; no row, no crash."""
    found = between(side({"a": [1.0]}), side({"b": [1.0]}, variant=CAREFUL))

    assert found.verdict.kind is VerdictKind.INVALID
    assert [left.what for left in found.left_out] == ["a", "b"]
    assert (found.scenarios, found.tags, found.passes) == ((), (), ())


def test_a_suite_whose_graders_all_inform_decides_nothing():
    """Without a gate there is no verdict, and the rows are still there."""
    informs = [reading("a", index, grader="remark", role=Role.INFORMS) for index in range(3)]
    one, other = side({"a": [None] * 3}, more=informs), side({"a": [None] * 3}, more=informs, variant=CAREFUL)
    found = between(one, other)

    assert found.verdict.kind is VerdictKind.INVALID
    assert found.verdict.sentence.startswith("Nothing that makes the gate score applies here: nothing decides between")
    assert {row.grader for row in found.rows} == {"score", "remark"}


def test_where_no_check_applies_anywhere_that_is_said_and_nothing_is_called_broken():
    """A question that does not arise is no failure."""
    one, other = side({"a": [None] * 3}), side({"a": [None] * 3}, variant=CAREFUL)

    assert between(one, other).verdict.sentence.startswith("Nothing that makes the gate score applies here")


def test_works_that_no_judge_has_read_are_called_that_with_the_command_that_has_them_read():
    """What would decide is there; what is missing is the reading."""
    asked = [reading("a", index, None, grader="quality", kind=GraderKind.RUBRIC, role=Role.INFORMS) for index in (0, 1)]
    one, other = (replace(side({"a": [None] * 2}, variant=name), marks=tuple(asked)) for name in (HASTY, CAREFUL))
    verdict = between(one, other).verdict
    read = [replace(mark, fingerprint="claude/1/2") for mark in asked]

    assert verdict.sentence.startswith("Not judged: without a judge nothing makes a gate score")
    assert f"`audition grade {other.run} --live`" in verdict.advice
    for kept in (replace(one, marks=tuple(read)), replace(one, marks=())):
        assert "Not judged" not in between(kept, replace(other, marks=kept.marks)).verdict.sentence


def test_sides_whose_gate_scores_are_of_other_readings_are_told_that():
    """A baseline of another suite is no question that does not arise."""
    one = side({"a": [1.0] * 3})
    other = side({"a": [1.0] * 3}, variant=CAREFUL)
    other = replace(other, marks=tuple(replace(mark, grader="another") for mark in other.marks))

    assert "share nothing that makes the gate score" in between(one, other).verdict.sentence


def test_several_candidates_are_held_to_one_false_alarm_rate_together():
    """A claim at p .04 stands alone; beside another like it, or one that shows nothing, it asks for less."""
    passes = {"a": 20, "b": 19, "c": 18, "d": 10}
    one = side({name: [1.0] * n + [0.0] * (20 - n) for name, n in passes.items()})
    fewer = dict(zip("abcd", (5, 4, 3, 1), strict=True))
    worse = side({name: [1.0] * n + [0.0] * (5 - n) for name, n in fewer.items()}, variant=CAREFUL)
    clearly = side({name: [0.0] * 5 for name in "abcd"}, variant=CAREFUL)

    def kinds(*candidates: Side) -> list[str]:
        return [c.verdict.kind.value for c in compare_each(one, [(side, TERMS) for side in candidates], {})]

    together = compare_each(one, [(worse, TERMS), (one, TERMS)], {})

    assert kinds(worse) == ["regressed"]
    assert kinds(worse, worse) == ["inconclusive", "inconclusive"]
    assert kinds(worse, clearly) == ["regressed", "regressed"]
    assert together[0].verdict.advice.endswith(" Beside the other comparisons p ≤ 0.025 was asked for; here p = 0.041.")
    assert together[0].thresholds["claim_alpha"] == pytest.approx(0.025)


def test_how_the_prompts_differ_is_told_as_a_diff():
    """Nothing where they are the same, or where a baseline does not keep the text."""
    one = side({"a": [1.0]}, facts=replace(FACTS, text="Be quick.\n"))
    other = side({"a": [1.0]}, facts=replace(FACTS, text="Be careful.\n"))
    unknown = side({"a": [1.0]}, facts=replace(FACTS, text=""))

    assert "-Be quick.\n+Be careful." in between(one, other).prompt_diff
    assert (between(one, one).prompt_diff, between(unknown, other).prompt_diff) == ("", "")


def test_single_checks_are_held_to_a_stricter_measure_the_more_candidates_there_are():
    """Three candidates share what one may spend on false claims about checks."""
    baseline, *others = (drawn(0.7, n, variant) for n, variant in enumerate((HASTY, CAREFUL, CAREFUL, CAREFUL)))
    terms = Terms(margin=0.1, coverage=0.8)
    alone, among = (compare_each(baseline, [(side, terms) for side in some], {})[0] for some in (others[:1], others))

    assert alone.thresholds["alpha_of_all_criteria"] == pytest.approx(3 * among.thresholds["alpha_of_all_criteria"])
