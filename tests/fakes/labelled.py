"""Recorded letters with a rubric, and a criterion of each scenario: what can be labelled."""

from __future__ import annotations

from pathlib import Path

from tests.fakes import letters

SUITE, SCENES = "scenarios/letters/suite.yaml", ("late-fee", "lost-card")
RUBRIC = """\
id: tone
title: The tone of a letter
criteria:
  - {id: warm, text: The letter is warm., points: 2}
  - {id: short, text: The letter is short.}
"""

CRITERIA = """\
criteria:
  - {id: thanks, text: The reader is thanked.}
"""


def project(folder: Path, gate: str = "") -> Path:
    """Two trials of two scenarios by two variants, with two criteria of a rubric and one of each scenario.

    Args:
        folder: Where the project goes.
        gate: What else the suite's gate says, in lines of YAML that end in two spaces.
    """
    root = letters.project(folder, SCENES)
    letters.record(root, trials=2)
    (root / "rubrics/clerk").mkdir(exist_ok=True)
    (root / "rubrics/clerk/tone.yaml").write_text(RUBRIC, "utf-8")
    suite = root / SUITE
    text = suite.read_text("utf-8").replace("gate:", "rubrics: [rubrics/clerk/tone.yaml]\n\ngate:", 1)
    suite.write_text(text.replace("points: [", f"{gate}points: [tone, criteria, "), "utf-8")
    for scene in SCENES:
        path = root / f"scenarios/letters/{scene}.yaml"
        path.write_text(path.read_text("utf-8") + CRITERIA, "utf-8")
    return root
