"""Installing audition for prompts of one's own: the ways that README names, tried without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.examples.pages import ROOT, Block, blocks, steps
from tests.examples.test_docs import CHECKOUT

WAYS = [block for block in blocks(ROOT / "README.md") if block.world == CHECKOUT]
PIP = 'pip() { command pip "$@" --quiet --no-index --no-deps --no-build-isolation; }'
"""What audition needs is there already, as is what builds it."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of this repository goes into a wheel."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.mark.skipif(int(version("setuptools").partition(".")[0]) < 77, reason="setuptools 77 or newer builds the wheel")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"line {way.line}")
def test_what_is_installed_starts_a_suite_without_the_checkout(way: Block, checkout: Path, tmp_path: Path):
    """All that `init` copies and every schema is in it; the new suite's definitions are right and its trials pass."""
    target, own = tmp_path / "installed", tmp_path / "own"
    own.mkdir()
    path = os.pathsep.join([str(target / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "PIP_TARGET": str(target), "PYTHONPATH": str(target)}
    for step in steps(way):
        shell(f"{PIP}; {step.command}", checkout, env)
    shutil.rmtree(checkout)

    where = shell("python -c 'import audition; print(audition.__file__)'", own, env)
    assert Path(where.strip()).is_relative_to(target)
    shell("audition init && audition check && pytest -q evals/", own, env)


def shell(line: str, folder: Path, env: dict[str, str]) -> str:
    """What a line says, which has to end well."""
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout
