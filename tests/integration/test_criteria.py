"""Criteria of scenarios, from the file to the report: asked with the rubric in one call, or alone, or by nobody."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from audition.records.grades import NotApplicable, Score, Unscored
from audition.store.run_file import RunFile
from tests.fakes.clerk_api import clerk
from tests.fakes.letters import project
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken
from tests.integration.conftest import Run

JUDGE = "^You judge the work of an agent"
SCENARIO = "scenarios/letters/late-fee.yaml"
SUITE = "scenarios/letters/suite.yaml"
CRITERIA = """\
criteria:
  - id: fee-not-waived
    text: The letter does not waive the fee without the head librarian.
    required: true
    find: ['\\bfees?\\b', waive]
    examples:
      met: ["The head librarian decides whether we waive the fee."]
      not_met: ["We waive the fee."]
  - {id: no-gift, text: Nothing is given away., find: [voucher, gift]}
  - {id: illness-heard, text: The letter answers that the reader was ill., points: 2}
"""
RUBRIC = "id: tone\ntitle: Tone\ncriteria:\n  - {id: kind, text: The letter is kind.}\n"
MET = {"evidence": "Dear", "reason": "It says so.", "met": True}
MISSED = {"evidence": "", "reason": "The illness is not spoken of.", "met": False}
WHOLE = {"kind": MET, "fee-not-waived": MET, "illness-heard": MISSED}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One letter with criteria of its own, and a rubric for every letter."""
    root = project(tmp_path, ("late-fee",))
    (root / SCENARIO).write_text((root / SCENARIO).read_text("utf-8") + CRITERIA, "utf-8")
    (root / "rubrics/clerk/tone.yaml").write_text(RUBRIC, "utf-8")
    change(root, SUITE, "gate:", "rubrics: [rubrics/clerk/tone.yaml]\n\ngate:")
    change(root, SUITE, "points: [answers", "points: [criteria, answers")
    return root


@pytest.fixture
def spend(audition: Run, api: MockApi) -> Run:
    """The command with a key, at the mock."""
    return partial(audition, env={"ANTHROPIC_API_KEY": "sk-ant-test-key-0", "ANTHROPIC_BASE_URL": api.url})


def change(root: Path, path: str, old: str, new: str) -> None:
    """Another text in one place of a file."""
    text = (root / path).read_text("utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new), "utf-8")


def judge(*replies: str) -> dict:
    """The rule by which the judge answers, one reply after the other."""
    return {"system": JUDGE, "replies": list(replies)}


def readings(root: Path) -> dict:
    """Grader → reading of the one trial that is stored."""
    (path,) = (root / "reports/runs").glob("*.sqlite")
    with RunFile.open_readonly(path) as file:
        return {grade.grader: grade.reading for grade in file.grades()}


def calls(api: MockApi) -> int:
    """Messages that were asked for."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


PLAY = ("run", "-n", "1", "-v", "hasty", "--live")


def test_one_call_answers_rubric_and_criteria_and_a_report_shows_them_with_quotes(root: Path, spend: Run, api: MockApi):
    """Two turns of the clerk and one of the judge; what nothing speaks of is answered by code."""
    api.play(judge(spoken(WHOLE)), *clerk(root))
    done = spend(root, *PLAY, "--report", "reports/out")
    found = readings(root)

    assert done.returncode in (0, 1), done.stderr
    assert calls(api) == 3
    assert found["tone/kind"].passed
    assert found["criteria/fee-not-waived"].quotes[0].text == "Dear"
    assert (found["criteria/illness-heard"].passed, found["criteria/illness-heard"].reason) == (False, MISSED["reason"])
    assert found["criteria/no-gift"].reason == "nothing in the deliverable or the final message speaks of it"
    page = (root / "reports/out/index.html").read_text("utf-8")
    findings = json.loads((root / "reports/out/findings.json").read_text("utf-8"))

    shown = spend(root, "show", "late-fee").stdout

    assert "criteria/illness-heard" in page
    assert "criteria/illness-heard" in json.dumps(findings)
    assert f"FAIL      criteria/illness-heard (informs): {MISSED['reason']}" in shown
    assert "criteria/fee-not-waived (informs): It says so.\n            “Dear” ($.greeting" in shown


def test_grading_again_asks_nobody_until_what_was_asked_changes(root: Path, spend: Run, api: MockApi):
    """The judgement is found by everything that was asked in its call."""
    api.play(judge(spoken(WHOLE)), *clerk(root))
    spend(root, *PLAY)
    before = calls(api)
    spend(root, "grade", "--live")

    assert calls(api) == before

    change(root, SCENARIO, "that the reader was ill", "that the reader was away")
    spend(root, "grade")

    assert "another sheet was judged" in readings(root)["criteria/illness-heard"].reason

    spend(root, "grade", "--live")

    assert calls(api) == before + 1
    assert isinstance(readings(root)["criteria/illness-heard"], Score)


@pytest.mark.parametrize(("replies", "asked"), [(2, 4), (1, 4)])
def test_a_judge_that_leaves_a_scenarios_criterion_out_is_asked_again_and_then_unscored(
    root: Path, spend: Run, api: MockApi, replies: int, asked: int
):
    """The second answer counts; two of no use count for nothing."""
    lacking = spoken({name: entry for name, entry in WHOLE.items() if name != "illness-heard"})
    api.play(judge(*[lacking, spoken(WHOLE)][:replies]), *clerk(root))
    spend(root, *PLAY)
    reading = readings(root)["criteria/illness-heard"]

    assert calls(api) == asked
    assert isinstance(reading, Score if replies == 2 else Unscored)
    assert replies == 2 or "lacks illness-heard" in reading.reason


def test_criteria_need_no_rubric(root: Path, spend: Run, api: MockApi):
    """They are asked in a call of their own."""
    change(root, SUITE, "rubrics: [rubrics/clerk/tone.yaml]\n\n", "")
    api.play(judge(spoken({name: entry for name, entry in WHOLE.items() if name != "kind"})), *clerk(root))
    spend(root, *PLAY)

    assert calls(api) == 3
    assert {name for name in readings(root) if "/" in name} == {
        "criteria/fee-not-waived",
        "criteria/no-gift",
        "criteria/illness-heard",
    }


def test_where_nobody_judges_criteria_say_so(root: Path, spend: Run, api: MockApi):
    """Nothing broke, and the plan says what asking would cost beside the trials."""
    api.play(judge(spoken(WHOLE)), *clerk(root))
    spend(root, *PLAY, "--record")
    for path in (root / "evals/judgements/clerk").iterdir():
        path.unlink()
    for path in (root / "reports/runs").iterdir():
        path.unlink()
    done = spend(root, "run", "-n", "1", "-v", "hasty")

    assert done.returncode == 0, done.stderr
    assert isinstance(readings(root)["criteria/illness-heard"], NotApplicable)


def test_the_judge_is_tried_on_examples(root: Path, spend: Run, api: MockApi):
    """Each a work of that passage alone, without a word of the other; a miss ends with exit code 1."""
    api.play(
        {
            "system": JUDGE,
            "match": "The head librarian decides",
            "reply": spoken({"fee-not-waived": {**MET, "evidence": "The head librarian"}}),
        },
        {"system": JUDGE, "reply": spoken({"fee-not-waived": {**MET, "evidence": "We waive the fee"}})},
    )
    refused = spend(root, "judge", "try")
    done = spend(root, "judge", "try", "--live", "--criterion", "fee-not-waived")

    assert (refused.returncode, "add --live" in refused.stderr) == (2, True)
    assert done.returncode == 1, done.stderr
    assert "1 of 2 right: criteria/fee-not-waived (late-fee)" in done.stdout
    assert f"{SCENARIO}:" in done.stdout
    assert "$.criteria[0].examples.not_met[0]: not met, and the judge says met: It says so." in done.stdout
    assert calls(api) == 2
    assert not (root / "evals/judgements").exists()

    again = spend(root, "judge", "try", "--live")

    assert (again.stdout, calls(api)) == (done.stdout, 2)


def test_trying_says_what_is_not_there_and_stops_at_its_cap(root: Path, spend: Run, api: MockApi):
    """A criterion of another name, none with examples, and too little money."""
    api.play(judge(spoken({"fee-not-waived": MET})))
    unknown = spend(root, "judge", "try", "--live", "--criterion", "fee-not-waved")
    none = spend(root, "judge", "try", "--live", "--criterion", "no-gift")
    capped = spend(root, "judge", "try", "--live", "--cap", "0.001")

    assert (unknown.returncode, "did you mean `fee-not-waived`?" in unknown.stderr) == (2, True)
    assert (none.returncode, "no criterion that is meant has `examples:`" in none.stderr) == (5, True)
    assert (capped.returncode, "the same command with a higher --cap" in capped.stderr) == (4, True)
    assert calls(api) == 0


def test_a_fault_of_a_criterion_ends_every_command_before_anything_runs(root: Path, spend: Run, api: MockApi):
    """Exit 2 with the place, and nothing was asked."""
    api.play(*clerk(root))
    change(root, SCENARIO, "find: ['\\bfees?\\b', waive]", "find: [charge]")
    done = spend(root, *PLAY)

    assert done.returncode == 2
    assert f"{SCENARIO}:" in done.stderr
    assert "`find` of 'fee-not-waived' finds nothing in its own example" in done.stderr
    assert calls(api) == 0


def test_criteria_and_finders_are_listed(root: Path, spend: Run):
    """With whose they are, what decides, and where each looks."""
    listed = spend(root, "check", "--list").stdout

    assert "amounts: " in listed
    assert "fee-not-waived (required): The letter does not waive the fee" in listed
    assert "illness-heard (2 points): The letter answers" in listed
