from __future__ import annotations

import pytest

from tests.unit.loading.prompt_lint.linting import HEAD, only, remarks, told


def test_a_plain_agent_file_is_beyond_doubt():
    """Nothing to say is the usual case."""
    assert told() == []


def test_a_key_that_nobody_reads_is_named_as_ignored():
    """With its line."""
    line, what = only(head=f"{HEAD}\ntier: execution")

    assert line == 6
    assert what.startswith("`tier`: Claude Code ignores this key, and so does a trial")


@pytest.mark.parametrize("key", ["maxTurns: 5", "effort: high", "disallowedTools: Bash", "initialPrompt: Hello"])
def test_a_key_that_claude_code_acts_on_and_a_trial_does_not_is_named_as_such(key):
    """Its effect there has no part in what is measured here."""
    _, what = only(head=f"{HEAD}\n{key}")

    assert "Claude Code acts on it, a trial does not" in what


def test_a_key_for_people_needs_no_word():
    """A colour changes nothing."""
    assert told(head=f"{HEAD}\ncolor: blue") == []


def test_a_pinned_model_that_no_alias_names_is_passed_by_when_models_change():
    """An exact id behind an alias is the project's own."""
    line, what = only(head=HEAD.replace("sonnet", "claude-opus-4-1"))

    assert line == 5
    assert "stands behind no alias" in what
    assert told(head=HEAD.replace("sonnet", "claude-sonnet-5-5")) == []


def test_a_remark_reads_as_a_place_and_what_to_do():
    """As compilers say it."""
    (remark,) = remarks(head=f"{HEAD}\ntier: execution")

    assert str(remark).startswith("agents/clerk/terse.md:6: `tier`")
