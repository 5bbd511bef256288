"""A trial's tools as its scenario has them: those that run for real, and those that fixtures answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

from audition.loading.grants import granted_with
from audition.loading.json_schema import validate
from audition.loading.tool_fixtures import meets
from audition.records.definitions import Scenario, Variant
from audition.records.evidence import UNANSWERED
from audition.records.media import Media, media_of
from audition.records.scene import ASKING, ToolAnswer
from audition.workspace.sandbox.shell import ToolResult
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS
from audition.workspace.tools.read import READ, SEES

MOST_CHARS: Final = 30_000
"""The longest answer of a fixture that a model is shown; what is longer is cut, visibly."""

MOST_SEEN: Final = 20
"""Pictures and documents of one talk: the Messages API asks more of the pictures in a request that holds more."""
MOST_SEEN_BYTES: Final = 16 * 1024 * 1024
"""All of them together: every request of the talk holds them."""

Ask = Callable[[str], Awaitable[str | None]]
"""What the user answers to a question; None: nothing."""


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


class Tools:
    """One trial's tools: fixtures answer by what the input matches, the first that fits and is not used up."""

    def __init__(self, toolbox: Toolbox, variant: Variant, scenario: Scenario, ask: Ask | None = None) -> None:
        self._toolbox = toolbox
        self._definitions = definitions_of(variant, scenario)
        names = {each["name"] for each in self._definitions}
        self._fixtures = {each.name: each for each in scenario.tools if each.name in names}
        self._used: Counter[tuple[str, int]] = Counter()
        self._ask = ask
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
        result = await self._result(name, tool_input)
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
        fixture = self._fixtures.get(name)
        if fixture is None:
            if not any(each["name"] == name for each in self._definitions):
                known = ", ".join(each["name"] for each in self._definitions) or "none"
                return ToolResult(f"No tool named {str(name)[:100]!r} is granted. Granted: {known}.", is_error=True)
            return await self._toolbox.call(name, tool_input)
        if problems := validate(tool_input, fixture.input_schema):
            told = "; ".join(f"{each.pointer}: {each.message}" for each in problems[:5])
            return ToolResult(_cut(f"The input of {name} is not valid: {told}."), is_error=True)
        if name == ASKING and not fixture.answers and self._ask is not None:
            said = await self._ask(_text(tool_input))
            if said is not None:
                return ToolResult(_cut(said))
        for place, answer in enumerate(fixture.answers):
            left = answer.times is None or self._used[name, place] < answer.times
            if left and meets(tool_input, answer.when):
                self._used[name, place] += 1
                return _given(answer)
        return _given(fixture.default) if fixture.default else ToolResult(UNANSWERED.format(name=name), is_error=True)


def _given(answer: ToolAnswer) -> ToolResult:
    return ToolResult(_cut(answer.text), answer.is_error, answer.media)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARS:
        return text
    note = f"\n… (cut: the result has {len(text):,} characters)"
    return text[: MOST_CHARS - len(note)] + note
