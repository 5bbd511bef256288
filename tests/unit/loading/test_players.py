"""What a trial of each player takes of a machine, as a suite says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.records.players import OWN_ROOM, Room
from tests.unit.loading.written import SUITE, faults, load, write_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project."""
    write_project(tmp_path)
    return tmp_path


def say(root: Path, players: str) -> None:
    """Let the suite say this of its players."""
    suite = root / SUITE
    suite.write_text(f"{suite.read_text('utf-8')}\nplayers: {players}\n", "utf-8")


def test_every_player_has_room_unless_the_suite_says_otherwise(root: Path):
    """A whole processor for a program, a part of one for the loop, which waits."""
    say(root, "{shop: {command: [shop]}}")
    suite = load(root)

    assert suite.own_room == OWN_ROOM
    assert {name: casting.room for name, casting in suite.players.items()} == {"claude-code": Room(), "shop": Room()}


def test_a_suite_says_it_of_any_player(root: Path):
    """Of those of ours too, of which it can say nothing else; what it leaves out is as usual."""
    say(root, "{own: {cpus: 2}, claude-code: {memory_mb: 900}, shop: {command: [shop], cpus: 0.5, memory_mb: 300}}")
    suite = load(root)

    assert suite.own_room == Room(cpus=2.0)
    assert suite.players["claude-code"].room == Room(memory_mb=900)
    assert suite.players["shop"].room == Room(cpus=0.5, memory_mb=300)


@pytest.mark.parametrize(
    ("players", "told"),
    [
        ("{shop: {command: [shop], cpus: 0}}", "$.players.shop.cpus: is 0, must be at least 0.01"),
        ("{shop: {command: [shop], cpus: two}}", "$.players.shop.cpus"),
        ("{shop: {command: [shop], cpus: 2.5}}", "$.players.shop.cpus: is 2.5; a trial takes a part of one processor"),
        ("{own: {cpus: 1.1}}", "$.players.own.cpus: is 1.1"),
        ("{shop: {command: [shop], memory_mb: 2 GB}}", "$.players.shop.memory_mb"),
        ("{own: {command: [shop]}}", "$.players.own.command: unknown key"),
        ("{claude-code: {reads: [x]}}", "$.players.claude-code.reads: unknown key"),
    ],
)
def test_a_room_that_cannot_be_is_a_fault_with_its_place(root: Path, players: str, told: str):
    """As every other mistake in a suite."""
    say(root, players)
    assert any(told in fault for fault in map(str, faults(root)))
