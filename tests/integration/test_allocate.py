"""`--allocate`: more trials where the accepted scores varied more, as many in all."""

from collections import Counter
from pathlib import Path

from audition.models.scripted import Answer, Cue
from audition.running.plan import Selection
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from audition.usecases.allocate import spread
from docs.examples.five_verdicts import CAREFUL, HASTY, Clerk
from tests.fakes.letters import FLAWLESS, THREE, play
from tests.integration.conftest import Run

FLAKY = Clerk(care={HASTY: 0.6, CAREFUL: 0.6})


class Moody:
    """A clerk who is flawless but for the late fees."""

    def __call__(self, cue: Cue) -> Answer | str:
        """As the flawless or the flaky one would."""
        return (FLAKY if cue.subject.scenario.id == "late-fee" else FLAWLESS)(cue)


def test_trials_go_where_scores_vary_and_the_run_plays_them(letters: Path, audition: Run):
    """Eight a case on average: the flaky scenario gets the most, the others five at least, for both variants alike."""
    accept(letters, str(play(letters, Moody(), trials=12, scenarios=THREE).path))
    chosen = spread(letters, None, Selection(scenarios=THREE, trials=8))
    done = play(letters, Moody(), scenarios=THREE, trials=8, allocation=chosen.allocation)
    with RunFile.open_readonly(done.path) as file:
        played = Counter((trial.scenario, trial.variant) for trial in file.facts.planned)
    planned = audition(letters, "plan", "-n", "8", "--allocate", *(word for name in THREE for word in ("-s", name)))

    assert sum(chosen.allocation.values()) == 3 * 8
    assert min(chosen.allocation.values()) >= 5
    assert max(chosen.allocation, key=chosen.allocation.__getitem__) == "late-fee"
    assert played == {(name, v): n for name, n in chosen.allocation.items() for v in (HASTY, CAREFUL)}
    assert planned.returncode == 0
    assert "Spread by how the accepted scores varied: " in planned.stdout


def test_too_few_trials_no_baseline_and_looks_are_refused(letters: Path, audition: Run):
    """Each with what to do; nothing is played."""
    bare = audition(letters, "run", "--allocate", "-n", "8")
    accept(letters, str(play(letters, FLAWLESS, trials=6, scenarios=THREE).path))
    few = audition(letters, "run", "--allocate", "-n", "3")
    looking = audition(letters, "run", "--allocate", "--sequential", "-n", "10")

    assert [done.returncode for done in (bare, few, looking)] == [2, 2, 2]
    assert "there is no baseline yet; `audition accept` makes one of a run" in bare.stderr
    assert "at least 5 of each are played: say -n 5 or more, or leave out --allocate" in few.stderr
    assert "--sequential looks at all cases alike: leave out --allocate" in looking.stderr
