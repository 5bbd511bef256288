"""Pairing: only what is alike is held against each other, and what is left out is named with its reason."""

from dataclasses import replace

import pytest

from audition.analysis.pairing import pair, repeated
from audition.analysis.sides import Side
from audition.records.definitions import Role
from audition.records.evidence import Ending, Origin, TrialId
from audition.records.findings import LOOP_VERSION, PlayerFacts
from tests.unit.analysis.tables import CAREFUL, FACTS, HASTY, reading, scene, side, trial

CELLS = {"a": [1.0, 0.5], "b": [1.0, 1.0]}
EARLIER = "20261114-203355-letters-0b1e"


def left_out(baseline: Side, candidate: Side) -> list[tuple[str, str]]:
    """What was left out, with the reason."""
    return [(left.what, left.why) for left in pair(baseline, candidate).left_out]


def scenarios(of: Side) -> set[str]:
    """The scenarios that a side has scores of."""
    return {mark.trial.scenario for mark in of.marks}


def test_what_is_alike_is_all_kept():
    """Two sides of the same scenarios and graders lose nothing."""
    both = pair(side(CELLS), side(CELLS, variant=CAREFUL))

    assert both.left_out == ()
    assert (len(both.baseline.marks), len(both.candidate.marks)) == (4, 4)


def test_a_scenario_that_one_side_did_not_play_is_left_out():
    """Either way round, and the side is named."""
    assert left_out(side({"a": [1.0]}), side(CELLS, label="new")) == [("b", f"{HASTY} has no trial of it")]
    assert left_out(side(CELLS), side({"a": [1.0]}, label="new")) == [("b", "new has no trial of it")]


def test_a_scenario_that_changed_is_left_out_with_what_changed():
    """Its rows go from both sides, so that neither mean holds it."""
    changed = side(CELLS, scenarios={"a": scene("other"), "b": scene("other", request="other")})
    both = pair(side(CELLS), changed)

    assert [(left.what, left.why) for left in both.left_out] == [
        ("a", "what the agent meets changed between the sides"),
        ("b", "the request changed between the sides"),
    ]
    assert scenarios(both.baseline) == scenarios(both.candidate) == set()
    assert both.baseline.planned == both.candidate.planned == ()


def test_another_player_leaves_out_everything():
    """By name and version: what plays otherwise makes other work of one prompt."""
    other = PlayerFacts(name="shell script", version="3")
    both = pair(side(CELLS), side(CELLS, player=other, label="new", run="later"))

    assert [(left.what, left.why) for left in both.left_out] == [
        ("every scenario", f"{HASTY} was played by loop {LOOP_VERSION}, new by shell script 3")
    ]
    newer = replace(other, version="4")
    assert left_out(side(CELLS, player=other), side(CELLS, player=newer, label="new", run="later"))


def test_two_players_in_one_run_are_what_was_asked_for():
    """One variant under each of them: the comparison is of the players."""
    other = PlayerFacts(name="shell script", version="3")

    assert pair(side(CELLS), side(CELLS, player=other, label="new")).left_out == ()


def test_a_replay_is_like_the_loop_whose_answers_it_plays_again():
    """As long as both run the same tools."""
    later = side(CELLS, run="later")
    assert left_out(side(CELLS, player=PlayerFacts(name="replay")), later) == []
    assert left_out(side(CELLS, player=PlayerFacts(name="replay", version="0")), later) != []


def test_another_schema_leaves_out_everything():
    """Work made to another contract is other work."""
    both = pair(side(CELLS), side(CELLS, schema_digest="other"))

    assert [(left.what, left.why) for left in both.left_out] == [
        ("every scenario", "the deliverable's schema differs between the sides")
    ]
    assert both.candidate.marks == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": "v2"}, "the check or rubric itself changed"),
        ({"fingerprint": "opus-1"}, "another judge: none against opus-1"),
        ({"role": Role.INFORMS}, "its role changed: gate against informs"),
    ],
)
def test_a_grader_that_changed_is_left_out_where_it_did(change: dict, why: str):
    """On the scenario that it read otherwise, on both sides; elsewhere it stays."""
    before = side(CELLS, more=[reading("a", 0, grader="x"), reading("b", 0, grader="x")])
    after = side(CELLS, more=[reading("a", 0, grader="x", **change), reading("b", 0, grader="x")])
    both = pair(before, after)

    assert [(left.what, left.why) for left in both.left_out] == [("x on a", why)]
    for half in (both.baseline, both.candidate):
        assert {mark.trial.scenario for mark in half.read["x"]} == {"b"}


@pytest.mark.parametrize("turned", [False, True])
def test_scores_of_several_judges_on_one_side_are_left_out_even_where_both_sides_had_the_same_ones(turned: bool):
    """As when the model that answers changes in the middle of a run: which trial met which judge is chance."""
    judges = ["opus-1", "opus-2"]
    cells = {"a": [1.0, 1.0]}
    before = [reading("a", index, grader="x", fingerprint=judge) for index, judge in enumerate(judges)]
    after = [
        reading("a", index, grader="x", fingerprint=judge) for index, judge in enumerate(judges[:: 1 - 2 * turned])
    ]

    assert left_out(side(cells, more=before), side(cells, more=after)) == [
        ("x on a", "several judges on one side: opus-1 and opus-2")
    ]


def test_a_grader_that_read_one_side_alone_is_left_out_once_for_all_its_scenarios():
    """One line a grader and reason, not one a scenario."""
    extra = [reading(scenario, 0, grader="new") for scenario in CELLS]

    assert left_out(side(CELLS), side(CELLS, more=extra, label="now")) == [("new on a, b", "only now was graded by it")]
    assert left_out(side(CELLS, more=extra), side(CELLS)) == [("new on a, b", f"only {HASTY} was graded by it")]


def test_reasons_that_differ_from_scenario_to_scenario_are_told_apart():
    """No scenario stands under another's reason."""
    before = side(CELLS, more=[reading("a", 0, grader="x"), reading("b", 0, grader="x")])
    after = side(CELLS, more=[reading("a", 0, grader="x", version="v2")])

    assert left_out(before, after) == [
        ("x on b", f"only {HASTY} was graded by it"),
        ("x on a", "the check or rubric itself changed"),
    ]


def test_a_scenario_without_any_grade_on_one_side_is_missing_there_and_not_unlike():
    """Failed trials count against their own side's coverage; the other side keeps its scores."""
    failed = [trial("a", 0, ending=Ending.FAILED), trial("b", 0)]
    after = side({"b": [1.0]}, played=failed)
    after = replace(after, planned=side(CELLS).planned, scenarios=side(CELLS).scenarios)
    both = pair(side(CELLS), after)

    assert both.left_out == ()
    assert scenarios(both.baseline) == {"a", "b"}


def test_one_playbooks_own_graders_are_never_held_against_each_other():
    """They belong to one variant: no difference of theirs is an unlikeness."""
    own = [reading("a", 0, grader="own", compared=False)]

    assert left_out(side(CELLS, more=own), side(CELLS)) == []


def cached(*indexes: int, **changes) -> Side:
    """A side whose trials of these indexes on scenario `a` came from the response cache."""
    rows = [trial("a", index, origin=Origin.CACHED if index in indexes else Origin.LIVE) for index in (0, 1)]
    return side({"a": [1.0, 0.5]}, played=rows, **changes)


def test_cached_trials_are_no_evidence_against_another_run():
    """They are that run's trials, or an earlier one's: left out by name, outside the plan, not missing."""
    both = pair(side({"a": [1.0, 0.5]}, run=EARLIER), cached(1))
    (left,) = both.left_out

    assert left.what == "1 of 2 trials: a × clerk/hasty #1"
    assert "response cache" in left.why
    assert both.candidate.planned == (TrialId("a", HASTY, 0),)
    assert [m.trial.index for m in both.candidate.marks] == [one.trial.index for one in both.candidate.ended] == [0]


def test_cached_trials_are_evidence_for_one_variant_against_another_of_the_same_run():
    """No trial of the one is a trial of the other."""
    assert pair(side({"a": [1.0, 0.5]}), cached(0, 1, variant=CAREFUL)).left_out == ()


def test_cached_trials_of_the_baseline_are_evidence_against_a_fresh_run():
    """Only the later side can repeat the earlier one."""
    assert pair(cached(0, 1, run=EARLIER), side({"a": [1.0, 0.5]})).left_out == ()


def replay(scenario: str, index: int, **changes):
    """A replayed trial."""
    return trial(scenario, index, origin=Origin.REPLAY, **changes)


def replays(**changes) -> Side:
    """Three replayed trials of one scenario."""
    return side({"a": [1.0, 1.0, 1.0]}, played=[replay("a", index) for index in range(3)], **changes)


def test_replays_of_the_same_recordings_are_counted():
    """As many as both sides have."""
    two = side({"a": [1.0, 1.0]}, played=[replay("a", index) for index in range(2)], run=EARLIER)

    assert repeated(replays(run=EARLIER), replays()) == 3
    assert repeated(two, replays()) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"facts": replace(FACTS, digest="another prompt")},
        {"schema_digest": "other"},
        {"scenarios": {"a": scene("other")}},
    ],
)
def test_recordings_of_another_prompt_schema_or_scenario_are_others(other: dict):
    """A digest that differs means that another recording answered."""
    assert repeated(replays(run=EARLIER), replays(**other)) == 0


def test_live_trials_are_new_evidence():
    """Only recordings can be played twice."""
    live = side({"a": [1.0, 1.0]})

    assert repeated(live, live) == 0


def test_recordings_made_anew_are_new_evidence():
    """Another number of answers, or another reading by the same grader, gives them away."""
    longer = side({"a": [1.0, 1.0]}, played=[replay("a", 0), replay("a", 1, turns=9)])
    worse = side({"a": [1.0, 0.0]}, played=[replay("a", 0), replay("a", 1)])

    assert repeated(replays(run=EARLIER), longer) == 0
    assert repeated(replays(run=EARLIER), worse) == 0
