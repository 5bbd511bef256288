"""Reads `tools:` of suites and scenarios: tools that cannot run in a trial, and what answers their calls."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from audition.errors import DefinitionError, Fault
from audition.loading.attachments import read_content
from audition.loading.document import Document, child
from audition.loading.grants import real_tools
from audition.loading.inputs import MOST_FILE_BYTES, beside
from audition.loading.json_schema import compiled, pattern_fault
from audition.loading.schema_lint import lint_schema
from audition.loading.sources import read_source
from audition.records.media import Media
from audition.records.scene import ASKING, ToolAnswer, ToolFixture
from audition.strict_json import parse_json
from audition.text import did_you_mean, shortened

_MCP: Final = re.compile(r"mcp__[A-Za-z0-9_-]+?__[A-Za-z0-9_-]+\Z")
_KINDS: Final = ("text", "json", "file", "image", "error")
_LONGEST_NAME: Final = 128


@cache
def known_tools() -> Mapping[str, Mapping[str, Any]]:
    """Claude Code's tools that a trial cannot run, by name: `description` and `input_schema`."""
    found: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("claude_tools.json").read_bytes())
    return found


def tools_of(document: Document, root: Path, shared: tuple[ToolFixture, ...] = ()) -> tuple[ToolFixture, ...]:
    """The fixtures of a suite or scenario that has passed its gate, after those of its suite that it leaves alone.

    Args:
        document: The file.
        root: The project's folder.
        shared: The suite's; what a scenario says of one takes the place of what the suite says there.

    Raises:
        DefinitionError: All that is wrong with them, each with its place.
    """
    found = {fixture.name: fixture for fixture in shared}
    faults: list[Fault] = []
    for name, written in document.value.get("tools", {}).items():
        reading = _Reading(document, child("$.tools", name), root)
        if wrong := _name_fault(name):
            faults.append(Fault(document.locus(reading.place), wrong))
            continue
        try:
            found[name] = reading.fixture(name, written, found.get(name))
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(faults)
    return tuple(found.values())


def with_question(tools: tuple[ToolFixture, ...]) -> tuple[ToolFixture, ...]:
    """The tools, and the one by which an agent asks the user."""
    if any(tool.name == ASKING for tool in tools):
        return tools
    known = known_tools()[ASKING]
    return (*tools, ToolFixture(name=ASKING, description=known["description"], input_schema=known["input_schema"]))


def _name_fault(name: str) -> str | None:
    if name in real_tools():
        return f"`{name}` runs for real in a trial; only what cannot is answered from fixtures"
    if name in known_tools() or (_MCP.match(name) and len(name) <= _LONGEST_NAME):
        return None
    return f"there is no tool `{shortened(name)}`{did_you_mean(name, known_tools())}; an MCP tool is mcp__server__tool"


class _Reading:
    """One tool as written."""

    def __init__(self, document: Document, place: str, root: Path) -> None:
        self._document, self.place, self._root = document, place, root

    def fixture(self, name: str, written: Mapping[str, Any], before: ToolFixture | None) -> ToolFixture:
        """The tool with its answers; `before` lends what is not said here."""
        description, schema = self._definition(name, written, before)
        if problems := lint_schema(Document(path=self._document.path, value=schema, lines={})):
            place = child(self.place, "input_schema" if "input_schema" in written else "listed_in")
            told = "; ".join(f"{each.locus.pointer}: {each.message}" for each in problems[:3])
            raise DefinitionError([Fault(self._document.locus(place), f"is no JSON Schema: {told}")])
        if schema.get("type") != "object":
            place = child(self.place, "input_schema" if "input_schema" in written else "listed_in")
            raise DefinitionError([Fault(self._document.locus(place), "a tool's input is of `type: object`")])
        answers = tuple(
            self._answer(child(child(self.place, "answers"), index), each)
            for index, each in enumerate(written.get("answers", []))
        )
        if faults := list(self._unreachable(answers)):
            raise DefinitionError(faults)
        default = self._answer(child(self.place, "default"), written["default"]) if "default" in written else None
        return ToolFixture(
            name=name,
            description=description,
            input_schema=schema,
            answers=answers if "answers" in written or before is None else before.answers,
            default=default or (before.default if before else None),
            locus=self._document.locus(self.place),
        )

    def _definition(
        self, name: str, written: Mapping[str, Any], before: ToolFixture | None
    ) -> tuple[str, Mapping[str, Any]]:
        if before is not None:
            lent: Mapping[str, Any] = {"description": before.description, "input_schema": before.input_schema}
        else:
            lent = known_tools().get(name, {})
        listed = self._listed(name, written["listed_in"]) if "listed_in" in written else {}
        schema = written.get("input_schema") or listed.get("input_schema") or lent.get("input_schema")
        if not isinstance(schema, Mapping):
            told = "has no input schema; state `input_schema`, or a saved `tools/list` as `listed_in`"
            raise DefinitionError([Fault(self._document.locus(self.place), told)])
        known = (written.get("description"), listed.get("description"), lent.get("description"), "")
        return next(each for each in known if isinstance(each, str)), schema

    def _listed(self, name: str, source: str) -> Mapping[str, Any]:
        """What a saved answer to an MCP server's `tools/list` says of a tool."""
        place = self._document.locus(child(self.place, "listed_in"))
        data = read_source(self._root, beside(self._document.path, source), named_at=place, max_bytes=MOST_FILE_BYTES)
        try:
            value = parse_json(data)
        except ValueError as error:
            raise DefinitionError([Fault(place, f"{source}: not JSON: {shortened(str(error))}")]) from None
        inner = value.get("result", value) if isinstance(value, dict) else value
        tools = inner.get("tools") if isinstance(inner, dict) else inner
        if not isinstance(tools, list):
            raise DefinitionError([Fault(place, f"{source}: holds no `tools` as an answer to tools/list does")])
        by_name = {each.get("name"): each for each in tools if isinstance(each, dict)}
        short = name.split("__", 2)[-1]
        if short not in by_name:
            names = [each for each in by_name if isinstance(each, str)]
            raise DefinitionError([Fault(place, f"{source}: lists no tool `{short}`{did_you_mean(short, names)}")])
        found = by_name[short]
        return {"description": found.get("description"), "input_schema": found.get("inputSchema")}

    def _answer(self, place: str, written: Mapping[str, Any]) -> ToolAnswer:
        kinds = [kind for kind in _KINDS if kind in written]
        if len(kinds) != 1:
            told = f"says one of {', '.join(_KINDS)}"
            raise DefinitionError([Fault(self._document.locus(place), told)])
        when = written.get("when", {})
        if faults := list(self._pattern_faults(child(place, "when"), when)):
            raise DefinitionError(faults)
        kind = kinds[0]
        given: str | Media = ""
        if kind == "json":
            given = json.dumps(written["json"], ensure_ascii=False)
        elif kind in ("file", "image"):
            given = self._file(child(place, kind), written[kind], image=kind == "image")
        else:
            given = written[kind]
        return ToolAnswer(
            when=when,
            text=given if isinstance(given, str) else "",
            media=None if isinstance(given, str) else given,
            is_error=kind == "error",
            times=written.get("times"),
            locus=self._document.locus(place),
        )

    def _file(self, pointer: str, name: str, *, image: bool) -> str | Media:
        """A text or a PDF document; or a picture, where one is named."""
        place = self._document.locus(pointer)
        content = read_content(self._document, self._root, name, place)
        picture = isinstance(content, Media) and content.is_picture
        if picture != image:
            told = "is a picture; name it as `image`" if picture else "is no picture; name it as `file`"
            raise DefinitionError([Fault(place, f"{name}: {told}")])
        return content

    def _pattern_faults(self, place: str, when: Any) -> Iterator[Fault]:
        if isinstance(when, Mapping):
            if when.keys() == {"pattern"} and isinstance(when["pattern"], str):
                if fault := pattern_fault(when["pattern"]):
                    yield Fault(self._document.locus(child(place, "pattern")), fault)
                return
            for key, part in when.items():
                yield from self._pattern_faults(child(place, key), part)

    def _unreachable(self, answers: tuple[ToolAnswer, ...]) -> Iterator[Fault]:
        """Answers that no call can reach, because an earlier one answers all that they would, again and again."""
        for index, answer in enumerate(answers):
            for earlier in answers[:index]:
                if earlier.times is None and covers(earlier.when, answer.when):
                    told = f"the answer at {earlier.locus} takes every call that this one would answer"
                    yield Fault(answer.locus, f"{told}; give that one `times`, or put this one first")
                    break


def meets(value: Any, wanted: Any) -> bool:
    """Whether an input is what a fixture waits for: `{glob: …}`, `{pattern: …}`, a mapping of some keys, or equal."""
    if isinstance(wanted, Mapping):
        if wanted.keys() == {"glob"}:
            return re.fullmatch(fnmatch.translate(str(wanted["glob"])), _text(value)) is not None
        if wanted.keys() == {"pattern"}:
            return compiled(str(wanted["pattern"])).search(_text(value)) is not None
        return isinstance(value, Mapping) and all(
            key in value and meets(value[key], part) for key, part in wanted.items()
        )
    return (type(value) is type(wanted) and bool(value == wanted)) or _numbers(value, wanted)


def _numbers(value: Any, wanted: Any) -> bool:
    plain = (int, float)
    both = isinstance(value, plain) and isinstance(wanted, plain)
    return both and not isinstance(value, bool) and not isinstance(wanted, bool) and value == wanted


def covers(wide: Any, narrow: Any) -> bool:
    """Whether every input that meets the narrow condition plainly meets the wide one."""
    if not isinstance(wide, Mapping):
        return not isinstance(narrow, Mapping) and meets(narrow, wide)
    if wide.keys() in ({"glob"}, {"pattern"}):
        return wide in _ANYTHING or wide == narrow or any(meets(value, wide) for value in _only_value(narrow))
    return isinstance(narrow, Mapping) and all(
        key in narrow and covers(part, narrow[key]) for key, part in wide.items()
    )


_ANYTHING: Final = ({"glob": "*"}, {"pattern": ".*"}, {"pattern": "(?s).*"})


def _only_value(narrow: Any) -> list[Any]:
    """The one value that meets a condition: itself, or a glob without wildcards; none where several may."""
    if not isinstance(narrow, Mapping):
        return [narrow]
    glob = narrow.get("glob") if narrow.keys() == {"glob"} else None
    return [glob] if isinstance(glob, str) and not set(glob) & set("*?[") else []


def _text(value: Any) -> str:
    """What a glob or pattern reads of a value; half characters, which RE2 does not take, become question marks."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "replace").decode()
