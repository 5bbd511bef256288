from __future__ import annotations

import pytest

from audition.errors import UsageError
from audition.records.evidence import TrialId
from audition.records.grades import Score
from audition.usecases.show import Wanted, show
from tests.fakes import letters


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A project with one run: the careful clerk passes everything, the hasty one nothing."""
    root = letters.project(tmp_path_factory.mktemp("show"), ("late-fee", "lost-card"))
    clerk = letters.Clerk(care={letters.HASTY: 0.0, letters.CAREFUL: 1.0})
    letters.play(root, clerk, trials=2)
    return root


def test_a_trial_is_shown_with_how_it_was_read(played):
    """The whole evidence, every grade, the gate score."""
    view = show(played, "latest", Wanted(scenario="late-fee", variant="careful", index=1))

    assert view.trial.id == TrialId("late-fee", letters.CAREFUL, 1)
    assert view.trial.messages
    assert {"ending", "greets", "signs"} < {grade.grader for grade in view.grades}
    assert isinstance(view.gate, Score)
    assert (view.gate.value, view.trials) == (1.0, 2)


def test_without_a_number_the_first_trial_that_failed_is_meant(tmp_path):
    """That is the one to look at."""
    root = letters.project(tmp_path, ("late-fee",))

    def second_fails(cue):
        flawed = cue.subject.id.index == 1
        return letters.Clerk(care={letters.CAREFUL: 0.0 if flawed else 1.0})(cue)

    letters.play(root, second_fails, variants=("careful",), trials=3)
    view = show(root, "latest", Wanted(scenario="late-fee"))

    assert view.trial.id.index == 1


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted(scenario="late-fees"), "holds no trial of scenario 'late-fees'; did you mean `late-fee`?"),
        (Wanted(scenario="late-fee"), "late-fee was met by careful and hasty: say which"),
        (Wanted(scenario="late-fee", variant="terse"), "holds no trial of late-fee by 'terse': careful, hasty met it"),
        (
            Wanted(scenario="late-fee", variant="hasty", index=7),
            "late-fee × clerk/hasty has no trial 7: the run holds 0, 1",
        ),
    ],
)
def test_a_trial_that_is_not_there_is_wrong_usage(played, wanted, told):
    """With what there is."""
    with pytest.raises(UsageError) as caught:
        show(played, "latest", wanted)

    assert told in str(caught.value)
