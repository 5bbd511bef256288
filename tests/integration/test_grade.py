"""`audition grade`: today's checks on yesterday's evidence, for free."""

from pathlib import Path

from audition.store.run_file import RunFile
from tests.fakes.letters import FLAWLESS, play
from tests.integration.conftest import Run

SUITE = "scenarios/letters/suite.yaml"


def put(root: Path, path: str, old: str, new: str) -> None:
    """Another text in a file, in place of one that stands there."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def graders(path: Path) -> set[str]:
    """The graders of a stored run."""
    with RunFile.open_readonly(path) as file:
        return {grade.grader for grade in file.grades()}


def test_a_new_check_reads_what_was_played_before(letters: Path, audition: Run):
    """The evidence stays as it is; every reading is made anew; a failed requirement is exit 1."""
    path = play(letters, FLAWLESS, trials=1, scenarios=("late-fee",)).path
    with RunFile.open_readonly(path) as file:
        before = list(file.trials())
    put(letters, SUITE, "gate:", "  - {check: says, id: thanks, pattern: '(?i)thank you', in: body}\n\ngate:")
    put(letters, SUITE, "required: [ending,", "required: [thanks, ending,")
    told = audition(letters, "grade")

    assert (told.returncode, told.stderr) == (1, "")
    assert "thanks" in told.stdout
    assert "thanks" in graders(path)
    with RunFile.open_readonly(path) as file:
        assert before == list(file.trials())


def test_faulty_definitions_leave_the_stored_grades(letters: Path, audition: Run):
    """All at once or not at all."""
    path = play(letters, FLAWLESS, trials=1, scenarios=("late-fee",)).path
    before = graders(path)
    put(letters, SUITE, "id: signs", "id: greets")
    told = audition(letters, "grade")

    assert (told.returncode, told.stdout) == (2, "")
    assert "another check is called `greets`" in told.stderr
    assert before == graders(path)


def test_a_run_whose_scenario_is_gone_is_not_graded(letters: Path, audition: Run):
    """What the suite no longer has cannot be read by it; it is named."""
    play(letters, FLAWLESS, trials=1, scenarios=("late-fee",))
    (letters / "scenarios/letters/late-fee.yaml").unlink()
    told = audition(letters, "grade")

    assert told.returncode == 2
    assert "no longer has, so it cannot be graded: late-fee" in told.stderr


def test_without_a_run_there_is_nothing_to_grade(letters: Path, audition: Run):
    """Exit 2, with the command that makes one."""
    told = audition(letters, "grade")

    assert told.returncode == 2
    assert "no run is stored in reports/runs: `audition run` makes one" in told.stderr
