"""What agents leave is read in the format asked for, whatever it is: as a document, or with the fault and its line."""

from __future__ import annotations

import json

import pytest

from audition.loading.formats import format_of, parse_as
from audition.records.scene import Format

TAB_INDENTED = '{\n\t"findings": [\n\t\t{\n\t\t\t"line":\t3\n\t\t}\n\t]\n}\n'

BROKEN = {
    "not closed": (Format.JSON, '{"a": 1', "line 1"),
    "a key twice": (Format.JSON, '{"a": 1, "a": 2}', "'a' is repeated"),
    "no number": (Format.JSON, '{"a": NaN}', "NaN is no number here"),
    "too large a number": (Format.JSON, '{"a": 1e999}', "too large a number"),
    "half a character": (Format.JSON, '{"a": "\\ud800"}', "half a character"),
    "too deep": (Format.JSON, "[" * 50 + "]" * 50, "nested deeper than 40 levels"),
    "far too deep": (Format.JSON, "[" * 100_000, "nested too deeply"),
    "too many values": (Format.JSON, json.dumps(list(range(30_000))), "more than 20000 values"),
    "too large": (Format.JSON, json.dumps("x" * 600_000), "larger than 512 KiB"),
    "a row too long": (Format.CSV, "a,b\n1,2\n1,2,3\n", "line 3"),
    "a column twice": (Format.CSV, "a,a\n1,2\n", "line 1"),
    "an empty table": (Format.CSV, "", "the first line names the columns"),
    "an open quote": (Format.CSV, 'a,b\n"1,2\n', "unexpected end of data"),
}


@pytest.mark.parametrize(("form", "text", "said"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_a_fault(form: Format, text: str, said: str) -> None:
    """And never an exception."""
    assert said in (parse_as(form, text, "x").fault or "")


def test_json_has_lines_whatever_indents_it() -> None:
    """Its values are where they stand."""
    document = parse_as(Format.JSON, TAB_INDENTED, "x.json")

    assert document.value == {"findings": [{"line": 3}]}
    assert document.lines["$.findings[0].line"] == 4


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_has_rows_by_its_columns(separator: str) -> None:
    """Cells are texts, quoted ones may hold line ends, and blank lines are none."""
    text = separator.join(["name", "note"]) + "\n\n" + separator.join(["tea", '"two\nlines"']) + "\n"

    assert parse_as(Format.CSV, text, "x.csv").value == [{"name": "tea", "note": "two\nlines"}]


def test_the_end_of_a_name_says_the_format() -> None:
    """Text is what nothing else is."""
    names = {
        "a.yaml": "yaml",
        "a.YML": "yaml",
        "a.json": "json",
        "a.tsv": "csv",
        "a.md": "text",
        "a.diff": "text",
        "a": "text",
    }

    assert {name: format_of(name).value for name in names} == names
