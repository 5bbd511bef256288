"""Which tools the agent called, how often, with what and in which order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audition.grading.check import Check, Work, failed, passed
from audition.loading.grants import granted_with
from audition.records.definitions import Suite
from audition.records.evidence import ToolCall
from audition.records.grades import Quote, Reading
from audition.text import did_you_mean


@dataclass(frozen=True, kw_only=True)
class ToolsGranted(Check):
    """No call to a tool that the agent file does not grant."""

    name = "tools_granted"
    needs_document = False

    def grade(self, work: Work) -> Reading:
        """Names the first such call and counts the rest."""
        calls = work.trial.trajectory
        names = granted_with(work.variant, work.scenario.tools)
        strays = [(place, call) for place, call in enumerate(calls, start=1) if call.name not in names]
        if not strays:
            return passed(f"{len(calls)} calls, all to granted tools")
        place, first = strays[0]
        more = f", and {len(strays) - 1} more" if len(strays) > 1 else ""
        granted = ", ".join(names)
        return failed(
            f"call {place} of {len(calls)} is to {first.name!r}, which is not granted{more}; granted: {granted}",
            *(_quote(call) for _, call in strays),
        )


@dataclass(frozen=True, kw_only=True)
class ToolsAnswered(Check):
    """No call to a tool of fixtures that none of them answers."""

    name = "tools_answered"
    needs_document = False

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """A suite without fixtures leaves nothing to ask."""
        if not any(scenario.tools for scenario in suite.scenarios):
            yield "check", "'tools_answered' finds nothing to ask: no `tools` are answered from fixtures here"

    def grade(self, work: Work) -> Reading:
        """Quotes each such call."""
        strays = [call for call in work.trial.trajectory if call.unanswered]
        if not strays:
            return passed("every call was answered")
        names = ", ".join(dict.fromkeys(call.name for call in strays))
        return failed(f"no fixture answers {len(strays)} of the calls: {names}", *map(_quote, strays[:20]))


@dataclass(frozen=True, kw_only=True)
class Calls(Check):
    """A tool is called as often, with what and in the order that it should be; without bounds: at least once."""

    name = "calls"
    needs_document = False

    tool: str
    at_least: int | None = None
    at_most: int | None = None
    """0: never."""
    args: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    """Counts only calls whose arguments, as text, hold these patterns."""
    before: str | None = None
    """A tool whose first call comes later than the first counted one."""

    def __post_init__(self) -> None:
        if (self.at_least or 0) < 0 or (self.at_most is not None and self.at_most < (self.at_least or 0)):
            raise ValueError("`at_most` is a count and no less than `at_least`")
        if self.before is not None and self.at_most == 0:
            raise ValueError("`before` asks for a call that `at_most: 0` forbids")

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """A tool that no variant may call is a slip of the pen."""
        fixtures = [fixture for scenario in suite.scenarios for fixture in scenario.tools]
        granted = {tool for variant in suite.variants for tool in granted_with(variant, fixtures)}
        for parameter, tool in (("tool", self.tool), ("before", self.before)):
            if tool is not None and tool not in granted:
                yield parameter, f"{tool!r} is granted to no variant of this suite{did_you_mean(tool, granted)}"

    def grade(self, work: Work) -> Reading:
        """Calls that came back with an error count as well: the agent made them."""
        calls = work.trial.trajectory
        met = [(place, call) for place, call in enumerate(calls) if self._meets(call)]
        times = f"{self._what} {_times(len(met))}"
        least = self.at_least if self.at_least is not None else int(self.at_most is None)
        if len(met) < least:
            return failed(f"{times}, wanted at least {least}; called: {_sequence(calls)}")
        if self.at_most is not None and len(met) > self.at_most:
            return failed(f"{times}, wanted at most {self.at_most}", *(_quote(call) for _, call in met[self.at_most :]))
        later = next((place for place, call in enumerate(calls) if call.name == self.before), None)
        if later is not None and met and later < met[0][0]:
            return failed(f"{self.before} is called before {self._what}: {_sequence(calls)}", _quote(calls[later]))
        return passed(times, *(_quote(call) for _, call in met[:3]))

    @property
    def _what(self) -> str:
        wanted = ", ".join(f"{name}: {pattern.pattern}" for name, pattern in self.args.items())
        return f"{self.tool}({wanted})" if wanted else self.tool

    def _meets(self, call: ToolCall) -> bool:
        return call.name == self.tool and all(
            name in call.input and pattern.search(_text(call.input[name])) for name, pattern in self.args.items()
        )


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _quote(call: ToolCall) -> Quote:
    return Quote(text=f"{call.name} {_text(call.input)[:300]}", where="transcript")


def _sequence(calls: tuple[ToolCall, ...]) -> str:
    names = [call.name for call in calls]
    return (", ".join(names[:12]) + (", …" if len(names) > 12 else "")) or "no tool"
