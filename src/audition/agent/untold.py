"""What a program that plays has no way to hear of, so that nobody takes for played what was never told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audition.agent.claude_code import completed
from audition.agent.tools import granted_fixtures
from audition.loading.companions import lacking
from audition.records.definitions import Scenario
from audition.records.players import CLAUDE_CODE, Casting
from audition.records.scene import ASKING
from audition.records.variants import PromptKind, Variant

_KEYS: Final = ("mcpServers", "hooks", "memory")


def untold(variant: Variant, scenario: Scenario) -> Iterator[str]:
    """What of a variant and a scenario does not reach the program that is to play them; of the own loop nothing."""
    if variant.settings.player is None:
        return
    casting = completed(variant.settings.player)
    if casting.name == CLAUDE_CODE:
        yield from _of_variant(variant)
    yield from _of_scenario(variant, scenario, casting)


def _of_variant(variant: Variant) -> Iterator[str]:
    """What of a variant does not reach Claude Code as it is started here."""
    if variant.kind is not PromptKind.AGENT:
        yield f"a prompt file of the kind {variant.kind.value}: it plays agent files"
    settings = variant.settings
    set_beside = {
        "effort": settings.effort,
        "thinking": settings.thinking,
        "tools": settings.tools,
        "claude_md": settings.claude_md,
    }
    for name, value in set_beside.items():
        if value is not None:
            yield f"`{name}` of the suite"
    for key in _KEYS:
        if variant.frontmatter.get(key):
            yield f"`{key}` of the agent file"
    yield from lacking(variant)


def _of_scenario(variant: Variant, scenario: Scenario, casting: Casting) -> Iterator[str]:
    if (scenario.replies or scenario.user is not None) and not casting.talks:
        yield "what the user replies: a program plays one request"
    if scenario.attachments:
        yield "the pictures and documents of the request"
    serves = any("{mcp_file}" in word for word in casting.command)
    for fixture in granted_fixtures(variant, scenario):
        if not (serves if fixture.name.startswith("mcp__") else casting.talks and fixture.name == ASKING):
            yield f"what `{fixture.name}` answers: that is a tool of its own"
        elif any(answer.media for answer in (*fixture.answers, *filter(None, [fixture.default]))):
            yield f"the picture or document that `{fixture.name}` answers"
