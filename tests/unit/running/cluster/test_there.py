"""What a machine of a cluster makes of a trial: the same as the run's own process would, or why it cannot."""

from dataclasses import replace

import pytest

from audition.agent import Loop
from audition.errors import AccessDenied, AuditionError, UsageError
from audition.models.scripted import Answer, Cue, Script, ScriptedModel
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.running.cluster.alike import Needs, marks_of
from audition.running.cluster.there import Part, Stage, look_there, play_there
from audition.workspace.sandbox.shell import NoShell
from tests.unit.running.test_plan import suite
from tests.unit.running.test_runner import subjects


@pytest.fixture
def needs(tmp_path) -> Needs:
    """Of the engine's own loop."""
    return Needs(root=tmp_path)


def played(needs: Needs, script: Script, **marks: str) -> Trial | AuditionError:
    """What comes of the first trial of the small suite, for a run whose machine has these marks besides its own."""
    here = {**marks_of(needs), **marks}
    stage = Stage(player=Loop(ScriptedModel(script)), suite=suite(1), needs=needs, marks=here)
    return play_there(stage, Part(trial=subjects(1)[0].id, limits=Limits(), shell=NoShell("none is needed")))


def test_trial_after_trial_is_played(needs: Needs):
    """In one process, as Ray uses it again."""
    first, *others = (replace(played(needs, lambda cue: "Done."), started_at="") for _ in range(3))

    assert first.ending is Ending.FINISHED
    assert others == [first, first]


def test_a_player_that_breaks_is_a_failed_trial_with_its_traceback(needs: Needs):
    """Its frames, and none of whoever sent for it."""

    def breaks(_: Cue) -> str:
        raise ZeroDivisionError("no ink")

    trial = played(needs, breaks)

    assert trial.ending is Ending.FAILED
    assert trial.detail.endswith("ZeroDivisionError: no ink\n")
    assert "in breaks" in trial.detail


def test_what_ends_a_run_is_given_back_as_it_is(needs: Needs):
    """Raised, it would come out of Ray as an error of Ray's."""
    found = played(needs, lambda _: Answer(error=AccessDenied("who are you?")))

    assert (type(found), str(found)) == (AccessDenied, "who are you?")


def test_a_machine_that_joined_late_and_differs_plays_nothing(needs: Needs):
    """Nobody looked at it before; the run ends with what is wrong with it."""
    found = played(needs, lambda _: pytest.fail("it played"), audition="99.0")

    assert isinstance(found, UsageError)
    assert f"audition is {look_there(needs)['audition']}, and 99.0 where the run is" in str(found)
