"""What does not reach a program is told by its name, and nothing that does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audition.agent.untold import untold
from audition.records.media import Attachment, Media
from audition.records.players import CLAUDE_CODE, Casting
from audition.records.scene import ASKING, Brief, ToolAnswer, ToolFixture, UserReply
from audition.records.variants import PromptKind, Settings
from tests.unit.models.subjects import scenario, variant

CLAUDE = Casting(name=CLAUDE_CODE)
SHOP = Casting(name="shop", command=("shop",))
SERVED = Casting(name="shop", command=("shop", "--mcp={mcp_file}"))
PICTURE = Media(media_type="image/png", data=b"png", width=1, height=1)
HEAD = {"name": "clerk", "tools": "Read"}


def fixture(name: str, **more: Any) -> ToolFixture:
    """A tool that a fixture answers."""
    return ToolFixture(name=name, description="", input_schema={"type": "object"}, **more)


def of(casting: Casting | None, scene: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """What is not told of a plain agent file in a plain scenario, changed so."""
    settings = replace(changes.pop("settings", Settings()), player=casting)
    one = replace(variant(), **{"frontmatter": HEAD, "settings": settings, **changes})
    return list(untold(one, replace(scenario(), **(scene or {}))))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"kind": PromptKind.PLAIN}, ["a prompt file of the kind plain: it plays agent files"]),
        ({"kind": PromptKind.SKILL}, ["a prompt file of the kind skill: it plays agent files"]),
        ({"settings": Settings(effort="low", tools=())}, ["`effort` of the suite", "`tools` of the suite"]),
        ({"frontmatter": {**HEAD, "mcpServers": ["crm"]}}, ["`mcpServers` of the agent file"]),
        ({"frontmatter": {**HEAD, "skills": ["tides"]}}, ["the skill `tides`, which is not in .claude/skills"]),
    ],
)
def test_what_of_a_variant_does_not_reach_claude_code_is_told(changes: dict[str, Any], told: list[str]):
    """Nothing of a plain agent file; a program of one's own is given the file and does with it what it does."""
    assert of(CLAUDE, **changes) == told
    assert of(SHOP, **changes) == []
    assert of(None, **changes) == []


REPLIES = "what the user replies: a program plays one request"


@pytest.mark.parametrize(
    ("scene", "claude", "shop"),
    [
        ({"replies": (UserReply(say="Yes."),)}, [], [REPLIES]),
        ({"user": Brief(text="Ola", model="m")}, [], [REPLIES]),
        (
            {"attachments": (Attachment(name="a.png", content=PICTURE),)},
            *[["the pictures and documents of the request"]] * 2,
        ),
        ({"tools": (fixture("mcp__jetty__find"),)}, [], ["what `mcp__jetty__find` answers: that is a tool of its own"]),
        ({"tools": (fixture(ASKING),)}, [], [f"what `{ASKING}` answers: that is a tool of its own"]),
        ({"tools": (fixture("WebFetch"),)}, *[["what `WebFetch` answers: that is a tool of its own"]] * 2),
        (
            {"tools": (fixture("mcp__jetty__map", default=ToolAnswer(when={}, media=PICTURE)),)},
            ["the picture or document that `mcp__jetty__map` answers"],
            ["what `mcp__jetty__map` answers: that is a tool of its own"],
        ),
    ],
)
def test_what_of_a_scenario_does_not_reach_a_program_is_told(scene: dict[str, Any], claude: list[str], shop: list[str]):
    """Claude Code hears the user and calls MCP servers; a program calls them where it is told of them."""
    everything = {"frontmatter": {"name": "clerk"}}
    mcp = all(one.name.startswith("mcp__") and one.default is None for one in scene.get("tools", [fixture("x")]))

    assert of(CLAUDE, scene, **everything) == claude
    assert of(SHOP, scene, **everything) == shop
    assert (of(SERVED, scene, **everything) == []) is mcp
    assert of(None, scene, **everything) == []


def test_a_fixture_that_a_variant_is_not_granted_keeps_nobody_from_playing():
    """It would not be called by the loop either."""
    assert of(SHOP, {"tools": (fixture("WebFetch"),)}) == []
