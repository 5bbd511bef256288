from __future__ import annotations

from pathlib import Path

from tests.fakes import letters
from tests.integration.conftest import Run

PROMPT = "agents/account-manager/sales.md"


def edit(world, old: str, new: str) -> None:
    """Another sales prompt."""
    path = world / PROMPT
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def test_the_shipped_prompts_have_these_doubtful_points(whole, audition):
    """Warnings with their lines; the files play as they stand."""
    done = audition(whole, "check")
    warned = [line.removeprefix("warning: ") for line in done.stdout.splitlines() if line.startswith("warning: ")]

    assert done.returncode == 0
    assert done.stdout.startswith("account-manager: 2 variants, 25 scenarios")
    assert [line.split(" ", 1)[0] for line in warned] == [
        "agents/account-manager/sales.md:5:",
        "agents/account-manager/support.md:5:",
    ]
    assert warned[1].endswith("say when to use them")


def test_strict_lets_warnings_fail(world, audition):
    """As CI may want it."""
    assert audition(world, "check", "--strict").returncode == 2


def test_faults_fail_whatever_is_doubtful_beside_them(world, audition):
    """Tools that are no list, no name, a model that no alias names: all at once, on standard error."""
    edit(world, "tools: Read, Grep, Glob, Write, Bash, TodoWrite", "tools: 3")
    edit(world, "model: sonnet", "model: sonet")
    done = audition(world, "check")
    refused = world / "agents/account-manager/support.md"
    refused.write_text(refused.read_text("utf-8").replace("name: account-manager", "alias: account-manager"), "utf-8")
    again = audition(world, "check")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{PROMPT}:5: $.tools: is 3, must be a text or a list or null",
        f"{PROMPT}:6: $.model: `sonet` is no alias and no exact id; did you mean `sonnet`?",
    ]
    assert "support.md:2: $: lacks the key `name`" in again.stderr


def test_faults_of_files_and_of_checks_come_together(whole, audition):
    """An unknown key hides no unknown check, be it in its own file or another; what is no check at all hides none."""
    scenarios = whole / "scenarios/account-manager"
    for name, slips in {
        "late-discovery.yaml": [("category:", "categry:"), ("check: risk", "check: rsk")],
        "billing-dispute-purchase-order.yaml": [("day: 2026-08-18", "day: 2026-08-38")],
        "churn-notice.yaml": [("severity_min: critical", "severity_mim: critical")],
        "suite.yaml": [("turns: 30", "turn: 30"), ("check: consistent", "check: consistant"), ("{check: ending}", "7")],
        "seat-reduction.yaml": [("checks:", "checks: [")],
    }.items():
        for old, new in slips:
            text = (scenarios / name).read_text("utf-8")
            (scenarios / name).write_text(text.replace(old, new, 1), "utf-8")
    done = audition(whole, "check")
    told = [line.removeprefix("scenarios/account-manager/") for line in done.stderr.splitlines()]

    assert done.returncode == 2
    assert [line.split(": ", 2)[:2] for line in told if "seat-reduction" not in line] == [
        ["billing-dispute-purchase-order.yaml:68", "$.checks[2].day"],
        ["churn-notice.yaml:65", "$.checks[0].severity_mim"],
        ["late-discovery.yaml:2", "$"],
        ["late-discovery.yaml:5", "$.categry"],
        ["late-discovery.yaml:45", "$.checks[1]"],
        ["suite.yaml:20", "$.limits.turn"],
        ["suite.yaml:24", "$.checks[0]"],
        ["suite.yaml:38", "$.checks[12]"],
    ]
    assert len(told) == 9


def test_a_line_that_was_cut_takes_its_doubts_along(world, audition):
    """A remark goes with the key it was about, the others follow their lines."""
    edit(world, "tier: execution\n", "")
    done = audition(world, "check")

    assert f"{PROMPT}:4: Grep, Glob, Bash and TodoWrite are granted" in done.stdout
    assert f"{PROMPT}:3:" not in done.stdout


def test_every_check_is_listed_with_what_it_takes(world, audition):
    """The engine's and the suite's own."""
    done = audition(world, "check", "--list")

    assert done.returncode == 0
    assert "  writes_only: The agent leaves no file new, changed or removed but the deliverable." in done.stdout
    assert "      pattern: pattern, required" in done.stdout
    assert done.stdout.index("engine:") < done.stdout.index("evals/checks:")
    assert "      reads the facts competitors" in done.stdout


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
