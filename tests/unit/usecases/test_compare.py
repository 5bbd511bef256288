"""Held against the past: what is no evidence is left out or said, by name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.errors import ModelError, UsageError
from audition.models.protocol import Reply, Request, Subject
from audition.models.scripted import Answer, Cue, ScriptedModel
from audition.records.comparison import LostTrial, VerdictKind
from audition.records.evidence import Origin, TrialId
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.run import Done
from audition.usecases.accept import accept
from audition.usecases.compare import Against, compare_runs, compare_variants, compare_with_baseline
from audition.usecases.run import run
from tests.fakes.letters import BETTER, CAREFUL, FLAWLESS, HASTY, THREE, Clerk, play, project, record


class Cached:
    """A scripted model whose answers of the first trials of a case come from the cache."""

    origin = Origin.SCRIPTED

    def __init__(self, below: int) -> None:
        self._inner = ScriptedModel(FLAWLESS)
        self._below = below

    def open(self, subject: Subject):
        """A conversation whose turns say that they were cached."""
        conversation = self._inner.open(subject)
        cached = subject.id.index < self._below

        class Conversation:
            recording = None

            async def reply(self, request: Request) -> Reply:
                found = await conversation.reply(request)
                return replace(found, turn=replace(found.turn, cached=cached))

        return Conversation()


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """The example project with three scenarios."""
    return project(tmp_path, THREE)


def partly_cached(root: Path, below: int, trials: int) -> Done:
    """A run of which the first trials of every case came from the cache."""
    return run(root, Order(player=Loop(Cached(below)), selection=Selection(trials=trials)))


def test_cached_trials_are_left_out_of_a_comparison_with_the_baseline(letters: Path):
    """They are trials that the past already had; what was asked anew is compared."""
    accept(letters, str(play(letters, FLAWLESS, trials=4).path))
    findings = compare_with_baseline(letters, str(partly_cached(letters, below=1, trials=4).path), Against())

    for comparison in findings.comparisons:
        (left,) = comparison.left_out
        assert left.what.startswith("3 of 12 trials: late-fee × ")
        assert "response cache" in left.why
        assert (comparison.candidate.planned, comparison.candidate.coverage) == (9, 1.0)


def test_a_run_that_is_all_cached_shows_nothing_new(letters: Path):
    """No verdict can be made of an earlier run's own trials."""
    first = play(letters, FLAWLESS, trials=2)
    second = partly_cached(letters, below=2, trials=2)
    findings = compare_runs(letters, str(first.path), str(second.path))

    assert {VerdictKind.INVALID} == {comparison.verdict.kind for comparison in findings.comparisons}


def test_two_replays_of_the_same_recordings_are_said_to_be_that(letters: Path):
    """Whatever the verdict on them says, it is no news."""
    record(letters, BETTER, trials=2)
    accept(letters, str(run(letters, Order(selection=Selection(trials=2))).path))
    again = str(run(letters, Order(selection=Selection(trials=2))).path)
    told = "replay the same recordings on both sides: the same trials, no new evidence."

    caveats = compare_with_baseline(letters, again, Against()).caveats
    assert {f"{HASTY}: 6 of 6 trials {told}", f"{CAREFUL}: 6 of 6 trials {told}"} < set(caveats)


def test_recordings_made_anew_are_compared_without_that_caveat(letters: Path, tmp_path: Path):
    """Another trial under the same name is another trial."""
    record(letters, FLAWLESS, trials=2)
    before = shutil.move(run(letters, Order(selection=Selection(trials=2))).path, tmp_path)
    shutil.rmtree(letters / "evals/recordings")
    record(letters, Clerk(care={HASTY: 0.0, CAREFUL: 0.0}), trials=2)
    after = run(letters, Order(selection=Selection(trials=2))).path

    assert not any("same recordings" in line for line in compare_runs(letters, str(before), str(after)).caveats)


def test_variants_on_one_side_only_are_named_both_ways(letters: Path):
    """A new one has no baseline, an old one was not played; neither is silently passed over."""
    accept(letters, str(play(letters, FLAWLESS, trials=1, variants=("careful",)).path))
    findings = compare_with_baseline(
        letters, str(play(letters, FLAWLESS, trials=1, variants=("hasty",)).path), Against()
    )

    assert findings.comparisons == ()
    assert [(left.what, left.why) for left in findings.runs[0].left_out] == [
        (HASTY, "no accepted baseline; `audition accept` makes one"),
        (CAREFUL, "in the baseline, not in this run"),
    ]


def test_a_scenario_that_changed_since_it_was_accepted_is_left_out(letters: Path):
    """The rest is compared, without it on either side."""
    accept(letters, str(play(letters, FLAWLESS, trials=1).path))
    path = letters / "scenarios/letters/late-fee.yaml"
    path.write_text(path.read_text("utf-8").replace("I was ill", "I was away"), "utf-8")
    findings = compare_with_baseline(letters, str(play(letters, FLAWLESS, trials=1).path), Against())

    for comparison in findings.comparisons:
        assert [(left.what, left.why) for left in comparison.left_out] == [
            ("late-fee", "what the agent meets changed between the sides")
        ]
        assert [row.scenario for row in comparison.scenarios] != []
        assert "late-fee" not in {row.scenario for row in comparison.scenarios}


def test_a_check_that_changed_since_it_was_accepted_is_left_out(letters: Path):
    """Another instrument measures something else, and the gate score is made of what both sides share."""
    accept(letters, str(play(letters, FLAWLESS, trials=1).path))
    suite = letters / "scenarios/letters/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("'Town Library'", "'(?i)town library'"), "utf-8")
    findings = compare_with_baseline(letters, str(play(letters, FLAWLESS, trials=1).path), Against())

    for comparison in findings.comparisons:
        (left,) = comparison.left_out
        assert (left.what, left.why) == (
            "signs on late-fee, lost-card, quiet-room",
            "the check or rubric itself changed",
        )
        assert "signs" not in {row.grader for row in comparison.rows}


def test_the_example_of_a_regression_is_the_candidates_reading(letters: Path):
    """An accepted baseline keeps no reasons; what regressed is shown from the run at hand."""
    accept(letters, str(play(letters, FLAWLESS, trials=3).path))
    path = str(play(letters, Clerk(care={HASTY: 1.0, CAREFUL: 0.0}), trials=3).path)
    findings = compare_with_baseline(letters, path, Against())
    (worse,) = findings.regressed
    examples = [row.example for row in worse.rows if row.example is not None]

    assert worse.candidate.variant == CAREFUL
    assert examples
    assert {example.trial.variant for example in examples} == {CAREFUL}
    assert isinstance(examples[0].trial, TrialId)


def test_runs_without_a_common_variant_are_not_compared(letters: Path):
    """There is nothing alike in them."""
    first = play(letters, FLAWLESS, trials=1, variants=("careful",)).path
    second = play(letters, FLAWLESS, trials=1, variants=("hasty",)).path

    with pytest.raises(UsageError, match="share no variant"):
        compare_runs(letters, str(first), str(second))
    with pytest.raises(UsageError, match=f"did not play 'hasty': it has {CAREFUL}"):
        compare_variants(letters, "careful", "hasty", str(first))


def losing(variant: str) -> Clerk:
    """A script whose line is dead in one trial of a variant."""

    def clerk(cue: Cue) -> str | Answer:
        lost = cue.subject.id == TrialId("late-fee", variant, 0)
        return Answer(error=ModelError("the line went dead")) if lost else FLAWLESS(cue)

    return clerk


def test_lost_trials_are_named_however_runs_are_held_together(letters: Path):
    """Those of the run that stands as the baseline are told apart by its id."""
    before, after = (play(letters, losing(variant), trials=2) for variant in (CAREFUL, HASTY))
    lost = TrialId("late-fee", HASTY, 0)
    why = "failed: the line went dead"

    both = compare_runs(letters, before.facts.id, after.facts.id)
    one = compare_variants(letters, CAREFUL, HASTY, after.facts.id)

    earlier = LostTrial(trial=TrialId("late-fee", CAREFUL, 0), why=f"in run {before.facts.id}: {why}")
    assert (LostTrial(trial=lost, why=why), earlier) == both.lost
    assert (LostTrial(trial=lost, why=why),) == one.lost
