"""One strict reader for all YAML that people and models write: bounded, plain, and with a line for every value.

- `parse_yaml(text, path) -> Document` never raises: `Document.faults` says what is wrong, `Document.fault` in one line.
- `read_yaml(text, path) -> Document` raises `DefinitionError` instead.

Plain scalars mean what a person wrote: `no`, `012`, `12:30`, `0x1F`, `1_000` and dates stay text; null, true, false and
decimal numbers are what they are in YAML 1.2. Keys are text: `2026:` is "2026". Refused: tags, anchors, aliases, merge
keys, duplicate keys, keys that are no text, several documents, control characters, numbers that are not finite, and
whatever passes the bounds.

PyYAML's events are all that is used of it: its constructors run code or build bombs, and libyaml's loader can end the
process on deep nesting. Libyaml's parser is asked first, for its pace; what it refuses is read again in pure Python,
whose complaints are better.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import MAX_POINTER_CHARACTERS, Document, child
from audition.text import shortened

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 40
MAX_NODES: Final = 20_000
MAX_KEY_CHARACTERS: Final = 256

INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
"""Longer ones are identifiers, not amounts: they stay text, as leading zeros do."""
FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]{0,17})(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_MAX_FAULTS: Final = 20
_MAX_CHARACTERS_OF_POINTERS: Final = 4_000_000
"""Lines are kept for pointers up to this sum, so that long keys over many leaves cannot fill the memory."""

_MENDS: Final[Mapping[str, str]] = {
    "mapping values are not allowed": "put a text that holds `: ` in quotes, or mend the indentation",
    "could not find expected ':'": "a key lacks its `:`, or the line before is not indented as it should be",
    "'\\t'": "indent with spaces",
    "expected <block end>": "mend the indentation",
    "'@'": "put the text in quotes",
    "'`'": "put the text in quotes",
    "'%'": "put the text in quotes",
    "unknown escape": "use single quotes where a backslash is meant",
    "unexpected end of stream": "a quote is opened and never closed",
}


def read_yaml(text: str | bytes, path: str) -> Document:
    """A definition as written.

    Raises:
        DefinitionError: The text is not the plain YAML that this project reads; holds every fault up to the first that
            ends the reading.
    """
    document = parse_yaml(text, path)
    if document.faults:
        raise DefinitionError(document.faults)
    return document


def parse_yaml(text: str | bytes, path: str) -> Document:
    """Whatever the text is, a document: its value, or its faults; takes time and memory linear in at most 512 KiB."""
    builder = _Builder(path)
    try:
        decoded = _decoded(text)
        try:
            builder.run(_pulled(_quick_reader(decoded)))
        except (yaml.YAMLError, ValueError):
            builder = _Builder(path)
            builder.run(_events(decoded))
    except _Stopped as stop:
        builder.fault(stop.line, stop.message, "$")
    if builder.faults:
        return Document(path=path, value=None, lines={}, faults=tuple(builder.faults))
    return Document(path=path, value=builder.root, lines=builder.lines)


class _Stopped(Exception):
    """Reading cannot go on."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        raise _Stopped(f"larger than {MAX_BYTES // 1024} KiB")
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_BYTES:
        raise _Stopped(f"larger than {MAX_BYTES // 1024} KiB")
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _Stopped("not UTF-8; save the file as UTF-8", data.count(b"\n", 0, error.start) + 1) from None


class _EventReader(Reader, Scanner, Parser):
    """PyYAML up to its events: nothing here composes or constructs."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    _quick_reader: Callable[[str], Any] = _EventReader
else:
    _quick_reader = CParser


def _pulled(reader: Any) -> Iterator[tuple[yaml.Event, int]]:
    """A reader's events, each with its line from 1; whatever goes wrong comes as it is."""
    line = 1
    while (event := reader.get_event()) is not None:
        line = event.start_mark.line + 1 if event.start_mark else line
        yield event, line


def _events(text: str) -> Iterator[tuple[yaml.Event, int]]:
    """PyYAML's events, each with its line from 1; whatever goes wrong inside it ends the reading with a line."""
    line = 1
    try:
        for event, line in _pulled(_EventReader(text)):
            yield event, line
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _Stopped(f"holds the character U+{error.character:04X}; remove it", line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _Stopped(_syntax(error), mark.line + 1 if mark else line) from None
    except (ValueError, ArithmeticError, LookupError, AttributeError, RecursionError):
        # PyYAML lets these out for an escape beyond Unicode, a version with too many digits, and the like.
        raise _Stopped("not readable as YAML", line) from None


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or error.context or "not readable as YAML").split())[:160]
    mend = next((mend for part, mend in _MENDS.items() if part in problem), None)
    mark = error.problem_mark
    column = f" (column {mark.column + 1})" if mark else ""
    return f"{problem}{column}" + (f"; {mend}" if mend else "")


def _paired(text: str) -> str:
    """The text in which the two escapes that JSON writes for one character, as for an emoji, are that character."""
    return _HALVES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    value: dict[str, Any] | list[Any]
    pointer: str
    key: str | None = None
    """The key whose value comes next; None in a mapping: a key comes next."""
    key_lines: dict[str, int] = field(default_factory=dict)
    """Normalised key → line."""

    @property
    def awaits_key(self) -> bool:
        return self.key is None and isinstance(self.value, dict)


class _Builder:
    """Turns events into a value, with lines and faults."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Any = None
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self._stack: list[_Frame] = []
        self._nodes = 0
        self._pointer_characters = 0

    def run(self, events: Iterable[tuple[yaml.Event, int]]) -> None:
        """Reads one document."""
        documents = 0
        for event, line in events:
            if isinstance(event, yaml.NodeEvent):
                self._node(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._place(self._stack.pop().value, line)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stopped("a second document starts here; keep one a file", line)
                if event.tags:
                    self.fault(line, "%TAG is not read here; remove it")
        if not documents:
            raise _Stopped("is empty")

    def fault(self, line: int | None, message: str, pointer: str | None = None) -> None:
        """Notes a fault at the node that is being read, and goes on unless there are too many."""
        place = shortened(self._pointer() if pointer is None else pointer, MAX_POINTER_CHARACTERS)
        self.faults.append(Fault(Locus(path=self.path, line=line, pointer=place), message))
        if pointer is None and len(self.faults) >= _MAX_FAULTS:
            raise _Stopped("more faults follow; mend these first", line)

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Stopped(f"holds more than {MAX_NODES} values", line)
        if isinstance(event, yaml.AliasEvent):
            self.fault(line, f"`*{shortened(event.anchor or '')}` repeats another part of the file; write it out")
            self._place("*", line)
            return
        if event.anchor is not None:
            self.fault(line, f"`&{shortened(event.anchor)}` names a part of the file; remove it")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self.fault(line, f"the tag `{shortened(event.tag)}` is not read here; remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif len(self._stack) >= MAX_DEPTH:
            raise _Stopped(f"nested deeper than {MAX_DEPTH} levels", line)
        else:
            self._note_line(line)
            self._stack.append(_Frame([] if isinstance(event, yaml.SequenceStartEvent) else {}, self._pointer()))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        text, plain = _paired(event.value), not event.style
        if found := _CONTROL.search(text):
            self.fault(line, f"holds the control character U+{ord(found.group()):04X}; remove it")
        if self._stack and self._stack[-1].awaits_key:
            if len(text) > MAX_KEY_CHARACTERS:
                raise _Stopped(f"a key is longer than {MAX_KEY_CHARACTERS} characters", line)
            if plain and text in _WORDS:
                self.fault(line, f"the key `{text}` is no text; put it in quotes")
            elif plain and text == "<<":
                self.fault(line, "`<<` merges another part of the file; write it out")
            self._key(text, line)
            return
        self._note_line(line)
        self._place(self._plain(text, line) if plain else text, line)

    def _plain(self, text: str, line: int) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if INTEGER.match(text):
            return int(text)
        if not (number := FLOAT.match(text)) and not _NOT_FINITE.match(text):
            return text
        value = float(text) if number else math.inf
        if not math.isfinite(value):
            self.fault(line, f"`{shortened(text)}` is no finite number; put it in quotes if it is a text")
        return value

    def _key(self, key: str, line: int) -> None:
        frame = self._stack[-1]
        frame.key = key
        self._note_line(line)
        normal = unicodedata.normalize("NFC", key)
        if normal in frame.key_lines:
            first = frame.key_lines[normal]
            self.fault(line, f"the key `{shortened(key)}` stands here a second time, after line {first}; keep one")
        frame.key_lines[normal] = line

    def _place(self, value: Any, line: int) -> None:
        """Puts a finished value where it belongs."""
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is None:
            self.fault(line, "a key must be a text")
            frame.key = "?"
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _pointer(self) -> str:
        """Of the node that is being read; of the mapping while its next key is."""
        if not self._stack:
            return "$"
        frame = self._stack[-1]
        if isinstance(frame.value, list):
            return child(frame.pointer, len(frame.value))
        return frame.pointer if frame.key is None else child(frame.pointer, frame.key)

    def _note_line(self, line: int) -> None:
        pointer = self._pointer()
        self._pointer_characters += len(pointer)
        if self._pointer_characters <= _MAX_CHARACTERS_OF_POINTERS:
            self.lines.setdefault(pointer, line)
