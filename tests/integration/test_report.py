from __future__ import annotations

import csv
import json
import re
import shutil
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from audition.running.order import Order
from audition.usecases.report import conclude
from audition.usecases.run import run

FILES = {"index.html", "report.md", "findings.json", "scores.csv", "junit.xml"}


@pytest.fixture(scope="module")
def project(recorded, tmp_path_factory):
    """The small project with one stored run, shared: tests write into folders of their own."""
    root = shutil.copytree(recorded, tmp_path_factory.mktemp("reported") / "letters")
    conclude(root, run(root, Order()).path, None)
    return root


@pytest.fixture
def folder(project):
    """Where the run's reports lie."""
    (found,) = [path for path in (project / "reports").glob("*-letters-*") if path.is_dir()]
    return found


def test_a_run_writes_every_report_and_names_the_page_and_what_to_type_next(replaying, audition):
    """By its path from here, in the last lines."""
    done = audition(replaying, "run")
    (path,) = (replaying / "reports").glob("*-letters-*")
    *_, report, following = done.stdout.splitlines()

    assert FILES == {made.name for made in path.iterdir()}
    assert report == f"Report  {path.relative_to(replaying)}/index.html"
    assert following.startswith("Next    audition ")


def test_the_reports_agree_with_each_other(folder):
    """The same verdict, trials and scores in each form."""
    findings = json.loads((folder / "findings.json").read_text("utf-8"))
    schema = json.loads(resources.files("audition.reporting").joinpath("findings.schema.json").read_text("utf-8"))
    with (folder / "scores.csv").open(newline="", encoding="utf-8") as file:
        scores = list(csv.DictReader(file))
    cases = ET.parse(folder / "junit.xml").findall(".//testcase")  # noqa: S314  # just written
    page = (folder / "index.html").read_text("utf-8")

    Draft202012Validator(schema).validate(findings)
    assert findings["comparisons"][0]["verdict"]["sentence"] in (folder / "report.md").read_text("utf-8").replace(
        "\\", ""
    )
    assert len(cases) == len({(row["scenario"], row["variant"]) for row in scores}) == 6
    assert len(re.findall(r'id="evidence-\d+-\d+"', page)) == 6


def test_a_stored_run_is_reported_again_in_the_formats_that_are_asked_for(folder, project, audition):
    """Into the folder that is named; nothing is played."""
    done = audition(project, "report", "latest", "--out", "elsewhere", "--format", "md", "--format", "json")

    assert done.returncode == 0
    assert {path.name for path in (project / "elsewhere").iterdir()} == {"report.md", "findings.json"}
    assert "Report  elsewhere/report.md" in done.stdout


def test_the_same_run_gives_the_same_page(folder, project, audition):
    """Byte for byte: nothing depends on when it is written."""
    audition(project, "report", "--out", "again")

    assert {name: (folder / name).read_bytes() for name in FILES} == {
        name: (project / "again" / name).read_bytes() for name in FILES
    }


def test_the_steps_summary_is_written_on_github(folder, project, audition):
    """Below what other steps said."""
    summary = project / "summary.md"
    summary.write_text("Before.\n", "utf-8")
    audition(project, "report", "--format", "json", env={"GITHUB_STEP_SUMMARY": str(summary)})

    assert summary.read_text("utf-8").startswith("Before.\n<!-- audition:letters -->\n")


def test_a_comparison_of_two_variants_has_its_own_folder(folder, project, audition):
    """The run's own reports stay."""
    before = (folder / "index.html").read_bytes()
    done = audition(project, "compare", "careful", "hasty")

    assert done.returncode in {0, 1}
    assert f"Report  {folder.relative_to(project)}/compared/clerk-careful+clerk-hasty/index.html" in done.stdout
    assert before == (folder / "index.html").read_bytes()


def test_an_unknown_run_is_wrong_usage(project, audition):
    """With what there is."""
    done = audition(project, "report", "nothing")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no run 'nothing' in reports/runs" in done.stderr


def test_a_folder_that_cannot_be_written_is_said(folder, project, audition):
    """The machinery broke; the run is untouched."""
    (project / "taken").write_text("", "utf-8")
    done = audition(project, "report", "--out", "taken/inside")

    assert done.returncode == 3
    assert "taken/inside/index.html: cannot be written" in done.stderr
