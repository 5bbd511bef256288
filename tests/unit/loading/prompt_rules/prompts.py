"""Prompts for tests."""

from __future__ import annotations

from pathlib import Path

from audition.loading.agent_file import parse_agent_file
from audition.loading.prompt_rules import rules_of
from audition.records.rules import Rule
from audition.records.variants import Settings, Variant

ROOT = Path(__file__).parents[4]
HEAD = "---\nname: clerk\ndescription: Writes letters.\ntools: Read\nmodel: claude-sonnet-5-5\n---\n"


def prompt(body: str, path: str = "agents/clerk/a.md") -> Variant:
    """A prompt with this body; without a head where its path is of a plain one."""
    text = body if path.endswith(".txt") else HEAD + body
    settings = Settings(inherits="claude-sonnet-5-5")
    return parse_agent_file(text.encode(), "clerk/a", models={}, path=path, settings=settings)


def rules(body: str, path: str = "agents/clerk/a.md") -> tuple[Rule, ...]:
    """The rules of a prompt with this body."""
    return rules_of(prompt(body, path))


def shipped(name: str) -> Variant:
    """One of the two account-manager prompts."""
    data = (ROOT / f"agents/account-manager/{name}.md").read_bytes()
    return parse_agent_file(data, f"account-manager/{name}", models={"sonnet": "claude-sonnet-5-5"})
