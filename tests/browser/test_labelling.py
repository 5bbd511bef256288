"""Labels in a browser: one key an answer, blind, taken back, by two people at once; and what comes of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audition.records.judging import RaterKind
from audition.store.labels import read_labels
from audition.usecases.judge.works import load_works
from tests.fakes import labelled
from tests.fakes.viewing import Viewed, viewed
from tests.integration.test_labels_from_a_file import judge

HERE = "label/letters/tone"
ASKED = 16
"""Two criteria on two trials of two scenarios by two variants."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """The project."""
    return labelled.project(tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="module")
def view(recorded) -> Viewed:
    """The project, served."""
    with viewed(recorded) as found:
        yield found


@pytest.fixture(autouse=True)
def unlabelled(recorded):
    """No answer is left of another test."""
    for path in (recorded / "evals/labels").rglob("*.jsonl"):
        path.unlink()


def kept(root: Path, instrument: str = "tone") -> list:
    """The labels of the file."""
    return list(read_labels(root / f"evals/labels/clerk/{instrument}.jsonl"))


def said(root: Path, rater: str) -> list[bool | None]:
    """A rater's answers as the file holds them."""
    return [opinion.met for label in kept(root) if label.rater == rater for opinion in label.opinions]


@pytest.fixture
def sit(view, visit):
    """Opens a page of labels as somebody: `sit("Ann")` gives a `Watched` page at the first question."""

    def open_as(name: str, place: str = HERE, **look):
        watched = visit(view.address, place, **look)
        watched.page.get_by_label("Name").fill(name)
        with watched.page.expect_navigation():
            watched.page.get_by_role("button", name="Go on").click()
        return watched

    return open_as


def audition(root: Path, *words: str) -> str:
    """What a command says in the project; it has to go well."""
    command = [sys.executable, "-c", "from audition.cli import main; main()", *words]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def press(page, *keys: str) -> None:
    """Keys that each lead to another question."""
    for key in keys:
        with page.expect_navigation():
            page.keyboard.press(key)


def test_one_key_is_one_answer_and_is_kept_at_once(sit, recorded):
    """Met, not met, cannot apply; what cannot be said stays open, and comes again."""
    page = sit("Ann").page
    first = page.locator("h1").inner_text()
    press(page, "m", "n", "u", "a")

    assert sorted(map(str, said(recorded, "Ann"))) == ["False", "None", "True"]
    assert f"3 of {ASKED} answered, {ASKED - 3} left" in page.locator("[role=status]").inner_text()
    assert first in ("The letter is warm.", "The letter is short.")
    assert {(label.rater, label.rater_kind, label.settled) for label in kept(recorded)} == {
        ("Ann", RaterKind.PERSON, False)
    }


def test_an_answer_is_what_judge_label_writes(sit, recorded, tmp_path):
    """Byte for byte but for the rater: the same line as the terminal's."""
    page = sit("Ann", f"{HERE}?criterion=warm").page
    press(page, "m")
    (label,) = kept(recorded)
    (opinion,) = label.opinions
    line = (recorded / "evals/labels/clerk/tone.jsonl").read_bytes()
    written = [
        {
            "trial": {"scenario": label.trial.scenario, "variant": label.trial.variant, "index": label.trial.index},
            "criterion": f"tone/{opinion.criterion}",
            "opinion": "met",
            "rater": "Ann",
            "rater_kind": "person",
        }
    ]
    (tmp_path / "labels.json").write_text(json.dumps(written), "utf-8")
    (recorded / "evals/labels/clerk/tone.jsonl").unlink()
    audition(recorded, "judge", "label", "--from", str(tmp_path / "labels.json"))

    assert (recorded / "evals/labels/clerk/tone.jsonl").read_bytes() == line


def test_a_reason_is_typed_and_no_key_answers_meanwhile(sit, recorded):
    """Letters are letters there; Escape leaves, and the next key answers."""
    page = sit("Ann").page
    page.keyboard.press("r")
    page.keyboard.type("many nice men")
    page.keyboard.press("Escape")
    assert said(recorded, "Ann") == []
    press(page, "n")
    (label,) = kept(recorded)

    assert label.opinions[0].reason == "many nice men"


def test_the_last_answer_is_taken_back(sit, recorded):
    """Its question is asked again at once; what was said before it stands."""
    page = sit("Ann").page
    press(page, "m")
    second = page.url.partition("after=")[2], page.locator("h1").inner_text()
    press(page, "n", "z")

    assert said(recorded, "Ann") == [True]
    assert page.locator("h1").inner_text() == second[1]
    press(page, "z")
    assert said(recorded, "Ann") == []
    assert page.get_by_role("button", name="Take the last answer back").is_disabled()


def test_two_people_label_at_once_and_neither_sees_the_other(sit, recorded):
    """In turns, in two browsers: nothing is lost, and each is asked everything."""
    ann, ben = sit("Ann").page, sit("Ben").page
    for number in range(ASKED):
        press(ann, "m")
        press(ben, "m" if number else "n")

    assert (len(said(recorded, "Ann")), len(said(recorded, "Ben"))) == (ASKED, ASKED)
    assert "All 16 are answered." in ann.locator("h1").inner_text()
    assert "Ben" not in ann.locator("main").inner_text()
    ann.get_by_role("link", name="Where raters part").click()
    ann.get_by_text("Raters part on 1 question.").wait_for()
    row = ann.locator("tbody tr").first.inner_text()
    assert "Ann: met" in row
    assert "Ben: not met" in row


@pytest.fixture
def parted(sit):
    """Ann's and Ben's pages once they part on the first question, with Ann's reason; Ben has answered nothing else."""
    ann, ben = sit("Ann").page, sit("Ben").page
    ann.keyboard.press("r")
    ann.keyboard.type("it thanks me")
    ann.keyboard.press("Escape")
    press(ann, "m")
    press(ben, "n")
    return ann, ben


def test_what_others_said_is_shown_to_whoever_has_said_something_too(parted, sit, view):
    """Somebody else sees that raters part, and on what; not who said what, on no page, until they have answered it."""
    cy = sit("Cy", f"{HERE}/apart").page
    assert "Raters part on 1 question." in cy.locator("h1").inner_text()
    assert not [word for word in ("it thanks me", ": met", ": not met", "hasty", "careful") if word in cy.content()]
    with cy.expect_navigation():
        cy.get_by_role("link", name="answer it").click()
    question = cy.url.partition("question=")[2]
    refused = view.get(f"{HERE}/settle?question={question}", Cookie="rater=Cy")
    assert (refused.status, "it thanks me" in refused.text) == (404, False)
    form = {"question": question, "answer": "met", "reason": "so it is"}
    assert view.post(f"{HERE}/settled", form, Cookie="rater=Cy").status == 404
    press(cy, "m")
    cy.goto(f"{view.address}{HERE}/apart")

    row = cy.locator("tbody tr").first.inner_text()
    assert ["Ann: met: it thanks me" in row, "Ben: not met" in row, "Cy: met" in row] == [True] * 3


def test_parted_answers_are_settled_by_keys_with_a_reason(parted, view, recorded, tmp_path):
    """Both readings stand beside the work; without a reason nothing is kept; it is what `judge label` writes of it."""
    _, ben = parted
    ben.goto(f"{view.address}{HERE}/apart")
    press(ben, "s")
    assert ben.locator(".sayings li").all_inner_texts() == ["Ann: met: it thanks me", "Ben: not met"]
    assert ben.locator(".work .read, .work .code").first.is_visible()
    assert not [word for word in ("hasty", "careful") if word in ben.content()]
    ben.keyboard.press("m")
    assert ben.evaluate("document.activeElement.name") == "reason"  # the browser asks for it
    ben.keyboard.type("the last line thanks")
    ben.keyboard.press("Escape")
    press(ben, "m")

    assert "Raters part on 1 question, which is settled." in ben.locator("h1").inner_text()
    assert "Settled by Ben: met: the last line thanks" in ben.locator("tbody tr").first.inner_text()
    settled = next(one for one in kept(recorded) if one.settled)
    entry = {"trial": str(settled.trial), "criterion": f"tone/{settled.opinions[0].criterion}", "opinion": "met"}
    entry |= {"rater": "Ben", "rater_kind": "person", "settled": True, "reason": "the last line thanks"}
    copy = shutil.copytree(recorded, tmp_path / "copy")
    lines = (copy / "evals/labels/clerk/tone.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "evals/labels/clerk/tone.jsonl").write_bytes(b"".join(lines[:-1]))
    (tmp_path / "labels.json").write_text(json.dumps([entry]), "utf-8")
    audition(copy, "judge", "label", "--from", str(tmp_path / "labels.json"))
    assert (copy / "evals/labels/clerk/tone.jsonl").read_bytes().splitlines(keepends=True) == lines


def test_the_judge_is_held_against_what_is_settled(parted, view, recorded, tmp_path):
    """Before, the answer is left out; afterwards it counts, and whoever settles it anew is who counts."""
    works = load_works(recorded, None, None).works
    before = shutil.copytree(recorded, tmp_path / "before")
    ann, ben = parted
    for page, key in ((ann, "m"), (ben, "n")):
        page.goto(f"{view.address}{HERE}/apart")
        with page.expect_navigation():
            page.get_by_role("link", name="Settle it").click()
        page.get_by_label("Why it is so").fill(f"because {key}")
        page.get_by_label("Why it is so").blur()
        press(page, key)
    after = shutil.copytree(recorded, tmp_path / "after")
    for copy in (before, after):
        for work in works:
            judge(copy, work.trial.id, {"warm": True, "short": True, "thanks": True})

    assert "Left out: 1 answer on which raters part" in audition(before, "judge", "calibrate", "--rubric", "tone")
    told = audition(after, "judge", "calibrate", "--rubric", "tone")
    assert "Left out" not in told
    assert "because n" in told
    assert "because m" not in told


def test_it_is_gone_on_with_at_any_time(sit, visit, view, recorded):
    """After another browser was closed, by the same name, in the same order."""
    press(sit("Ann").page, "m", "m", "m")
    page = sit("Ann").page

    assert f"3 of {ASKED} answered" in page.locator("[role=status]").inner_text()
    press(page, *"m" * (ASKED - 3))
    assert len(said(recorded, "Ann")) == ASKED


def test_whoever_labels_sees_neither_variant_nor_judge(sit, view):
    """In text, title, address or source of any question."""
    page = sit("Ann").page
    for _ in range(ASKED):
        seen = page.content() + page.url
        assert not [word for word in ("hasty", "careful", "claude", "judge", "gate") if word in seen.lower()]
        press(page, "m")


def test_a_criterion_of_scenarios_is_labelled_by_itself(sit, recorded):
    """In the file that holds those of all scenarios, bound to what it asks."""
    page = sit("Ann", "label/letters/criteria").page
    assert page.locator("h1").inner_text() == "The reader is thanked."
    press(page, "m")
    (label,) = kept(recorded, "criteria")

    assert (label.rubric, bool(label.opinions[0].digest)) == ("criteria", True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("parted")
def test_every_page_of_labels_is_silent_alone_and_fits(sit, view, width, scheme):
    """At every size and in both schemes; the answers are on the screen without scrolling."""
    watched = sit("Ann", width=width, scheme=scheme)
    page = watched.page
    assert page.get_by_role("button", name="Met", exact=False).first.is_visible()
    box = page.get_by_role("button", name="Cannot apply").bounding_box()
    assert box["y"] + box["height"] <= 900
    for place in ("label", HERE, f"{HERE}/apart"):
        page.goto(f"{view.address}{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    press(page, "s")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.get_by_role("button", name="Settle as not met").bounding_box()
    assert box["y"] + box["height"] <= 900
    assert watched.said == []


def test_what_is_no_answer_or_no_name_is_refused(view, recorded):
    """One sentence, and nothing is written."""
    me = {"Cookie": "rater=Ann"}
    page = view.get(HERE, **me).text
    question = page.partition('name="question" value="')[2].partition('"')[0]
    for form in ({"question": question, "answer": "perhaps"}, {"question": "x", "answer": "met"}, {}):
        assert view.post(f"{HERE}/answer", form, **me).status == 404
    for name in ("", "x" * 61, "a\x1bb"):
        assert view.post("label/rater", {"rater": name}).status == 404
    assert view.post("label/letters/nobody/answer", {}, **me).status == 404
    assert kept(recorded) == []
    assert view.post(f"{HERE}/answer", {"question": question, "answer": "met"}, **me).status == 303
    for place in ("//evil.example", "/label//evil.example", "/label\r\nSet-Cookie: a=b", "/label/../run"):
        assert view.post("label/rater", {"rater": "Ann", "to": place}).headers["location"].endswith("/label")
