"""A live or batch run that is killed and gone on with: nothing that finished is lost, nothing stored is paid twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.killing import Scene
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.player import Player

MOMENTS = tuple(random.Random(20261121).random() for _ in range(5))  # noqa: S311  # seeded moments, no secret
"""Shares of a run's time."""


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[MockApi, Player]]:
    """The mock, and what plays against it."""
    with MockApi(latency_ms=20, batch_seconds=0.1) as api, Player(api.url) as player:
        yield api, player


@pytest.mark.parametrize("kind", ["live", "batch"])
def test_a_run_killed_at_any_moment_is_gone_on_with_and_pays_for_nothing_twice(
    kind: str, stage: tuple[MockApi, Player], tmp_path: Path
):
    """Finished trials stay as they were to the byte, every planned trial is stored once, and the meter agrees.

    `make bench` does the same at a hundred moments.
    """
    api, player = stage
    scene = Scene(root=project(tmp_path, THREE), api=api, player=player, kind=kind)

    met = [scene.kill(at) for at in MOMENTS]

    assert any(moment.finished < 18 for moment in met), "every kill came behind the last trial"
