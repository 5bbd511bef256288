"""`audition run` from recordings: what it shows, what it leaves, and how it ends."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audition.models.scripted import Answer, Call, Cue
from audition.store.run_file import RunFile, RunState
from tests.fakes.letters import CAREFUL, FLAWLESS, record
from tests.integration.conftest import PATIENCE, Run

REPORTS = {"findings.json", "index.html", "junit.xml", "report.md", "scores.csv"}


def stored(root: Path) -> list[Path]:
    """Everything that lies where runs are stored."""
    return sorted((root / "reports/runs").glob("*")) if (root / "reports").exists() else []


def put(root: Path, path: str, old: str, new: str) -> None:
    """Another text in a file, in place of one that stands there."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def test_a_replay_compares_the_variants_and_shows_the_same_every_time(replaying: Path, process: Run, audition: Run):
    """Exit 0: that one variant does worse is a finding, not a failure. A second run is a second file."""
    first, second = (call(replaying, "run", "-n", "2") for call in (process, audition))
    screens = [re.sub(r"\d{8}-\d{6}-letters-[0-9a-f]{4}", "RUN", done.stdout) for done in (first, second)]
    path, other = stored(replaying)

    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert screens[0] == screens[1]
    assert screens[0].startswith("letters · replay of recorded trials · 3 scenarios × 2 variants × 2 trials · run RUN")
    assert "Caveat: Made from recordings. Typed by a script for the tests." in screens[0]
    assert "INCONCLUSIVE" in screens[0]
    assert "Report  reports/RUN/index.html" in screens[0]
    for run in (path, other):
        assert REPORTS == {report.name for report in (replaying / "reports" / run.stem).iterdir()}
        with RunFile.open_readonly(run) as file:
            assert (file.state, len(list(file.summaries()))) == (RunState.COMPLETE, 12)


@pytest.mark.parametrize("words", [("check",), ("run", "-n", "2")])
def test_the_everyday_commands_load_neither_frames_nor_distributions(replaying: Path, words: tuple[str, ...]):
    """They are for `audition.load`; whoever checks, plays, compares and reports does not wait for them."""
    told = "import sys\nfrom audition.cli import main\ntry: main()\nfinally: print({'pandas','scipy'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", told, *words],
        cwd=replaying,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )

    assert done.stdout.splitlines()[-1] == "set()"


def test_trials_without_a_recording_are_left_out_by_name_and_reports_go_where_they_are_asked_for(
    replaying: Path, audition: Run
):
    """Three trials a case are wanted, two are recorded: six are missing, and said to be."""
    done = audition(replaying, "run", "-n", "3", "--report", "out/today")

    assert done.returncode == 0
    assert "no recording: 6 of 18 trials (3 a case): late-fee × clerk/hasty #2" in " ".join(done.stdout.split())
    assert "Report  out/today/index.html" in done.stdout
    assert REPORTS <= {path.name for path in (replaying / "out/today").iterdir()}


def test_one_variant_alone_is_shown_without_a_verdict(replaying: Path, audition: Run):
    """There is nothing to hold it against."""
    done = audition(replaying, "run", "-v", "careful", "-s", "late-fee", "-n", "1")

    assert done.returncode == 0
    assert not any(word in done.stdout for word in ("IMPROVED", "REGRESSED", "INCONCLUSIVE", "INVALID"))
    assert "gate score" in done.stdout


def promising(cue: Cue) -> Answer | str:
    """The careful clerk promises what only the head librarian may."""
    said = FLAWLESS(cue)
    if isinstance(said, str) or cue.subject.id.variant != CAREFUL:
        return said
    content = said.calls[0].input["content"].replace("body: ", "body: We waive the fee; ")
    return Answer(calls=(Call(name="Write", input={**said.calls[0].input, "content": content}),))


def test_a_required_check_that_fails_is_exit_1_with_the_quote(replaying: Path, audition: Run):
    """It fails its case at once, whatever the gate score is."""
    shutil.rmtree(replaying / "evals/recordings")
    record(replaying, promising, trials=1, scenarios=("late-fee",))
    done = audition(replaying, "run", "-n", "1")

    assert done.returncode == 1
    assert "never_waives" in done.stdout
    assert "We waive the fee" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("-k", "nowhere"), 5, "the selection holds no case"),
        (("-s", "later-fee"), 2, "no scenario 'later-fee' in suite 'letters'; did you mean `late-fee`?"),
        (("-v", "hastily"), 2, "no variant 'hastily'"),
        (("-t", "feees"), 2, "no scenario of suite 'letters' has the tag 'feees'"),
        (("leters",), 2, "leters"),
        (("--cap", "1"), 2, "add --live"),
        (("--live",), 2, "ANTHROPIC_API_KEY is not set"),
        (("--trials", "0"), 2, "--trials"),
        (("--frobnicate",), 2, "No such option"),
        (("--resume", "none"), 2, "no run 'none' in reports/runs"),
    ],
)
def test_a_call_that_cannot_be_met_says_why_and_stores_nothing(
    words: tuple[str, ...], code: int, told: str, replaying: Path, audition: Run
):
    """2 for a wrong word, 5 for a selection that fits nothing; no run file either way."""
    done = audition(replaying, "run", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert stored(replaying) == []


def test_a_suite_of_which_nothing_is_recorded_says_how_to_record(letters: Path, audition: Run):
    """Exit 5, the call that would make recordings, and no call to any API."""
    done = audition(letters, "run")

    assert done.returncode == 5
    assert "`audition run letters --live --record --cap 5`" in (done.stderr)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("rubrics/clerk/answer.schema.yaml", "minLength: 1", "minLength: 2", "rubrics/clerk/answer.schema.yaml"),
        ("scenarios/letters/suite.yaml", "Carry out", "Please carry out", "request recorded as"),
    ],
)
def test_what_every_recording_was_made_with_is_refused_where_it_was_edited(
    path: str, old: str, new: str, told: str, replaying: Path, audition: Run
):
    """Exit 2 before anything runs: a recording never answers for a trial that it is not."""
    put(replaying, path, old, new)
    done = audition(replaying, "run")

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "you edited" in done.stderr
    assert "`audition run letters --live --record --cap 1` plays what is missing" in done.stderr
    assert stored(replaying) == []


def test_one_edited_prompt_leaves_the_others_playing_and_is_told_with_exit_2(replaying: Path, audition: Run):
    """No digest is said; what was edited, how to see it, what is missing and what it takes are."""
    put(replaying, "agents/clerk/hasty.md", "be quick", "be very quick")
    done = audition(replaying, "run", "-n", "2")
    edited = "you edited agents/clerk/hasty.md since it was recorded (`audition diff clerk/hasty` shows what)"
    shown = audition(replaying, "diff", "clerk/hasty")

    assert done.returncode == 2
    assert f"Left out, {edited}: clerk/hasty in 6 trials" in " ".join(done.stdout.split())
    assert done.stderr.splitlines() == [
        f"clerk/hasty: {edited}; not played: late-fee #0 #1, lost-card #0 #1, quiet-room #0 #1",
        "`audition run letters -v hasty -n 2 --live --record --cap 1` plays what is missing",
    ]
    with RunFile.open_readonly(stored(replaying)[0]) as file:
        assert {trial.id.variant for trial in file.trials()} == {"clerk/careful"}
    assert "very" in shown.stdout
    assert shown.stdout.startswith("clerk/hasty as recorded → clerk/hasty")


def test_a_checkout_that_turned_every_line_end_replays_alike(replaying: Path, audition: Run):
    """Agents, suite, scenarios, rubrics, schemas, settings and recordings: nothing is stale, no figure moves."""
    before = audition(replaying, "run", "-n", "2")
    for folder in ("agents", "scenarios", "rubrics", "evals"):
        for file in (replaying / folder).rglob("*.*"):
            if file.suffix in (".md", ".yaml", ".json", ".py"):
                file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    settings = replaying / "pyproject.toml"
    settings.write_bytes(settings.read_bytes().replace(b"\n", b"\r\n"))
    after = audition(replaying, "run", "-n", "2")
    first, second = (done.stdout.splitlines()[1:-3] for done in (before, after))

    assert (after.returncode, after.stderr) == (0, "")
    assert first == second
    assert "the files say the same" in audition(replaying, "diff", "careful").stdout


def test_one_edited_scenario_leaves_the_others_playing(replaying: Path, audition: Run):
    """Of both variants; the file is named, and where its text parts from the recorded one."""
    put(replaying, "scenarios/letters/late-fee.yaml", "I was ill", "I was away")
    done = audition(replaying, "run")

    assert done.returncode == 2
    assert "2 scenarios × 2 variants" in done.stdout
    assert "you edited scenarios/letters/late-fee.yaml" in done.stderr
    assert "I was away" in done.stderr
    assert "audition run letters -s late-fee --live --record --cap" in done.stderr


def test_a_variant_without_a_recording_is_never_green(replaying: Path, audition: Run):
    """Beside others it is told and the exit code is 2; asked for by name it is refused."""
    for file in (replaying / "evals/recordings/clerk").glob("hasty-*.json"):
        file.unlink()
    beside, alone = (audition(replaying, "run", "-n", "2", *more) for more in ((), ("-v", "hasty", "-v", "careful")))

    assert (beside.returncode, alone.returncode, alone.stdout) == (2, 2, "")
    assert "Left out, no recording: clerk/hasty in 6 trials" in beside.stdout
    for done in (beside, alone):
        assert "clerk/hasty: no recording; not played: late-fee #0 #1" in done.stderr


def test_the_caveat_is_of_what_was_played_and_names_another_model_first(replaying: Path, audition: Run):
    """A recording that nobody plays says nothing of the figures."""
    for file in (replaying / "evals/recordings/clerk").glob("hasty-*.json"):
        file.write_text(file.read_text("utf-8").replace("Typed by a script", "Typed in a hurry"), "utf-8")
    put(replaying, "agents/clerk/careful.md", "model: sonnet", "model: opus")
    both, one = audition(replaying, "run"), audition(replaying, "run", "-v", "careful")

    told = "Caveat: Recorded with claude-sonnet-5-5, and not with claude-opus-5-5 as clerk/careful says today: the"
    for done in (both, one):
        assert told in " ".join(done.stdout.split())
    assert "Typed in a hurry" in " ".join(both.stdout.split())
    assert "Typed in a hurry" not in " ".join(one.stdout.split())


def test_what_no_digest_covers_changes_no_recording(replaying: Path, audition: Run):
    """Comments, layout, tags, checks and another model do not make a recording stale; the model is said."""
    put(replaying, "scenarios/letters/late-fee.yaml", "tags: [fees]", "tags: [fees, ill]  # since May")
    put(replaying, "agents/clerk/hasty.md", "model: sonnet", "model: opus")
    done = audition(replaying, "run", "-n", "1", "-s", "late-fee")

    assert (done.returncode, done.stderr) == (0, "")
    with RunFile.open_readonly(stored(replaying)[0]) as file:
        notes = [note for trial in file.trials() for note in trial.notes]
    assert any("'claude-sonnet-5-5'" in note and "'claude-opus-5-5' today" in note for note in notes)


def test_a_replay_opens_no_connection(replaying: Path):
    """No telemetry, no update check, no word to any API: Python's own audit says so."""
    watched = (
        "import os, sys\n"
        "def watch(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto', 'urllib.Request'):\n"
        "        os._exit(99)\n"
        "sys.addaudithook(watch)\n"
        "from audition.cli import main\n"
        "main()\n"
    )
    words = [sys.executable, "-c", watched, "run", "-s", "late-fee", "-n", "1"]
    done = subprocess.run(words, cwd=replaying, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_that_only_stores_leaves_the_conclusion_to_the_report(replaying: Path, audition: Run):
    """No report and no verdict, but the same rows: `audition report` shows what the run would have shown."""
    kept = audition(replaying, "run", "-n", "2", "--store-only")
    (path,) = stored(replaying)
    nothing = not (replaying / "reports" / path.stem).exists()
    told = audition(replaying, "report", path.stem)
    both = audition(replaying, "run", "--store-only", "--verbose")

    assert (kept.returncode, kept.stderr) == (0, "")
    assert kept.stdout.splitlines() == [
        f"Stored  reports/runs/{path.name}",
        f"Next    audition report {path.stem}",
    ]
    assert nothing
    assert "INCONCLUSIVE" in told.stdout
    assert both.returncode == 2
    assert "--store-only concludes nothing" in both.stderr


def test_a_suite_whose_gate_names_no_points_passes_and_says_that_nothing_decides(replaying: Path, audition: Run):
    """Required checks were read and none failed: no trial is lost, and nobody is sent to grade again."""
    suite = replaying / "scenarios/letters/suite.yaml"
    written = suite.read_text()
    suite.write_text(re.sub(r"points: \[.*\]", "points: []", written))
    done = audition(replaying, "run", "-n", "1")

    assert suite.read_text() != written
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no grader that makes the gate score applies" in done.stdout
    assert "audition grade" not in done.stdout
