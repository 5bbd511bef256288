"""A request is whatever its scenario says, and its inputs are texts, files and folders beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.desk import calls, desk
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

ASK = {"request": "Answer this ticket: {ticket}"}
PICTURE = b"\x89PNG\r\n\x1a\n\xff\xfe"

Play = Callable[..., str]


@pytest.fixture
def play(api: MockApi, audition: Run) -> Play:
    """Plays a project against these rules and records it, then shows its first trial with its transcript."""

    def call(root: Path, rules: list[dict[str, Any]], *words: str) -> str:
        api.play(*rules)
        access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
        ran = audition(root, "run", "desk", "--live", "--fresh", "--record", env=access)
        assert "desk · live run" in ran.stdout, ran.stderr + ran.stdout
        return audition(root, "show", "first", *words).stdout

    return call


def test_the_ticket_stands_in_the_message(tmp_path: Path, play: Play):
    """`{ticket}` is a scenario's own field, `{{name}}` is `{name}`, and no tool and no instruction is needed."""
    suite = {"request": "Ticket {id} of {as_of}, {count} times: {ticket} Keep {{braces}}."}
    root = desk(tmp_path, suite, {"fields": {"ticket": "It {crashes}.", "count": 3}})

    shown = play(root, [{"match": "crashes", "reply": "Noted."}], "--transcript")

    assert "Ticket first of 2026-05-04, 3 times: It {crashes}. Keep {braces}." in shown
    assert "Noted." in shown


def test_a_scenario_has_a_request_of_its_own(tmp_path: Path, play: Play):
    """The suite then needs none."""
    shown = play(desk(tmp_path, {}, {"request": "Say hello on {as_of}."}), [{"reply": "Hello."}], "--transcript")

    assert "Say hello on 2026-05-04." in shown


def test_a_scenario_without_a_day_tells_none(tmp_path: Path, play: Play, audition: Run):
    """It has a digest of its own, and a request that speaks of the day says what is missing."""
    root = desk(tmp_path, {"request": "Say hello."}, {"as_of": None})
    scene = root / "scenarios/desk/first.yaml"
    scene.write_text(scene.read_text().replace(',\n "as_of": null', ""), "utf-8")
    shown = play(root, [{"match": "Say hello", "reply": "Hello."}], "--transcript")
    suite = root / "scenarios/desk/suite.yaml"
    suite.write_text(suite.read_text().replace("Say hello.", "Say hello on {as_of}."), "utf-8")
    asked = audition(root, "check")

    assert "Hello." in shown
    assert (asked.returncode, "nothing fills it: add `as_of` with a day" in asked.stderr) == (2, True)


def test_inputs_lie_beside_the_scenario(tmp_path: Path, play: Play, audition: Run):
    """A file, a folder and a picture reach the workspace byte for byte, and a replay meets the same."""
    files = {"mail.txt": {"from": "fixtures/mail.txt"}, "app": {"from": "fixtures/app"}, "note.md": "Short."}
    suite = {"request": "Read all.", "checks": [{"check": "ending"}, {"check": "writes_only"}]}
    root = desk(tmp_path, suite, {"files": files}, tools="[Read, Glob]")
    beside = root / "scenarios/desk/fixtures"
    (beside / "app/src").mkdir(parents=True)
    (beside / "mail.txt").write_bytes(b"Dear desk,\r\nhelp.\r\n")
    (beside / "app/config.yaml").write_text("a: [\n")
    (beside / "app/src/logo.png").write_bytes(PICTURE)
    looks = calls(
        ("Glob", {"pattern": "**/*"}), ("Read", {"file_path": "mail.txt"}), ("Read", {"file_path": "app/src/logo.png"})
    )

    shown = play(root, [{"tool_results": 0, "reply": looks}, {"tool_results": 3, "reply": "Seen."}], "--transcript")
    replayed = audition(root, "run", "desk", "--store-only")
    (beside / "mail.txt").write_bytes(b"Dear desk,\nhelp.\n")  # as another checkout has it
    turned = audition(root, "run", "desk", "--store-only")
    notes = audition(root, "show", "--transcript").stdout
    (beside / "app/src/logo.png").write_bytes(PICTURE + b"\xff")
    changed = audition(root, "run", "desk")

    assert "app/config.yaml" in shown
    assert "Dear desk," in shown
    assert f"app/src/logo.png is not UTF-8 text ({len(PICTURE)} bytes)" in shown
    assert "Stored" in replayed.stdout
    assert (turned.returncode, "Stored" in turned.stdout, "differ" in notes) == (0, True, False)
    assert "you edited scenarios/desk/first.yaml" in changed.stdout + changed.stderr


def test_scenarios_may_stand_in_subfolders(tmp_path: Path, audition: Run):
    """They are read like any other."""
    root = desk(tmp_path, {"request": "Say hello."}, {"id": "first"}, {"id": "second"})
    (root / "scenarios/desk/hard").mkdir()
    (root / "scenarios/desk/second.yaml").rename(root / "scenarios/desk/hard/second.yaml")

    assert "2 scenarios" in audition(root, "check").stdout


@pytest.mark.parametrize(
    ("suite", "scenario", "said"),
    [
        (ASK, {}, "suite.yaml:20: $.request: nothing fills {ticket}; known: {as_of}, {id}, {instruction_id}"),
        ({"request": "Do {instruction_id}."}, {}, "first.yaml:1: $: the suite names {instruction_id}"),
        ({}, {"request": "Do {tickte}.", "fields": {"ticket": "x"}}, "nothing fills {tickte}; did you mean `ticket`"),
        ({}, {}, "neither the suite nor the scenario has a `request`"),
        ({"request": "x"}, {"files": {"a": {"from": "../x"}}}, "../x: must name a place inside"),
        ({"request": "x"}, {"files": {"a": {"from": "fixtures/none"}}}, "there is no `fixtures` in desk/"),
        ({"request": "x", "deliverable": "{id}/../x"}, {}, "the path must name a place inside"),
    ],
)
def test_requests_and_inputs_that_cannot_be_are_told_with_their_place(
    tmp_path: Path, audition: Run, suite: dict[str, Any], scenario: dict[str, Any], said: str
):
    """Exit 2 before anything runs."""
    done = audition(desk(tmp_path, suite, scenario), "check")

    assert done.returncode == 2
    assert said in done.stderr


def test_a_field_that_one_scenario_lacks_is_told_there(tmp_path: Path, audition: Run):
    """Where another states it, the suite is right."""
    done = audition(desk(tmp_path, ASK, {"fields": {"ticket": "x"}}, {"id": "second"}), "check")

    assert done.returncode == 2
    assert "second.yaml:1: $: the suite names {ticket}, and nothing fills it: add `fields: {ticket: …}`" in done.stderr
    assert "suite.yaml" not in done.stderr


def test_a_folder_too_large_is_refused_with_the_limit(tmp_path: Path, audition: Run):
    """200 MB are counted, and never read."""
    root = desk(tmp_path, {"request": "x"}, {"files": {"a": {"from": "fixtures/big"}}})
    folder = root / "scenarios/desk/fixtures/big"
    folder.mkdir(parents=True)
    for number in range(4):
        with (folder / str(number)).open("wb") as file:
            file.truncate(50 * 1024 * 1024)

    done = audition(root, "check")

    assert done.returncode == 2
    assert "4 files of 209,715,200 bytes; beside a scenario may lie 2,000 files of 16,777,216 bytes" in done.stderr
    assert "first.yaml:" in done.stderr
