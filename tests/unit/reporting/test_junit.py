from __future__ import annotations

import io
from xml.etree import ElementTree as ET

from audition.records.evidence import Ending, TrialId
from audition.reporting.junit import write_junit
from audition.store.run_file import RunFile
from tests.fakes import shown
from tests.unit.reporting.sinks import HOSTILE

CAREFUL_CASE = f".//testcase[@classname='{shown.CAREFUL}']"


def written(path) -> ET.Element:
    """The report of a run file, parsed."""
    out = io.StringIO()
    with RunFile.open_readonly(path) as run:
        write_junit([run], out)
    return ET.fromstring(out.getvalue())  # noqa: S314  # what was just written


def test_a_case_is_a_test_case(tmp_path):
    """Named by its scenario, classed by its variant."""
    (suite,) = written(shown.run_file(tmp_path))

    assert {
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "0",
        "name": "letters",
        "timestamp": "2026-11-21T20:33:55",
    } == suite.attrib
    assert [(s, v) for s in sorted(shown.SCENARIOS) for v in (shown.CAREFUL, shown.HASTY)] == [
        (case.get("name"), case.get("classname")) for case in suite.findall("testcase")
    ]


def test_a_required_check_that_failed_is_a_failure_with_its_quote(tmp_path):
    """One a trial; a gate check that failed is none."""
    case = written(shown.run_file(tmp_path)).find(CAREFUL_CASE)

    assert ["never_promises, trial 0: Plain words.", "never_promises, trial 1: Plain words."] == [
        failure.get("message") for failure in case.findall("failure")
    ]
    assert "$.end, line 2: Plain words." == case.findall("failure")[0].text


def test_scores_and_reasons_are_properties(tmp_path):
    """What was not scored is none."""
    case = written(shown.run_file(tmp_path)).find(CAREFUL_CASE)
    found = {one.get("name"): one.get("value") for one in case.findall("properties/property")}

    assert found["signs#0"] == "0 Plain words."
    assert {"never_promises#0", "signs#0", "greets#0", "never_promises#1", "signs#1", "greets#1"} == found.keys()


def test_a_trial_that_the_machinery_broke_is_an_error(tmp_path):
    """Not a failure of the agent."""
    path = tmp_path / "run.sqlite"
    with RunFile.create(path, shown.facts()) as run:
        name = TrialId("late-fee", shown.HASTY, 0)
        run.add_trial(shown.trial(name, ending=Ending.FAILED, detail="the line went dead"), ())
        name = TrialId("late-fee", shown.HASTY, 1)
        run.add_trial(shown.trial(name, diverged="letter.yaml differs"), ())
    (suite,) = written(path)

    assert ("1", "0") == (suite.get("errors"), suite.get("failures"))
    assert ["trial 0: failed the line went dead", "trial 1: letter.yaml differs"] == [
        error.get("message") for error in suite.iter("error")
    ]


def test_hostile_text_parses_back(tmp_path):
    """Illegal code points are replaced, markup is text."""
    case = written(shown.run_file(tmp_path, HOSTILE)).find(CAREFUL_CASE)

    assert "</script></textarea><script>" in case.find("failure").get("message")
    assert "\x1b" not in case.find("failure").text
