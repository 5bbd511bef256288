"""A trial's tools as its scenario has them: those that run for real, and those that fixtures answer."""

from __future__ import annotations

from typing import Any, Final

from audition.agent.fixtures import Ask, Fixtures
from audition.loading.grants import granted_with
from audition.records.definitions import Scenario
from audition.records.media import Media, media_of
from audition.records.scene import ToolFixture
from audition.records.variants import Variant
from audition.workspace.sandbox.shell import ToolResult
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS
from audition.workspace.tools.read import READ, SEES

MOST_SEEN: Final = 20
"""Pictures and documents of one talk: the Messages API asks more of the pictures in a request that holds more."""
MOST_SEEN_BYTES: Final = 16 * 1024 * 1024
"""All of them together: every request of the talk holds them."""


def definitions_of(variant: Variant, scenario: Scenario) -> list[dict[str, Any]]:
    """The tools granted in the Messages API's form, in the file's order; names that nothing answers grant nothing."""
    by_name = {fixture.name: fixture for fixture in scenario.tools}
    seeing = any(media_of(data) for data in scenario.binaries.values())
    found: list[dict[str, Any]] = []
    for name in granted_with(variant, scenario.tools):
        if name in TOOLS:
            definition = TOOLS[name].definition
            found.append({**definition, "description": SEES} if seeing and name == READ.name else definition)
        elif fixture := by_name.get(name):
            found.append({"name": name, "description": fixture.description, "input_schema": dict(fixture.input_schema)})
    return found


def granted_fixtures(variant: Variant, scenario: Scenario) -> tuple[ToolFixture, ...]:
    """Those of a scenario's fixtures that a variant can call."""
    granted = granted_with(variant, scenario.tools)
    return tuple(each for each in scenario.tools if each.name in granted)


class Tools:
    """One trial's tools."""

    def __init__(self, toolbox: Toolbox, variant: Variant, scenario: Scenario, ask: Ask | None = None) -> None:
        self._toolbox = toolbox
        self._definitions = definitions_of(variant, scenario)
        self._fixtures = Fixtures(granted_fixtures(variant, scenario), ask)
        self.seen = [each.content for each in scenario.attachments if isinstance(each.content, Media)]
        """The pictures and documents of the talk, in its order."""

    def definitions(self) -> list[dict[str, Any]]:
        """The granted tools in the Messages API's form."""
        return self._definitions

    async def call(self, name: str, tool_input: Any) -> ToolResult:
        """The result of one call; what a model did wrong, and a call that no fixture answers, are results too.

        Raises:
            WorkspaceError: The machine cannot go on.
        """
        return self.admitted(await self._result(name, tool_input))

    def admitted(self, result: ToolResult) -> ToolResult:
        """A result as the talk can show it: one more picture or document than it holds is an error."""
        if result.media is None:
            return result
        held_bytes = sum(len(each.data) for each in [*self.seen, result.media])
        if len(self.seen) >= MOST_SEEN or held_bytes > MOST_SEEN_BYTES:
            told = (
                f"One conversation shows {MOST_SEEN} pictures and documents of {MOST_SEEN_BYTES:,} bytes at the most."
            )
            return ToolResult(told, is_error=True)
        self.seen.append(result.media)
        return result

    async def _result(self, name: str, tool_input: Any) -> ToolResult:
        if name in self._fixtures:
            return await self._fixtures.call(name, tool_input)
        if not any(each["name"] == name for each in self._definitions):
            known = ", ".join(each["name"] for each in self._definitions) or "none"
            return ToolResult(f"No tool named {str(name)[:100]!r} is granted. Granted: {known}.", is_error=True)
        return await self._toolbox.call(name, tool_input)
