"""The deliverable is read once and strictly, whatever lies there."""

from __future__ import annotations

import pytest

from audition.grading.work import read_deliverable
from audition.records.outcome import OpaqueFile
from audition.records.scene import DeliverableSpec
from tests.fakes import works

RECORDING = "brisk-pilot-leaves-0"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"

UNREADABLE = {
    "missing": (None, "there is no such file"),
    "binary": (OpaqueFile(kind="binary", bytes=12), "its bytes are not UTF-8"),
    "link": (OpaqueFile(kind="link", bytes=0), "it is a symbolic link"),
    "locked": (OpaqueFile(kind="locked", bytes=400), "its permissions forbid reading it (400 bytes)"),
    "too large to keep": (OpaqueFile(kind="large", bytes=30_000_000), "it is too large to be kept (30000000 bytes)"),
    "ten megabytes": ("- word\n" * 1_500_000, "larger than 512 KiB"),
    "no YAML": ("ship: {name: [", "line 1"),
    "a bomb": (BOMB, "line 1: $.a: `&a` names a part of the file; remove it (and 8 more)"),
    "duplicate keys": ("risks: []\nrisks: []\n", "line 2: $.risks: the key `risks` stands here a second time"),
    "a tag": ("ship: !!python/object:os.system x\n", "line 1: $.ship: the tag"),
    "deep nesting": ("[" * 5000, "nested deeper than 40 levels"),
    "two documents": ("a: 1\n---\nb: 2\n", "line 2: $: a second document starts here"),
    "Markdown around it": ("```yaml\nship: {}\n```\n", "line 1"),
    "nothing": ("", "is empty"),
}


@pytest.mark.parametrize(("file", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_place(file, told):
    """A fault in one line, never a crash."""
    work = works.work(RECORDING, works.deliverable(file))
    fault = work.deliverable.fault

    assert fault is not None
    assert fault.startswith(work.scenario.deliverable)
    assert told in fault
    assert "\n" not in fault
    assert work.deliverable.data == {}


def test_a_plan_that_is_elsewhere_is_pointed_at():
    """Most often the file was written to another path."""
    text = works.deliverable_text(works.trial(RECORDING))
    work = works.work(RECORDING, works.deliverable(None), works.left("stay.yaml", text))

    assert "it wrote stay.yaml" in (work.deliverable.fault or "")


def test_every_value_of_the_plan_has_its_line():
    """A quote leads to the place in the file."""
    work = works.work(RECORDING)
    text = work.deliverable.text or ""
    line = work.deliverable.line("$.risks[0].severity")

    assert line is not None
    assert text.splitlines()[line - 1].strip() == f"severity: {work.deliverable.data['risks'][0]['severity']}"
    assert line == work.deliverable.line("$.risks[0].severity.nothing[3]")


def test_the_plan_leaves_out_what_has_the_wrong_type():
    """Checks need not defend themselves against `risks: none`."""
    work = works.work(RECORDING, works.put("$.risks", "none"), works.put("$.ship.dues", "180,000"))

    assert "risks" not in work.deliverable.data
    assert "dues" not in work.deliverable.data["ship"]
    assert work.deliverable.document["risks"] == "none"


def test_the_deliverable_of_any_trial_can_be_read():
    """All recorded plans are plain YAML."""
    faults = [works.work(name).deliverable.fault for name in works.recordings()]

    assert len(faults) == 12
    assert set(faults) == {None}


def test_a_file_that_is_not_the_deliverable_is_none():
    """Only the path asked for counts."""
    assert read_deliverable(works.trial(RECORDING), DeliverableSpec(path="elsewhere.yaml")).text is None
