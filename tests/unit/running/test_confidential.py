"""A secret of this machine never reaches what is stored or shown, and that it was near is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.models.scripted import Answer, Call, Cue
from audition.running.confidential import LEAKED, without_secrets
from audition.running.plan import subject_of
from audition.store.run_file import RunFile
from audition.usecases.report import conclude
from tests.fakes import letters as small
from tests.fakes import works

KEY = "sk-ant-api03-the-key-of-this-machine"
MADE_UP = "ghp_0123456789abcdefghij"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a key in its environment."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)


def leaky(cue: Cue) -> Answer | str:
    """A clerk that has got hold of the key, and puts it wherever there is room."""
    if cue.turn:
        return f"The key is {KEY}, and the token {MADE_UP}."
    content = f"greeting: Dear {KEY}\nbody: {MADE_UP}\nclosing: Bye\n"
    paths = (cue.subject.scenario.deliverable, f"{KEY}.md")
    return Answer(calls=tuple(Call(name="Write", input={"file_path": path, "content": content}) for path in paths))


@pytest.mark.usefixtures("machine")
def test_neither_key_nor_token_is_in_anything_that_a_run_leaves(tmp_path: Path) -> None:
    """Run file and reports hold marks instead; the run tells which trials to look at."""
    root = small.project(tmp_path, ("late-fee",))
    done = small.play(root, leaky, trials=1)
    conclusion = conclude(root, done.path, root / "told")
    with RunFile.open_readonly(done.path) as file:
        trials = list(file.trials())
        kept = repr([(trial, file.grades(trial.id)) for trial in trials])

    assert {trial.id for trial in trials} == set(done.leaked)
    assert all(LEAKED in trial.notes for trial in trials)
    assert "Dear [redacted]" in kept
    for text in (kept, *(path.read_text(encoding="utf-8") for path in conclusion.reports)):
        assert KEY not in text
        assert MADE_UP not in text


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("path", "word"), [("scenarios/letters/late-fee.yaml", "Omar"), ("agents/clerk/hasty.md", "instruction")]
)
def test_a_definition_that_holds_the_key_is_refused(tmp_path: Path, path: str, word: str) -> None:
    """It would go to the API and into every report; the message does not repeat it."""
    root = small.project(tmp_path, ("late-fee",))
    text = (root / path).read_text(encoding="utf-8")
    (root / path).write_text(text.replace(word, KEY, 1), encoding="utf-8")

    with pytest.raises(UsageError, match="holds the value of a secret") as refused:
        small.play(root, trials=1)

    assert path in str(refused.value)
    assert KEY not in str(refused.value)


def test_a_made_up_key_in_the_scene_is_evidence() -> None:
    """Whether the agent repeats it is what the scenario asks; a token that it brought is taken out."""
    played = works.trial("brisk-rival-quay-1")
    scene = {**played.inputs, "notes.md": f"Our key is {KEY}."}
    said = works.message(f"Your key is {KEY}; mine is {MADE_UP}.")(played)
    clean = without_secrets(replace(said, inputs=scene), subject_of(works.suite(), played.id), ())

    assert clean.final_message == f"Your key is {KEY}; mine is [redacted]."
    assert LEAKED not in clean.notes


def test_the_recorded_trials_hold_nothing_to_take_out() -> None:
    """A replay is the recording, word for word."""
    for recording in works.recordings():
        played = works.trial(recording)

        assert played is without_secrets(played, subject_of(works.suite(), played.id), (KEY,))
