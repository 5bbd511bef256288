"""Rules of prompts at the command: listed, held, and named where an edit takes them from their graders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audition.usecases.accept import accept
from tests.fakes import letters, shipped
from tests.fakes.git import commit_all

SALES = "agents/account-manager/sales.md"


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    """A copy of the shipped suite, to be copied and not written in."""
    return shipped.copied(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def scratch(world, tmp_path) -> Path:
    """The shipped suite to be edited."""
    return Path(shutil.copytree(world, tmp_path / "scratch"))


def _edit(root: Path, old: str, new: str) -> None:
    path = root / SALES
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_rules_of_a_prompt_are_listed(world, audition):
    """With place, tokens and id; as JSON with the characters that each takes."""
    done = audition(world, "rules", "sales")
    found = json.loads(audition(world, "rules", "sales", "--format", "json").stdout)
    band = next(rule for rule in found["rules"] if rule["text"].startswith("Green"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "42 rules" in done.stdout
    assert "Key Capabilities › Health Score Criteria" in done.stdout
    assert (band["first_line"], band["kind"]) == (53, "item")
    assert band["id"] in done.stdout


def test_a_prompt_that_no_suite_names_has_rules(harbour, audition):
    """By its path."""
    (harbour / "note.txt").write_text("Be kind. Be brief.\n", "utf-8")
    done = audition(harbour, "rules", "note.txt")

    assert done.returncode == 0
    assert "2 rules" in done.stdout


def test_coverage_says_what_holds_each_rule_and_fails_under_a_share(world, audition):
    """The figures of the docs."""
    found = json.loads(audition(world, "coverage", "account-manager", "--format", "json").stdout)
    sales, support = found["prompts"]
    short = audition(world, "coverage", "-v", "sales", "--fail-under", "50")

    assert (sales["rules_held"], sales["rules_counted"]) == (18, 42)
    assert (support["rules_held"], support["rules_counted"]) == (14, 49)
    assert audition(world, "coverage", "account-manager", "--fail-under", "25").returncode == 0
    assert (short.returncode, "18 of 42 rules are held, fewer than 50 %" in short.stderr) == (1, True)
    assert "adherence-sales/qbr" in short.stdout


def test_coverage_tells_how_often_a_rule_was_kept_in_a_stored_run(harbour, audition):
    """By the trials of this very prompt, with an interval; unknown before there are any."""
    suite = harbour / "scenarios/harbour/suite.yaml"
    text = suite.read_text("utf-8")
    assert "- {check: ending}" in text
    suite.write_text(
        text.replace("- {check: ending}", '- {check: ending, holds: "Ask for papers, book the pilot"}'), "utf-8"
    )
    before = audition(harbour, "coverage", "-v", "brisk")
    audition(harbour, "run")
    after = audition(harbour, "coverage", "-v", "brisk")

    assert "unknown" in before.stdout
    assert "ending · met in 3 of 3 scenarios · kept 100.0 % (" in after.stdout
    assert "of 6 trials" in after.stdout


EDITS = {
    "a deleted section": (
        "- T-90: Conduct business review, present ROI, discuss terms\n",
        "",
        "milestones-t",
        "nor anything like it",
    ),
    "a moved threshold": ("Green (>75)", "Green (>80)", "adherence-sales/health-band", f"({SALES}:53, "),
    "a reworded rule": (
        "Lock in multi-year deals when possible",
        "Lock in multi-year terms",
        "multi-year",
        f"({SALES}:102, ",
    ),
}


@pytest.mark.parametrize(("old", "new", "grader", "became"), EDITS.values(), ids=EDITS)
def test_check_and_coverage_name_the_graders_whose_rule_was_edited(old, new, grader, became, scratch, audition):
    """With the line of the quotation and what has become of it; nothing else is in the way of playing."""
    commit_all(scratch)
    _edit(scratch, old, new)
    checked = audition(scratch, "check")
    lost = [line for line in checked.stdout.splitlines() if "no prompt that it reads says so" in line]
    told = next(line for line in lost if grader in line)
    shown = audition(scratch, "diff", "sales@HEAD", "sales").stdout.partition(
        "Rules that differ, and what holds them:"
    )[2]

    assert checked.returncode == 0
    assert "rubrics/account-manager/adherence_sales.yaml:" in told
    assert became in told
    assert any(grader in line and (new or old).strip("-\n ") in line for line in shown.splitlines())
    assert audition(scratch, "check", "--strict").returncode == 2
    held = json.loads(audition(scratch, "coverage", "-v", "sales", "--format", "json").stdout)["prompts"][0]
    assert held["rules_held"] < 18


def test_a_comparison_with_the_past_says_what_holds_each_rule_that_was_edited(tmp_path, audition):
    """On the terminal, in Markdown and in the page; and how many rules the suite holds at all."""
    root = letters.project(tmp_path, ("late-fee",))
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(
        suite.read_text("utf-8").replace(
            "id: never_waives,", "id: never_waives, holds: Never promise to waive a fee,", 1
        ),
        "utf-8",
    )
    commit_all(root)
    accept(root, str(letters.play(root, letters.FLAWLESS, trials=3, variants=("careful",)).path))
    prompt = root / "agents/clerk/careful.md"
    prompt.write_text(prompt.read_text("utf-8").replace("Never promise to waive", "Do not offer to waive"), "utf-8")
    letters.play(root, letters.FLAWLESS, trials=3, variants=("careful",))
    told = " ".join(audition(root, "compare").stdout.split())
    (report,) = (root / "reports").glob("*/compared/*/report.md")

    assert "held by never_waives" in told
    assert "Rules of the prompts that a grader holds: careful 0 of " in told
    assert "Do not offer to waive" in report.read_text("utf-8")
    assert "held by never" in report.read_text("utf-8")
    assert "held by never_waives" in report.with_name("index.html").read_text("utf-8")


def test_a_faulty_file_of_rules_is_refused_with_its_line(scratch, audition):
    """By every command that reads the suite."""
    (scratch / "scenarios/account-manager/rules.yaml").write_text("prompts:\n  account-manager/sale: [{aside: x}]\n")
    done = audition(scratch, "check")

    assert done.returncode == 2
    assert "rules.yaml:2" in done.stderr
    assert "did you mean `account-manager/sales`?" in done.stderr


KEY = "sk-ant-api03-known-to-this-test-0123456789"
ASKED = "^A prompt for an agent was taken apart"


def _spoken(*entries: dict) -> str:
    filled = [{"into": [], "to": "", "why": "It asks for nothing.", **entry} for entry in entries]
    return json.dumps({"proposals": filled})


@pytest.fixture
def propose(audition, api, scratch):
    """Asks for proposals about `support` live: `propose("--cap", "3")`."""
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}
    return lambda *words: audition(scratch, "rules", *(words or ("support", "--live", "--cap", "3")), env=env)


def test_a_model_proposes_another_cut_which_holds_once_a_person_agrees(scratch, propose, api, audition):
    """Written behind the file's own entries; the rules stay as they are until `proposed_by` is taken out."""
    rules = json.loads(audition(scratch, "rules", "support", "--format", "json").stdout)["rules"]
    first, second = (rule["id"] for rule in rules[:2])
    api.play(
        {
            "system": ASKED,
            "replies": [_spoken({"cut": "join", "rules": [first, second]}, {"cut": "aside", "rules": ["no-such"]})],
        }
    )
    path = scratch / "scenarios/account-manager/rules.yaml"
    before = path.read_text("utf-8")
    done = propose()
    written = path.read_text("utf-8")
    pending = audition(scratch, "rules", "support")
    path.write_text("".join(line for line in written.splitlines(True) if "proposed_by" not in line), "utf-8")
    agreed = json.loads(audition(scratch, "rules", "support", "--format", "json").stdout)["rules"]

    assert done.returncode == 0
    assert "This likely costs $" in done.stderr
    assert f"join   {first} + {second}" in done.stdout
    assert "left out: aside no-such: 'no-such' is no rule of the prompt" in done.stdout
    assert written.startswith(before)
    assert "1 proposal in scenarios/account-manager/rules.yaml changes nothing until a person agrees" in pending.stdout
    assert f"{len(rules)} rules" not in pending.stdout  # three are set aside by a person
    assert len(agreed) == len(rules) - 1
    assert audition(scratch, "check").returncode == 0


def test_who_is_asked_again_pays_and_proposes_nothing_again(scratch, propose, api):
    """The answer is in the cache, and the file holds it."""
    api.play({"system": ASKED, "replies": [_spoken()] * 2})
    first, second = propose(), propose()

    assert "No proposal that scenarios/account-manager/rules.yaml does not hold." in first.stdout
    assert (first.returncode, second.returncode) == (0, 0)
    assert api.stats()["requests"]["POST /v1/messages"] == 1


def test_an_answer_that_is_none_changes_no_file(scratch, propose, api):
    """Asked twice, then told: the machinery broke."""
    api.play({"system": ASKED, "replies": ["I would rather not.", '{"proposals": [1]}']})
    path = scratch / "scenarios/account-manager/rules.yaml"
    before = path.read_bytes()
    done = propose()

    assert done.returncode == 3
    assert "no proposal came" in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("support", "--live", "--cap", "0.000001"), 4, "higher --cap"),
        (("support", "--cap", "3"), 2, "add --live"),
        (("support", "--suite", "account-manager"), 2, "add --live"),
        (("support@HEAD", "--live"), 2, "proposals lie beside a suite"),
        (("note.txt", "--live"), 2, "no suite plays note.txt"),
        (("support", "--live", "--suite", "boat-hire"), 2, "no variant of boat-hire"),
        (("support", "--live", "--suite", "boats"), 2, "boats"),
    ],
)
def test_what_cannot_be_asked_is_said_before_money_is_spent(words, code, told, scratch, propose, api):
    """With what to write."""
    api.play({"system": ASKED, "replies": [_spoken()]})
    (scratch / "note.txt").write_text("Be kind.\n", "utf-8")
    commit_all(scratch)
    done = propose(*words)

    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert api.stats()["requests"].get("POST /v1/messages", 0) == 0
