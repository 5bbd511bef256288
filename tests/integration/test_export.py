"""`audition export`: a stored run's rows for other programs."""

import csv
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from audition.models.scripted import Answer, Cue
from docs.examples.five_verdicts import CAREFUL, HASTY
from tests.fakes.letters import BETTER, play
from tests.integration.conftest import PATIENCE, Run

KEYS = [
    *(
        "run",
        "scenario",
        "variant",
        "index",
        "grader",
        "kind",
        "role",
        "points",
        "compared",
        "status",
        "value",
        "passed",
    ),
    *("reason", "version", "fingerprint"),
]


def test_a_runs_scores_are_one_json_object_a_line(letters: Path, audition: Run):
    """Every trial × grader, in the order of the plan."""
    done = play(letters, trials=1, scenarios=("late-fee",))
    told = audition(letters, "export", done.facts.id[-4:])
    rows = [json.loads(line) for line in told.stdout.splitlines()]

    assert (told.returncode, told.stderr) == (0, "")
    assert len(rows) == 2 * 10
    assert {tuple(KEYS)} == {tuple(row) for row in rows}
    assert {row["run"] for row in rows} == {done.facts.id}
    assert rows[0]["grader"] == "ending"


def test_evidence_is_one_whole_trial_a_line(letters: Path, audition: Run):
    """The transcript and the files that were left."""
    play(letters, trials=1, scenarios=("late-fee",))
    rows = [json.loads(line) for line in audition(letters, "export", "--evidence").stdout.splitlines()]

    assert len(rows) == 2
    assert all(row["trial"]["messages"] and row["trial"]["outcome"] and row["grades"] for row in rows)


def test_a_table_for_a_spreadsheet_holds_no_formula(letters: Path, audition: Run):
    """A cell that begins like one is quoted, whoever wrote it."""

    def attacking(cue: Cue) -> Answer | str:
        said = BETTER(cue)
        if isinstance(said, str):
            return said
        (write,) = said.calls
        return Answer(calls=(type(write)(name="Write", input={**write.input, "file_path": "=cmd|'/C calc'!A0"}),))

    play(letters, attacking, trials=1, scenarios=("late-fee",))
    told = audition(letters, "export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))

    assert told.returncode == 0
    assert list(rows[0]) == KEYS
    assert any("=cmd" in row["reason"] for row in rows)
    assert not any(cell[:1] in "=+-@\t" for row in rows for cell in row.values() if cell)


def test_a_transcript_fits_no_table(letters: Path, audition: Run):
    """Refused before anything is written."""
    told = audition(letters, "export", "--evidence", "--format", "csv")

    assert (told.returncode, told.stdout) == (2, "")
    assert "--evidence goes with --format jsonl" in told.stderr


def test_a_reader_that_hangs_up_is_no_fault(letters: Path):
    """`audition export | head -1` ends quietly."""
    play(letters, trials=2)
    piped = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -c 'from audition.cli import main; main()' export | head -1"],
        cwd=letters,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert (len(piped.stdout.splitlines()), piped.stderr) == (1, "")


def test_without_inspects_library_its_logs_are_refused_with_what_brings_it(letters: Path, audition: Run):
    """Before anything is written."""
    done = play(letters, trials=1, scenarios=("late-fee",))
    if importlib.util.find_spec("inspect_ai") is not None:
        pytest.skip("it is installed here")
    told = audition(letters, "export", "--format", "inspect")

    assert (told.returncode, "pip install 'audition[inspect]'" in told.stderr) == (2, True)
    assert not (letters / "reports" / done.facts.id / "inspect").exists()


def test_a_run_becomes_logs_that_inspects_library_reads(letters: Path, audition: Run):
    """One a variant, with talks, scores and what broke; a trial that failed is an error and has no score."""
    log = pytest.importorskip("inspect_ai.log")

    def broken(cue: Cue) -> Answer:
        if (cue.subject.id.variant, cue.subject.id.scenario) == (HASTY, "lost-card"):
            raise RuntimeError("out of ink")
        return BETTER(cue)

    done = play(letters, broken, trials=2, scenarios=("late-fee", "lost-card"))
    told = audition(letters, "export", "--format", "inspect", "--out", "logs")
    hasty, careful = (log.read_eval_log(path) for path in sorted(map(str, letters.glob("logs/*.eval")), reverse=True))
    failed = [sample for sample in hasty.samples if sample.error]
    (first, *_) = careful.samples
    gate = next(score for score in careful.results.scores if score.name == "gate score")

    assert (told.returncode, told.stderr) == (0, "")
    assert (hasty.eval.task, careful.eval.task, careful.eval.run_id) == (HASTY, CAREFUL, done.facts.id)
    assert {(sample.id, sample.epoch) for sample in careful.samples} == {
        (name, epoch) for name in ("late-fee", "lost-card") for epoch in (1, 2)
    }
    assert [(sample.id, sample.scores) for sample in failed] == [("lost-card", {})] * 2
    assert [message.role for message in first.messages][:3] == ["system", "user", "assistant"]
    assert first.messages[0].text.startswith("You answer letters")
    assert 0 < gate.metrics["mean"].value <= 1
    assert first.scores["greets"].metadata["role"] == "gate"
