"""YAML as people and models write it: what it means, what is refused, and that nothing breaks the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.errors import DefinitionError
from audition.loading.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_yaml, read_yaml

SCALARS = {
    "no": "no",
    "Yes": "Yes",
    "on": "on",
    "y": "y",
    "012": "012",
    "12:30": "12:30",
    "1_000": "1_000",
    "0x1F": "0x1F",
    "0o17": "0o17",
    "2026-03-02": "2026-03-02",
    "2026-03-02 09:00:00+00:00": "2026-03-02 09:00:00+00:00",
    "12345678901234567890": "12345678901234567890",
    "1.2.3": "1.2.3",
    "'12'": "12",
    '"true"': "true",
    "=": "=",
    "12": 12,
    "-7": -7,
    "+5": 5,
    "0": 0,
    "1.5": 1.5,
    "1e3": 1000.0,
    ".5": 0.5,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}


@pytest.mark.parametrize(("written", "meant"), SCALARS.items())
def test_plain_scalars_mean_what_a_person_wrote(written, meant):
    """Dates, times, codes with leading zeros and yes-or-no words stay text; decimal numbers are numbers."""
    value = read_yaml(f"key: {written}\n", "a.yaml").value["key"]

    assert meant == value
    assert type(meant) is type(value)


def test_keys_are_read_as_their_text():
    """Numbers and dates as keys are labels; no two ways of writing one label make two keys."""
    assert read_yaml("2026: 1\n2026-01: 2\nno: 3\n", "a.yaml").value == {"2026": 1, "2026-01": 2, "no": 3}


def test_every_value_has_the_line_of_its_key_or_item():
    """Faults and quotes are shown with their line, whatever the layout."""
    text = "a:\n  - b: 1\n    c: >-\n      long\n  - {d: 2,\n     e/f: 3}\n'g h': [1,\n  2]\n"
    lines = read_yaml(text, "a.yaml").lines

    expected = {
        "$": 1,
        "$.a": 1,
        "$.a[0]": 2,
        "$.a[0].b": 2,
        "$.a[0].c": 3,
        "$.a[1]": 5,
        "$.a[1].d": 5,
        '$.a[1]["e/f"]': 6,
        '$["g h"]': 7,
        '$["g h"][0]': 7,
        '$["g h"][1]': 8,
    }
    assert expected == lines


def test_a_place_without_a_line_of_its_own_has_its_ancestors():
    """A missing key is shown where it should stand."""
    document = read_yaml("a:\n  - b: 1\n", "a.yaml")

    assert str(document.locus("$.a[0].missing.deeper")) == "a.yaml:2: $.a[0].missing.deeper"
    assert str(document.locus("$.other")) == "a.yaml:1: $.other"


REFUSED = {
    "a: !!python/object/apply:os.system [id]\n": "a.yaml:1: $.a: the tag `tag:yaml.org,2002:python/object/apply:os.sys",
    "a: ! 1\n": "the tag `!` is not read here",
    "a: &x 1\n": "a.yaml:1: $.a: `&x` names a part of the file; remove it",
    "b: 1\na: *x\n": "a.yaml:2: $.a: `*x` repeats another part of the file; write it out",
    "a: {<<: {b: 1}}\n": "a.yaml:1: $.a: `<<` merges another part of the file; write it out",
    "a: 1\nb: 2\na: 3\n": "a.yaml:3: $.a: the key `a` stands here a second time, after line 1; keep one",
    "2026: 1\n'2026': 2\n": "the key `2026` stands here a second time",
    "\u00e9: 1\ne\u0301: 2\n": "stands here a second time, after line 1",
    "null: 1\n": "the key `null` is no text; put it in quotes",
    "true: 1\n": "the key `true` is no text; put it in quotes",
    "[a, b]: 1\n": "a.yaml:1: $: a key must be a text",
    "? {a: 1}\n: 2\n": "a key must be a text",
    "a: 1\n---\nb: 2\n": "a.yaml:2: $: a second document starts here; keep one a file",
    "%TAG ! tag:x,2000:\n---\na: 1\n": "%TAG is not read here",
    "a: .inf\n": "a.yaml:1: $.a: `.inf` is no finite number; put it in quotes if it is a text",
    "a: .NaN\n": "no finite number",
    "a: 1e999\n": "no finite number",
    'a: "\\e[31m"\n': "a.yaml:1: $.a: holds the control character U+001B; remove it",
    "a: b\0c\n": "a.yaml:1: $: holds the character U+0000; remove it",
    'a: "\\ud800"\n': "U+D800",
    'a: "\\UFFFFFFFF"\n': "not readable as YAML",
    f"%YAML {'9' * 5000}.1\n--- a\n": "not readable as YAML",
    "": "a.yaml: $: is empty",
    "# only a comment\n": "is empty",
    "a: b: c\n": "mapping values are not allowed here (column 5); put a text that holds `: ` in quotes",
    "a:\n\t- b\n": "a.yaml:2: $: found character '\\t' that cannot start any token (column 1); indent with spaces",
    "a: 'open\n": "a quote is opened and never closed",
    "a: @b\n": "put the text in quotes",
    "k" * 300 + ": 1\n": "a key is longer than 256 characters",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_what_is_refused_is_named_with_its_place_and_a_mend(text, said):
    """The first fault says where, what and what to do, in one line."""
    fault = str(parse_yaml(text, "a.yaml").faults[0])

    assert said in fault
    assert "\n" not in fault


def test_faults_that_do_not_end_the_reading_are_told_together():
    """A person mends a file once, not once a fault."""
    document = parse_yaml("a: &x 1\na: *x\nb: !t .nan\n", "a.yaml")

    assert [fault.locus.line for fault in document.faults] == [1, 2, 2, 3, 3]
    assert document.fault == "line 1: $.a: `&x` names a part of the file; remove it (and 4 more)"


def test_a_file_with_very_many_faults_is_not_read_to_its_end():
    """Twenty faults are enough for one sitting."""
    assert len(parse_yaml("- &a 1\n" * 5000, "a.yaml").faults) == 21


def test_reading_a_definition_raises_what_parsing_a_deliverable_returns():
    """One reader, two doors."""
    with pytest.raises(DefinitionError, match=r"^a.yaml:2: \$.a: the key `a` stands here a second time"):
        read_yaml("a: 1\na: 2\n", "a.yaml")


def test_bytes_and_a_byte_order_mark_are_read():
    """A file saved by an editor of another system is the same file."""
    assert read_yaml("\ufeffä: €\r\n".encode(), "a.yaml").value == {"ä": "€"}


def test_what_is_not_utf_8_is_named_by_its_line():
    """UTF-16 and Latin-1 are refused, not guessed."""
    assert parse_yaml(b"a: 1\nb: \xe9\n", "a.yaml").fault == "line 2: $: not UTF-8; save the file as UTF-8"
    assert "not UTF-8" in (parse_yaml("a: 1".encode("utf-16"), "a.yaml").fault or "")


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(lines)


BOMBS = {
    "brackets": "[" * 200_000,
    "braces": "{" * 200_000,
    "dashes": "- " * 200_000,
    "questions": "? " * 200_000,
    "steps": "\n".join(" " * depth + "-" for depth in range(900)),
    "ten megabytes": "a: " + "x" * 10_000_000,
    "a million laughs": _bomb(12),
    "many items": "[" + "1," * 100_000 + "]",
    "open quote": "'" + "a\n" * 100_000,
    "a fault below long keys": "".join(f"{' ' * i}{'k' * 250}:\n" for i in range(38)) + " " * 39 + "*a",
    "long keys over many leaves": "".join(f"{' ' * i}{'k' * 250}:\n" for i in range(38))
    + " " * 39
    + "[1"
    + ",1" * 9999,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_one_fault(text):
    """Depth, size, number and repetition are bounded before they cost anything."""
    document = parse_yaml(text, "plan.yaml")

    assert document.faults
    assert document.value is None
    assert document.fault is not None
    assert len(document.fault) < 500


def test_lines_of_long_pointers_are_bounded():
    """Long keys over many leaves are legal, and cost no more memory than the text deserves."""
    keys = "".join(f"{' ' * i}{'k' * 250}:\n" for i in range(38))
    document = parse_yaml(keys + " " * 39 + "[" + "1," * 15_000 + "]", "plan.yaml")

    assert document.faults == ()
    assert sum(map(len, document.lines)) <= 4_000_000


def test_what_lies_within_the_bounds_is_read():
    """The bounds themselves are allowed."""
    nested = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    many = "[" + "1," * (MAX_NODES - 1) + "]"

    assert parse_yaml(nested, "a").faults == ()
    assert parse_yaml("[" + nested + "]", "a").fault == "line 1: $: nested deeper than 40 levels"
    assert len(parse_yaml(many, "a").value) == MAX_NODES - 1
    assert parse_yaml("a: " + "x" * (MAX_BYTES - 3), "a").faults == ()
    assert parse_yaml("a: " + "x" * (MAX_BYTES - 2), "a").fault == "$: larger than 512 KiB"


WORDS = ["a", "&a", "*a", "!t", "---", "...", "<<", "0", "1e9", ".inf", "é"]
BLANKS = [" ", "  ", "\n", "\n ", "\t", "\r", "\x85", "\u2028", "\0", "\ud800"]
YAML_PIECES = st.lists(st.sampled_from([*":-?[]{},'\"\\|>#%~@`", *WORDS, *BLANKS]), max_size=60).map("".join)


@given(YAML_PIECES | st.text(max_size=80) | st.binary(max_size=80))
def test_whatever_is_written_is_a_value_or_faults_with_places(text):
    """No text at all raises; a fault is one line long and names the file."""
    document = parse_yaml(text, "plan.yaml")

    assert (document.value is None) or not document.faults
    assert all(str(fault).startswith("plan.yaml") and "\n" not in str(fault) for fault in document.faults)
