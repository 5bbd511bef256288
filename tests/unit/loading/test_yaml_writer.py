"""The writer and the reader agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audition.loading.strict_yaml import read_yaml
from audition.loading.yaml_writer import dump_yaml

WORDS = ["no", "null", "~", "", "012", "12:30", "2026-03-02", "1e5", "1_0", ".inf", "0x1f", "<<", "=", "- a", "a: b"]
TEXTS = st.sampled_from([*WORDS, "#c", "@a", "9" * 30, "a\nb\n", " a ", "\u2028", "\ufeff", "👍"]) | st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), whitelist_characters="\n\t"), max_size=40
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_reads_back_to_the_same_value(value):
    """Text that looks like something else is quoted; everything the reader can give survives."""
    assert value == read_yaml(dump_yaml({"value": value}), "a.yaml").value["value"]


def test_dates_are_written_plain():
    """An instruction shows a date as a person would write it."""
    written = dump_yaml({"day": "2026-03-02", "at": "2026-03-02 09:00:00+00:00"})

    assert written == "day: 2026-03-02\nat: 2026-03-02 09:00:00+00:00\n"


def test_a_value_that_stands_twice_is_written_twice():
    """The reader takes no aliases, so the writer makes none."""
    part = {"a": [1]}

    assert dump_yaml([part, part]) == "- a:\n  - 1\n- a:\n  - 1\n"
