"""A small project as people would write it, for tests to change in one place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from audition.errors import DefinitionError
from audition.loading.project import find_project
from audition.loading.suite import load_suite
from audition.records.definitions import Suite

PROJECT = "pyproject.toml"
AGENT = "agents/clerk/terse.md"
SUITE = "scenarios/letters/suite.yaml"
SCENARIO = "scenarios/letters/greeting.yaml"
RUBRIC = "rubrics/letter.yaml"
SCHEMA = "rubrics/letter.schema.yaml"

FILES = {
    PROJECT: """\
        [tool.audition]
        judge = "big"

        [tool.audition.models]
        small = "claude-small-1"
        big = "claude-big-1"
        """,
    AGENT: """\
        ---
        name: clerk
        description: Writes letters.
        tools: Read, Write
        model: small
        color: blue
        ---

        # Clerk

        Write short letters.
        """,
    SUITE: """\
        id: letters
        title: Letters by the clerk
        variants: [clerk/terse]
        request: Do {instruction_id}. Today is {as_of}.
        deliverable: out/{instruction_id}/letter.yaml
        schema: {file: rubrics/letter.schema.yaml, put_at: in/letter.schema.yaml}
        trials: 2
        checks:
          - {check: ending}
          - {check: says, id: greets, pattern: Dear}
        rubrics: [rubrics/letter.yaml]
        gate: {required: [ending, polite], points: [greets, letter], margin: 0.05}
        """,
    SCENARIO: """\
        id: greeting
        title: A first letter
        reason: The shortest letter there is.
        category: letters
        tags: [short]
        as_of: 2026-03-02
        instruction:
          id: inst_1
          created_at: 2026-03-02 09:00:00+00:00
          ask: Say hello.
        files:
          in/notes.md: She likes tea.
        facts: {name: Ada, met_on: 2026-03-01}
        checks:
          - {check: never_says, id: polite, pattern: Hey, why: It is a letter.}
        """,
    RUBRIC: """\
        id: letter
        title: A good letter
        criteria:
          - {id: warm, text: It is warm., points: 2, required: true}
          - {id: short, text: It is short., points: 1}
        """,
    SCHEMA: """\
        type: object
        required: [text]
        properties: {text: {type: string, pattern: "^Dear"}}
        """,
}


def write_project(root: Path) -> Path:
    """The project below a folder, right in every file."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text), encoding="utf-8")
    return root


def change(root: Path, path: str, old: str, new: str) -> None:
    """Changes one place of one file."""
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def load(root: Path) -> Suite:
    """The project's one suite."""
    return load_suite(find_project(root), "letters")


def faults(root: Path) -> list[str]:
    """What is wrong with the project, fault by fault; empty when nothing is."""
    try:
        load(root)
    except DefinitionError as error:
        return [str(fault) for fault in error.faults]
    return []
