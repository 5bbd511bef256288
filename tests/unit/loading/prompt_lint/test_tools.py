from __future__ import annotations

import pytest

from tests.unit.loading.prompt_lint.linting import AROUND, BODY_LINE, HEAD, only, told


def granting(tools: str) -> str:
    """A head with other tools."""
    return HEAD.replace("[Read, Write]", f"[{tools}]")


def test_tools_without_a_use_are_named_together_with_what_they_cost():
    """By rule of thumb, four bytes a token."""
    line, what = only(head=granting("Read, Write, Bash, TodoWrite"))

    assert line == 4
    assert what.startswith(
        "Bash and TodoWrite are granted, and neither the prompt nor the request says what for: "
        f"about {AROUND.tool_bytes(['Bash', 'TodoWrite']) // 4} tokens"
    )


@pytest.mark.parametrize(
    ("tool", "use"),
    [
        ("Bash", "Use `Bash` for sums."),
        ("Bash", "Run the script that adds up the fees."),
        ("Bash", "Check sums with bash."),
        ("Grep", "**Grep**: names in letters."),
        ("Grep", "Use Grep to find names."),
        ("Glob", "Read, Grep and Glob are yours."),
        ("TodoWrite", "Keep a to-do list."),
        ("TodoWrite", "Plan with TodoWrite."),
        ("Grep", "Search the files for the name."),
        ("Glob", "List the files of the folder first."),
        ("Edit", "Update the file notes/log.md when you are done."),
    ],
)
def test_a_tool_has_a_use_when_the_prompt_names_it_or_asks_for_its_work(tool, use):
    """In the words people use."""
    assert told(use, head=granting(f"Read, Write, {tool}")) == []


@pytest.mark.parametrize(
    ("tools", "body"),
    [
        ("Grep, Glob, Bash", "Survey the project's modules and their tests."),
        ("Edit, Bash", "Implement what the plan says, in the repository's own style."),
        ("Edit, Grep, Glob, Bash", "You are an expert developer for letters."),
        ("Edit", "You handle the documentation of the API and its maintenance."),
        ("Bash", "Look at the last change:\n```\ngh pr view\n```"),
    ],
)
def test_work_on_code_gives_the_tools_for_it_a_use(tools, body):
    """Whoever maps a codebase searches it, without being told to."""
    assert told(body, head=granting(f"Read, Write, {tools}")) == []


def test_a_list_under_another_heading_is_not_forbidden():
    """A prohibition ends with its section."""
    line, _ = only("## Never\n- shout\n\n## Then\n- Run the command `date`")

    assert line == BODY_LINE + 4


@pytest.mark.parametrize(
    "use", ["Execute the renewal process.", "Find expansion opportunities.", "Read between the lines."]
)
def test_work_that_needs_no_tool_gives_none_a_use(use):
    """Renewals are executed without a shell."""
    line, _ = only(use, head=granting("Read, Write, Bash, Grep"))

    assert line == 4


def test_the_request_gives_tools_a_use_too():
    """The prompt need not repeat what every request says."""
    assert told("Be kind.") == []
    assert len(told("Be kind.", request="Say hello.")) == 1


@pytest.mark.parametrize(
    ("body", "tool"),
    [
        ("Ask the Grep tool.", "Grep"),
        ("Use `Edit` for mending.", "Edit"),
        ("Plan with TodoWrite.", "TodoWrite"),
        ("Look it up with WebSearch.", "WebSearch"),
        ("Call the Task tool for each letter.", "Task"),
    ],
)
def test_a_tool_that_is_asked_for_and_not_granted_is_named_with_its_line(body, tool):
    """Whether trials offer it or not."""
    line, what = only(f"Be kind.\n\n{body}")

    assert line == BODY_LINE + 2
    assert what.startswith(f"asks for {tool}, which ")


@pytest.mark.parametrize(
    "body",
    [
        "Edit with care.",
        "Your first task is to greet.",
        "Agent of the customer.",
        "A `Task` has a name.",
        "Never use `Edit`; the Bash tool is forbidden.",
        "Do not plan with TodoWrite.",
        "`AskUserQuestion` 禁止使用。",
        "WebSearch is another agent's.",
        "**Never use**:\n- the WebSearch tool",
        "## Do NOT\n\n- Run the command `date`",
        "## You must not:\n1. Use `Edit` at all",
        "Do without running commands.",
        "Run the taste test as the last gate, and see the `taste` notes.",
        "The user can run the command `date`.",
    ],
)
def test_a_tool_that_is_forbidden_or_no_more_than_a_word_is_not_asked_for(body):
    """Of a name that is a word of the language, only a verb of use makes a wish."""
    assert told(body) == []


def test_commands_without_a_shell_are_named():
    """The agent would be refused."""
    line, what = only("Run the command `date` first.")

    assert line == BODY_LINE
    assert "Bash is not granted" in what
