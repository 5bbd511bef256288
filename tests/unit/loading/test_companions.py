"""The skills and subagents that come along with an agent file: what it may call, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from audition.errors import DefinitionError
from audition.loading.companions import MOST_BYTES, accompanied, lacking
from audition.loading.prompt_files import files_below
from audition.records.players import Casting
from audition.records.variants import PromptKind, Settings, Variant, variant_digest
from tests.unit.models.subjects import variant

SCOUT = "---\nname: scout\ndescription: Looks.\ntools: Read\nskills: winds\n---\nLook.\n"
FOLDERS: Mapping[str, Mapping[str, bytes]] = {
    ".claude/agents": {
        "scout.md": SCOUT.encode(),
        "of-the-watch.md": b"---\nname: watch\ndescription: Watches.\ntools: Read\n---\nWatch.\n",
        "notes.txt": b"no agent",
        "clerk.md": b"---\nname: clerk\ndescription: The one itself.\n---\nBe terse.\n",
    },
    ".claude/skills": {
        "tides/SKILL.md": b"---\nname: tides\ndescription: Tides.\n---\nAt noon.\n",
        "tides/table.bin": b"\xff\xfe",
        "winds/SKILL.md": b"---\nname: winds\ndescription: Winds.\n---\nFrom the west.\n",
    },
}
ALL_AGENTS = {".claude/agents/scout.md", ".claude/agents/of-the-watch.md"}
TIDES = {".claude/skills/tides/SKILL.md", ".claude/skills/tides/table.bin"}
WINDS = {".claude/skills/winds/SKILL.md"}


def clerk(player: str | None = "shop", **head: Any) -> Variant:
    """An agent file with this frontmatter, played by a program unless nobody is named."""
    settings = Settings(player=None if player is None else Casting(name=player))
    return replace(variant(), kind=PromptKind.AGENT, settings=settings, frontmatter={"name": "clerk", **head})


def there(folder: str) -> Iterator[tuple[str, bytes]]:
    """The project's files."""
    yield from FOLDERS.get(folder, {}).items()


@pytest.mark.parametrize(
    ("head", "come"),
    [
        ({"tools": "Read"}, set()),
        ({"tools": "Read, Agent(watch)"}, {".claude/agents/of-the-watch.md"}),
        ({"tools": ["Task(scout)"]}, {".claude/agents/scout.md"} | WINDS),
        ({"tools": "Agent(scout, watch)"}, ALL_AGENTS | WINDS),
        ({"tools": "Agent"}, ALL_AGENTS | WINDS),
        ({"tools": "Read, Skill(tides)"}, TIDES),
        ({"tools": "Read", "skills": ["winds"]}, WINDS),
        ({"tools": "Skill"}, TIDES | WINDS),
        ({}, ALL_AGENTS | TIDES | WINDS),
        ({"disallowedTools": "Agent"}, TIDES | WINDS),
        ({"disallowedTools": "Agent, Skill"}, set()),
    ],
)
def test_what_an_agent_file_may_call_comes_along_with_it(head: dict[str, Any], come: set[str]):
    """Named ones by their names, all where nothing bounds them, and the skills of a subagent with it."""
    assert set(accompanied(clerk(**head), there).settings.companions) == come


def test_they_are_part_of_the_variant_where_a_program_plays_and_nowhere_else():
    """The engine's own loop never meets them, so that they change nothing of its figures."""
    program, own = clerk(tools="Skill(tides)"), clerk(None, tools="Skill(tides)")
    before = accompanied(program, there).digest
    other = accompanied(program, lambda folder: [(name, data + b"!") for name, data in there(folder)]).digest

    assert len({before, other, variant_digest(program)}) == 3
    assert accompanied(own, there).digest == variant_digest(own)
    assert accompanied(own, there).settings.companions == {}


def test_a_text_is_kept_as_text_and_other_bytes_as_they_are():
    """A skill's pictures too."""
    found = accompanied(clerk(tools="Skill(tides)"), there).settings.companions

    assert found[".claude/skills/tides/table.bin"] == b"\xff\xfe"
    assert str(found[".claude/skills/tides/SKILL.md"]).endswith("At noon.\n")


def test_what_is_named_and_not_there_is_told():
    """By its kind and name."""
    one = accompanied(clerk(tools="Agent(scout, nobody), Skill(tides)", skills=["gone"]), there)

    assert list(lacking(one)) == [
        "the subagent `nobody`, which is not in .claude/agents",
        "the skill `gone`, which is not in .claude/skills",
    ]


def test_more_than_a_sandbox_should_hold_is_refused_with_what_to_do():
    """The folder of a whole team may be far larger than what one agent needs."""
    with pytest.raises(DefinitionError, match="name those that it needs"):
        accompanied(clerk(), lambda _: [("big/SKILL.md", b"x" * (MOST_BYTES + 1))])


def test_they_are_read_below_the_project_and_through_no_link(tmp_path: Path):
    """What a link leads to is nobody's skill."""
    (tmp_path / ".claude/skills/tides").mkdir(parents=True)
    (tmp_path / ".claude/skills/tides/SKILL.md").write_text("At noon.")
    (tmp_path / "secret").write_text("x")
    (tmp_path / ".claude/skills/tides/more.md").symlink_to(tmp_path / "secret")

    found = accompanied(clerk(tools="Skill"), partial(files_below, tmp_path)).settings.companions

    assert set(found) == {".claude/skills/tides/SKILL.md"}
