"""Recordings in `audition view`: listed by themselves, read as trials are, saying what they are and of what."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audition.project.mutants import mutations_of
from audition.project.world import load_world
from audition.records.evidence import TrialId
from audition.records.mutation import mutant_id
from audition.running.recorded import recordings_of
from audition.store.recordings import write_recording
from tests.fakes import labelled
from tests.fakes import letters as small
from tests.fakes.viewing import Viewed, viewed
from tests.unit.reporting.sinks import Elements

RECORDINGS = "evals/recordings/clerk"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """Letters whose two variants are recorded, and two mutants of one of them, the second of a rule that is gone."""
    root = labelled.project(tmp_path_factory.mktemp("recorded"))
    world = load_world(root, None)
    kept = recordings_of(world)
    prompt = kept[TrialId("late-fee", "clerk/careful", 0)]
    rule, kind = mutations_of(world.suite.variant("clerk/careful"), world.suite)[0]
    standing = mutant_id("clerk/careful", kind, rule)
    mutated = load_world(root, None, [standing]).suite.variant(standing)
    made = replace(prompt, variant_digest=mutated.digest, system=mutated.system)
    folder = root / "evals/mutants/recordings/clerk"
    write_recording(folder, prompt)
    write_recording(folder, replace(made, id=TrialId("late-fee", standing, 0)))
    write_recording(folder, replace(made, id=TrialId("late-fee", "clerk/careful~drop-nothing-like-it-ffffff", 0)))
    return root


@pytest.fixture
def root(recorded, tmp_path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(recorded, tmp_path / "letters")


@pytest.fixture(scope="module")
def view(recorded) -> Viewed:
    """The project, served."""
    with viewed(recorded) as found:
        yield found


def said(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(Elements(page).text.split())


def ways(view: Viewed, page: str) -> Sequence[str]:
    """Where the page leads, as `Viewed.get` takes it."""
    base = urlsplit(view.address).path
    return [unescape(found).removeprefix(base) for found in re.findall(r'href="([^"]+)"', page)]


def test_the_list_tells_what_is_recorded_of_what_and_how_it_came_to_be(view):
    """From the runs' page one step; each trial has its own page."""
    assert "recordings" in ways(view, view.get().text)
    page = view.get("recordings").text
    trials = [place for place in ways(view, page) if place.startswith("recording?")]

    assert "Recordings of clerk" in said(page)
    assert f"8 recordings: {small.PROVENANCE}" in said(page)
    assert said(page).count("played by a replay") == 4
    assert len(trials) == 8
    assert {view.get(place).status for place in trials} == {200}


def test_a_recording_is_read_as_a_trial_is(view, recorded, audition):
    """Its parts, and what the graders of today say of it: what a replay's trial says; and that it is a recording."""
    place = "recording?agent=clerk&of=recordings&scenario=late-fee&by=clerk/hasty&index=1"
    audition(recorded, "run", "-v", "hasty", "-s", "late-fee", "-n", "2")
    run = next((recorded / "reports/runs").glob("*.sqlite")).stem
    for part in ("readings", "deliverables", "conversation", "calls", "given"):
        found = view.get(f"{place}&part={part}").text
        trial = view.get(f"run/{run}/trial?scenario=late-fee&by=clerk/hasty&index=1&part={part}").text
        assert f": {small.PROVENANCE}" in said(found)
        assert "a replay plays it" in said(found)
        assert "A recording of" not in said(trial)
        (shown, as_run) = (
            re.findall(r"<(?:table|pre|details|p class=\"said\").*", text, re.DOTALL) for text in (found, trial)
        )
        assert said(shown[0]) == said(as_run[0]), part
    shutil.rmtree(recorded / "reports")


def test_recordings_of_mutants_stand_by_themselves(view):
    """With the prompt that was played beside them; one whose rule is gone can be read, by no grader."""
    page = view.get("recordings?agent=clerk&of=mutants").text
    gone = "not played by a replay: no suite has its scenario and its variant any more"
    assert "Recordings of mutants of clerk, and of the prompts beside them" in said(page)
    assert said(page).count("played by a replay") == 3
    assert said(page).count(gone) == 1
    (lost,) = [place for place in ways(view, page) if "nothing-like-it" in place]
    assert "No grader reads it." in said(view.get(lost).text)
    assert "closing: Your Town Library" in said(view.get(f"{lost}&part=deliverables").text)
    mutant = next(place for place in ways(view, page) if "~" in place and place != lost)
    beside = said(view.get(f"{mutant}&beside=clerk/careful").text)
    assert beside.count("A recording of") == 2


def test_names_and_words_filter_the_list_and_lead_the_walk(view):
    """Names by every word, texts by the words as they stand; the keys go through nothing else."""
    page = view.get("recordings?agent=clerk&of=recordings&text=LOST+hasty").text
    first = next(place for place in ways(view, page) if place.startswith("recording?"))

    assert "2 recordings" in said(page)
    assert "1 of 2" in said(view.get(first).text)
    assert "8 recordings" in said(view.get("recordings?text=ANSWER+lies+on+the").text)
    assert "0 recordings" in said(view.get("recordings?text=answer+on+lies").text)
    assert "No recording is called so" in said(view.get("recordings?text=nobody").text)


def test_what_was_edited_since_is_told_and_read_anew(root):
    """While it is served: the prompt of one variant, and a scenario that goes."""
    with viewed(root) as view:
        assert "edited" not in said(view.get("recordings").text)
        prompt = root / "agents/clerk/hasty.md"
        prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
        (root / "scenarios/letters/lost-card.yaml").unlink()
        page = said(view.get("recordings").text)
        place = "recording?agent=clerk&of=recordings&scenario=late-fee&by=clerk/hasty&index=0"
        trial = said(view.get(place).text)

    assert "not played by a replay: you edited agents/clerk/hasty.md since it was recorded" in page
    assert page.count("no suite has its scenario and its variant any more") == 2
    assert "a replay does not play it: you edited agents/clerk/hasty.md" in trial


def test_a_file_that_must_not_be_used_is_named_and_not_shown(root):
    """One that is damaged, one under another name, one with what looks like a key; the rest stands."""
    (root / RECORDINGS / "hasty-late-fee-0.json").write_text("{", "utf-8")
    (root / RECORDINGS / "hasty-late-fee-1.json").rename(root / RECORDINGS / "hasty-late-fee-7.json")
    key = "sk-ant-api03-" + "Zq9" * 30
    path = root / RECORDINGS / "careful-late-fee-0.json"
    kept = recordings_of(load_world(root, None))[TrialId("late-fee", "clerk/careful", 0)]
    write_recording(root / RECORDINGS, replace(kept, messages=({"role": "user", "content": key}, *kept.messages[1:])))
    with viewed(root) as view:
        page = view.get("recordings").text
        place = "recording?agent=clerk&of=recordings&scenario=late-fee&by=clerk/careful&index=0"
        refused = view.get(place)

    assert "5 recordings" in said(page)
    assert "evals/recordings/clerk/hasty-late-fee-0.json" in said(page)
    assert "hasty-late-fee-7.json: holds late-fee × clerk/hasty #1; give the file the name" in said(page)
    assert f"{path.relative_to(root)}: holds what looks like a key" in said(page)
    assert (refused.status, key in page + refused.text) == (404, False)


def test_what_is_not_recorded_is_said(view, tmp_path):
    """An agent, a trial, a folder that nobody has; a project without recordings says what makes one."""
    for place in (
        "recording",
        "recording?agent=nobody&of=recordings",
        "recording?agent=clerk&of=../..",
        "recording?agent=clerk&of=recordings&scenario=late-fee&by=clerk/hasty&index=9",
    ):
        assert view.get(place).status == 404, place
    with viewed(small.project(tmp_path, small.THREE)) as other:
        assert "Nothing is recorded: audition run --live --record" in said(other.get("recordings").text)
