"""Workspaces for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audition.workspace.folder import Workspace

INPUTS = {
    "notes.md": "first\nsecond\nthird\n",
    "data/accounts.csv": "name,arr\nAcme,50000\nVeldt,70000\n",
    "data/deep/er/plan.yaml": "account:\n  name: Acme\n",
}


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A workspace with a few files at several depths."""
    with Workspace.create(INPUTS) as made:
        yield made
