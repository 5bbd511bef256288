"""`tools_granted` and `calls`: what the agent called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.errors import DefinitionError
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

RECORDING = "brisk-clashing-records-0"


def test_calls_to_granted_tools_pass():
    """The recorded agent kept to its file."""
    assert score(check("tools_granted"), works.work(RECORDING)).passed


def test_a_call_to_a_tool_that_is_not_granted_fails_and_is_named():
    """Even when it came back with an error."""
    work = works.work(RECORDING, works.called("WebFetch", url="https://example.com"))
    count = len(work.trial.trajectory)
    reading = score(check("tools_granted"), work)

    assert reading.reason.startswith(f"call {count} of {count} is to 'WebFetch', which is not granted; granted: Read")
    assert reading.quotes[0].text == 'WebFetch {"url": "https://example.com"}'


def test_edit_is_granted_to_neither_variant():
    """Names count to the letter: a tool near a granted one is another."""
    for tool in ("Edit", "write"):
        work = works.work(RECORDING, works.called(tool, file_path="x"))

        assert not score(check("tools_granted"), work).passed


def test_a_tool_is_called_at_least_once_or_never():
    """Without bounds once is enough; 0 forbids it."""
    work = works.work(RECORDING)

    assert score(check("calls", tool="Read"), work).passed
    assert not score(check("calls", tool="TodoWrite"), work).passed
    assert score(check("calls", tool="TodoWrite", at_most=0), work).passed
    assert not score(
        check("calls", tool="TodoWrite", at_most=0), works.work(RECORDING, works.called("TodoWrite", todos=[]))
    ).passed


def test_calls_are_counted_by_what_they_are_given():
    """Each named argument must hold its pattern; an argument that is not given holds none."""
    reads_log = check("calls", tool="Read", args={"file_path": r"port_log\.csv$"})
    work = works.work(RECORDING)

    assert score(reads_log, work).passed
    assert not score(check("calls", tool="Read", args={"file_path": "bill"}), work).passed
    assert not score(check("calls", tool="Read", args={"path": "log"}), work).passed


def test_too_many_and_too_few_calls_are_told():
    """With what was called instead."""
    work = works.work(RECORDING)
    reads = sum(call.name == "Read" for call in work.trial.trajectory)

    assert score(check("calls", tool="Read", at_least=reads, at_most=reads), work).passed
    assert score(check("calls", tool="Read", at_most=1), work).reason == f"Read {reads} times, wanted at most 1"
    few = score(check("calls", tool="Read", at_least=reads + 1), work)
    assert few.reason.startswith(f"Read {reads} times, wanted at least {reads + 1}; called: Read")


def test_the_order_of_first_calls_may_be_the_requirement():
    """Look before you write."""
    reads_first = check("calls", tool="Read", before="Write")
    work = works.work(RECORDING)
    first = works.called("Write", file_path="x", content="y")(replace(work.trial, messages=work.trial.messages[:1] * 2))
    hasty = replace(work, trial=replace(work.trial, messages=(*first.messages[:-1], *work.trial.messages[1:])))

    assert score(reads_first, work).passed
    assert score(reads_first, hasty).reason.startswith("Write is called before Read: Write, Read")


@pytest.mark.parametrize(
    "params", [{"at_least": 3, "at_most": 2}, {"at_most": -1}, {"at_most": 0, "before": "Write"}], ids=str
)
def test_bounds_that_nothing_can_meet_are_a_fault(params):
    """Told before anything runs."""
    with pytest.raises(DefinitionError):
        check("calls", tool="Read", **params)
