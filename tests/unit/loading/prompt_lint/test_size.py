from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.loading.prompt_lint.linting import AROUND, BODY_LINE, only, told


def test_a_prompt_a_little_shorter_than_the_model_caches_is_named_with_its_tools_counted():
    """Two tools and the prompt, four bytes a token; one far shorter costs too little to speak of."""
    text = "Write letters.\n" + "Be kind. " * 300
    tokens = (AROUND.tool_bytes(["Read", "Write"]) + len(text.strip()) + 1) // 4
    line, what = only(text, cache_minimum_tokens=1024)

    assert line == BODY_LINE
    assert f"about {tokens} tokens, and claude-sonnet-5-5 caches nothing shorter than 1,024" in what
    assert f"with {1024 - tokens} tokens more" in what
    assert told("Write letters.\n", cache_minimum_tokens=1024) == []
    assert told("Write letters.\n" + "Be kind. " * 500, cache_minimum_tokens=1024) == []


def test_a_prompt_that_leaves_no_room_for_an_answer_is_named():
    """Prompt, tools, request and the longest answer together."""
    _, what = only(output_tokens=250_000)

    assert "holds 200,000; shorten the prompt, or lower `limits.output_tokens`" in what
    assert told(output_tokens=250_000, context_tokens=None) == []


PIECES = st.sampled_from(
    [
        "T-",
        "Day -",
        "90",
        "+ days out",
        "(>",
        "75",
        "%",
        ")",
        "- ",
        "## ",
        "\n",
        " ",
        "Green ",
        "a/b.c",
        "{x}",
        "<y>",
        "**",
        ":",
        "```\n",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_breaks_a_rule(text):
    """Lint reads whatever an agent file holds."""
    assert told(f"Start.\n{text}") is not None


@pytest.mark.parametrize("piece", ["a/", "{", "<a ", "1-", "[your ", "search ", "read ", "T-1 ", "Aa "])
def test_a_line_of_one_piece_over_and_over_is_linted_like_any_other(piece):
    """Every rule reads a bounded part of a line, so none takes for ever."""
    assert told(piece * (60_000 // len(piece))) is not None
