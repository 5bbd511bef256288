"""The rows beneath a verdict: who does better where, and the reading that shows it."""

from dataclasses import replace

import pytest

from audition.analysis.rows import grader_rows, pass_rows, scenario_rows, single_rows, tag_rows, use_rows
from audition.analysis.sides import Side, summarise
from audition.analysis.tally import tally
from audition.records.definitions import Role
from audition.records.evidence import Ending, TrialId
from audition.records.grades import Grade, GraderKind, Quote, Score, Status
from audition.records.rows import Standing
from tests.unit.analysis.tables import CAREFUL, HASTY, reading, scene, side, trial

RUN = "20261121-203355-letters-4f3a"


def by_scenario(baseline: Side, candidate: Side):
    """Scenario → its row, without examples."""
    return {row.scenario: row for row in scenario_rows(baseline, candidate, 7, {})}


def by_grader(baseline: Side, candidate: Side, read=None, alpha: float = 0.05):
    """Grader → its row."""
    return {row.grader: row for row in grader_rows(baseline, candidate, read or {}, alpha)}


def reader(trial_id: TrialId, grader: str) -> Grade:
    """Gives a reading that names the trial it is of."""
    shown = Score(
        value=0.0,
        passed=False,
        reason=f"{trial_id} fell short",
        quotes=(Quote(text="so it says", where="deliverable"),),
    )
    return Grade(trial=trial_id, grader=grader, kind=GraderKind.CHECK, role=Role.GATE, reading=shown, version="v1")


def test_a_tally_counts_scores_and_what_is_none():
    """Not applicable and unscored are counted beside the scores; the mean is over scenario means."""
    rows = [
        *(reading("a", index, 1.0) for index in range(3)),
        reading("a", 3, 0.0),
        reading("b", 0, 0.0),
        reading("b", 1, None),
        reading("b", 2, None, status=Status.UNSCORED),
    ]
    counted = tally(rows)

    assert (counted.scored, counted.passed, counted.not_applicable, counted.unscored) == (5, 3, 1, 1)
    assert counted.mean == pytest.approx((0.75 + 0.0) / 2)


def test_a_tally_without_a_score_has_no_mean():
    """Unknown is None, never 0."""
    assert tally([reading("a", 0, None)]).mean is None


def test_scenarios_are_won_tied_or_lost_from_the_candidates_side_the_worst_first():
    """A scenario without a score on one side is neither, and stands last."""
    before = side({"win": [0.0, 0.5], "tie": [1.0, 0.5], "loss": [1.0, 1.0], "open": [1.0]})
    after = side({"win": [1.0, 1.0], "tie": [0.5, 1.0], "loss": [0.0, 0.0], "open": [None]}, variant=CAREFUL)
    rows = by_scenario(before, after)

    assert list(rows) == ["loss", "tie", "win", "open"]
    assert [row.outcome for row in rows.values()] == [Standing.LOSS, Standing.TIE, Standing.WIN, None]
    assert (rows["loss"].baseline, rows["loss"].candidate, rows["loss"].difference) == (1.0, 0.0, -1.0)
    assert (rows["open"].candidate, rows["open"].candidate_trials, rows["open"].difference) == (None, 0, None)


def test_q_values_are_never_smaller_than_the_smallest_p_value_times_their_rank():
    """Benjamini-Hochberg: one strong scenario among silent ones keeps its place and pays for all of them."""
    before = side({f"s{n}": [1.0] * 6 for n in range(4)})
    after = side({"s0": [0.0] * 6, **{f"s{n}": [1.0] * 6 for n in range(1, 4)}}, variant=CAREFUL)
    values = {name: row.q_value for name, row in by_scenario(before, after).items()}

    assert values["s0"] == pytest.approx(4 * 1 / 924, rel=1e-3)  # mid-p of 2 in 924 relabellings, times 4 scenarios
    assert values["s1"] == values["s2"] == values["s3"] > values["s0"]


def test_a_tag_row_holds_the_scenarios_of_its_tag():
    """A scenario with two tags is in both; one that is not scored on both sides is in none."""
    facts = {"a": scene(tags=("red", "big")), "b": scene(tags=("red",)), "c": scene(tags=("big",))}
    before = side({"a": [0.0, 0.0], "b": [1.0, 1.0], "c": [None]}, scenarios=facts)
    after = side({"a": [1.0, 1.0], "b": [1.0, 1.0], "c": [1.0]}, variant=CAREFUL, scenarios=facts)
    rows = {row.tag: row for row in tag_rows(before, after)}

    assert {tag: row.scenarios for tag, row in rows.items()} == {"big": 1, "red": 2}
    assert (rows["red"].baseline, rows["red"].candidate) == (0.5, 1.0)
    assert rows["red"].difference is not None
    assert rows["red"].difference.value == 0.5


def test_graders_that_differ_most_stand_first_and_each_playbooks_own_last():
    """Own graders are shown for their side, without a difference."""
    more = [
        *(
            reading(scenario, index, value, grader="small")
            for scenario in "ab"
            for index, value in ((0, 1.0), (1, 0.5))
        ),
        *(reading(scenario, index, 0.0, grader="own", compared=False) for scenario in "ab" for index in (0, 1)),
    ]
    fewer = [reading(scenario, index, grader="small") for scenario in "ab" for index in (0, 1)]
    cells = {"a": [0.0, 0.0], "b": [0.0, 0.0]}
    better = {"a": [1.0, 1.0], "b": [1.0, 1.0]}
    rows = by_grader(side(cells, more=more), side(better, more=fewer, variant=CAREFUL))

    assert list(rows) == ["score", "small", "own"]
    assert rows["own"].difference is None
    assert (rows["own"].baseline is None, rows["own"].candidate) == (False, None)
    assert [rows[name].difference.value for name in ("score", "small")] == [1.0, 0.25]


def test_a_difference_of_many_trials_stands_before_a_larger_one_of_two():
    """Two trials a side cannot differ by less than half of all, which is seldom more than chance."""
    names = "abcdefgh"

    def readings(scenarios: str, met: int, grader: str):
        return [
            reading(scenario, index, float(index < met), grader=grader) for scenario in scenarios for index in (0, 1)
        ]

    cells = {name: [1.0, 1.0] for name in names}
    before = [*readings(names, 2, "many"), *readings("a", 2, "few")]
    after = [*readings("abcde", 2, "many"), *readings("fgh", 0, "many"), *readings("a", 1, "few")]
    rows = by_grader(side(cells, more=before), side(cells, more=after, variant=CAREFUL))

    assert [rows[name].difference.value for name in ("many", "few")] == [-0.375, -0.5]
    assert [name for name in rows if name != "score"] == ["many", "few"]


def test_p_values_are_corrected_for_all_compared_graders_together():
    """The same difference is less telling among many graders that were looked at."""
    cells = {name: [0.0, 1.0, 0.0] for name in "abcd"}
    better = {name: [1.0, 1.0, 0.0] for name in "abcd"}

    def noise(variant_shift: int):
        return [
            reading(name, index, float((index + ord(name) + number + variant_shift) % 2), grader=f"noise-{number}")
            for name in "abcd"
            for index in range(3)
            for number in range(8)
        ]

    alone = by_grader(side(cells), side(better, variant=CAREFUL))["score"]
    among = by_grader(side(cells, more=noise(0)), side(better, more=noise(1), variant=CAREFUL))["score"]

    assert alone.p_adjusted is not None
    assert among.p_adjusted is not None
    assert alone.p_adjusted < among.p_adjusted


def test_a_difference_is_supported_where_interval_and_corrected_p_agree():
    """One that everything shows is; one that its own interval alone shows is not."""
    cells = {name: [0.0, 0.0, 0.0] for name in "abcd"}
    better = {name: [1.0, 1.0, 1.0] for name in "abcd"}
    slight = [reading(name, index, float(index < 2), grader="slight") for name in "abcd" for index in range(3)]
    even = [reading(name, index, 1.0, grader="slight") for name in "abcd" for index in range(3)]
    rows = by_grader(side(cells, more=even), side(better, more=slight, variant=CAREFUL), alpha=1e-3)

    assert (rows["score"].supported, rows["slight"].supported) == (True, False)
    assert rows["slight"].difference.high < 0


def test_a_grader_without_a_common_scenario_has_no_difference():
    """What was scored on one side here and on the other there cannot be paired."""
    before = side({"a": [1.0], "b": [1.0]}, more=[reading("a", 0, grader="x"), reading("b", 0, None, grader="x")])
    after = side(
        {"a": [1.0], "b": [1.0]},
        more=[reading("a", 0, None, grader="x"), reading("b", 0, grader="x")],
        variant=CAREFUL,
    )
    row = by_grader(before, after)["x"]

    assert (row.difference, row.p_adjusted) == (None, None)


def test_the_example_is_a_failing_reading_of_the_side_that_fails_more():
    """The lowest score first, then the order of scenarios and trials."""
    before = side({"a": [1.0, 0.0], "b": [1.0, 1.0]})
    after = side({"a": [1.0, 0.5], "b": [0.5, 0.0]}, variant=CAREFUL)
    example = by_grader(before, after, {RUN: reader})["score"].example

    assert example is not None
    assert example.trial == TrialId("b", CAREFUL, 1)
    assert example.reason == f"b × {CAREFUL} #1 fell short"
    assert example.quote == Quote(text="so it says", where="deliverable")


def test_without_a_reader_or_a_failure_there_is_no_example():
    """An accepted baseline keeps scores and no reasons."""
    perfect, failing = side({"a": [1.0]}), side({"a": [0.0]}, variant=CAREFUL)

    assert by_grader(perfect, perfect, {RUN: reader})["score"].example is None
    assert by_grader(perfect, failing)["score"].example is None


def test_a_side_alone_has_rows_without_a_difference():
    """A run of one variant is shown, not compared."""
    (row,) = single_rows(side({"a": [1.0, 0.0]}), {RUN: reader})

    assert (row.baseline, row.difference) == (None, None)
    assert row.candidate is not None
    assert (row.candidate.scored, row.candidate.passed) == (2, 1)


def required(scenario: str, *passed: bool):
    """A required check's readings of one scenario's trials."""
    return [reading(scenario, index, float(ok), grader="must", role=Role.REQUIRED) for index, ok in enumerate(passed)]


def test_pass_k_is_the_chance_that_all_or_any_of_k_trials_pass_every_required_check():
    """Unbiased, over scenarios, up to the fewest trials that a scenario has."""
    cells = {"a": [1.0] * 4, "b": [1.0] * 3}
    before = side(cells, more=[*required("a", True, True, False, False), *required("b", True, True, True)])
    rows = pass_rows(before, side(cells, more=[*required("a", *[True] * 4), *required("b", *[True] * 3)]), seed=1)

    assert [row.k for row in rows] == [1, 2, 3]
    assert [row.baseline_all for row in rows] == pytest.approx([(1 / 2 + 1) / 2, (1 / 6 + 1) / 2, (0 + 1) / 2])
    assert [row.baseline_any for row in rows] == pytest.approx([(1 / 2 + 1) / 2, (5 / 6 + 1) / 2, 1.0])
    assert {row.candidate_all for row in rows} == {1.0}


def test_a_trial_passes_only_when_no_required_check_fails():
    """Two checks that each pass half the time, on different trials, pass none."""
    halves = [
        *(reading("a", index, float(index == 0), grader="one", role=Role.REQUIRED) for index in range(2)),
        *(reading("a", index, float(index == 1), grader="other", role=Role.REQUIRED) for index in range(2)),
    ]
    only = side({"a": [1.0, 1.0]}, more=halves)

    assert [row.baseline_any for row in pass_rows(only, only, seed=1)] == [0.0, 0.0]


def test_without_required_checks_there_is_nothing_to_pass():
    """No row, rather than a row of certainty."""
    assert pass_rows(side({"a": [1.0]}), side({"a": [1.0]}), seed=1) == ()


def test_a_sides_summary_accounts_for_every_planned_trial():
    """Scored, failed, cut, diverged, unscored and missing add up to what was planned."""
    indexes = range(6)
    played = [
        trial("a", 0),
        trial("a", 1, ending=Ending.FAILED),
        trial("a", 2, ending=Ending.BUDGET),
        trial("a", 3, diverged="plan.yaml differs"),
        trial("a", 4),
    ]
    rows = [reading("a", 3, None, status=Status.UNSCORED), reading("a", 4, None, status=Status.UNSCORED)]
    told = side({"a": [1.0]}, more=rows, played=played)
    told = replace(told, planned=tuple(TrialId("a", HASTY, index) for index in indexes))
    whole = summarise(told)

    counts = (whole.scored, whole.failed, whole.cut, whole.diverged, whole.unscored, whole.missing)
    assert counts == (1, 1, 1, 1, 1, 1)
    assert (whole.planned, whole.coverage) == (6, pytest.approx(1 / 6))


def test_a_replay_that_failed_is_failed_and_not_diverged_too():
    """Of course it left other files; it is counted once."""
    told = side({"a": [1.0]}, played=[trial("a", 0, ending=Ending.FAILED, diverged="plan.yaml was not left")])
    whole = summarise(replace(told, marks=()))

    assert (whole.failed, whole.diverged, whole.unscored, whole.missing) == (1, 0, 0, 0)


def test_a_trial_to_which_no_gate_check_applies_does_not_count_against_coverage():
    """The question did not arise; nothing is missing."""
    whole = summarise(side({"a": [1.0, None], "b": [1.0, 1.0]}))

    assert (whole.planned, whole.scored, whole.coverage) == (4, 3, 1.0)


def test_usage_that_is_unknown_of_one_trial_is_unknown_of_the_side():
    """A mean over the known ones would be a mean of something else."""
    played = [trial("a", 0), trial("a", 1, cost_usd=None)]
    whole = summarise(side({"a": [1.0, 1.0]}, played=played))

    assert (whole.cost_usd, whole.tokens, whole.turns) == (None, 1000.0, 3.0)


def test_a_side_without_a_score_has_no_gate_score():
    """Nothing known is nothing shown."""
    assert summarise(side({"a": [None]})).gate is None


def test_what_trials_use_is_told_as_a_multiple_with_its_interval():
    """Twice the tokens of the baseline's, and half its cost; what is unknown of one trial is not told."""
    cells = {"a": [1.0, 1.0, 1.0], "b": [1.0, 1.0]}
    before = side(cells)
    ended = tuple(replace(one, tokens=2000 + one.trial.index, cost_usd=0.25, seconds=None) for one in before.ended)
    rows = {row.of: row.ratio for row in use_rows(before, replace(before, ended=ended))}

    assert rows["tokens"].low < rows["tokens"].value == pytest.approx(2.0, abs=0.01)
    assert (rows["cost"].value, rows["cost"].low, rows["cost"].high) == (pytest.approx(0.5),) * 3
    assert "seconds" not in rows
