from __future__ import annotations

from pathlib import Path

from tests.fakes import letters
from tests.integration.conftest import Run

PROMPT = "agents/berthing/brisk.md"


def edit(harbour, old: str, new: str) -> None:
    """Another brisk prompt."""
    path = harbour / PROMPT
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def test_strict_lets_warnings_fail(harbour, audition):
    """As CI may want it."""
    assert audition(harbour, "check", "--strict").returncode == 2


def test_faults_fail_whatever_is_doubtful_beside_them(harbour, audition):
    """Tools that are no list, no name, a model that no alias names: all at once, on standard error."""
    edit(harbour, "tools: Read, Glob, Write, TodoWrite", "tools: 3")
    edit(harbour, "model: sonnet", "model: sonet")
    done = audition(harbour, "check")
    refused = harbour / "agents/berthing/thorough.md"
    refused.write_text(refused.read_text("utf-8").replace("name: berthing", "alias: berthing"), "utf-8")
    again = audition(harbour, "check")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{PROMPT}:5: $.tools: is 3, must be a text or a list or null",
        f"{PROMPT}:6: $.model: `sonet` is no alias and no exact id; did you mean `sonnet`?",
    ]
    assert "thorough.md:2: $: lacks the key `name`" in again.stderr


def test_faults_of_files_and_of_checks_come_together(harbour, audition):
    """An unknown key hides no unknown check, be it in its own file or another; what is no check at all hides none."""
    scenarios = harbour / "scenarios/harbour"
    for name, slips in {
        "pilot-leaves.yaml": [("category:", "categry:"), ("check: risk", "check: rsk")],
        "rival-quay.yaml": [("about: Veldt", "abuot: Veldt")],
        "suite.yaml": [("turns: 30", "turn: 30"), ("check: dues", "check: deus"), ("{check: ending}", "7")],
        "clashing-records.yaml": [("checks:", "checks: [")],
    }.items():
        text = (scenarios / name).read_text("utf-8")
        for old, new in slips:
            assert old in text
            text = text.replace(old, new, 1)
        (scenarios / name).write_text(text, "utf-8")
    done = audition(harbour, "check")
    told = [line.removeprefix("scenarios/harbour/") for line in done.stderr.splitlines()]

    assert done.returncode == 2
    assert [line.split(": ", 2)[:2] for line in told if "clashing-records" not in line] == [
        ["pilot-leaves.yaml:2", "$"],
        ["pilot-leaves.yaml:5", "$.categry"],
        ["pilot-leaves.yaml:24", "$.checks[0]"],
        ["rival-quay.yaml:27", "$.checks[0]"],
        ["rival-quay.yaml:27", "$.checks[0].abuot"],
        ["suite.yaml:15", "$.limits.turn"],
        ["suite.yaml:19", "$.checks[0]"],
        ["suite.yaml:27", "$.checks[8]"],
    ]
    assert len(told) == 9


def test_a_suite_that_does_not_parse_is_told_alone(harbour, audition):
    """Nobody knows where its checks lie, so none of its scenarios' checks is said to be missing."""
    suite = harbour / "scenarios/harbour/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("gate:", "gate: [", 1), "utf-8")
    told = audition(harbour, "check").stderr.splitlines()

    assert len(told) == 1
    assert told[0].startswith("scenarios/harbour/suite.yaml:")


def test_a_line_that_was_cut_takes_its_doubts_along(harbour, audition):
    """A remark goes with the key it was about, the others follow their lines."""
    edit(harbour, "tier: quay\n", "")
    done = audition(harbour, "check")

    assert f"{PROMPT}:4: Glob and TodoWrite are granted" in done.stdout
    assert f"{PROMPT}:3:" not in done.stdout


def test_every_check_is_listed_with_what_it_takes(harbour, audition):
    """The engine's and the suite's own."""
    done = audition(harbour, "check", "--list")

    assert done.returncode == 0
    assert "  writes_only: The agent leaves no file new, changed or removed but the deliverable." in done.stdout
    assert "      pattern: pattern, required" in done.stdout
    assert done.stdout.index("engine:") < done.stdout.index("evals/checks:")
    assert "      reads the facts rivals" in done.stdout


def test_a_saturated_gate_score_is_told(tmp_path: Path, audition: Run):
    """From the last run while nothing is accepted, for nothing; and the run's own report says it, too."""
    root = letters.project(tmp_path, ("late-fee",))
    letters.record(root, letters.FLAWLESS, trials=1)
    before = audition(root, "check")
    played = audition(root, "run", "-n", "1")
    after = audition(root, "check")

    assert "saturated" not in before.stdout
    assert "The gate score is saturated: every trial reached all of its points" in played.stdout
    assert "letters: the gate score is saturated" in after.stdout

    record = root / "evals/recordings/clerk"
    for path in record.iterdir():
        path.unlink()
    letters.record(root, letters.BETTER, trials=1)
    audition(root, "run", "-n", "1")

    assert "saturated" not in audition(root, "check").stdout
