"""Reads what an agent wrote in the format that it was asked for: `parse_as(format, text, path) -> Document`."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import PurePosixPath
from typing import Any

from audition.errors import Fault, Locus
from audition.loading.document import Document
from audition.loading.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_yaml
from audition.records.scene import Format
from audition.strict_json import parse_json

_BY_ENDING = {".yaml": Format.YAML, ".yml": Format.YAML, ".json": Format.JSON, ".csv": Format.CSV, ".tsv": Format.CSV}
_MARGIN = re.compile(r"^\t+", re.MULTILINE)
_HALF = re.compile("[\ud800-\udfff]")


def format_of(path: str) -> Format:
    """The format that the end of a file's name speaks of; text where it speaks of none."""
    return _BY_ENDING.get(PurePosixPath(path).suffix.lower(), Format.TEXT)


def parse_as(form: Format, text: str, path: str) -> Document:
    """Whatever the text is, a document: its value, or its faults; of a text without parts the value is None.

    A CSV table is a list of rows by the names in its first line, every cell a text.
    """
    if form is Format.YAML:
        return parse_yaml(text, path)
    try:
        if form is Format.JSON:
            return Document(path=path, value=_json(text), lines=_lines(text, path))
        if form is Format.CSV:
            rows, lines = _table(text)
            return Document(path=path, value=rows, lines=lines)
    except _Unreadable as fault:
        locus = Locus(path=path, line=fault.line, pointer="$")
        return Document(path=path, value=None, lines={}, faults=(Fault(locus, str(fault)),))
    return Document(path=path, value=None, lines={})


class _Unreadable(Exception):
    """What is wrong, and on which line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def _json(text: str) -> Any:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _Unreadable(f"larger than {MAX_BYTES // 1024} KiB")
    try:
        value = parse_json(text)
    except json.JSONDecodeError as error:
        raise _Unreadable(error.msg, error.lineno) from None
    except ValueError as error:
        raise _Unreadable(str(error)) from None
    stack, nodes = [(value, 0)], 0
    while stack:
        part, depth = stack.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise _Unreadable(f"holds more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            raise _Unreadable(f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(part, dict):
            stack += ((each, depth + 1) for pair in part.items() for each in pair)
        elif isinstance(part, list):
            stack += ((each, depth + 1) for each in part)
        elif isinstance(part, str) and _HALF.search(part):
            raise _Unreadable("holds half a character (a lone surrogate)")
    return value


def _lines(text: str, path: str) -> Any:
    """The lines of a JSON text's values: it is YAML as well, once no tab stands in the margin."""
    return parse_yaml(_MARGIN.sub(lambda tabs: "  " * len(tabs.group()), text), path).lines


def _table(text: str) -> tuple[list[dict[str, str]], dict[str, int]]:
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[dict[str, str]] = []
    lines: dict[str, int] = {}
    try:
        head = next(reader, [])
        if not any(head) or len(set(head)) < len(head):
            raise _Unreadable("the first line names the columns, each once", 1)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(head):
                raise _Unreadable(f"{len(cells)} cells, and the first line names {len(head)}", reader.line_num)
            if len(rows) * len(head) >= MAX_NODES:
                raise _Unreadable(f"holds more than {MAX_NODES} cells")
            lines[f"$[{len(rows)}]"] = reader.line_num
            rows.append(dict(zip(head, cells, strict=True)))
    except csv.Error as error:
        raise _Unreadable(str(error), reader.line_num) from None
    return rows, lines
