"""Plans: which trials, in which order, and what is left out."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.errors import NothingSelected, UsageError
from audition.models.protocol import Subject
from audition.models.recorded import NO_RECORDING
from audition.records.definitions import Gate, JudgePlan, Suite
from audition.records.evidence import TrialId
from audition.records.limits import Limits
from audition.records.scene import Schema
from audition.running.plan import Selection, make_plan
from tests.unit.models.subjects import scenario, variant


def suite(scenarios: int = 3) -> Suite:
    """A suite of two variants, two trials a case; the first scenario is tagged `red`."""
    scenes = [replace(scenario(f"scene-{n}"), tags=("red",) if n == 0 else ("blue",)) for n in range(scenarios)]
    return Suite(
        id="small",
        title="Small",
        variants=(variant("clerk/terse"), variant("clerk/wordy")),
        scenarios=tuple(scenes),
        schema=Schema(path="s.yaml", text="{}", document={}, digest="d"),
        limits=Limits(),
        trials=2,
        checks=(),
        rubrics=(),
        gate=Gate(required=(), margin=0.05),
        judge=JudgePlan(),
        checks_folder=None,
        locus=scenes[0].locus,
    )


def test_a_plan_holds_every_selected_case_with_its_trials():
    """Scenarios × variants × trials, each once."""
    plan = make_plan(suite(), Selection())

    assert len(set(plan.ids)) == 12
    assert (plan.trials, plan.left_out) == (2, ())


@given(seed=st.integers(0, 2**40))
def test_arms_of_a_scenario_stand_back_to_back_whatever_the_seed(seed: int):
    """Drift in time meets both variants alike; the seed decides who goes first."""
    order = [subject.id for subject in make_plan(suite(), Selection(), seed=seed).subjects]

    for first, second in zip(order[::2], order[1::2], strict=True):
        assert (first.scenario, first.index) == (second.scenario, second.index)
        assert first.variant != second.variant
    assert sorted(trial.index for trial in order) == [trial.index for trial in order]


def test_the_same_seed_gives_the_same_order_and_another_seed_another():
    """A run's order follows from its identity."""
    orders = [tuple(s.id for s in make_plan(suite(), Selection(), seed=seed).subjects) for seed in (1, 1, 2)]

    assert orders[0] == orders[1]
    assert orders[0] != orders[2]


@pytest.mark.parametrize(
    ("selection", "cases"),
    [
        (Selection(variants=("terse",)), 3),
        (Selection(variants=("clerk/wordy", "terse")), 6),
        (Selection(scenarios=("scene-1",)), 2),
        (Selection(scenarios=("scene-[01]",)), 4),
        (Selection(tags=("red",)), 2),
        (Selection(keyword="scene-2[clerk/t"), 1),
        (Selection(cases=frozenset({("scene-0", "clerk/terse")})), 1),
    ],
)
def test_a_selection_takes_the_cases_it_names(selection: Selection, cases: int):
    """Names, globs, tags, parts of a case and sets of cases all narrow the plan."""
    assert cases == len({trial.case for trial in make_plan(suite(), selection).ids})


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(variants=("therse",)), "no variant 'therse' in suite 'small'; did you mean `terse`?"),
        (Selection(scenarios=("scene-9",)), "no scenario 'scene-9'"),
        (Selection(tags=("green",)), "no scenario of suite 'small' has the tag 'green'; known: blue, red"),
    ],
)
def test_a_name_that_fits_nothing_is_refused_with_those_that_exist(selection: Selection, told: str):
    """A typo never becomes a smaller run."""
    with pytest.raises(UsageError, match=re.escape(told)):
        make_plan(suite(), selection)


def test_conditions_that_leave_no_case_are_nothing_selected():
    """Nothing selected has an exit code of its own."""
    with pytest.raises(NothingSelected):
        make_plan(suite(), Selection(keyword="nowhere"))


def missing_where(is_missing: Callable[[TrialId], bool]) -> Callable[[Subject], str | None]:
    """What a replay says of trials that are not recorded."""
    return lambda subject: NO_RECORDING if is_missing(subject.id) else None


def test_a_variant_of_which_nothing_can_be_played_is_one_line():
    """However many trials it has."""
    plan = make_plan(suite(), Selection(), miss=missing_where(lambda trial: trial.variant == "clerk/wordy"))

    assert [(left.what, left.why) for left in plan.left_out] == [("clerk/wordy in 6 trials", "no recording")]
    assert {trial.variant for trial in plan.missed} == {"clerk/wordy"}


def test_what_is_not_recorded_is_left_out_by_name():
    """Whole scenarios in one line, single trials in another."""
    missing = {TrialId("scene-1", "clerk/terse", 1)}
    plan = make_plan(suite(), Selection(), miss=missing_where(lambda t: t.scenario == "scene-2" or t in missing))

    assert len(plan.ids) == 7
    assert [(left.what, left.why) for left in plan.left_out] == [
        ("1 scenario: scene-2", "no recording"),
        ("1 of 12 trials (2 a case): scene-1 × clerk/terse #1", "no recording"),
    ]
