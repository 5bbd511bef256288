"""Sentences on pages: commands read as code, and what a sentence quotes stays text."""

import pytest

from audition.reporting.html.templating import coded, environment


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Run `audition run` twice.", "Run <code>audition run</code> twice."),
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("<script>`x`</script>", "&lt;script&gt;<code>x</code>&lt;/script&gt;"),
        ("a lone ` <mark>", "a lone ` &lt;mark&gt;"),
        ("", ""),
        ("`\u202e`", r"<code>\u202e</code>"),
    ],
)
def test_what_stands_between_backticks_is_code_and_nothing_is_markup(said: str, shown: str):
    """In a template, as every page shows it."""
    assert environment().from_string("{{ said|coded }}").render(said=said) == shown


def test_a_text_that_is_none_of_ours_is_left_as_it_is():
    """An odd number of backticks tells nothing of where code stands."""
    assert coded("it`s") == "it`s"
