from __future__ import annotations

from dataclasses import replace

import pytest

from audition.loading.agent_file import parse_agent_file
from audition.loading.prompt_lint import lint_prompt
from audition.records.variants import Settings
from tests.unit.loading.prompt_lint.linting import AROUND, HEAD


def said(text: str) -> list[str]:
    """What lint says of a memory file that imports one other."""
    settings = Settings(claude_md="CLAUDE.md", memory={"CLAUDE.md": text, "docs/a.md": "A."})
    head = f"---\n{HEAD}\n---\nWrite letters.\n"
    variant = parse_agent_file(head.encode(), "clerk/terse", models=AROUND.models, settings=settings)
    return [str(remark) for remark in lint_prompt(variant, replace(AROUND))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("@~/mine.md", "CLAUDE.md:1: imports `@~/mine.md`, which leads out of the project"),
        ("@docs/b.md", "CLAUDE.md:1: imports `@docs/b.md`, and no such text lies within 5 imports"),
    ],
)
def test_an_import_that_is_not_told_is_named(text, what):
    """Claude Code reads the one and passes the other over; a trial tells neither."""
    (found,) = said(text)

    assert found.startswith(what)


@pytest.mark.parametrize("text", ["@docs/a.md", "Ask @ada.", "Install @types/node.", "`@docs/b.md`"])
def test_what_is_told_or_no_file_is_not(text):
    """A name behind an `@` may be anybody's."""
    assert said(text) == []
