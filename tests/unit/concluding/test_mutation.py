"""A run of a prompt beside its mutants: what agents did is counted, and each mutant stops by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.concluding.behaviour import ANSWERS, FILES, WORDS, behaviour_of
from audition.concluding.mutation import decided_mutants, pairings
from audition.models.scripted import ScriptedModel
from audition.records.definitions import Role
from audition.running.order import Order
from audition.store.run_file import RunFile
from audition.usecases.mutants import Wish, bench_of
from audition.usecases.mutate import mutate, order_of
from tests.fakes.heeding import LOGGING, RULES, heeds, write_prompt
from tests.fakes.letters import THREE, project

TRIALS = 10
CHOSEN = (RULES["greets"], LOGGING, "Be kind.")


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Path:
    """The file of a run of three mutants, of which the first is plainly worse."""
    root = project(tmp_path_factory.mktemp("mutants"), THREE)
    write_prompt(root)
    bench = bench_of(root, Wish(variant="listed", rules=CHOSEN, trials=TRIALS))
    player = Loop(ScriptedModel(heeds({"greets": 0.97}), seed=3))
    _, done = mutate(bench, order_of(bench, Order(player=player)))
    assert done is not None
    return done.path


def test_what_agents_do_is_counted_as_a_share_of_the_most_that_any_trial_did(played: Path):
    """Tool calls, answers, files and words, as marks that decide nothing."""
    with RunFile.open_readonly(played) as file:
        found = behaviour_of(file)
    writes = {mark.trial.variant: mark.value for mark in found.marks if mark.grader == "calls of Write"}

    assert found.most["calls of Write"] == found.most[FILES] == found.most[ANSWERS] == 2
    assert found.most[WORDS] == 6
    assert {mark.role for mark in found.marks} == {Role.INFORMS}
    assert Counter(writes.values()) == {1.0: 3, 0.5: 1}
    assert writes[next(name for name in writes if "note-in-desk" in name)] == 0.5


def test_a_mutant_that_is_decided_is_played_no_further_and_the_prompt_is(played: Path):
    """The others go on beside it; the plan says so, so that nothing is missing."""
    with RunFile.open_readonly(played) as file:
        counts = Counter(found.id.variant.partition("~")[2][:10] for found in file.summaries())
        missing, planned = file.missing(), len(file.facts.planned)

    assert counts["drop-greet"] < counts[""] == TRIALS * 3
    assert counts["drop-be-ki"] == TRIALS * 3
    assert not missing
    assert planned == counts.total()


def test_at_each_look_only_the_trials_up_to_it_are_looked_at(played: Path):
    """What was decided early stays decided, with the prompt's trials that were there."""
    with RunFile.open_readonly(played) as file:
        (greets,) = decided_mutants(file, 8)
        later = decided_mutants(file, TRIALS)
        pairs = {pairing.mutant.variant: pairing for pairing in pairings(file, 6)}

    assert "drop-greet" in greets
    assert greets in later
    assert {trial.index for pairing in pairs.values() for trial in pairing.prompt.planned} == set(range(6))


def test_mutants_share_the_trials_of_their_prompt(played: Path):
    """One set of them, whatever the number of mutants."""
    with RunFile.open_readonly(played) as file:
        prompts = {id(pairing.prompt) for pairing in pairings(file)}

    assert len(prompts) == 1
