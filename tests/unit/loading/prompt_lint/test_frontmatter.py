from __future__ import annotations

import pytest

from tests.unit.loading.prompt_lint.linting import HEAD, only, remarks, told


def test_a_plain_agent_file_is_beyond_doubt():
    """Nothing to say is the usual case."""
    assert told() == []


def test_what_claude_code_acts_on_and_a_trial_does_not_is_named_once_a_file():
    """At the line of the first such key; keys that ask for nothing are none."""
    line, what = only(
        head=f"{HEAD}\ntier: gold\nskills: [a]\nmemory: user\nhooks:\nbackground: false\npermissionMode: default"
    )

    assert line == 7
    assert what.startswith("not played: `skills`, `memory`: ")


@pytest.mark.parametrize("key", ["maxTurns: 5", "effort: high", "disallowedTools: Bash", "color: blue", "tier: gold"])
def test_what_a_trial_plays_and_what_is_for_people_needs_no_word(key):
    """The user's own notes are the user's."""
    assert told(head=f"{HEAD}\n{key}") == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "effort: much",
            "`effort`: passed over by Claude Code and by a trial; it is one of low, medium, high, xhigh, max",
        ),
        ("maxTurns: 0", "`maxTurns`: passed over by Claude Code and by a trial; it is a whole number above 0"),
        ("allowed_tools: [a]", "`allowed_tools`: passed over by Claude Code and by a trial; is `tools` meant?"),
        ("max_turns: 5", "`max_turns`: passed over by Claude Code and by a trial; is `maxTurns` meant?"),
        (
            "disallowed-tools: Bash",
            "`disallowed-tools`: passed over by Claude Code and by a trial; is `disallowedTools`",
        ),
        ("allowed-tools: Read", "`allowed-tools`: passed over by Claude Code and by a trial; here the key is `tools`"),
    ],
)
def test_a_key_or_value_that_seems_to_say_something_and_does_not_is_a_slip(key, said):
    """What is lost is lost there, too."""
    line, what = only(head=f"{HEAD}\n{key}")

    assert line == 6
    assert what.startswith(said)


def test_tools_within_bounds_are_granted_whole():
    """Which is more than the file wants."""
    line, what = only("Use `Bash`.", head=HEAD.replace("[Read, Write]", "Read, Write, Bash(git:*)"))

    assert line == 4
    assert what.startswith("not played: the bounds of `Bash(git:*)`")


def test_tools_that_nothing_answers_are_named_together():
    """A slip of the pen with what it is near to."""
    line, what = only(head=HEAD.replace("[Read, Write]", "[Read, Write, WebFetch, mcp__crm__find, grep]"))

    assert line == 4
    assert what == "granted, and nothing answers it in a trial: `WebFetch`, `mcp__crm__find`, `grep` (is `Grep` meant?)"


def test_nothing_behind_tools_grants_nothing():
    """Claude Code reads it as an empty list."""
    assert (
        "`tools`: grants nothing; leave the key out to grant every tool"
        in told(head=HEAD.replace("[Read, Write]", ""))[0][1]
    )


def test_a_pinned_model_that_no_alias_names_is_passed_by_when_models_change():
    """An exact id behind an alias is the project's own."""
    line, what = only(head=HEAD.replace("sonnet", "claude-opus-4-1"))

    assert line == 5
    assert "stands behind no alias" in what
    assert told(head=HEAD.replace("sonnet", "claude-sonnet-5-5")) == []


def test_a_remark_reads_as_a_place_and_what_to_do():
    """As compilers say it."""
    (remark,) = remarks(head=f"{HEAD}\nmemory: user")

    assert str(remark).startswith("agents/clerk/terse.md:6: not played: `memory`")
