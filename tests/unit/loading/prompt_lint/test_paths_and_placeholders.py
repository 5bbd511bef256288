from __future__ import annotations

import pytest

from tests.unit.loading.prompt_lint.linting import HEAD, only, told

READER = HEAD.replace("[Read, Write]", "[Read]")


@pytest.mark.parametrize(
    "body",
    [
        "Save the answer as desk/answer.yaml.",
        "**Write to**:\n- `desk/answer.yaml`",
        "Read notes/in.md and write desk/answer.yaml.",
    ],
)
def test_a_file_to_be_written_needs_a_tool_that_writes(body):
    """Whatever way it is said."""
    found = [what for _, what in told(body, head=READER)]

    assert found == [
        "wants `desk/answer.yaml` written, and no granted tool writes; add Write to `tools`, or ask for an answer"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "**Read from**:\n- `desk/instruction.yaml`",
        "Write what you read in desk/instruction.yaml as a poem.",
        "See docs/style.md.",
        "Write to https://example.org/letters/form.html.",
    ],
)
def test_a_file_to_be_read_needs_none(body):
    """The nearest verb counts; an address is no file."""
    assert told(body, head=READER) == []


@pytest.mark.parametrize("path", ["/etc/desk/answer.yaml", "~/desk/answer.yaml", "../desk/answer.yaml"])
def test_a_file_outside_the_workspace_is_out_of_every_tools_reach(path):
    """Even of those that write."""
    _, what = only(f"Save it as {path}")

    assert f"`{path}` lies outside the workspace" in what


@pytest.mark.parametrize("mark", ["TODO", "TBD", "FIXME"])
def test_unfinished_text_is_named(mark):
    """As it stands."""
    _, what = only(f"Greet them. {mark}: say how.")

    assert what == f"`{mark}` is still there; finish the text"


@pytest.mark.parametrize(
    "place", ["{{customer}}", "{{ customer }}", "<customer name>", "[insert name]", "[Your company]"]
)
def test_a_place_that_nothing_fills_is_named(place):
    """The agent would read it as it stands."""
    _, what = only(f"Greet {place} first.")

    assert f"nothing fills `{place}`" in what


@pytest.mark.parametrize(
    "body",
    [
        "Answer in desk/{instruction_id}/answer.yaml by {as_of}.",
        "> **Draft PR created:** {URL}",
        "One file for each language, in texts/{locale}/.",
        "Print ${HOME} there.",
        "<steps>\nGreet.\n</steps>",
        "Greet.<br>Sign.",
        "Scores below 50 (<50) are red.",
        "See [your style guide](docs/style.md).",
        "Keep todos short.",
        "No TODO comments are left in the code.",
        "Look for TODO, FIXME and XXX.",
        "TODO: marks are never left.",
        "Forms:\n- TODO: what is left",
        "A `List<T>` holds values of type <T>.",
        "Use <nav>, <main> and <aside>.",
        "Call it with <url>.",
        "Type `deploy {target} [your flags]` there.",
        "Liquid fills {{ page }}.",
        "Titles stand in {{ page.title | upper }}.",
        "```\nDear {name}, TODO <sign>\n```",
    ],
)
def test_what_is_filled_or_means_itself_is_no_place_to_fill(body):
    """The request's own names, tags, links, comparisons, examples."""
    assert told(body) == []


@pytest.mark.parametrize("body", ["Never write to desk/answer.yaml.", "**Do not touch**:\n- write desk/answer.yaml"])
def test_a_file_that_must_not_be_written_needs_no_tool(body):
    """A prohibition asks for nothing."""
    assert told(body, head=READER) == []
