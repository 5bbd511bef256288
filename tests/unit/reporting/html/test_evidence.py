"""The trials of a page as blocks: the same bytes for the same run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes import shown
from tests.unit.reporting.sinks import blocks, page

LONG = "Plain words, and many of them. " * 20


def references(value: Any) -> Iterator[int]:
    """The places of shared texts, in the order in which they are met."""
    if isinstance(value, dict) and "shared" in value:
        yield value["shared"]
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from references(item)


def test_texts_that_trials_share_are_kept_in_the_order_in_which_they_are_met(tmp_path):
    """Not in that of a set, which each process has its own of: the same run gives the same page to the byte."""
    found = blocks(page(shown.findings(), shown.run_file(tmp_path, LONG)))
    met = dict.fromkeys(references([found["evidence-0-0"], found["evidence-0-1"]]))

    assert len(met) > 5
    assert list(range(len(found["evidence-0"]["texts"]))) == list(met)
