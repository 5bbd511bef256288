"""The tools that fixtures answer in a trial: the first answer that fits and is not used up; the user where one asks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from audition.loading.json_schema import validate
from audition.loading.tool_fixtures import meets
from audition.records.evidence import UNANSWERED
from audition.records.scene import ASKING, ToolAnswer, ToolFixture
from audition.workspace.sandbox.shell import ToolResult

MOST_CHARS: Final = 30_000
"""The longest answer of a fixture that a model is shown; what is longer is cut, visibly."""

Ask = Callable[[str], Awaitable[str | None]]
"""What the user answers to a question; None: nothing."""


class Fixtures:
    """What a trial's fixtures answer; each remembers what it has given."""

    def __init__(self, fixtures: Iterable[ToolFixture], ask: Ask | None = None) -> None:
        """Takes the fixtures that can be called, and who is asked where one asks the user."""
        self._fixtures = {each.name: each for each in fixtures}
        self._used: Counter[tuple[str, int]] = Counter()
        self._ask = ask

    def __contains__(self, name: object) -> bool:
        return name in self._fixtures

    @property
    def servers(self) -> tuple[str, ...]:
        """The names of the MCP servers whose tools they are: `jetty` of `mcp__jetty__find_booking`."""
        return tuple(dict.fromkeys(name.split("__")[1] for name in self._fixtures if name.startswith("mcp__")))

    def of_server(self, server: str) -> list[tuple[str, ToolFixture]]:
        """The tools of an MCP server, by the names that it calls them."""
        begin = f"mcp__{server}__"
        return [(name.removeprefix(begin), each) for name, each in self._fixtures.items() if name.startswith(begin)]

    async def call(self, name: str, tool_input: Any) -> ToolResult:
        """The result of one call; one that nothing answers is an error that says so."""
        fixture = self._fixtures[name]
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
