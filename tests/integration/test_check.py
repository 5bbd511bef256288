"""`audition check`: every fault of every definition at once, with its place, before anything runs."""

from pathlib import Path

import pytest

from tests.integration.conftest import Run

SUITE = "scenarios/letters/suite.yaml"


def put(root: Path, path: str, old: str, new: str) -> None:
    """Another text in a definition, in place of one that stands there."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def test_a_suite_that_is_right_is_one_line(letters: Path, audition: Run):
    """What it holds, and that all is right."""
    done = audition(letters, "check")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "letters: 2 variants, 10 scenarios, 10 checks, 0 rubrics: all right\n"


IN_FILES = (
    ("agents/clerk/careful.md", "tools: Read, Write", "tools: Read, Rite"),
    ("rubrics/clerk/answer.schema.yaml", "type: object", "type: objekt"),
    ("scenarios/letters/late-fee.yaml", "tags:", "tagz:"),
    ("scenarios/letters/lost-card.yaml", "id: lost-card", "id: lost-cart"),
    (SUITE, "id: signs", "id: greets"),
)
"""Faults of a file as it stands."""
IN_CHECKS = (
    ("scenarios/letters/late-fee.yaml", "check: says", "check: sais"),
    ("scenarios/letters/lost-card.yaml", "'(?i)new card'", "'(?i)new (card'"),
    ("scenarios/letters/quiet-room.yaml", "in: body", "inn: body"),
    (SUITE, "in: greeting", "in: greetings"),
    (SUITE, "approvers: [head librarian]", "any_mention: maybe"),
)
"""Faults of what a check is asked for."""


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        (
            IN_FILES,
            [
                "agents/clerk/careful.md:4: $.tools: there is no tool `Rite`; did you mean `Write`?",
                'rubrics/clerk/answer.schema.yaml:4: $.type: is the text "objekt", not one of the allowed values',
                "scenarios/letters/late-fee.yaml:5: $.tagz: unknown key; did you mean `tags`?",
                "scenarios/letters/lost-card.yaml:2: $.id: ",
                "scenarios/letters/suite.yaml:26: $.checks[8]: another check is called `greets`",
            ],
        ),
        (
            IN_CHECKS,
            [
                "scenarios/letters/late-fee.yaml:14: $.checks[0]: there is no check 'sais'",
                "scenarios/letters/lost-card.yaml:14: $.checks[0].pattern: ",
                "scenarios/letters/quiet-room.yaml:14: $.checks[0].inn: the check 'says' has no parameter `inn`",
                "scenarios/letters/suite.yaml:22: $.checks[4].any_mention: `any_mention` wants true or false",
                "scenarios/letters/suite.yaml:23: $.checks[5].in: ",
            ],
        ),
    ],
)
def test_every_fault_is_told_at_once_with_its_place_and_nothing_runs(
    faults: tuple, told: list[str], replaying: Path, audition: Run
):
    """One typo of every kind, in different files: every line comes, whichever command is called, and no run is made."""
    for fault in faults:
        put(replaying, *fault)
    found = {command: audition(replaying, command) for command in ("check", "run", "plan")}

    for done in found.values():
        assert (done.returncode, done.stdout) == (2, "")
        assert found["check"].stderr == done.stderr
    lines = found["check"].stderr.splitlines()
    assert len(told) == len(lines)
    for expected, line in zip(told, lines, strict=True):
        assert line.startswith(expected)
    assert not (replaying / "reports").exists()


def test_a_suite_that_is_not_there_is_named_with_those_that_are(letters: Path, audition: Run):
    """A typo in a name is answered with the names."""
    done = audition(letters, "check", "leters")

    assert done.returncode == 2
    assert "leters" in done.stderr
    assert "letters" in done.stderr


def test_a_folder_outside_every_project_is_said_to_be_that(tmp_path: Path, audition: Run):
    """Exit 2, with what to do."""
    done = audition(tmp_path, "check")

    assert done.returncode == 2
    assert "no pyproject.toml with a table [tool.audition] here or above" in done.stderr


def test_a_missing_fact_is_found_before_anything_runs(world: Path, audition: Run):
    """A check says which facts it reads; a scenario that lacks one is a fault of that scenario."""
    put(
        world,
        "scenarios/account-manager/champion-departure.yaml",
        "  currency: USD\n  arr: 132000\n",
        "  arr: 132000\n",
    )
    done = audition(world, "run")

    assert done.returncode == 2
    assert "scenarios/account-manager/champion-departure.yaml" in done.stderr
    assert "the fact `currency` is missing, which the check 'currency'" in done.stderr
    assert not (world / "reports").exists()
