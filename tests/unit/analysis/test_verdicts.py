"""The verdict's sentence and advice: what a prompt author reads first."""

import numpy as np
import pytest

from audition.analysis.terms import Terms
from audition.analysis.verdicts import Table, verdict_line
from audition.records.comparison import VerdictKind, VerdictLine
from audition.stats import Cells, Panel, max_t

LOW = [[0.4, 0.6, 0.5, 0.5]] * 6
HIGH = [[0.9, 1.0, 0.9, 1.0]] * 6
PERFECT = [[1.0] * 8] * 6


def decided(baseline, candidate, *, planned: int | None = None, regression: bool = False) -> VerdictLine:
    """The verdict on two sides' scores; so many trials a case were planned, or as many as there are."""
    names = tuple(f"scene-{n}" for n in range(len(baseline)))
    plans = [tuple(planned or len(cell) for cell in side) for side in (baseline, candidate)]
    table = Table(
        cells=Cells.of(baseline, candidate), scenarios=names, planned=(plans[0], plans[1]), labels=("old", "new")
    )
    return verdict_line(table, Terms(margin=0.05, coverage=0.95, regression=regression), seed=7)


@pytest.mark.parametrize(
    ("sides", "kind", "sentence", "advice"),
    [
        (
            (LOW, HIGH),
            VerdictKind.IMPROVED,
            "new does better than old on these 6 scenarios: +45.0 points (+28.2 to +56.0).",
            "Nothing more is needed for this decision.",
        ),
        (
            (HIGH, LOW),
            VerdictKind.REGRESSED,
            "new does worse than old on these 6 scenarios: −45.0 points (−56.0 to −28.2).",
            "Read the scenarios named below before new is taken.",
        ),
        (
            (HIGH * 4, HIGH * 4),
            VerdictKind.EQUIVALENT,
            "new and old are equivalent on these 24 scenarios, within 5.0 points: 0.0 points (−3.0 to +3.0 at 90 %).",
            "Nothing more is needed for this decision.",
        ),
        (
            ([[0.9, 0.9, 0.95, 0.85]] * 6, HIGH),
            VerdictKind.INCONCLUSIVE,
            "The evidence does not tell new from old on these 6 scenarios: +5.0 points (−9.2 to +17.9).",
            (
                "At this size a difference of 23.4 points is found four times in five; 46 trials a case would as often "
                "find one of the margin, 5.0 points, or show that nothing changed."
            ),
        ),
    ],
)
def test_a_verdict_says_who_does_better_by_how_much_and_what_to_do(sides, kind, sentence: str, advice: str):
    """One sentence for the decision, one for the next step."""
    line = decided(*sides)

    assert (kind, sentence, advice) == (line.kind, line.sentence, line.advice)
    assert not line.provisional


def test_too_few_scored_trials_are_invalid_and_say_where_the_difference_lies_whatever_is_missing():
    """The bounds take every missing score at its worst and at its best; no estimate stands beside them."""
    line = decided(LOW, [*HIGH[:4], [], []], planned=4)

    assert line.kind is VerdictKind.INVALID
    assert line.sentence == (
        "Too few trials were scored for a verdict (old 24 of 24, new 16 of 24; 95 % a side are needed). Whatever the "
        "missing ones hold, the difference lies between +13.3 and +46.7 points."
    )
    assert line.bounds == pytest.approx((0.4 / 3, 1.4 / 3))
    assert (line.difference, line.interval90, line.p_value, line.general) == (None, None, None, None)
    assert line.advice.startswith("Mend what failed")


def test_nothing_scored_on_one_side_is_invalid_and_open_both_ways():
    """Without a single score the difference may be anything that the other side allows."""
    line = decided(LOW, [[]] * 6, planned=4)

    assert (line.kind, line.bounds) == (VerdictKind.INVALID, (-0.5, 0.5))


def test_nothing_alike_is_invalid():
    """Where pairing left nothing, nothing is concluded."""
    line = decided([], [])

    assert line.kind is VerdictKind.INVALID
    assert line.sentence == "Nothing of old and new can be held against each other."


def test_at_two_trials_a_verdict_is_provisional_and_asks_for_more():
    """It never says that nothing more is needed, however large the difference."""
    line = decided([cell[:2] for cell in LOW], [cell[:2] for cell in HIGH])

    assert line.provisional
    assert line.sentence.startswith("Provisionally, at two trials a case: new does better than old on these 6")
    assert "trials a case would as often find one of the margin" in line.advice


def test_at_one_trial_only_a_direction_can_be_read():
    """One trial a case is never enough for equivalence either."""
    line = decided([[1.0]] * 6, [[1.0]] * 6)

    assert (line.kind, line.provisional) == (VerdictKind.INCONCLUSIVE, True)
    assert line.sentence.startswith("At one trial a case only a direction can be read: nothing that gates failed")


def test_one_trial_of_one_scenario_promises_to_find_nothing():
    """A difference is at most 100 points: more than that is never said to be found."""
    line = decided([[1.0]], [[0.0]])

    assert line.detectable is None
    assert line.advice.startswith("At this size no difference is found four times in five; ")


def test_a_difference_near_the_margin_asks_for_four_times_the_trials():
    """Which is what halves an interval."""
    line = decided([[0.7, 1.0] * 7] * 20, [[0.754, 1.0] * 7] * 20)

    assert line.kind is VerdictKind.INCONCLUSIVE
    assert line.advice.endswith("near the margin: 56 trials a case would halve the interval.")


def test_a_difference_that_is_sure_and_small_is_said_to_be_less_than_the_margin():
    """Improved it is, and nobody need hurry."""
    line = decided([[0.90, 0.91] * 60] * 20, [[0.92, 0.93] * 60] * 20)

    assert line.kind is VerdictKind.IMPROVED
    assert line.sentence.endswith(", by less than the margin.")


def test_a_perfect_run_is_no_promise_that_nothing_differs():
    """Without a failure there is still an interval, and three trials a case do not reach the margin."""
    line = decided([[1.0] * 3] * 6, [[1.0] * 3] * 6)

    assert line.kind is VerdictKind.INCONCLUSIVE
    assert line.difference is not None
    assert line.difference.low < 0 < line.difference.high


def test_one_broken_scenario_regresses_a_suite_whose_mean_does_not_show_it():
    """Asked whether it got worse, the second channel answers, and the sentence names the scenario."""
    before = [[0.0, 1.0] * 10] * 24
    after = [[0.0, 1.0] * 10] * 23 + [[0.0] * 20]
    line = decided(before, after, regression=True)

    assert line.kind is VerdictKind.REGRESSED
    assert [broken.scenario for broken in line.broken] == ["scene-23"]
    assert line.sentence.startswith("new broke scene-23, though the suite as a whole does not show it: −2.1 points")


def test_a_broken_scenario_decides_nothing_between_two_variants():
    """Which of two prompts is better is a question about the suite."""
    line = decided([[0.0, 1.0] * 10] * 24, [[0.0, 1.0] * 10] * 23 + [[0.0] * 20])

    assert (line.kind is VerdictKind.REGRESSED, line.broken) == (False, ())


def test_a_regression_of_the_mean_that_is_one_broken_scenario_names_it_too():
    """Both channels may speak; the sentence is the mean's, the scenario is listed."""
    line = decided(PERFECT, [*PERFECT[:5], [0.0] * 8], regression=True)

    assert line.sentence.startswith("new does worse than old on these 6 scenarios")
    assert [broken.scenario for broken in line.broken] == ["scene-5"]


@pytest.mark.parametrize(
    ("scenarios", "told"),
    [
        (1, "One scenario says nothing about others."),
        (6, "For scenarios like these: 6 are too few to say"),
        (30, "On scenarios like these, too, it does better on average"),
    ],
)
def test_the_second_line_answers_for_scenarios_like_these(scenarios: int, told: str):
    """It never gates, and says when the scenarios are too few."""
    line = decided([[0.4, 0.6, 0.5, 0.5]] * scenarios, [[0.9, 1.0, 0.9, 1.0]] * scenarios)

    assert line.general is not None
    assert line.general.sentence.startswith(told)


@pytest.mark.parametrize(("scenarios", "told"), [(24, "is open"), (60, "too it lies within the margin")])
def test_the_second_line_claims_nothing_that_a_few_broken_scenarios_would_belie(scenarios: int, told: str):
    """Of 24 that hold, one kind in nine may be missing; sixty rule out one in twenty."""
    line = decided([[1.0] * 10] * scenarios, [[1.0] * 10] * scenarios)

    assert line.kind is VerdictKind.EQUIVALENT
    assert line.general is not None
    assert told in line.general.sentence


def test_a_check_that_broke_in_three_of_25_scenarios_is_the_second_sentence():
    """The mean moves by two thirds of a point; asked whether it got worse, that alone regresses."""
    ones = np.ones((25, 5, 18))
    lost = ones.copy()
    lost[:3, :, 4] = 0.0
    table = Table(
        cells=Cells.of(ones.mean(axis=2), lost.mean(axis=2)),
        scenarios=tuple(f"scene-{n}" for n in range(25)),
        planned=((5,) * 25, (5,) * 25),
        labels=("old", "new"),
        graders=tuple(f"check-{n}" for n in range(18)),
        criteria=max_t(Panel.of(ones, lost)),
    )
    between, since = (verdict_line(table, Terms(margin=0.05, coverage=0.95, regression=r), 7) for r in (False, True))

    assert between.kind is VerdictKind.EQUIVALENT
    assert between.sentence.endswith(" By more than chance new does worse at check-4 (−12.0 points).")
    assert since.kind is VerdictKind.REGRESSED
    assert [each.grader for each in since.criteria] == ["check-4"]


def test_losses_of_one_side_are_told_first():
    """Six of 120 crashed on the new side alone."""
    line = decided([[1.0] * 5] * 24, [*[[1.0] * 4] * 6, *[[1.0] * 5] * 18], planned=5)

    assert line.kind is VerdictKind.INCONCLUSIVE
    assert line.sentence.startswith(
        "Trials are not missing by chance (old lost 0 of 120, new lost 6 of 120): whatever the missing ones hold, the "
        "difference lies between −5.0 and 0.0 points. "
    )
    assert line.bounds == pytest.approx((-0.05, 0.0))


def test_the_same_table_gives_the_same_verdict():
    """Whatever is drawn at random is drawn from the seed."""
    assert decided(LOW, HIGH) == decided(LOW, HIGH)
