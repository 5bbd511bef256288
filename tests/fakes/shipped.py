"""The recorded works of the shipped suite, for tests that are about that suite."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.fakes.recorded import SHIPPED, called, drop, message, put, swap

__all__ = ["called", "drop", "message", "put", "swap"]

ROOT, AGENT = SHIPPED.root, SHIPPED.agent
suite, graders, recordings = SHIPPED.suite, SHIPPED.graders, SHIPPED.recordings
trial, work = SHIPPED.trial, SHIPPED.work


def copied(folder: Path) -> Path:
    """A copy of everything that people wrote for the suite, without what runs wrote."""
    root = folder / "world"
    root.mkdir()
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in ("agents", "scenarios", "rubrics", "evals"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "baselines"))
    return root
