"""This checkout beside an older one on equal inputs: recorded trials of the shipped suite, under checks both have."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.everyday import AUDITION, OUT, ROOT, SUITE
from bench.measuring import measure

PAIRS = 5
GOALS = {
    "audition --help": (("--help",), 1.05),
    "audition check": (("check",), 0.6),
    "replay with all reports": (("run", SUITE), 0.5),
}
_CHECKS = """
checks:
  - {check: ending}
  - {check: file_written}
  - {check: parses}
  - {check: schema}
  - {check: tools_granted}
  - {check: writes_only}
  - {check: word_count, id: summary_length, at_most: 120}
  - {check: says, pattern: "(?i)renew"}
  - {check: calls, tool: Read, at_least: 1}
gate:
  margin: 0.05
  required: [ending, file_written, parses, schema, tools_granted]
"""
_POINTS = "  points: [writes_only, summary_length, says]\n"
"""Engines before this key make the gate score of whatever does not inform."""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One command's CPU seconds here over those of the older checkout."""

    what: str
    theirs_seconds: float
    ours_seconds: float
    ratio: float
    """The median of five pairs, run in turns."""
    most: float


def ratios(older: Path) -> list[Ratio]:
    """Each command on as many recordings as the older checkout has, and the replay on all of today.

    Args:
        older: A checkout with its own `.venv`.
    """
    named = {path.name for path in (older / "evals/recordings" / SUITE).iterdir()}
    few = [_world(name, older, named) for name in ("theirs", "ours")]
    found = [_ratio(f"{what}, {len(named)} trials", words, most, older, few) for what, (words, most) in GOALS.items()]
    everything = [_world(f"{name}-all", older, None) for name in ("theirs", "ours")]
    what, (words, most) = list(GOALS.items())[-1]
    count = len(list((everything[0] / "evals/recordings" / SUITE).iterdir()))
    return [*found, _ratio(f"{what}, {count} trials", words, most, older, everything)]


def _ratio(what: str, words: tuple[str, ...], most: float, older: Path, worlds: list[Path]) -> Ratio:
    commands = [older / ".venv/bin/audition", AUDITION]
    pairs = [
        [_seconds(command, words, world) for command, world in zip(commands, worlds, strict=True)]
        for _ in range(PAIRS + 1)
    ][1:]  # the first writes what Python compiles
    return Ratio(
        what=what,
        theirs_seconds=median(theirs for theirs, _ in pairs),
        ours_seconds=median(ours for _, ours in pairs),
        ratio=median(ours / theirs for theirs, ours in pairs),
        most=most,
    )


def _seconds(command: Path, words: tuple[str, ...], world: Path) -> float:
    shutil.rmtree(world / "reports", ignore_errors=True)
    used = measure([command, *words], world, OUT / "beside.log", {"PYTHONDONTWRITEBYTECODE": ""})
    if used.code not in (0, 1):
        raise RuntimeError(f"{command} {' '.join(words)} ended with {used.code}: see {OUT / 'beside.log'}")
    return used.cpu_seconds


def _world(name: str, older: Path, named: set[str] | None) -> Path:
    """The shipped suite with no check but those that both engines have, and the recordings of these names, or all."""
    world, suite = OUT / "beside" / name, Path("scenarios") / SUITE
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(older / "agents", world / "agents")
    shutil.copytree(older / "rubrics", world / "rubrics")
    shutil.copy(older / "pyproject.toml", world)
    kept = [path for path in (ROOT / "evals/recordings" / SUITE).iterdir() if named is None or path.name in named]
    (world / "evals/recordings" / SUITE).mkdir(parents=True)
    for path in kept:
        plain = json.loads(path.read_bytes())
        plain.pop("digest", None)  # older engines know none
        (world / "evals/recordings" / SUITE / path.name).write_text(json.dumps(plain, indent=1))
    (world / suite).mkdir(parents=True)
    for path in (older / suite).glob("*.yaml"):
        (world / suite / path.name).write_text(_without(path.read_text(encoding="utf-8"), {"checks", "criteria"}))
    written = (older / suite / "suite.yaml").read_text(encoding="utf-8")
    head = _without(written, {"checks_from", "checks", "rubrics", "gate", "judge"})
    (world / suite / "suite.yaml").write_text(head + _CHECKS + (_POINTS if name.startswith("ours") else ""))
    return world


def _without(text: str, keys: set[str]) -> str:
    """A YAML mapping as it is written, some of its keys left out."""
    kept, skips = [], False
    for line in text.splitlines(keepends=True):
        if line[:1] not in (" ", "-", "\n"):
            skips = line.split(":")[0] in keys
        if not skips:
            kept.append(line)
    return "".join(kept)
